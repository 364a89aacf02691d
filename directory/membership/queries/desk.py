"""Files as the office finds them. A coordinator in conflict finds none: no page, no count, no letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.core import vault
from directory.core.audit import AuditRow
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Application, OfficeConflict, OfficeNote, Round, Waiver
from directory.membership.queries import standing_aside
from directory.membership.queries.application import locked, own_vault, sealed_as
from directory.membership.rules.desk import Waivable
from directory.physicians.models import Physician


def visible_to(person_id: int) -> sa.ColumnElement[bool]:
    """On rows of Application: this coordinator is not in conflict, here or in a round, and it is not their own."""
    return sa.and_(Application.person_id != person_id, ~standing_aside.in_application(person_id))


def file_or_404(reference: str, person_id: int) -> Application:
    """The one loader of the office's pages about a file."""
    found = session().scalar(sa.select(Application).where(Application.reference == reference, visible_to(person_id)))
    if found is None:
        raise NotThere
    return found


def locked_or_404(reference: str, person_id: int) -> Application:
    """For writing. A conflict declared at the same moment is seen: declaring locks the same row."""
    application_id = file_or_404(reference, person_id).id
    locked(application_id)
    return file_or_404(reference, person_id)


def hidden_from(person_id: int) -> tuple[list[int], list[int]]:
    """Applications this coordinator may not know of, and rounds: theirs, and any this person stood aside from."""
    hidden = list(session().scalars(sa.select(Application.id).where(~visible_to(person_id))))
    own = sa.select(Physician.id).where(Physician.person_id == person_id)
    rounds = sa.or_(Round.application_id.in_(hidden), standing_aside.in_round(person_id), Round.physician_id.in_(own))
    return hidden, list(session().scalars(sa.select(Round.id).where(rounds)))


def in_conflict(application_id: int, person_id: int) -> bool:
    """For letters to coordinators."""
    query = sa.select(Application.id).where(Application.id == application_id, visible_to(person_id))
    return session().scalar(query) is None


@dataclass(frozen=True, slots=True)
class InConflict:
    """Somebody of the office who takes no part."""

    person_id: int
    name: str
    reason: str
    declared: datetime


def conflicts_of(application: Application) -> list[InConflict]:
    query = (
        sa.select(OfficeConflict, Person.name)
        .join(Person, Person.id == OfficeConflict.person_id)
        .where(OfficeConflict.application_id == application.id, OfficeConflict.ended.is_(None))
        .order_by(OfficeConflict.declared, OfficeConflict.id)
    )
    rows = session().execute(query).all()
    return [
        InConflict(row.person_id, name, _open(application, conflict_name(application, row.person_id), row.reason), at)
        for row, name in rows
        for at in (row.declared,)
    ]


def standing_conflict(application_id: int, person_id: int) -> OfficeConflict | None:
    query = sa.select(OfficeConflict).where(
        OfficeConflict.application_id == application_id,
        OfficeConflict.person_id == person_id,
        OfficeConflict.ended.is_(None),
    )
    return session().scalar(query.execution_options(populate_existing=True))


@dataclass(frozen=True, slots=True)
class Note:
    number: int
    by: str
    at: datetime
    words: str


def notes_of(application: Application) -> list[Note]:
    """Newest first."""
    query = (
        sa.select(OfficeNote, Person.name)
        .join(Person, Person.id == OfficeNote.person_id)
        .where(OfficeNote.application_id == application.id)
        .order_by(OfficeNote.number.desc())
    )
    return [
        Note(row.number, name, row.at, _open(application, note_name(application, row.number), row.words))
        for row, name in session().execute(query).all()
    ]


def next_note(application_id: int) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(OfficeNote.number), 0))
    return (session().scalar(query.where(OfficeNote.application_id == application_id)) or 0) + 1


@dataclass(frozen=True, slots=True)
class Waived:
    what: Waivable
    least: int
    reason: str
    by: str
    at: datetime


def waivers_of(application: Application) -> list[Waived]:
    """Those that stand; they belong to the record of the decision."""
    query = (
        sa.select(Waiver, Person.name)
        .join(Person, Person.id == Waiver.person_id)
        .where(Waiver.application_id == application.id, Waiver.ended.is_(None))
        .order_by(Waiver.id)
    )
    return [
        Waived(row.what, row.least, _open(application, waiver_name(application, row.what), row.reason), name, row.at)
        for row, name in session().execute(query).all()
    ]


def standing_waiver(application_id: int, what: Waivable) -> Waiver | None:
    query = sa.select(Waiver).where(
        Waiver.application_id == application_id, Waiver.what == what, Waiver.ended.is_(None)
    )
    return session().scalar(query.execution_options(populate_existing=True))


def least_waived(application_id: int) -> dict[Waivable, int]:
    query = sa.select(Waiver.what, Waiver.least).where(Waiver.application_id == application_id, Waiver.ended.is_(None))
    return {row[0]: row[1] for row in session().execute(query)}


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """By actor as the audit names them ("person:7")."""
    ids = {int(each.partition(":")[2]) for each in actors if each.startswith("person:")}
    query = sa.select(Person.id, Person.name).where(Person.id.in_(ids))
    return {f"person:{row[0]}": row[1] for row in session().execute(query)} if ids else {}


def opened_since(person_id: int, what: str, since: datetime) -> bool:
    """Recorded as opened by this coordinator, lately."""
    query = sa.select(AuditRow.seq).where(
        AuditRow.stream == "openings",
        AuditRow.subject == what,
        AuditRow.actor == f"person:{person_id}",
        AuditRow.at > since,
    )
    return session().scalar(query.limit(1)) is not None


def conflict_name(application: Application, person_id: int) -> str:
    return sealed_as(application, f"office-conflict/{person_id}")


def note_name(application: Application, number: int) -> str:
    return sealed_as(application, f"note/{number}")


def waiver_name(application: Application, what: Waivable) -> str:
    return sealed_as(application, f"waiver/{what}")


def _open(application: Application, name: str, sealed: bytes) -> str:
    """Raises vault.Erased after the key was destroyed."""
    return vault.open_(own_vault(application), name, sealed).decode()
