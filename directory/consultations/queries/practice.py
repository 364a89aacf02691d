"""The physician's inbox and consultation page. Ownership is in the WHERE clause; a stranger gets 404."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.consultations.models import Consultation
from directory.consultations.queries import sealed
from directory.consultations.rules.staff import FRESH, MARK_WITHIN, Next, Order, Queue, Standing, next_step
from directory.consultations.rules.states import COMING, ENDED, Appointment, State
from directory.consultations.rules.tasks import Task, missing
from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind

PAGE = 20
Named = tuple[Consultation, str]
SEARCHED = 500  # names are sealed: a search by initials opens at most so many of one's own


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the inbox."""

    consultation: Consultation
    name: str
    initials: str
    next: Next
    missing: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    counts: dict[Queue, int]
    rows: list[Line]
    total: int
    following: Line | None  # the next call, whatever queue is shown


@dataclass(frozen=True, slots=True)
class Asked:
    """What the inbox is asked for."""

    queue: Queue
    order: Order
    search: str
    page: int


def inbox(physician_id: int, asked: Asked, now: datetime) -> Inbox:
    """Three statements, four with a search; as many with one row as with twenty."""
    found, total = _found(physician_id, asked, now)
    counts = _counts(physician_id, now)
    return Inbox(
        counts=counts,
        rows=[_line(consultation, name, now) for consultation, name in found],
        total=counts[asked.queue] if total is None else total,
        following=_following(physician_id, now),
    )


def own_or_404(reference: str, person_id: int) -> Consultation:
    return _one(_owned(reference, person_id))


def earlier_of(consultation: Consultation) -> list[Consultation]:
    """Of the same person (name and address) with the same physician, the newest first."""
    if not consultation.person_digest:
        return []
    query = (
        sa.select(Consultation)
        .where(sent())
        .where(Consultation.physician_id == consultation.physician_id, Consultation.id != consultation.id)
        .where(Consultation.person_digest == consultation.person_digest, Consultation.state != State.DRAFT)
        .where(Consultation.created < consultation.created)
        .order_by(Consultation.created.desc())
    )
    return list(session().scalars(query.limit(20)))


def standing_of(consultation: Consultation) -> Standing:
    """What decides who acts next."""
    return Standing(
        visit=consultation.visit,
        state=consultation.state,
        appointment=consultation.appointment,
        starts=consultation.starts,
        ends=consultation.ends,
        opinion_due=consultation.opinion_due,
        missing=bool(missing(consultation.tasks_done)),
    )


def initials(name: str) -> str:
    """As in the letters to physicians: R.E."""
    words = [word[0].upper() for word in name.split()[:2]]
    return ".".join(words) + "." if words else ""


def _owned(reference: str, person_id: int) -> sa.Select[Consultation]:
    own = (Consultation.physician_id == Physician.id, Physician.person_id == person_id)
    chosen = (Consultation.reference == reference, Consultation.state != State.DRAFT, sent())
    return sa.select(Consultation).join(Physician, sa.and_(*own)).where(*chosen)


def _one(query: sa.Select[Consultation]) -> Consultation:
    found = session().scalars(query).one_or_none()
    if found is None:
        raise NotThere
    return found


def _queue(queue: Queue, now: datetime) -> sa.ColumnElement[bool]:
    """A queue as a condition; `rules.staff.QUEUE_HINTS` says the same to the reader."""
    row = Consultation
    ended, coming = row.state.in_(ENDED), row.appointment.in_(COMING)
    unmarked = sa.and_(coming, row.ends <= now)
    call_ahead = sa.and_(coming, row.ends > now)
    written_ready = sa.and_(row.visit == VisitKind.WRITTEN, row.state == State.READY)
    due = sa.or_(row.state.in_((State.OPINION_DUE, State.OVERDUE)), written_ready)
    late = sa.or_(row.state == State.OVERDUE, row.opinion_due < now, row.ends <= now - MARK_WITHIN)
    waiting = row.state.in_((State.WAITING_FOR_PATIENT, State.MORE_ASKED))
    conditions = {
        Queue.NEW: sa.and_(~ended, row.booked > now - FRESH),
        Queue.MINE: sa.and_(~ended, sa.or_(unmarked, due)),
        Queue.THEIRS: sa.and_(~ended, sa.or_(waiting, row.appointment == Appointment.PROPOSED), ~_true(unmarked)),
        Queue.UPCOMING: sa.and_(~ended, call_ahead),
        Queue.OVERDUE: sa.and_(~ended, sa.or_(unmarked, due), late),
        Queue.DONE: ended,
    }
    return conditions[queue]


