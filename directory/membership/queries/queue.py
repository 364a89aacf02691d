"""A reviewer's queue: three statements, however many rounds. Nothing of others' ballots before the own one is cast."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.vault import Vault
from directory.membership.models import Application, Attendance, Ballot, Elector, ItemOpening, Round
from directory.membership.queries import rounds
from directory.membership.queries.application import sealed_as
from directory.membership.rules.rounds import Kind, Seat, Secrecy, State
from directory.physicians.models import Physician

PAGE = 20


class Part(StrEnum):
    MINE = "mine"  # something for this reviewer to do
    WAITING = "waiting"  # the own ballot is in, or ballots cannot be cast yet for a while
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue. `answered` of `asked`: the own criteria with a score; `opened` items."""

    reference: str
    name: str
    kind: Kind
    secrecy: Secrecy
    state: State
    seat: Seat
    declared: bool
    cast: bool
    answered: int
    opened: int
    begins: datetime | None
    closes: datetime | None
    closed: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    counts: dict[Part, int]


def page(person_id: int, part: Part, number: int) -> Page:
    rows = session().execute(_query(person_id, part, number)).all()
    return Page(tuple(_row(*row) for row in rows), _counts(person_id))


def _joined(person_id: int, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """The rounds this person sits in, with the own seat, ballot and attendance; `visible_to`, spelt as a join."""
    own = sa.and_(Ballot.round_id == Round.id, Ballot.person_id == person_id)
    came = sa.and_(Attendance.round_id == Round.id, Attendance.person_id == person_id)
    return (
        sa.select(*columns)
        .select_from(Round)
        .join(Elector, sa.and_(Elector.round_id == Round.id, rounds.sits(person_id)))
        .outerjoin(Ballot, own)
        .outerjoin(Attendance, came)
        .where(Round.state.in_(rounds.SHOWN))
    )


_HAS_CAST = sa.or_(sa.func.coalesce(Ballot.version, 0) > 0, Attendance.person_id.is_not(None))
_PART = sa.case((Round.state != State.OPEN, Part.DONE.value), (_HAS_CAST, Part.WAITING.value), else_=Part.MINE.value)


def _counts(person_id: int) -> dict[Part, int]:
    query = _joined(person_id, _PART, sa.func.count()).group_by(_PART)
    found = {Part(str(row[0])): int(row[1]) for row in session().execute(query)}
    return {part: found.get(part, 0) for part in Part}


def _query(person_id: int, part: Part, number: int) -> sa.Select[*tuple[Any, ...]]:
    opened = (
        sa.select(sa.func.count())
        .select_from(ItemOpening)
        .where(ItemOpening.round_id == Round.id, ItemOpening.person_id == person_id, ItemOpening.criterion > 0)
        .correlate(Round)
        .scalar_subquery()
    )
    columns = (Round, Elector, Ballot.filled, _HAS_CAST, opened, Application, Vault, Physician.name)
    query = _joined(person_id, *columns)
    query = query.outerjoin(Application, Application.id == Round.application_id)
    query = query.outerjoin(Vault, Vault.id == Application.vault_id)
    query = query.outerjoin(Physician, Physician.id == Round.physician_id)
    order = (Round.closed.desc(), Round.id) if part is Part.DONE else (Round.closes, Round.id)
    return query.where(_PART.in_([part.value])).order_by(*order).limit(PAGE).offset((number - 1) * PAGE)


def _row(
    round_: Round,
    seat: Elector,
    filled: int | None,
    cast: bool,
    opened: int,
    application: Application | None,
    kept: Vault | None,
    physician: str | None,
) -> Row:
    return Row(
        reference=round_.reference,
        name=_name(application, kept, physician),
        kind=round_.kind,
        secrecy=round_.secrecy,
        state=round_.state,
        seat=seat.seat,
        declared=seat.declared is not None,
        cast=bool(cast),
        answered=filled or 0,
        opened=opened,
        begins=round_.comments_until,
        closes=round_.closes,
        closed=round_.closed,
    )


def _name(application: Application | None, kept: Vault | None, physician: str | None) -> str:
    if application is None or kept is None:
        return f"Dr {physician}" if physician else ""
    try:
        return vault.open_(kept, sealed_as(application, "name"), application.name).decode()
    except vault.Erased:
        return ""
