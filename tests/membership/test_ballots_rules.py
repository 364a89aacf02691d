"""What casting needs, who competes with whom, how rounds move: by table and by property."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.core.refusals import Refusal
from directory.membership.rules.ballots import (
    BallotAsked,
    NotAsked,
    NoteMissing,
    NothingOpened,
    ReasonMissing,
    Score,
    ScoreMissing,
    TooEarly,
    VoteMissing,
    as_code,
    contradicts,
    criteria_of,
    digest,
    from_code,
    problems,
    score_from,
)
from directory.membership.rules.blocks import Finding, found
from directory.membership.rules.conflicts import Because, Clinic, Suggestion, competitors, suggested
from directory.membership.rules.panel import Panel, filled
from directory.membership.rules.policy import FIRST
from directory.membership.rules.rounds import MOVES, Case, Kind, PanelTooSmall, Seat, State, Vote
from tests.conftest import NOW

ALL = tuple(range(1, 9))
GOOD = BallotAsked(Vote.YES, {n: Score(4) for n in ALL})
SCORES = st.dictionaries(st.integers(1, 8), st.none() | st.integers(0, 5))


def kinds(found: list[Refusal]) -> list[type[Refusal]]:
    return [type(each) for each in found]


def test_a_whole_ballot_has_no_problems() -> None:
    assert problems(GOOD, ALL, set(), 3) == []


@pytest.mark.parametrize(
    ("asked", "unopened", "wanted"),
    [
        (BallotAsked(Vote.YES, {n: Score(4) for n in ALL[1:]}), set(), [ScoreMissing]),
        (BallotAsked(Vote.YES, {**GOOD.scores, 2: Score(None, given=False, note="later")}), set(), [ScoreMissing]),
        (BallotAsked(Vote.YES, {**GOOD.scores, 2: Score(None, " ")}), set(), [NoteMissing]),
        (BallotAsked(Vote.YES, {**GOOD.scores, 2: Score(None, "Not my field.")}), set(), []),
        (GOOD, {3}, [NothingOpened]),
        (BallotAsked(None, GOOD.scores), set(), [VoteMissing]),
        (BallotAsked(Vote.YES, {**GOOD.scores, 1: Score(2)}), set(), [ReasonMissing]),
        (BallotAsked(Vote.YES, {**GOOD.scores, 1: Score(2)}, "He learned since."), set(), []),
        (BallotAsked(Vote.NO, GOOD.scores), set(), [ReasonMissing]),
        (BallotAsked(Vote.ABSTAIN, GOOD.scores), set(), []),
        (BallotAsked(Vote.YES, {**GOOD.scores, 9: Score(4)}), set(), [NotAsked]),
        (BallotAsked(None), {1, 2}, [ScoreMissing, NothingOpened] * 2 + [ScoreMissing] * 6 + [VoteMissing]),
    ],
)
def test_what_a_ballot_lacks(asked: BallotAsked, unopened: set[int], wanted: list[type[Refusal]]) -> None:
    assert kinds(problems(asked, ALL, unopened, 3)) == wanted


@given(SCORES)
def test_a_vote_that_follows_its_scores_never_needs_a_reason(scores: dict[int, int | None]) -> None:
    given_ = [score for score in scores.values() if score is not None]
    follows = Vote.NO if any(score < 3 for score in given_) else Vote.YES
    assert not contradicts(follows, scores, 3)
    assert not contradicts(Vote.ABSTAIN, scores, 3)
    assert contradicts(Vote.YES if follows is Vote.NO else Vote.NO, scores, 3) is bool(given_)


def test_the_lay_reviewer_scores_five_and_six() -> None:
    assert criteria_of(Seat.LAY, ALL, FIRST) == (5, 6)
    assert criteria_of(Seat.EXTERNAL, ALL, FIRST) == criteria_of(Seat.MEMBER, ALL, FIRST) == ALL
    assert criteria_of(Seat.MEMBER, (), FIRST) == ()


@given(SCORES)
def test_the_code_of_the_chain_reads_back(scores: dict[int, int | None]) -> None:
    assert from_code(as_code(scores)) == scores


@pytest.mark.parametrize("text", ["", "6", "-1", "10", "n", "²", "3 ", "NaN", "٣"])
def test_other_scores_are_none(text: str) -> None:
    with pytest.raises(ValueError):
        score_from(text)


def test_the_digest_depends_on_every_part() -> None:
    whole = {"vote": "yes", "scores": {"1": 4}, "words": {"reason": "a"}}
    others = [{**whole, "vote": "no"}, {**whole, "scores": {"1": 5}}, {**whole, "words": {"reason": "b"}}]
    assert len({digest(each) for each in (whole, *others)}) == 4


HERE = Clinic(1, "Harbour Clinic", "Boston", "US", 42.36, -71.06)
NEAR = Clinic(2, "Charles Clinic", "Cambridge", "US", 42.37, -71.11)
FAR = Clinic(3, "Lake Clinic", "Chicago", "US", 41.88, -87.63)
NAMED = Clinic(None, "harbour clinic", "Boston", "US", 42.35, -71.05)
NOWHERE = Clinic(None, "Hill Clinic", "Little Place", "US")


@pytest.mark.parametrize(
    ("mine", "theirs", "wanted"),
    [
        ([HERE], [HERE], [Suggestion(Because.CLINIC, "Harbour Clinic")]),
        ([HERE], [NAMED], [Suggestion(Because.CLINIC, "Harbour Clinic")]),
        ([FAR, HERE], [NEAR], [Suggestion(Because.AREA, "Boston, Cambridge")]),
        ([FAR], [HERE, NEAR], []),
        (
            [NOWHERE],
            [Clinic(None, "Other", "little place", "US")],
            [Suggestion(Because.AREA, "Little Place, little place")],
        ),
        ([], [HERE], []),
    ],
)
def test_conflicts_are_suggested_with_because(
    mine: list[Clinic], theirs: list[Clinic], wanted: list[Suggestion]
) -> None:
    assert suggested(mine, theirs) == wanted
    assert competitors(mine, theirs) is bool(wanted)


def test_assessors_fill_up_to_the_wanted_panel_and_no_further() -> None:
    assert filled(Panel((1, 2, 3), 9), [7, 8, 6], FIRST) == {
        1: Seat.MEMBER,
        2: Seat.MEMBER,
        3: Seat.MEMBER,
        7: Seat.EXTERNAL,
        8: Seat.EXTERNAL,
        9: Seat.LAY,
    }
    assert set(filled(Panel((1, 2, 3, 4, 5)), [7], FIRST)) == {1, 2, 3, 4, 5}
    with pytest.raises(PanelTooSmall):
        filled(Panel((1, 2), 9), [], FIRST)


@pytest.mark.parametrize(
    ("findings", "able", "wanted"),
    [
        ([], 2, None),
        ([Finding.UPHELD], 2, None),
        ([Finding.UPHELD, Finding.UPHELD], 2, Finding.UPHELD),
        ([Finding.UPHELD, Finding.DISMISSED], 2, None),
        ([Finding.DISMISSED], 1, Finding.DISMISSED),
        ([Finding.DISMISSED, Finding.DISMISSED], 3, Finding.DISMISSED),
        ([], 0, None),
    ],
)
def test_chair_and_deputy_must_find_the_same(findings: list[Finding], able: int, wanted: Finding | None) -> None:
    assert found(findings, able) is wanted


def case(**values: object) -> Case:
    return Case(**{"seated": 5, "judging": 5, "least": 3, "ballots": 5, "needed": 3, "due": False, **values})  # type: ignore[arg-type]  # a table of cases


@pytest.mark.parametrize(
    ("values", "closes"),
    [
        ({}, True),
        ({"ballots": 4}, False),
        ({"ballots": 4, "due": True}, True),
        ({"ballots": 2, "due": True}, False),
        ({"kept_open": True}, False),
        ({"kept_open": True, "early": True}, True),
        ({"kept_open": True, "due": True}, True),
        ({"ballots": 4, "early": True}, False),
        ({"judging": 2}, False),
        ({"judging": 2, "due": True}, False),
        ({"block_waits": NOW + timedelta(days=1)}, False),
        ({"block_waits": NOW + timedelta(days=1), "due": True}, False),
        ({"seated": 0, "ballots": 0, "judging": 3}, False),
    ],
)
def test_when_a_round_closes(values: dict[str, object], closes: bool) -> None:
    assert MOVES.allows("close", State.OPEN, case(**values)) is closes


@pytest.mark.parametrize("state", [State.PLANNED, State.CLOSED, State.CONFIRMED, State.VOID])
def test_only_an_open_round_is_closed_or_extended(state: State) -> None:
    assert not MOVES.allows("close", state, case())
    assert not MOVES.allows("extend", state, case(ballots=1, due=True))


def test_extension_is_for_a_due_round_short_of_ballots_and_once() -> None:
    assert MOVES.allows("extend", State.OPEN, case(ballots=2, due=True))
    assert not MOVES.allows("extend", State.OPEN, case(ballots=2))
    assert not MOVES.allows("extend", State.OPEN, case(ballots=3, due=True))
    assert not MOVES.allows("extend", State.OPEN, case(ballots=2, due=True, extended=True))


def test_negative_steps_need_a_reason() -> None:
    assert not MOVES.allows("void", State.OPEN, case())
    assert MOVES.allows("void", State.OPEN, case(reason="A rule was broken."))
    assert not MOVES.allows("second_ballot", State.CLOSED, case(second_ballot=True))
    assert MOVES.allows("second_ballot", State.CLOSED, case(second_ballot=True, reason="A tie."))


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (Kind.ADMISSION, "comments are received, read and answered first. Your draft is kept."),
        (Kind.RE_REVIEW, "the member has time to answer first. Your draft is kept."),
        (Kind.REMOVAL, "the member has time to answer and to be heard first."),
        (Kind.APPEAL, "whoever appeals has time to answer and to be heard first."),
    ],
)
def test_a_ballot_too_early_is_told_what_comes_first_in_this_kind_of_round(kind: Kind, first: str) -> None:
    told = TooEarly(kind, datetime(2026, 5, 4, 15, 30, tzinfo=UTC))
    assert told.message % told.values == f"Ballots are cast from 2026-05-04 15:30 UTC on: {first}"
