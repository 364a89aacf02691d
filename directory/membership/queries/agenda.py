"""What a meeting of the committee decides on: closed rounds that wait for their decision, in order."""

from dataclasses import dataclass
from fractions import Fraction

import sqlalchemy as sa

from directory.core.db import session
from directory.core.vault import Erased
from directory.membership.models import Decision, Round
from directory.membership.queries import decision, rounds
from directory.membership.queries.chair import chaired_by
from directory.membership.rules.result import Result
from directory.membership.rules.rounds import State


@dataclass(frozen=True, slots=True)
class Item:
    """`mean` and `coverage` in hundredths: the mean orders the agenda and argues for nothing."""

    round: Round
    application: str  # its reference; empty where the round is about a member
    name: str
    result: Result
    mean: int | None
    coverage: int | None


def items(person_id: int) -> list[Item]:
    """Those this chair takes part in, the highest mean first; rounds without scores stand last, by their closing."""
    made = sa.select(Decision.id).where(Decision.round_id == Round.id, Decision.made.is_not(None))
    query = sa.select(Round).where(chaired_by(person_id), Round.state == State.CLOSED, ~sa.exists(made))
    found = [_item(each) for each in session().scalars(query) if not decision.is_followed(each)]
    return sorted(found, key=lambda each: (-_exact(each), each.round.closed, each.round.id))


def _exact(item: Item) -> Fraction:
    mean = item.result.mean
    return Fraction(mean.numerator, mean.denominator) if mean.denominator else Fraction(-1)


def _item(round_: Round) -> Item:
    result = Result.from_json(round_.result or {})
    return Item(
        round_, reference_of(round_), name_of(round_), result, result.mean.hundredths(), result.coverage.hundredths()
    )


def reference_of(round_: Round) -> str:
    application = rounds.application_of(round_)
    return application.reference if application is not None else ""


def name_of(round_: Round) -> str:
    """Empty where it was erased."""
    try:
        return rounds.subject_name(round_)
    except Erased:
        return ""
