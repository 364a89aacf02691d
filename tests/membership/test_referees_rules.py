"""Referees: the table of moves, questions, flags, reminders."""

from datetime import timedelta

import pytest

from directory.core.refusals import Refusal
from directory.core.workflow import WrongState
from directory.membership.rules import referee_questions as questions
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.policy import FIRST
from directory.membership.rules.referee_flags import Details, Flag, flags, outside
from directory.membership.rules.referees import (
    MOVES,
    Case,
    Group,
    LinkOver,
    NoAddress,
    NotOpen,
    ReasonMissing,
    State,
    TooLateToCorrect,
    Unanswered,
    due_reminder,
)
from tests.conftest import NOW
from tests.factories.membership_referees import answers

S = State
OPEN = Case(ApplicationState.SCREENING, NOW, reason="Because.", correctable_until=NOW + timedelta(days=1))
TABLE = {
    "invite": {S.NAMED},
    "start": {S.SENT, S.NOT_NOW},
    "submit": {S.STARTED},
    "decline": {S.SENT, S.STARTED, S.NOT_NOW},
    "later": {S.SENT, S.STARTED},
    "take_down": {S.SENT, S.STARTED, S.NOT_NOW, S.BOUNCED, S.EXPIRED},
    "correct": {S.SUBMITTED, S.CONFIRMED},
    "bounce": {S.SENT, S.STARTED, S.NOT_NOW},
    "expire": {S.SENT, S.STARTED, S.NOT_NOW},
    "resend": {S.SENT, S.STARTED, S.NOT_NOW, S.EXPIRED, S.BOUNCED},
    "cancel": {S.NAMED, S.SENT, S.STARTED, S.NOT_NOW, S.EXPIRED, S.BOUNCED},
    "confirm": {S.SUBMITTED, S.NOT_RELIED_ON},
    "not_relied_on": {S.SUBMITTED, S.CONFIRMED},
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", list(MOVES.moves))
def test_a_move_goes_from_these_states_only(name: str, state: State) -> None:
    allowed = MOVES.allows(name, state, OPEN)
    assert allowed is (state in TABLE[name])
    if not allowed:
        assert [type(each) for each in MOVES.problems(name, state, OPEN)] == [WrongState]


@pytest.mark.parametrize(
    ("name", "state", "case", "refusal"),
    [
        ("invite", S.NAMED, Case(ApplicationState.DRAFT, NOW), NotOpen),
        ("start", S.SENT, Case(ApplicationState.DECIDED, NOW), LinkOver),
        ("submit", S.STARTED, Case(ApplicationState.WITHDRAWN, NOW), LinkOver),
        ("submit", S.STARTED, Case(ApplicationState.SCREENING, NOW, complete=False), Unanswered),
        ("decline", S.SENT, Case(ApplicationState.SCREENING, NOW, reason=" "), ReasonMissing),
        ("not_relied_on", S.CONFIRMED, Case(ApplicationState.SCREENING, NOW), ReasonMissing),
        ("correct", S.SUBMITTED, Case(ApplicationState.SCREENING, NOW), TooLateToCorrect),
        ("correct", S.SUBMITTED, Case(ApplicationState.SCREENING, NOW, correctable_until=NOW), TooLateToCorrect),
        ("resend", S.BOUNCED, Case(ApplicationState.SCREENING, NOW, has_address=False), NoAddress),
    ],
)
def test_what_speaks_against_a_move(name: str, state: State, case: Case, refusal: type[Refusal]) -> None:
    assert [type(each) for each in MOVES.problems(name, state, case)] == [refusal]


@pytest.mark.parametrize("group", list(Group))
def test_at_most_ten_questions_one_of_them_on_integrity(group: Group) -> None:
    asked = questions.QUESTIONS[group]
    assert len(asked) <= questions.QUESTIONS_MOST
    assert questions.INTEGRITY in {each.key for each in asked}
    assert len({each.key for each in asked}) == len(asked)


def test_colleagues_and_patients_are_asked_what_they_can_judge() -> None:
    about = {group: {n for each in asked for n in each.criteria} for group, asked in questions.QUESTIONS.items()}
    assert about == {Group.COLLEAGUE: set(FIRST.numbers), Group.PATIENT: {1, 3, 5, 6}}


def test_everything_wants_a_choice_and_a_conflict_its_words() -> None:
    whole = answers()
    assert questions.open_questions(Group.COLLEAGUE, whole) == []
    assert len(questions.open_questions(Group.COLLEAGUE, {})) == len(questions.QUESTIONS[Group.COLLEAGUE])
    for key in ("conflict", "against"):
        told = {**answers(), key: "yes"}
        assert [each.key for each in questions.open_questions(Group.COLLEAGUE, told)] == [key]
        assert questions.open_questions(Group.COLLEAGUE, {**told, f"{key}_words": "We share a clinic."}) == []


def test_only_known_keys_and_choices_are_kept() -> None:
    given = {"results": "excellent", "integrity": "no", "evil": "1", "results_words": "x" * 9000}
    kept = questions.cleaned(Group.COLLEAGUE, given)
    assert kept == {"integrity": "no", "results_words": "x" * questions.WORDS_MOST}


@pytest.mark.parametrize(
    ("changes", "adverse"),
    [({}, False), ({"conflict": "yes"}, False), ({"against": "yes"}, True), ({"results": "no"}, True)],
)
def test_what_weighs_against_is_found_by_the_choices(changes: dict[str, str], adverse: bool) -> None:
    assert questions.is_adverse(Group.COLLEAGUE, {**answers(), **changes}) is adverse


def _flags(details: Details, group: Group = Group.COLLEAGUE, **more: bool) -> set[Flag]:
    values = {"shared": False, "same_network": False, **more}
    found = flags(group, details, own_email="robin@valeclinic.example", own_clinics=["Vale Clinic"], **values)
    return set(found)


def test_flags_say_what_to_look_at() -> None:
    assert _flags(Details("A", "a@north.example", "North Clinic")) == set()
    assert _flags(Details("A", "a@gmail.com", "North Clinic")) == {Flag.FREE_MAIL}
    assert _flags(Details("A", "a@north.example", "VALE  clinic")) == {Flag.SAME_CLINIC}
    assert _flags(Details("A", "a@valeclinic.example", "North Clinic")) == {Flag.SAME_CLINIC}
    both = _flags(Details("A", "a@north.example", "North"), shared=True, same_network=True)
    assert both == {Flag.SHARED_ADDRESS, Flag.SAME_NETWORK}


def test_a_patient_may_have_a_private_address_and_was_in_the_clinic() -> None:
    assert _flags(Details("P", "p@gmail.com", "Vale Clinic"), Group.PATIENT) == set()
    assert _flags(Details("P", "p@valeclinic.example", ""), Group.PATIENT) == {Flag.SAME_CLINIC}


def test_outside_the_own_clinic_by_name_and_address() -> None:
    own = (["Vale Clinic"], "robin@valeclinic.example")
    assert outside(Details("A", "a@north.example", "North"), *own)
    assert not outside(Details("A", "a@north.example", "vale-clinic"), *own)
    assert not outside(Details("A", "a@valeclinic.example", "North"), *own)
    assert not outside(Details("A", "a@north.example", ""), *own)


@pytest.mark.parametrize(
    ("days_left", "last", "due"),
    [
        (40, None, None),
        (28, None, 28),
        (27, 28, None),
        (14, 28, 14),
        (2, 14, 3),
        (2, None, 3),  # after weeks without a worker only the last
        (2, 3, None),
        (0, 14, None),  # over
    ],
)
def test_a_reminder_comes_once(days_left: int, last: int | None, due: int | None) -> None:
    assert due_reminder((28, 14, 3), NOW + timedelta(days=days_left), NOW, last) == due
