"""Making the record of a decision: built while nothing is locked, kept sealed, and recorded in the audit."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.core import audit, transaction, vault
from directory.core.db import session, upsert
from directory.membership.models import Application, Record
from directory.membership.queries import record as queries
from directory.membership.queries import rounds
from directory.membership.queries.application import own_vault
from directory.membership.rules.archive import packed
from directory.membership.rules.record import Redaction, check


@dataclass(frozen=True, slots=True)
class Built:
    """Sealed, with what its row will say."""

    redaction: Redaction
    digest: str
    size: int
    sealed: bytes


def build(application_id: int, redaction: Redaction) -> Built:
    """Reads only, and holds no lock: it may take seconds. Raises what `check` raises, and vault.Erased."""
    with transaction.reading():
        application = session().get_one(Application, application_id)
        _check(application)
        key = vault.opened(own_vault(application))
        contents = queries.contents(application, redaction)
    made = packed(contents)
    digest = hashlib.sha256(made).hexdigest()
    return Built(redaction, digest, len(made), vault.seal(key, queries.sealed_name(redaction, digest), made))


def keep(application: Application, built: Built, *, person_id: int, now: datetime) -> int:
    """The same content is kept once; each making is recorded. A round opened meanwhile is noticed."""
    _check(application)
    row = {
        "application_id": application.id,
        "redaction": built.redaction,
        "digest": built.digest,
        "size": built.size,
        "archive": built.sealed,
        "made": now,
        "made_by": person_id,
    }
    keys = ("application_id", "redaction", "digest")
    session().execute(upsert(Record, [row], keys=keys, update=()))
    subject = f"application:{application.id}"
    codes = {"edition": str(built.redaction), "digest": built.digest}
    # In the stream of the site: a row in the application's own would make every record differ from the one before.
    audit.record("site", "record.made", actor=f"person:{person_id}", subject=subject, now=now, **codes)
    same = sa.and_(Record.application_id == application.id, Record.redaction == built.redaction)
    return session().scalars(sa.select(Record.id).where(same, Record.digest == built.digest)).one()


def open_(application: Application, record: Record, *, person_id: int, now: datetime) -> bytes:
    """For a download. Who had it is recorded. Raises vault.Erased."""
    subject = f"application:{application.id}"
    codes = {"edition": str(record.redaction), "digest": record.digest}
    audit.record("site", "record.opened", actor=f"person:{person_id}", subject=subject, now=now, **codes)
    name = queries.sealed_name(record.redaction, record.digest)
    return vault.open_(own_vault(application), name, record.archive)


def _check(application: Application) -> None:
    check(application.state, [round_.state for round_ in rounds.of_application(application.id)])
