"""What the chair sees: rounds without an own conflict, attendance, workload. Nothing of ballots before closing."""

from dataclasses import dataclass

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Application, Attendance, Ballot, Elector, Round
from directory.membership.queries import ballots, rounds, standing, standing_aside
from directory.membership.rules.rounds import Seat, State
from directory.physicians.models import Physician

PAGE = 30


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat. `voted` is None while the reader's own ballot is not in: sealed first holds for the chair too."""

    person_id: int
    name: str
    seat: Seat
    declared: bool
    recused: bool
    replaced: bool
    replacement: bool
    voted: bool | None


@dataclass(frozen=True, slots=True)
class Load:
    """Of one reviewer: how many rounds, and how long from the opening (or the seat) to the ballot, in days."""

    name: str
    open: int
    waiting: int
    voted: int
    days: int | None


def chaired_by(person_id: int) -> sa.ColumnElement[bool]:
    """On rows of Round: no conflict with what it is about, and not about this person."""
    own_application = sa.select(Application.id).where(
        Application.id == Round.application_id, Application.person_id == person_id
    )
    own_profile = sa.select(Physician.id).where(Physician.id == Round.physician_id, Physician.person_id == person_id)
    own = (~sa.exists(part.correlate(Round)) for part in (own_application, own_profile))
    return sa.and_(~standing_aside.in_round(person_id), *own)


def round_or_404(reference: str, person_id: int) -> Round:
    found = session().scalar(sa.select(Round).where(Round.reference == reference, chaired_by(person_id)))
    if found is None:
        raise NotThere
    return found


def locked_or_404(reference: str, person_id: int) -> Round:
    return rounds.locked(round_or_404(reference, person_id).id)


def page(person_id: int, number: int) -> tuple[list[Round], int]:
    """Open ones first, by when they are due."""
    chosen = sa.and_(chaired_by(person_id), Round.state != State.VOID)
    total = session().scalar(sa.select(sa.func.count()).select_from(Round).where(chosen)) or 0
    order = (Round.state != State.OPEN, Round.closed.desc(), Round.closes, Round.id)
    query = sa.select(Round).where(chosen).order_by(*order).limit(PAGE).offset((number - 1) * PAGE)
    return list(session().scalars(query)), total


def may_look(round_: Round, person_id: int) -> bool:
    """A chair who sits in the panel too sees who has voted only after the own ballot."""
    own = rounds.elector(round_.id, person_id)
    sits = own is not None and own.recused is None and own.replaced is None
    return not sits or round_.closed is not None or ballots.has_cast(round_, person_id)


def seats(round_: Round, person_id: int) -> list[SeatRow]:
    query = sa.select(Elector, Person.name).join(Person, Person.id == Elector.person_id)
    rows = session().execute(query.where(Elector.round_id == round_.id).order_by(Person.name, Person.id)).all()
    voted = standing.voted(round_) if may_look(round_, person_id) else None
    return [
        SeatRow(
            person_id=seat.person_id,
            name=name,
            seat=seat.seat,
            declared=seat.declared is not None,
            recused=seat.recused is not None,
            replaced=seat.replaced is not None,
            replacement=seat.replacement,
            voted=None if voted is None else seat.person_id in voted,
        )
        for seat, name in rows
    ]


def workload(person_id: int) -> list[Load]:
    """Everybody who sits in a round this chair may see; rounds in which the chair's own ballot is missing are left
    out. Turnaround of confidential rounds: secret ones have no time."""
    query = (
        sa.select(Person.name, Person.id, Round, Elector, Ballot.version, Ballot.touched, Attendance.person_id)
        .select_from(Elector)
        .join(Round, Round.id == Elector.round_id)
        .join(Person, Person.id == Elector.person_id)
        .outerjoin(Ballot, sa.and_(Ballot.round_id == Round.id, Ballot.person_id == Person.id))
        .outerjoin(Attendance, sa.and_(Attendance.round_id == Round.id, Attendance.person_id == Person.id))
        .where(rounds.seated(), Round.state.in_(rounds.SHOWN), chaired_by(person_id))
    )
    found: dict[tuple[str, int], list[tuple[Round, bool, int | None]]] = {}
    sealed = _sealed_to(person_id)
    for name, who, round_, _seat, version, touched, attended in session().execute(query):
        if round_.id in sealed:
            continue
        voted = bool(version) or attended is not None
        begun = max(each for each in (round_.comments_until, round_.opened, round_.planned) if each is not None)
        days = max(0, (touched - begun).days) if version and touched is not None else None
        found.setdefault((name, who), []).append((round_, voted, days))
    return [_load(name, rows) for (name, _who), rows in sorted(found.items())]


def _sealed_to(person_id: int) -> set[int]:
    """Open rounds in which this chair sits and has not voted."""
    query = (
        sa.select(Round.id)
        .join(Elector, sa.and_(Elector.round_id == Round.id, rounds.sits(person_id)))
        .outerjoin(Ballot, sa.and_(Ballot.round_id == Round.id, Ballot.person_id == person_id))
        .outerjoin(Attendance, sa.and_(Attendance.round_id == Round.id, Attendance.person_id == person_id))
        .where(Round.state == State.OPEN, sa.func.coalesce(Ballot.version, 0) == 0, Attendance.person_id.is_(None))
    )
    return set(session().scalars(query))


def _load(name: str, rows: list[tuple[Round, bool, int | None]]) -> Load:
    days = sorted(each for _, _, each in rows if each is not None)
    open_ = [voted for round_, voted, _ in rows if round_.state is State.OPEN]
    return Load(
        name=name,
        open=len(open_),
        waiting=sum(not voted for voted in open_),
        voted=sum(voted for _, voted, _ in rows),
        days=days[(len(days) - 1) // 2] if days else None,
    )