def _true(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """NULL counts as false, so that it can be negated: written requests have no times."""
    return sa.func.coalesce(condition, sa.false())


def _counts(physician_id: int, now: datetime) -> dict[Queue, int]:
    columns = [sa.func.sum(sa.case((_queue(queue, now), 1), else_=0)) for queue in Queue]
    row = session().execute(sa.select(*columns).where(*_own(physician_id))).one()
    return {queue: int(number or 0) for queue, number in zip(Queue, row, strict=True)}


def _own(physician_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (Consultation.physician_id == physician_id, Consultation.state != State.DRAFT, sent())


def sent() -> sa.ColumnElement[bool]:
    """A written request is the patient's alone until it is complete and the address is proved."""
    return sa.or_(Consultation.visit != VisitKind.WRITTEN, Consultation.ready.is_not(None))


def _found(physician_id: int, asked: Asked, now: datetime) -> tuple[list[Named], int | None]:
    """The page's rows with their vaults; the total where the counts do not tell it."""
    where = [*_own(physician_id), _queue(asked.queue, now)]
    total = None
    if asked.search:
        ids = _matching(where, asked.search)
        where, total = [Consultation.id.in_(ids)], len(ids)
    query = with_vaults().where(*where).order_by(*_order(asked)).limit(PAGE).offset((asked.page - 1) * PAGE)
    return _named(query), total


def with_vaults() -> sa.Select[Consultation, vault.Vault]:
    """With the keys in the same statement: names are opened without one statement each."""
    return sa.select(Consultation, vault.Vault).join(vault.Vault, vault.Vault.id == Consultation.vault_id)


def _named(query: sa.Select[Consultation, vault.Vault]) -> list[Named]:
    rows = session().execute(query).all()  # held until the names are open: the session forgets keys nobody holds
    return [(consultation, name_of(consultation)) for consultation, _key in rows]


def _matching(where: list[sa.ColumnElement[bool]], search: str) -> list[int]:
    """By reference, or by initials, which are opened for it."""
    letters = "".join(c for c in search.upper() if c.isalnum())
    query = with_vaults().where(*where).order_by(Consultation.id.desc()).limit(SEARCHED)
    return [each.id for each, name in _named(query) if letters and _matches(each.reference, name, letters)]


def _matches(reference: str, name: str, letters: str) -> bool:
    return letters in reference.replace("-", "") or letters == initials(name).replace(".", "")


def _order(asked: Asked) -> list[sa.SQLColumnExpression[Any]]:
    """What comes first is on top; what has ended is read backwards."""
    row = Consultation
    due = sa.func.coalesce(row.opinion_due, row.starts, row.booked)
    keys = {Order.START: sa.func.coalesce(row.starts, row.booked), Order.DUE: due, Order.BOOKED: row.booked}
    backwards = asked.queue is Queue.DONE or asked.order is Order.BOOKED
    key = keys[asked.order]
    return [key.desc(), row.id.desc()] if backwards else [key, row.id]


def _following(physician_id: int, now: datetime) -> Line | None:
    query = with_vaults().where(*_own(physician_id), _queue(Queue.UPCOMING, now))
    found = _named(query.order_by(Consultation.starts, Consultation.id).limit(1))
    return _line(*found[0], now) if found else None


def name_of(consultation: Consultation) -> str:
    """What the patient wants to be called; empty after erasure."""
    try:
        return sealed.contact_of(consultation).name
    except vault.Erased:
        return ""


def _line(consultation: Consultation, name: str, now: datetime) -> Line:
    step = next_step(standing_of(consultation), now)
    return Line(consultation, name, initials(name), step, tuple(missing(consultation.tasks_done)))
