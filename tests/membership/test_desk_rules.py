"""The desk's rules: what is missing before a round, what comes next, what ballots wait for. No database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from directory.core.refusals import Refusal
from directory.membership.rules import comments, desk, desk_queue, screening
from directory.membership.rules.application import State
from directory.membership.rules.comments import Standing, named_in
from directory.membership.rules.desk import Answered, Ready, Waivable
from directory.membership.rules.desk_queue import Facts
from directory.membership.rules.policy import FIRST
from directory.membership.rules.screening import SourceResult
from directory.physicians.rules import CredentialKind
from tests.conftest import NOW
from tests.factories.membership_desk import credential

READY = Ready(
    answered=Answered(2, 2, 1),
    waived={},
    unchecked=(),
    found=(),
    licence=True,
    malpractice=True,
    unconfirmed=0,
    judges=3,
    lay=1,
    proposal=False,
)


def test_nothing_is_missing_when_everything_is_done() -> None:
    assert desk.lacking(READY, FIRST) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answered": Answered(1, 2, 1)}, "Colleagues who have answered"),
        ({"answered": Answered(2, 1, 1)}, "Former patients who have answered"),
        ({"answered": Answered(2, 2, 0)}, "of the drawn period"),
        ({"answered": Answered(2, 2, 1, 1)}, "neither confirmed nor set aside"),
        ({"unchecked": (2,)}, "was not checked"),
        ({"found": (1,)}, "is there"),
        ({"licence": False}, "licence"),
        ({"malpractice": False}, "malpractice"),
        ({"unconfirmed": 1}, "did not confirm"),
        ({"proposal": True}, "Declining"),
        ({"judges": 2}, "without a conflict"),
        ({"lay": 0}, "lay reviewer"),
    ],
)
def test_each_thing_that_is_missing_is_said(change: dict[str, object], words: str) -> None:
    found = desk.lacking(replace(READY, **change), FIRST)  # type: ignore[arg-type]
    assert len(found) == 1
    assert words in found[0].message


def test_everything_is_listed_at_once() -> None:
    nothing = Ready(Answered(), {}, (1, 2, 3), (4,), False, False, 1, 0, 0, True)
    assert len(desk.lacking(nothing, FIRST)) == 3 + 3 + 1 + 2 + 1 + 1 + 2


def test_a_waiver_lowers_what_is_asked_and_never_raises_it() -> None:
    waived = {Waivable.COLLEAGUES: 1, Waivable.PATIENTS: 9}
    assert desk.needed(FIRST, waived) == {Waivable.COLLEAGUES: 1, Waivable.PATIENTS: 2, Waivable.PERIOD: 1}


@pytest.mark.parametrize(("least", "reason"), [(2, "Why"), (3, "Why"), (-1, "Why"), (1, "  ")])
def test_a_waiver_is_less_and_has_a_reason(least: int, reason: str) -> None:
    with pytest.raises(Refusal):
        desk.check_waiver(least, 2, reason)


NEXT = [
    (Facts(State.SUBMITTED), "Take into screening", True),
    (Facts(State.SCREENING, proposal=True, lacking=3), "A second coordinator confirms the decline", True),
    (Facts(State.SCREENING, lacking=3), "Check, and wait for referees", True),
    (Facts(State.SCREENING), "Open the round", True),
    (Facts(State.INFORMATION_REQUESTED, due=NOW), "The applicant answers", False),
    (Facts(State.IN_REVIEW, unread=1, unsent=1), "Read the comments", True),
    (Facts(State.IN_REVIEW, unsent=1), "Summarise what weighs against", True),
    (Facts(State.IN_REVIEW, answer_due=NOW), "The applicant answers what weighs against", False),
    (Facts(State.IN_REVIEW), "The panel judges", False),
    (Facts(State.DECISION_PENDING), "The chair decides", False),
    (Facts(State.DECIDED), "Nothing more", False),
]


@pytest.mark.parametrize(("facts", "message", "ours"), NEXT)
def test_the_next_action_is_one_line(facts: Facts, message: str, ours: bool) -> None:
    found = desk_queue.next_action(facts)
    assert (found.message, found.ours) == (message, ours)


def test_every_state_has_a_next_action() -> None:
    assert all(desk_queue.next_action(Facts(state)).message for state in State)


def test_a_credential_needs_its_source() -> None:
    with pytest.raises(screening.SourceMissing):
        screening.check_credential(credential(address="", source=""), NOW)
    screening.check_credential(credential(address="", source="Asked by telephone: yes."), NOW)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x.org", "https://", "http://[", "board.example.org"])
def test_a_source_on_the_web_is_on_the_web(address: str) -> None:
    with pytest.raises(screening.SourceNotWeb):
        screening.check_credential(credential(address=address), NOW)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": ""}, screening.NamesMissing),
        ({"issuer": ""}, screening.NamesMissing),
        ({"country": ""}, screening.NamesMissing),
        ({"number": ""}, screening.NamesMissing),
        ({"expires": None}, screening.ExpiryMissing),
        ({"checked": NOW.date() + timedelta(days=1)}, screening.CheckedLater),
    ],
)
def test_a_licence_is_whole(change: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        screening.check_credential(credential(CredentialKind.LICENCE, **change), NOW)


def test_a_board_certification_may_have_no_end() -> None:
    board = credential(CredentialKind.BOARD, title="Diplomate", issuer="ABHRS", country="", expires=None)
    screening.check_credential(board, NOW)


def test_a_credential_counts_until_its_last_day() -> None:
    assert screening.counts(SourceResult.CONFIRMED, NOW.date(), NOW)
    assert not screening.counts(SourceResult.CONFIRMED, NOW.date() - timedelta(days=1), NOW)
    assert not screening.counts(SourceResult.NOT_CONFIRMED, date(2040, 1, 1), NOW)


@pytest.mark.parametrize(
    ("rule", "days", "reason"), [(0, 90, "Why"), (5, 90, "Why"), (1, 0, "Why"), (1, 4000, "Why"), (1, 90, " ")]
)
def test_a_decline_names_rule_date_and_reason(rule: int, days: int, reason: str) -> None:
    with pytest.raises(Refusal):
        screening.check_decline(rule, 4, NOW.date() + timedelta(days=days), reason, NOW)


def test_ballots_wait_for_reading_telling_and_the_answer() -> None:
    comments.check_ballots(Standing())
    for standing in (Standing(unread=1), Standing(unsent=1), Standing(answer_due=NOW)):
        assert standing.waits
        with pytest.raises(Refusal):
            comments.check_ballots(standing)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("A former patient says that the scar is wide.", None),
        ("Pat Novak says so.", "pat novak"),
        ("Mrs NOVAK says so.", "novak"),
        ("Write to pat@example.org.", "pat@example.org"),
        ("The novakian method.", None),
    ],
)
def test_a_summary_that_names_an_author_is_found(words: str, named: str | None) -> None:
    assert named_in(words, ["Pat Novak", "pat@example.org"]) == named
