"""What happens to a concern: it is raised, noted on, moved."""

from datetime import datetime

from directory.core import audit, vault
from directory.core.db import session
from directory.core.outbox import post
from directory.oversight import letters, queries
from directory.oversight.models import Concern, ConcernEntry
from directory.oversight.rules import (
    ENTRY_OF,
    MOVES,
    ConcernAsked,
    Entry,
    NoteEmpty,
    State,
    Step,
    Told,
    new_reference,
)


def raise_concern(asked: ConcernAsked, now: datetime) -> str:
    """Returns the reference. The same page sent again is the same concern."""
    known = queries.reference_of(asked.submission)
    if known is not None:
        return known
    concern = _sealed(asked, now)
    post(letters.NOTICE, concern.id, due=now)
    if asked.email:
        post(letters.RECEIPT, concern.id, due=now)
    _record("concern.raised", concern, actor="visitor", now=now, kind=str(concern.kind))
    return concern.reference


def _sealed(asked: ConcernAsked, now: datetime) -> Concern:
    own = vault.create(now)
    concern = Concern(
        reference=new_reference(),
        submission=asked.submission,
        kind=asked.kind,
        state=State.NEW,
        physician_id=asked.physician_id,
        vault_id=own.id,
        raised=now,
    )
    told = Told(asked.about, asked.words, asked.name, asked.email, asked.may_contact)
    concern.told = queries.seal_told(own, queries.sealed_as(concern, "told"), told)
    session().add(concern)
    session().flush()
    return concern


def note(concern: Concern, words: str, *, person_id: int, now: datetime) -> None:
    if not words:
        raise NoteEmpty
    _append(concern, Entry.NOTE, words, person_id=person_id, now=now)
    _record("concern.noted", concern, actor=f"person:{person_id}", now=now)


def move(concern: Concern, name: str, words: str, *, person_id: int, now: datetime) -> None:
    """Raises the first reason against the move; `concern` is locked."""
    concern.state = MOVES.target(name, concern.state, Step(words))
    concern.closed = now if concern.state is State.CLOSED else None
    _append(concern, ENTRY_OF[name], words, person_id=person_id, now=now)
    _record("concern.moved", concern, actor=f"person:{person_id}", now=now, state=str(concern.state))


def _append(concern: Concern, entry: Entry, words: str, *, person_id: int, now: datetime) -> None:
    own = vault.by_id(concern.vault_id)
    if own is None:  # the foreign key forbids it
        raise RuntimeError(f"concern {concern.id} has no vault")
    sealed = vault.seal(own, queries.sealed_as(concern, "entry"), words.encode())
    session().add(ConcernEntry(concern_id=concern.id, person_id=person_id, entry=entry, at=now, words=sealed))
    session().flush()


def _record(action: str, concern: Concern, *, actor: str, now: datetime, **detail: str) -> None:
    audit.record("site", action, actor=actor, subject=f"concern:{concern.reference}", now=now, **detail)
