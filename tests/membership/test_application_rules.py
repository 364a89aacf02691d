"""The table of moves, what a section lacks, evidence, requests for information, and what the status page says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from directory.core.refusals import Refusal
from directory.core.workflow import WrongState
from directory.membership.rules import evidence, information, sections, status
from directory.membership.rules.application import (
    LIVE,
    MOVES,
    RETURNS,
    Incomplete,
    Outcome,
    Problem,
    State,
    Step,
    new_reference,
)
from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.eight import EIGHT
from directory.membership.rules.evidence import Piece, Shape
from directory.membership.rules.policy import FIRST
from directory.membership.rules.sections import Section

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ME, OFFICE = "person:7", "person:9"


def step(actor: str = OFFICE, **values: object) -> Step:
    given: dict[str, object] = {
        "reason": "Because.",
        "outcome": Outcome.APPROVED,
        "decided": Outcome.DECLINED,
        **values,
    }
    return Step(actor=actor, applicant=ME, now=NOW, entered=NOW, **given)  # type: ignore[arg-type]


OWN = {"submit", "answered", "withdraw", "undo_withdraw", "appeal"}


@pytest.mark.parametrize("name", sorted(MOVES.moves))
@pytest.mark.parametrize("state", list(State))
def test_a_move_is_possible_from_the_states_of_the_table_only(name: str, state: State) -> None:
    found = MOVES.problems(name, state, step(ME if name in OWN else OFFICE))
    if state in MOVES.moves[name].sources:
        assert found == []
    else:
        assert [type(each) for each in found] == [WrongState]


@pytest.mark.parametrize("name", sorted(MOVES.moves))
def test_applicants_make_their_own_moves_and_nobody_elses(name: str) -> None:
    state = min(MOVES.moves[name].sources)
    wrong = OFFICE if name in OWN else ME
    assert [each.status for each in MOVES.problems(name, state, step(wrong))] == [404 if name in OWN else 403]


def test_every_state_can_be_reached_and_all_but_closed_be_left() -> None:
    reached = {move.to for move in MOVES.moves.values()} | {State.DRAFT}
    left = {state for move in MOVES.moves.values() for state in move.sources}
    assert reached == set(State)
    assert left == set(State) - {State.CLOSED}


def test_what_comes_back_names_the_move_it_comes_back_from() -> None:
    assert set(RETURNS) <= set(MOVES.moves)
    assert set(RETURNS.values()) <= set(MOVES.moves)


@pytest.mark.parametrize("name", ["decline_ineligible", "defer", "reopen"])
def test_negative_and_manual_decisions_need_a_reason(name: str) -> None:
    state = min(MOVES.moves[name].sources)
    assert [each.field for each in MOVES.problems(name, state, step(reason="  "))] == ["reason"]


def test_an_incomplete_application_is_not_submitted() -> None:
    lacks = (Problem("you", "Give your name.", "/x"),)
    assert [type(each) for each in MOVES.problems("submit", State.DRAFT, step(ME, problems=lacks))] == [Incomplete]


@pytest.mark.parametrize(("decided", "allowed"), [(Outcome.APPROVED, False), (Outcome.DECLINED, True), (None, False)])
def test_only_an_adverse_decision_is_appealed(decided: Outcome | None, allowed: bool) -> None:
    assert MOVES.allows("appeal", State.DECIDED, step(ME, decided=decided)) is allowed


def test_references_differ_and_hold_nothing_that_is_misread() -> None:
    drawn = {new_reference() for _ in range(500)}
    assert len(drawn) == 500
    assert not any(letter in reference[2:] for reference in drawn for letter in "01ILOU")


def test_every_state_has_its_words() -> None:
    assert set(status.STATUS) == set(State)
    assert {state for state in LIVE if status.STATUS[state].who is status.Who.NOBODY} == set()


@pytest.mark.parametrize(("days", "typical"), [([], None), ([1, 2, 3, 4], None), ([9, 1, 5, 3, 7], 5), ([1] * 6, 1)])
def test_durations_are_told_once_there_are_enough(days: list[int], typical: int | None) -> None:
    assert status.typical(days) == typical


def test_sections_answer_all_criteria() -> None:
    assert [section.criterion for section in Section if section.criterion] == [each.number for each in EIGHT]


def test_an_empty_page_lacks_what_is_needed_and_nothing_else() -> None:
    for section, fields in sections.FIELDS.items():
        lacks = [each.field for each in sections.missing(section, {}, TODAY)]
        assert lacks == [field.key for field in fields if field.needed]


@pytest.mark.parametrize(("day", "fine"), [("2026-11-23", False), ("2026-11-24", True)])
def test_a_licence_holds_through_its_last_day(day: str, fine: bool) -> None:
    body = {field.key: "x" for field in sections.FIELDS[Section.YOU]}
    body |= {"licence_expires": day, "cover_expires": "2030-01-01"}
    found = [each.field for each in sections.missing(Section.YOU, body, TODAY)]
    assert found == ([] if fine else ["licence_expires"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("US", "MA", "MA-48211"), ("US", " ma ", "ma 48 211")),
        (("DE", "", "12/345"), ("DE", "", "12345")),
    ],
)
def test_a_licence_number_has_one_spelling(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    keys = ("licence_country", "licence_region", "licence_number")
    texts = {sections.licence_text(dict(zip(keys, each, strict=True))) for each in (one, other)}
    assert len(texts) == 1
    assert None not in texts


def test_a_licence_without_country_or_number_is_none_yet() -> None:
    assert sections.licence_text({"licence_number": "77"}) is None
    assert sections.licence_text({"licence_country": "US", "licence_number": " - "}) is None


def test_differences_go_field_by_field() -> None:
    found = sections.differences(Section.DECLARATIONS, {"truth": False}, {"truth": True, "disclosed": "One"})
    assert [(each.field.key, each.before, each.after) for each in found] == [
        ("disclosed", "", "One"),
        ("truth", "no", "yes"),
    ]


def test_a_criterion_asks_on_its_page_for_what_is_not_asked_elsewhere() -> None:
    assert [each.kind.value for each in evidence.given_here(EIGHT[0])] == ["microscope_room", "equipment"]
    assert evidence.given_here(EIGHT[1]) == ()
    assert evidence.given_here(EIGHT[5]) == ()
    given = [EvidenceKind.CV]
    assert EvidenceKind.CV not in {each.kind for each in evidence.lacking(EIGHT[6], given)}


@pytest.mark.parametrize("address", ["", "https://", "ftp://a.example", "javascript:alert(1)", "https://a b.example"])
def test_an_address_is_a_web_address(address: str) -> None:
    piece = Piece(EvidenceKind.CV, Shape.LINK, "CV", address)
    with pytest.raises(evidence.LinkWrong):
        evidence.check(piece, EIGHT[6], document=False)


@pytest.mark.parametrize(("number", "days"), [(1, 28), (2, 21), (3, 21)])
def test_the_first_request_gives_longer(number: int, days: int) -> None:
    assert information.due_of(FIRST, number, NOW) == NOW + timedelta(days=days)


def test_a_fourth_request_is_refused() -> None:
    with pytest.raises(Refusal):
        information.due_of(FIRST, 4, NOW)


def test_reminders_lie_between_the_question_and_the_day() -> None:
    due = NOW + timedelta(days=10)
    assert [days for days, _when in information.reminders(FIRST, NOW, due)] == [7, 2]
