"""Erasing parts of an application, and freezing it. The row is locked by the caller before anything is asked of it.

What is left are stubs: hashes, states, votes and the audit chain, which hold nothing personal. Stored files are only
named here: the caller deletes them once this transaction is committed.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.core import audit, vault
from directory.core.db import session
from directory.membership.models import Application, Assistant, Comment, OperationPhoto, Referee, Round
from directory.membership.queries import application as applications
from directory.membership.queries import retention as queries
from directory.membership.rules.retention import Frozen, Part
from directory.photos import actions as photos
from directory.photos.models import Photo

_PLAIN = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Erased:
    """How many photos are gone, and the names of the files that have to follow."""

    photos: int
    files: tuple[str, ...]


def erase(application: Application, parts: Collection[Part], *, rule: str, now: datetime) -> Erased:
    """Destroys the keys of these parts. What is erased already stays so. Raises Frozen."""
    if application.frozen is not None:
        raise Frozen
    removed, files = 0, list[str]()
    for part in sorted(parts):
        kept, empty = _PARTS[part]
        box = kept(application)
        if box.destroyed is None:
            found = empty(application, now)
            removed, files = removed + found.photos, [*files, *found.files]
            vault.destroy(box, now)
    session().flush()
    names = ",".join(sorted(parts))
    _record(application, "erased", actor="system", now=now, rule=rule, parts=names, photos=removed, files=len(files))
    return Erased(removed, tuple(files))


def _cases(application: Application, now: datetime) -> Erased:
    """By vault, not by case: photos of the tray and of cases that were deleted are among them."""
    mine = Photo.vault_id == application.cases_vault_id
    owners = list(session().scalars(sa.select(Photo.owner).where(mine).distinct().order_by(Photo.owner)))
    gone = sa.delete(OperationPhoto).where(OperationPhoto.application_id == application.id)
    session().execute(gone, execution_options=_PLAIN)
    removed = 0
    for owner in owners:
        removed += photos.delete_all(owner, now)
        photos.close_openings(owner, now)
    return Erased(removed, ())


def _referees(application: Application, _now: datetime) -> Erased:
    """An address is known by its keyed hash only; a patient's comment must have one, so it gets one of nobody."""
    mine = Referee.application_id == application.id
    session().execute(sa.update(Referee).where(mine).values(email_digest=None), execution_options=_PLAIN)
    rounds = sa.select(Round.id).where(Round.application_id == application.id)
    sent = sa.select(Comment).where(Comment.round_id.in_(rounds), Comment.email_digest.is_not(None))
    for comment in session().scalars(sent):
        comment.email_digest = vault.blind(comment.submission, "erased comment")
    return Erased(0, tuple(queries.proof_names(application.id)))


def _own(application: Application, now: datetime) -> Erased:
    application.licence = None
    for assistant in session().scalars(sa.select(Assistant).where(Assistant.application_id == application.id)):
        assistant.email, assistant.ended = f"erased-{assistant.id}", assistant.ended or now
    return Erased(0, tuple(queries.document_names(application.id)))


_Kept = Callable[[Application], vault.Vault]
_Empty = Callable[[Application, datetime], Erased]
_PARTS: dict[Part, tuple[_Kept, _Empty]] = {
    Part.CASES: (applications.cases_vault, _cases),
    Part.REFEREES: (applications.referees_vault, _referees),
    Part.OWN: (applications.own_vault, _own),
}


def freeze(application: Application, *, actor: str, now: datetime) -> None:
    """Until `thaw`, nothing of it is erased, by nobody. Twice is the same as once."""
    if application.frozen is None:
        application.frozen = now
        session().flush()
        _record(application, "frozen", actor=actor, now=now)


def thaw(application: Application, *, actor: str, now: datetime) -> None:
    if application.frozen is not None:
        application.frozen = None
        session().flush()
        _record(application, "thawed", actor=actor, now=now)


def _record(application: Application, what: str, *, actor: str, now: datetime, **codes: str | int) -> None:
    subject = queries.subject_of(application.id)
    audit.record(subject, f"retention.{what}", actor=actor, subject=subject, now=now, **codes)
