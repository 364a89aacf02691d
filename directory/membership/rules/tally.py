"""From ballots to an outcome. Pure, integers only, and every number it compares with comes from the policy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from directory.membership.rules.criteria import SCALE
from directory.membership.rules.policy import Policy, RoundRules
from directory.membership.rules.result import CriterionResult, Ratio, Result, Verdict
from directory.membership.rules.rounds import Kind, Seat, Vote

__all__ = [
    "Block",
    "BlockState",
    "CastBallot",
    "CriterionResult",
    "Electorate",
    "Ratio",
    "Result",
    "Verdict",
    "lower_median",
    "panel_is_short",
    "quorum",
    "tally",
]


class BlockState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Block:
    """A reviewer's statement that a hard stop or a danger to patients exists; `number` names it in the record."""

    number: int
    state: BlockState


@dataclass(frozen=True, slots=True)
class CastBallot:
    """The last version of a ballot. In `scores` None stands for "cannot judge".

    Without `seat` (secret rounds, where a ballot has no owner) the scores were limited when the ballot was cast.
    """

    vote: Vote
    scores: Mapping[int, int | None] = field(default_factory=dict)
    seat: Seat | None = None


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who may vote now: seats less recusals."""

    members: int
    externals: int = 0
    lay: int = 0

    @property
    def eligible(self) -> int:
        return self.members + self.externals + self.lay


def panel_is_short(electorate: Electorate, policy: Policy) -> bool:
    """Too few physicians are left to judge: the round cannot be closed until somebody is seated."""
    return electorate.members + electorate.externals < policy.panel_minimum


def quorum(electorate: Electorate, rules: RoundRules) -> int:
    """How many ballots are needed: the share, rounded up, and never under the minimum."""
    share = -(-electorate.eligible * rules.quorum_percent // 100)
    return max(share, rules.quorum_minimum)


def lower_median(scores: Sequence[int]) -> int:
    """The middle score; of an even number the smaller of the two in the middle."""
    return sorted(scores)[(len(scores) - 1) // 2]


def tally(
    ballots: Sequence[CastBallot],
    electorate: Electorate,
    policy: Policy,
    kind: Kind,
    blocks: Iterable[Block] = (),
    *,
    criteria: Sequence[int] | None = None,
) -> Result:
    """The outcome of a round. ValueError: these ballots cannot have been cast in it.

    `criteria` names those this round judges; without it they are as the policy says for its kind. The appeal of a
    removal judges none: there is no application.
    """
    rules = policy.of_kind(kind)
    numbers = tuple(criteria) if criteria is not None else policy.judged(kind)
    _check(ballots, electorate, policy)
    counted = [ballot for ballot in ballots if ballot.vote is not Vote.ABSTAIN]
    judged = [_scores(ballot, numbers, policy) for ballot in counted]
    results = tuple(_criterion(number, judged, policy) for number in numbers)
    yes = sum(ballot.vote is Vote.YES for ballot in ballots)
    no = sum(ballot.vote is Vote.NO for ballot in ballots)
    standing = _Standing(len(ballots) >= quorum(electorate, rules), yes, no, rules, results, tuple(blocks))
    verdict, named, items = _outcome(standing)
    return Result(
        kind=kind,
        verdict=verdict,
        eligible=electorate.eligible,
        quorum=quorum(electorate, rules),
        ballots=len(ballots),
        yes=yes,
        no=no,
        abstained=len(ballots) - yes - no,
        criteria=results,
        named=named,
        blocks=items,
        mean=_mean(judged, policy),
        coverage=_coverage(judged, policy),
    )


@dataclass(frozen=True, slots=True)
class _Standing:
    quorate: bool
    yes: int
    no: int
    rules: RoundRules
    criteria: tuple[CriterionResult, ...]
    blocks: tuple[Block, ...]

    def in_state(self, state: BlockState) -> tuple[int, ...]:
        return tuple(sorted(block.number for block in self.blocks if block.state is state))


_Outcome = tuple[Verdict, tuple[int, ...], tuple[int, ...]]  # with the criteria and the blocks it names


def _outcome(case: _Standing) -> _Outcome:
    """The first that holds. What is missing comes before how was voted: nobody is refused on half a review."""
    if not case.quorate:
        return Verdict.NO_QUORUM, (), ()
    if still_open := case.in_state(BlockState.OPEN):
        return Verdict.BLOCKED, (), still_open
    if unjudged := tuple(each.number for each in case.criteria if not each.enough):
        return Verdict.INCOMPLETE, unjudged, ()
    if upheld := case.in_state(BlockState.UPHELD):
        return Verdict.DEFERRED, (), upheld
    if case.yes == case.no:
        return Verdict.TIE, (), ()
    return _by_vote(case)


def _by_vote(case: _Standing) -> _Outcome:
    under = tuple(each.number for each in case.criteria if not each.met)
    if case.yes > case.no and under:
        return Verdict.DEFERRED, under, ()
    carried = case.yes > case.no and case.rules.carried.reached(case.yes, case.no)
    return (Verdict.CARRIED if carried else Verdict.NOT_CARRIED), (), ()


def _criterion(number: int, judged: Sequence[Mapping[int, int | None]], policy: Policy) -> CriterionResult:
    given = [scores[number] for scores in judged if number in scores]
    scores = [score for score in given if score is not None]
    median = lower_median(scores) if scores else None
    return CriterionResult(
        number=number,
        counts=tuple(scores.count(step) for step in SCALE),
        not_judged=len(given) - len(scores),
        median=median,
        enough=len(scores) >= policy.judges_minimum,
        met=median is not None and median >= policy.floor and len(scores) >= policy.judges_minimum,
        wide=bool(scores) and max(scores) - min(scores) >= policy.spread_wide,
    )


def _scores(ballot: CastBallot, numbers: Sequence[int], policy: Policy) -> Mapping[int, int | None]:
    allowed = set(numbers) & set(policy.lay_criteria) if ballot.seat is Seat.LAY else set(numbers)
    return {number: score for number, score in ballot.scores.items() if number in allowed}


def _mean(judged: Sequence[Mapping[int, int | None]], policy: Policy) -> Ratio:
    """sum(weight * score) over sum(weight of what was judged)."""
    weights = {criterion.number: criterion.weight for criterion in policy.criteria}
    pairs = [(weights[number], score) for scores in judged for number, score in scores.items() if score is not None]
    return Ratio(sum(weight * score for weight, score in pairs), sum(weight for weight, _ in pairs))


def _coverage(judged: Sequence[Mapping[int, int | None]], policy: Policy) -> Ratio:
    """The weight of what was judged over the weight of what was asked."""
    weights = {criterion.number: criterion.weight for criterion in policy.criteria}
    asked = sum(weights[number] for scores in judged for number in scores)
    return Ratio(_mean(judged, policy).denominator, asked)


def _check(ballots: Sequence[CastBallot], electorate: Electorate, policy: Policy) -> None:
    if len(ballots) > electorate.eligible:
        raise ValueError(f"{len(ballots)} ballots of {electorate.eligible} who may vote")
    known = set(policy.numbers)
    for ballot in ballots:
        for number, score in ballot.scores.items():
            if number not in known or not (score is None or score in SCALE):
                raise ValueError(f"no such score: criterion {number}, {score}")
