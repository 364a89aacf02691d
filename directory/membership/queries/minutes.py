"""What happened in the rounds between two days, by time: for the minutes of a meeting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from directory.accounts.models import Person
from directory.core.db import session
from directory.membership.models import Block, BlockRuling, Decision, Elector, Round
from directory.membership.queries.agenda import name_of, reference_of
from directory.membership.queries.chair import chaired_by
from directory.membership.rules.application import Outcome
from directory.membership.rules.blocks import Finding
from directory.membership.rules.decision import Kind
from directory.membership.rules.result import Verdict


class What(StrEnum):
    CLOSED = "closed"
    RECUSED = "recused"
    RULED = "ruled"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: who did it, with what result. `people` are names."""

    at: datetime
    what: What
    round: Round
    name: str
    application: str
    people: tuple[str, ...] = ()
    code: Verdict | Finding | Outcome | Kind | None = None


def lines(person_id: int, first: date, last: date) -> list[Line]:
    """Of the rounds this chair takes part in, both days included, by UTC."""
    start = datetime.combine(first, time(), UTC)
    end = datetime.combine(last, time(), UTC) + timedelta(days=1)
    found = [each for part in (_closed, _recused, _ruled, _decided) for each in part(person_id, start, end)]
    return sorted(found, key=lambda each: (each.at, each.round.id, each.what, each.people))


def _about(round_: Round) -> tuple[str, str]:
    return name_of(round_), reference_of(round_)


def _closed(person_id: int, start: datetime, end: datetime) -> Iterator[Line]:
    query = sa.select(Round).where(chaired_by(person_id), Round.closed >= start, Round.closed < end)
    for round_ in session().scalars(query):
        if round_.closed is not None:
            yield Line(round_.closed, What.CLOSED, round_, *_about(round_), (), round_.verdict)


def _recused(person_id: int, start: datetime, end: datetime) -> Iterator[Line]:
    query = sa.select(Round, Elector.recused, Person.name).join(Elector, Elector.round_id == Round.id)
    query = query.join(Person, Person.id == Elector.person_id)
    query = query.where(chaired_by(person_id), Elector.recused >= start, Elector.recused < end)
    for round_, at, who in session().execute(query):
        if at is not None:
            yield Line(at, What.RECUSED, round_, *_about(round_), (who,))


def _ruled(person_id: int, start: datetime, end: datetime) -> Iterator[Line]:
    query = sa.select(Round, BlockRuling.at, BlockRuling.finding, Person.name)
    query = query.join(Block, Block.round_id == Round.id).join(BlockRuling, BlockRuling.block_id == Block.id)
    query = query.join(Person, Person.id == BlockRuling.person_id)
    query = query.where(chaired_by(person_id), BlockRuling.at >= start, BlockRuling.at < end)
    for round_, at, finding, who in session().execute(query):
        yield Line(at, What.RULED, round_, *_about(round_), (who,), finding)


def _decided(person_id: int, start: datetime, end: datetime) -> Iterator[Line]:
    """With the signatures under it."""
    signed, second = aliased(Person), aliased(Person)
    query = sa.select(Round, Decision, signed.name, second.name).join(Decision, Decision.round_id == Round.id)
    query = query.join(signed, signed.id == Decision.signed_by).outerjoin(second, second.id == Decision.second)
    query = query.where(chaired_by(person_id), Decision.made >= start, Decision.made < end)
    for round_, made, *names in session().execute(query):
        people = tuple(name for name in names if name)
        if made.made is not None:
            yield Line(made.made, What.DECIDED, round_, *_about(round_), people, made.outcome or made.kind)
