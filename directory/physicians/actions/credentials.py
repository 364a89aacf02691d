"""Credentials: entered and verified by the office."""

from datetime import datetime

from directory.core import audit
from directory.core.db import session
from directory.physicians import queries
from directory.physicians.actions.searchable import keep_searchable
from directory.physicians.actions.standing import locked
from directory.physicians.models import Credential
from directory.physicians.rules import CredentialEdit, check_credential


def save_credential(
    physician_id: int, credential_id: int | None, asked: CredentialEdit, actor: str, now: datetime
) -> Credential:
    """What was changed has to be verified again; until then it does not count."""
    check_credential(asked)
    locked(physician_id)
    credential = (
        queries.credential_or_404(physician_id, credential_id)
        if credential_id is not None
        else Credential(physician_id=physician_id)
    )
    for name in CredentialEdit.__slots__:
        setattr(credential, name, getattr(asked, name))
    session().add(credential)
    if session().is_modified(credential):
        credential.verified_on, credential.verified_by = None, ""
    keep_searchable([physician_id])
    _note("credential_saved", credential, actor, now)
    return credential


def verify_credential(physician_id: int, credential_id: int, by: str, actor: str, now: datetime) -> None:
    """The office has checked it at its source."""
    locked(physician_id)
    credential = queries.credential_or_404(physician_id, credential_id)
    credential.verified_on, credential.verified_by = now.date(), by
    keep_searchable([physician_id])
    _note("credential_verified", credential, actor, now)


def remove_credential(physician_id: int, credential_id: int, actor: str, now: datetime) -> None:
    locked(physician_id)
    credential = queries.credential_or_404(physician_id, credential_id)
    _note("credential_removed", credential, actor, now)
    session().delete(credential)
    keep_searchable([physician_id])


def _note(action: str, credential: Credential, actor: str, now: datetime) -> None:
    subject, kind = f"physician:{credential.physician_id}", credential.kind.value
    audit.record("site", action, actor=actor, subject=subject, now=now, credential=credential.id, kind=kind)
