"""The office's hand on a file: taking it, standing aside, noting, waiving. `application` is locked by the loader."""

from datetime import datetime

from directory.core import audit, vault
from directory.core.db import session
from directory.membership.actions.application import fire
from directory.membership.models import Application, ApplicationStep, OfficeConflict, OfficeNote, Waiver
from directory.membership.queries import desk as queries
from directory.membership.queries import policy as policies
from directory.membership.queries.application import own_vault
from directory.membership.rules import desk as rules
from directory.membership.rules.desk import Waivable


def take(application: Application, person_id: int, now: datetime) -> ApplicationStep:
    """Into screening. Of two at once the second is told that it has been taken."""
    return fire(application, "take", actor=actor(person_id), now=now)


def declare_conflict(application: Application, person_id: int, reason: str, now: datetime) -> None:
    """From now on the file is not there for this coordinator."""
    if not reason.strip():
        raise rules.ConflictReason
    if queries.standing_conflict(application.id, person_id) is not None:
        raise rules.DeclaredAlready
    sealed = _seal(application, queries.conflict_name(application, person_id), reason)
    row = OfficeConflict(application_id=application.id, person_id=person_id, reason=sealed, declared=now)
    session().add(row)
    session().flush()
    record(application, "conflict_declared", person_id, now)


def take_back_conflict(application: Application, of: int, person_id: int, now: datetime) -> None:
    """By somebody else: whoever is in conflict cannot reach the file, and the database refuses it as well."""
    if of == person_id:
        raise rules.OwnConflict
    row = queries.standing_conflict(application.id, of)
    if row is None:
        raise rules.NotInConflict
    row.ended, row.ended_by = now, person_id
    session().flush()
    record(application, "conflict_taken_back", person_id, now, of=of)


def note(application: Application, words: str, person_id: int, now: datetime) -> None:
    if not words.strip():
        raise rules.NoteEmpty
    number = queries.next_note(application.id)
    sealed = _seal(application, queries.note_name(application, number), words)
    row = OfficeNote(application_id=application.id, number=number, person_id=person_id, words=sealed, at=now)
    session().add(row)
    session().flush()
    record(application, "noted", person_id, now, number=number)


def waive(application: Application, what: Waivable, least: int, reason: str, *, person_id: int, now: datetime) -> None:
    """Fewer referees are enough here, and why."""
    check_in_hand(application)
    rules.check_waiver(least, rules.needed(policies.current()[1], {})[what], reason)
    if queries.standing_waiver(application.id, what) is not None:
        raise rules.WaivedAlready
    sealed = _seal(application, queries.waiver_name(application, what), reason)
    row = Waiver(application_id=application.id, what=what, least=least, reason=sealed, person_id=person_id, at=now)
    session().add(row)
    session().flush()
    record(application, "waived", person_id, now, what=str(what), least=least)


def end_waiver(application: Application, what: Waivable, person_id: int, now: datetime) -> None:
    """Twice is the same as once."""
    row = queries.standing_waiver(application.id, what)
    if row is not None:
        row.ended, row.ended_by = now, person_id
        session().flush()
        record(application, "waiver_ended", person_id, now, what=str(what))


def check_in_hand(application: Application) -> None:
    """Raises NotInHand."""
    if application.state not in rules.IN_HAND:
        raise rules.NotInHand


def actor(person_id: int) -> str:
    return f"person:{person_id}"


def record(application: Application, action: str, person_id: int, now: datetime, **codes: str | int | None) -> None:
    """Codes only: the words are sealed in the rows."""
    subject = f"application:{application.id}"
    audit.record(subject, f"office.{action}", actor=actor(person_id), subject=subject, now=now, **codes)


def _seal(application: Application, name: str, words: str) -> bytes:
    return vault.seal(own_vault(application), name, words.encode())
