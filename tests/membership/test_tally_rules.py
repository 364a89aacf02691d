"""From ballots to an outcome: by table, and as properties that hold for any ballots."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from fractions import Fraction as Exact
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.membership.rules.policy import FIRST, Fraction, Policy
from directory.membership.rules.rounds import Kind, Seat, Vote
from directory.membership.rules.tally import (
    Block,
    BlockState,
    CastBallot,
    CriterionResult,
    Electorate,
    Ratio,
    Result,
    Verdict,
    lower_median,
    panel_is_short,
    quorum,
    tally,
)

YES, NO, ABSTAIN = Vote.YES, Vote.NO, Vote.ABSTAIN
OPEN, UPHELD, DISMISSED = BlockState.OPEN, BlockState.UPHELD, BlockState.DISMISSED
NUMBERS = range(1, 9)


def ballot(vote: Vote = YES, score: int | None = 4, seat: Seat = Seat.MEMBER, **scores: int | None) -> CastBallot:
    """All criteria scored alike; `c3=2` scores one differently."""
    given = dict.fromkeys(NUMBERS, score)
    return CastBallot(vote, {**given, **{int(name[1:]): value for name, value in scores.items()}}, seat)


def votes(yes: int, no: int = 0, abstain: int = 0, score: int = 4) -> list[CastBallot]:
    return [ballot(vote, score) for vote, times in ((YES, yes), (NO, no), (ABSTAIN, abstain)) for _ in range(times)]


def admission(
    ballots: Sequence[CastBallot], eligible: int | None = None, *blocks: Block, policy: Policy = FIRST
) -> Result:
    return tally(ballots, Electorate(len(ballots) if eligible is None else eligible), policy, Kind.ADMISSION, blocks)


@pytest.mark.parametrize(
    ("eligible", "kind", "needed"),
    [
        (3, Kind.ADMISSION, 3),
        (4, Kind.ADMISSION, 3),
        (5, Kind.ADMISSION, 3),
        (6, Kind.ADMISSION, 4),  # 3.6 rounded up
        (10, Kind.ADMISSION, 6),
        (11, Kind.ADMISSION, 7),
        (2, Kind.ADMISSION, 3),  # never under the minimum
        (0, Kind.ADMISSION, 3),
        (5, Kind.REMOVAL, 5),
        (6, Kind.REMOVAL, 5),
        (7, Kind.REMOVAL, 6),
        (8, Kind.REMOVAL, 6),
        (100, Kind.REMOVAL, 75),
    ],
)
def test_the_quorum_is_the_share_rounded_up_and_at_least_the_minimum(eligible: int, kind: Kind, needed: int) -> None:
    assert quorum(Electorate(eligible), FIRST.of_kind(kind)) == needed


@pytest.mark.parametrize(
    ("yes", "no", "verdict"),
    [
        (3, 0, Verdict.CARRIED),
        (4, 2, Verdict.CARRIED),  # two thirds exactly
        (5, 2, Verdict.CARRIED),
        (5, 3, Verdict.NOT_CARRIED),  # 62.5 percent
        (3, 2, Verdict.NOT_CARRIED),
        (199, 100, Verdict.NOT_CARRIED),  # one short of two thirds
        (200, 100, Verdict.CARRIED),
        (2, 2, Verdict.TIE),
        (1, 2, Verdict.NOT_CARRIED),
        (0, 3, Verdict.NOT_CARRIED),
    ],
)
def test_an_admission_is_carried_by_two_thirds(yes: int, no: int, verdict: Verdict) -> None:
    assert admission(votes(yes, no)).verdict is verdict


@pytest.mark.parametrize(
    ("yes", "no", "eligible", "verdict"),
    [
        (5, 0, 5, Verdict.CARRIED),
        (6, 2, 8, Verdict.CARRIED),  # three quarters exactly
        (5, 2, 7, Verdict.NOT_CARRIED),
        (74, 26, 100, Verdict.NOT_CARRIED),
        (75, 25, 100, Verdict.CARRIED),
        (3, 3, 6, Verdict.TIE),
        (4, 0, 4, Verdict.NO_QUORUM),  # fewer than five
        (5, 0, 7, Verdict.NO_QUORUM),  # fewer than 75 percent
        (6, 0, 8, Verdict.CARRIED),
    ],
)
def test_a_removal_needs_three_quarters_of_five_and_75_percent(
    yes: int, no: int, eligible: int, verdict: Verdict
) -> None:
    cast = [CastBallot(YES)] * yes + [CastBallot(NO)] * no
    assert tally(cast, Electorate(eligible), FIRST, Kind.REMOVAL).verdict is verdict


def test_a_removal_judges_no_criteria() -> None:
    result = tally(votes(5, score=0), Electorate(5), FIRST, Kind.REMOVAL)
    assert (result.verdict, result.criteria, result.mean) == (Verdict.CARRIED, (), Ratio(0, 0))


def test_the_appeal_of_a_removal_judges_no_criteria() -> None:
    cast = [CastBallot(YES)] * 3
    assert tally(cast, Electorate(3), FIRST, Kind.APPEAL, criteria=()).verdict is Verdict.CARRIED
    assert tally(cast, Electorate(3), FIRST, Kind.APPEAL).verdict is Verdict.INCOMPLETE


@pytest.mark.parametrize(
    ("scores", "median"),
    [([3], 3), ([2, 3], 2), ([3, 2], 2), ([5, 0, 3], 3), ([4, 2, 3, 5], 3), ([0, 0, 5, 5], 0), ([1, 1, 1, 5, 5], 1)],
)
def test_the_lower_median_is_the_smaller_of_the_two_in_the_middle(scores: list[int], median: int) -> None:
    assert lower_median(scores) == median


@pytest.mark.parametrize(
    ("scores", "verdict", "named"),
    [
        ((3, 3, 3), Verdict.CARRIED, ()),
        ((2, 3, 3), Verdict.CARRIED, ()),
        ((2, 2, 5), Verdict.DEFERRED, (3,)),
        ((2, 3), Verdict.DEFERRED, (3,)),  # of an even number the smaller: 2
        ((2, 3, 4, 5), Verdict.CARRIED, ()),  # 3
        ((2, 2, 5, 5), Verdict.DEFERRED, (3,)),
        ((0, 0, 0), Verdict.DEFERRED, (3,)),
        ((None, 3, 3), Verdict.CARRIED, ()),
        ((None, None, 5), Verdict.INCOMPLETE, (3,)),
        ((None, None, None), Verdict.INCOMPLETE, (3,)),
    ],
)
def test_each_criterion_needs_its_floor_from_two_judges(
    scores: tuple[int | None, ...], verdict: Verdict, named: tuple[int, ...]
) -> None:
    policy = replace(FIRST, rounds=tuple(replace(each, quorum_minimum=2) for each in FIRST.rounds))
    result = admission([ballot(YES, 5, c3=score) for score in scores], policy=policy)
    assert (result.verdict, result.named) == (verdict, named)


def test_all_criteria_under_the_floor_are_named() -> None:
    result = admission([ballot(YES, 5, c2=2, c7=1)] * 3)
    assert (result.verdict, result.named) == (Verdict.DEFERRED, (2, 7))


def test_any_majority_of_yes_with_a_criterion_under_the_floor_is_deferred() -> None:
    result = admission([ballot(YES, 5, c2=2)] * 3 + [ballot(NO, 5, c2=2)] * 2)  # less than two thirds
    assert (result.verdict, result.named) == (Verdict.DEFERRED, (2,))


def test_a_majority_of_no_is_not_carried_whatever_the_scores() -> None:
    assert admission([ballot(NO, 2)] * 2 + [ballot(YES, 2)]).verdict is Verdict.NOT_CARRIED
    assert admission([ballot(NO, 5)] * 2 + [ballot(YES, 5)]).verdict is Verdict.NOT_CARRIED


def test_a_tie_is_no_no_even_under_the_floor() -> None:
    assert admission(votes(2, 2, score=1)).verdict is Verdict.TIE


def test_if_all_abstain_nothing_is_carried() -> None:
    cast = [CastBallot(ABSTAIN)] * 5
    assert tally(cast, Electorate(5), FIRST, Kind.REMOVAL).verdict is Verdict.TIE
    assert admission(votes(0, 0, 5)).verdict is Verdict.INCOMPLETE  # nobody's scores count


def test_abstentions_count_for_the_quorum_only() -> None:
    assert admission(votes(2, 0, 0), 5).verdict is Verdict.NO_QUORUM
    helped = admission([*votes(2), ballot(ABSTAIN, 0)], 5)
    assert (helped.verdict, helped.abstained, helped.mean) == (Verdict.CARRIED, 1, Ratio(800, 200))
    assert {each.median for each in helped.criteria} == {4}
    assert admission([*votes(2, 1), ballot(ABSTAIN, 5), ballot(ABSTAIN, 5)]).verdict is Verdict.CARRIED


@pytest.mark.parametrize(
    ("blocks", "verdict", "items"),
    [
        ([], Verdict.CARRIED, ()),
        ([Block(1, DISMISSED)], Verdict.CARRIED, ()),
        ([Block(2, OPEN), Block(1, OPEN)], Verdict.BLOCKED, (1, 2)),
        ([Block(1, UPHELD)], Verdict.DEFERRED, (1,)),
        ([Block(1, UPHELD), Block(2, DISMISSED)], Verdict.DEFERRED, (1,)),
        ([Block(1, UPHELD), Block(2, OPEN)], Verdict.BLOCKED, (2,)),
    ],
)
def test_an_open_block_stops_an_upheld_one_defers_a_dismissed_one_is_counted_no_more(
    blocks: list[Block], verdict: Verdict, items: tuple[int, ...]
) -> None:
    result = admission(votes(5), 5, *blocks)
    assert (result.verdict, result.blocks) == (verdict, items)


def test_a_lay_reviewer_votes_and_scores_only_criteria_five_and_six() -> None:
    lay = ballot(YES, 0, Seat.LAY, c5=4, c6=4)
    result = tally([*votes(2), lay], Electorate(2, 0, 1), FIRST, Kind.ADMISSION)
    assert (result.verdict, result.yes) == (Verdict.CARRIED, 3)
    judged = {each.number: sum(each.counts) for each in result.criteria}
    assert judged == {1: 2, 2: 2, 3: 2, 4: 2, 5: 3, 6: 3, 7: 2, 8: 2}
    assert result.coverage == Ratio(235, 235)


def test_a_lay_reviewer_cannot_make_up_for_a_missing_judge() -> None:
    cast = [ballot(c1=None), ballot(), ballot(seat=Seat.LAY)]
    result = tally(cast, Electorate(2, 0, 1), FIRST, Kind.ADMISSION)
    assert (result.verdict, result.named) == (Verdict.INCOMPLETE, (1,))


def test_a_panel_is_short_without_three_physicians() -> None:
    assert panel_is_short(Electorate(2, 0, 1), FIRST)
    assert not panel_is_short(Electorate(2, 1, 0), FIRST)
    assert not panel_is_short(Electorate(3), FIRST)


def test_a_recusal_lowers_the_denominator_at_once() -> None:
    assert admission(votes(3), 6).verdict is Verdict.NO_QUORUM
    assert admission(votes(3), 5).verdict is Verdict.CARRIED


def test_the_whole_result_of_a_small_round() -> None:
    cast = [ballot(YES, 4, c1=None), ballot(YES, 5), ballot(NO, 2, c3=1), ballot(ABSTAIN, 0)]
    result = admission(cast, 5)
    plain = CriterionResult(2, (0, 0, 1, 0, 1, 1), 0, 4, enough=True, met=True, wide=True)
    assert result == Result(
        kind=Kind.ADMISSION,
        verdict=Verdict.DEFERRED,
        eligible=5,
        quorum=3,
        ballots=4,
        yes=2,
        no=1,
        abstained=1,
        criteria=(
            CriterionResult(1, (0, 0, 1, 0, 0, 1), 1, 2, enough=True, met=False, wide=True),
            plain,
            CriterionResult(3, (0, 1, 0, 0, 1, 1), 0, 4, enough=True, met=True, wide=True),
            *(replace(plain, number=number) for number in range(4, 9)),
        ),
        named=(1,),
        blocks=(),
        mean=Ratio(85 * 4 + 100 * 5 + 85 * 2 + 15 * 1, 285),
        coverage=Ratio(285, 300),
    )
    assert not result.unanimous
    assert result.wide == (1, 2, 3, 4, 5, 6, 7, 8)
    assert result.mean.hundredths() == 360  # 3.596
    assert Ratio(0, 0).hundredths() is None


def test_a_round_in_which_all_vote_alike_tells_how_everyone_voted() -> None:
    assert admission(votes(3)).unanimous
    assert not admission(votes(3, 1)).unanimous
    assert not admission([], 5).unanimous


@pytest.mark.parametrize("scores", [{9: 3}, {0: 3}, {1: 6}, {1: -1}])
def test_a_score_that_cannot_have_been_given_is_a_defect(scores: Mapping[int, int]) -> None:
    with pytest.raises(ValueError):
        admission([CastBallot(YES, scores)])


def test_more_ballots_than_may_vote_is_a_defect() -> None:
    with pytest.raises(ValueError):
        admission(votes(3), 2)


def test_every_number_comes_from_the_policy() -> None:
    lenient = replace(
        FIRST,
        floor=1,
        judges_minimum=1,
        rounds=tuple(
            replace(each, quorum_percent=1, quorum_minimum=1, carried=Fraction(1, 2)) for each in FIRST.rounds
        ),
    )
    cast = [ballot(YES, 1), ballot(YES, 1), ballot(NO, 1)]
    assert admission(cast, 30).verdict is Verdict.NO_QUORUM
    assert admission(cast, 30, policy=lenient).verdict is Verdict.CARRIED


SCORE = st.one_of(st.none(), st.integers(0, 5))
BALLOT = st.builds(
    CastBallot,
    st.sampled_from(Vote),
    st.fixed_dictionaries(dict.fromkeys(NUMBERS, SCORE)),
    st.sampled_from([None, *Seat]),
)
BALLOTS = st.lists(BALLOT, max_size=14)
BLOCKS = st.lists(st.builds(Block, st.integers(1, 5), st.sampled_from(BlockState)), max_size=3)
KINDS = st.sampled_from(Kind)
MORE = st.integers(0, 6)  # who did not vote


@given(BALLOTS, MORE, KINDS, BLOCKS)
def test_a_result_survives_json_and_holds_integers_only(
    cast: list[CastBallot], more: int, kind: Kind, blocks: list[Block]
) -> None:
    result = tally(cast, Electorate(len(cast) + more), FIRST, kind, blocks)
    text = json.dumps(result.as_json())
    assert "." not in text
    assert Result.from_json(json.loads(text)) == result


@given(BALLOTS, MORE, KINDS, BLOCKS, st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_blocks_is_nothing(
    cast: list[CastBallot], more: int, kind: Kind, blocks: list[Block], random: Random
) -> None:
    electorate = Electorate(len(cast) + more)
    expected = tally(cast, electorate, FIRST, kind, blocks)
    shuffled, mixed = list(cast), list(blocks)
    random.shuffle(shuffled)
    random.shuffle(mixed)
    assert tally(shuffled, electorate, FIRST, kind, mixed) == expected


@given(BALLOTS, MORE, KINDS, BLOCKS)
def test_an_outcome_is_what_an_independent_reading_of_the_rules_says(
    cast: list[CastBallot], more: int, kind: Kind, blocks: list[Block]
) -> None:
    result = tally(cast, Electorate(len(cast) + more), FIRST, kind, blocks)
    assert result.verdict is naive(cast, len(cast) + more, kind, blocks)


def naive(cast: list[CastBallot], eligible: int, kind: Kind, blocks: list[Block]) -> Verdict:
    """The rules of version 1 again, in exact fractions and the plainest words."""
    removal = kind is Kind.REMOVAL
    share, least, majority = (Exact(3, 4), 5, Exact(3, 4)) if removal else (Exact(3, 5), 3, Exact(2, 3))
    if len(cast) < least or (eligible and Exact(len(cast), eligible) < share):
        return Verdict.NO_QUORUM
    if any(block.state is OPEN for block in blocks):
        return Verdict.BLOCKED
    medians = [] if removal else [naive_median(cast, number) for number in NUMBERS]
    if None in medians:
        return Verdict.INCOMPLETE
    if any(block.state is UPHELD for block in blocks):
        return Verdict.DEFERRED
    yes, no = (sum(each.vote is vote for each in cast) for vote in (YES, NO))
    if yes == no:
        return Verdict.TIE
    if yes < no:
        return Verdict.NOT_CARRIED
    if any(median is not None and median < 3 for median in medians):
        return Verdict.DEFERRED
    return Verdict.CARRIED if Exact(yes, yes + no) >= majority else Verdict.NOT_CARRIED


def naive_median(cast: list[CastBallot], number: int) -> int | None:
    may = [each for each in cast if each.vote is not ABSTAIN and (each.seat is not Seat.LAY or number in (5, 6))]
    scores = sorted(score for each in may if (score := each.scores[number]) is not None)
    return None if len(scores) < 2 else scores[len(scores) // 2 - (len(scores) % 2 == 0)]


@given(BALLOTS, MORE, KINDS, BLOCKS)
def test_nothing_is_carried_with_an_open_block_a_weak_criterion_or_too_few(
    cast: list[CastBallot], more: int, kind: Kind, blocks: list[Block]
) -> None:
    result = tally(cast, Electorate(len(cast) + more), FIRST, kind, blocks)
    if result.verdict is Verdict.CARRIED:
        assert all(block.state is DISMISSED for block in blocks)
        assert all(each.met and each.enough for each in result.criteria)
        assert result.ballots >= result.quorum
        assert result.yes > result.no
    if result.verdict is Verdict.DEFERRED:
        assert result.named or result.blocks


@given(BALLOTS, MORE, KINDS)
def test_the_counts_add_up(cast: list[CastBallot], more: int, kind: Kind) -> None:
    result = tally(cast, Electorate(len(cast) + more), FIRST, kind)
    assert result.yes + result.no + result.abstained == result.ballots == len(cast)
    for each in result.criteria:
        assert sum(each.counts) + each.not_judged <= result.yes + result.no
    assert result.mean.numerator <= 5 * result.mean.denominator
    assert result.coverage.numerator <= result.coverage.denominator


@given(BALLOTS, MORE, KINDS, BLOCKS)
def test_one_more_abstention_changes_nothing_but_the_quorum(
    cast: list[CastBallot], more: int, kind: Kind, blocks: list[Block]
) -> None:
    electorate = Electorate(len(cast) + more + 1)
    before = tally(cast, electorate, FIRST, kind, blocks)
    after = tally([*cast, ballot(ABSTAIN, 0)], electorate, FIRST, kind, blocks)
    same = {field.name for field in fields(Result)} - {"verdict", "ballots", "abstained", "named", "blocks"}
    assert all(getattr(before, name) == getattr(after, name) for name in same)
    assert before.verdict in {after.verdict, Verdict.NO_QUORUM}


@given(BALLOTS, MORE)
def test_a_vote_changed_from_no_to_yes_never_harms(cast: list[CastBallot], more: int) -> None:
    order = [Verdict.NOT_CARRIED, Verdict.TIE, Verdict.DEFERRED, Verdict.CARRIED]
    better = [replace(each, vote=YES) if each.vote is NO else each for each in cast]
    electorate = Electorate(len(cast) + more)
    before, after = (tally(each, electorate, FIRST, Kind.ADMISSION).verdict for each in (cast, better))
    if before in order:
        assert order.index(after) >= order.index(before)
    else:
        assert after is before


def test_a_thousand_ballots_are_counted_quickly() -> None:
    random = Random(7)
    cast = [
        CastBallot(random.choice(list(Vote)), {n: random.choice([None, *range(6)]) for n in NUMBERS}, Seat.MEMBER)
        for _ in range(1000)
    ]
    started = time.process_time()
    result = tally(cast, Electorate(1000), FIRST, Kind.ADMISSION)
    assert time.process_time() - started < 0.25
    assert result.ballots == 1000
