"""The intake's schema: each question takes what it offers and refuses the rest in words."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from directory.consultations.drawings import DRAWINGS
from directory.consultations.rules.intake import (
    INTAKE_VERSION,
    Facts,
    Kind,
    Question,
    advice,
    complete,
    far_outside,
    is_open,
    missing_views,
    reasons,
    steps_of,
    unseen,
    validate,
    without_faults,
)
from directory.consultations.rules.intake.across import Every
from directory.consultations.rules.states import Appointment, State
from directory.consultations.rules.tasks import Task
from directory.physicians.rules import VisitKind
from tests.consultations.preparing import HAIR_LOSS, HEALTH, flat

QUESTIONS = [(task, q) for task in Task for step in steps_of(task) for q in step.questions]
IDS = [f"{task}-{question.key}" for task, question in QUESTIONS]
FULL = {
    Task.HAIR_LOSS: flat(HAIR_LOSS),
    Task.HEALTH: flat(HEALTH),
    Task.PHOTOS: {},
    Task.QUESTIONS: {},
    Task.SURGICAL: {},
}
ROW = {
    "treatments": {"id": "a", "what": "prp", "still": "no", "how_long": "not_sure", "helped": "no"},
    "operations": {"id": "a", "kind": "fue", "content": "2", "year": "2015", "grafts": "1500"},
}


def answered(task: Task, question: Question, value: object) -> dict[str, Any]:
    """A full task in which this question matters and is answered so."""
    given = {**FULL[task], question.key: value}
    return given | ({question.when[0]: question.when[1]} if question.when else {})


def fields(task: Task, answers: dict[str, Any], facts: Facts = Facts()) -> list[str]:
    return [problem.field.split("/")[0] for problem in validate(task, answers, facts)]


def good(question: Question) -> list[object]:
    values: dict[Kind, list[object]] = {
        Kind.ONE: list(question.keys),
        Kind.DRAWING: list(question.keys),
        Kind.SEVERAL: [[option.key] for option in question.options],
        Kind.LINE: ["x", "x" * question.high, ""],
        Kind.TEXT: ["x\ny", "x" * question.high],
        Kind.NUMBER: ["2015"],
        Kind.ROWS: [[ROW.get(question.key, {})], [ROW.get(question.key, {})] * question.high],
        Kind.LINES: [[], ["One?"], ["x" * 300] * 5],
    }
    return values[question.kind]


def bad(question: Question) -> list[object]:
    strange: list[object] = [17, True, {"a": 1}, ["no such"], [["x"]], [None]]
    values: dict[Kind, list[object]] = {
        Kind.ONE: ["no such", *strange],
        Kind.DRAWING: ["receding-99", *strange],
        Kind.SEVERAL: [
            "no such",
            17,
            {"a": 1},
            ["no such"],
            [None],
            [option.key for option in question.options],
        ],
        Kind.LINE: ["x" * (question.high + 1), *strange],
        Kind.TEXT: ["x" * (question.high + 1), *strange],
        Kind.NUMBER: ["x", "-1", "1e3", "²", "99999999", "1.5", True, ["2015"]],
        Kind.ROWS: ["x", 17, ["x"], [{}], [{**ROW.get(question.key, {}), "id": "b"}] * 13, [{"what": "no such"}]],
        Kind.LINES: ["x", 17, [17], ["x" * 301], ["x"] * 6],
    }
    return values[question.kind]


@pytest.mark.parametrize(("task", "question"), QUESTIONS, ids=IDS)
def test_what_a_question_offers_is_taken(task: Task, question: Question) -> None:
    for value in good(question):
        assert question.key not in fields(task, answered(task, question, value)), value


@pytest.mark.parametrize(("task", "question"), QUESTIONS, ids=IDS)
def test_anything_else_is_refused(task: Task, question: Question) -> None:
    for value in bad(question):
        assert question.key in fields(task, answered(task, question, value)), value


@pytest.mark.parametrize(("task", "question"), QUESTIONS, ids=IDS)
def test_only_what_is_needed_may_not_be_missing(task: Task, question: Question) -> None:
    nothing: tuple[object, ...] = (None, "", [])
    for value in nothing:
        assert (question.key in fields(task, answered(task, question, value))) == question.needed


@pytest.mark.parametrize(("task", "question"), QUESTIONS, ids=IDS)
def test_every_question_of_health_can_be_left_open(task: Task, question: Question) -> None:
    """ "I am not sure", "I prefer to say it in the call", "None of these", or words of one's own."""
    if question.options:
        assert question.keys & {"not_sure", "in_call", "unsure", "unknown"}, question.key


def test_every_question_says_why_or_depends_on_one_that_does() -> None:
    asked = [
        q for _task, q in QUESTIONS if q.options and q.when is None and q.key not in {"blood", "scars", "allergies"}
    ]
    assert [q.key for q in asked if not q.why] == []


def test_keys_are_unique_within_a_task() -> None:
    keys = [f"{task}-{question.key}" for task, question in QUESTIONS]
    assert sorted(keys) == sorted(set(keys))


def test_what_needs_an_answer_is_what_the_specification_marks() -> None:
    needed = [question.key for _task, question in QUESTIONS if question.needed and question.when is None]
    assert needed == [
        "when", "course", "drawing", "signs", "sex", "tried", "operated", "pregnancy", "anaesthetic", "blood", "scars",
        "heart", "mood", "medicines", "allergies",
    ]  # fmt: skip


def test_all_drawings_are_offered() -> None:
    [drawing] = [question for _task, question in QUESTIONS if question.kind is Kind.DRAWING]
    assert drawing.keys == set(DRAWINGS) | {"none", "unsure"}


def test_never_asked() -> None:
    words = " ".join(question.words + question.why for _task, question in QUESTIONS).lower()
    assert [each for each in ("budget", "price", "afford", "insurance", "passport", "address") if each in words] == []


def test_there_is_one_version_and_others_are_unknown() -> None:
    assert INTAKE_VERSION == 1
    with pytest.raises(KeyError):
        steps_of(Task.HEALTH, 0)


@pytest.mark.parametrize("alone", ["none", "not_sure", "in_call"])
def test_none_of_these_is_not_ticked_with_others(alone: str) -> None:
    [problem] = validate(Task.HAIR_LOSS, {**FULL[Task.HAIR_LOSS], "signs": ["fever", alone]})
    assert problem.field == "signs"
    assert dict(problem.values)["label"]


def test_an_answer_that_no_longer_matters_is_not_judged() -> None:
    assert validate(Task.HEALTH, {**FULL[Task.HEALTH], "medicines": "no", "medicines_words": 17}) == []


@pytest.mark.parametrize(
    ("year", "ok"), [("1985", True), ("2026", True), ("1984", False), ("2027", False), ("1929", False), ("", True)]
)
def test_dates_are_ordered(year: str, ok: bool) -> None:
    row = {**ROW["operations"], "year": year}
    given = {**FULL[Task.HEALTH], "operated": "listed", "operations": [row]}
    found = fields(Task.HEALTH, given, Facts(this_year=2026, birth_year=1985))
    assert found == ([] if ok else ["operations"])


@pytest.mark.parametrize(("grafts", "ok"), [("0", True), ("15000", True), ("15001", False), ("", True)])
def test_grafts_are_a_number_or_unknown(grafts: str, ok: bool) -> None:
    given = {**FULL[Task.HEALTH], "operated": "listed", "operations": [{**ROW["operations"], "grafts": grafts}]}
    assert (fields(Task.HEALTH, given) == []) == ok


def test_what_is_good_of_a_page_is_kept() -> None:
    start = steps_of(Task.HAIR_LOSS)[0]
    assert without_faults(start, {"when": "not_sure", "course": "x", "other": "y"}) == {"when": "not_sure"}


class TestComplete:
    def test_gone_through_and_answered(self) -> None:
        assert complete(Task.HAIR_LOSS, FULL[Task.HAIR_LOSS], VisitKind.VIDEO)
        assert complete(Task.HEALTH, FULL[Task.HEALTH], VisitKind.WRITTEN)

    def test_not_before_the_last_page_was_seen(self) -> None:
        half = {**FULL[Task.HAIR_LOSS], "seen": ["start", "drawing", "signs"]}
        assert not complete(Task.HAIR_LOSS, half, VisitKind.VIDEO)
        assert [step.key for step in unseen(Task.HAIR_LOSS, half)] == ["where", "family", "diagnosis", "impact"]

    def test_not_while_something_needed_is_missing(self) -> None:
        assert not complete(Task.HEALTH, {**FULL[Task.HEALTH], "mood": ""}, VisitKind.VIDEO)

    def test_optional_pages_may_stay_empty(self) -> None:
        some = {k: v for k, v in FULL[Task.HAIR_LOSS].items() if k not in {"areas", "donor", "family", "impact"}}
        assert complete(Task.HAIR_LOSS, some, VisitKind.WRITTEN)

    def test_nothing_is_nothing(self) -> None:
        assert [task for task in Task if complete(task, {}, VisitKind.VIDEO)] == []

    def test_a_call_needs_no_photo_and_a_written_opinion_five_or_reasons(self) -> None:
        seen = {"seen": ["photos"]}
        assert complete(Task.PHOTOS, seen, VisitKind.VIDEO)
        assert missing_views(VisitKind.WRITTEN, seen, {"front", "top", "crown"}) == ["side", "back"]
        excused = {**seen, "cannot": {"side": "A bandage", "back": "I am alone", "passport": "x"}}
        assert complete(Task.PHOTOS, excused, VisitKind.WRITTEN, {"front", "top", "crown"})
        assert not complete(
            Task.PHOTOS, {**excused, "cannot": {"side": ""}}, VisitKind.WRITTEN, {"front", "top", "crown"}
        )
        assert reasons(excused) == {"side": "A bandage", "back": "I am alone"}

    @pytest.mark.parametrize("junk", [{"seen": 17}, {"seen": [17]}, {"seen": None}, {"cannot": "x"}])
    def test_junk_is_not_complete(self, junk: dict[str, Any]) -> None:
        assert not complete(Task.PHOTOS, junk, VisitKind.WRITTEN)


class TestAdvice:
    @pytest.mark.parametrize(
        ("what", "strength", "asks"),
        [
            ("finasteride_tablet", "1 mg", False),
            ("finasteride_tablet", "35mg", True),
            ("finasteride_tablet", "0,25", False),
            ("finasteride_tablet", "1000 mcg", False),
            ("finasteride_tablet", "1 g", True),
            ("finasteride_tablet", "5 %", False),
            ("minoxidil_lotion", "5 %", False),
            ("minoxidil_lotion", "60%", True),
            ("minoxidil_lotion", "2 x daily", False),
            ("minoxidil_tablet", "2.5 mg", False),
            ("minoxidil_tablet", "100 mg", True),
            ("supplements", "9000 mg", False),
            ("unknown", "9000 mg", False),
            ("finasteride_tablet", "as on the box", False),
            ("finasteride_tablet", 17, False),
            (None, "1 mg", False),
        ],
    )
    def test_a_value_far_outside_asks(self, what: object, strength: object, asks: bool) -> None:
        assert far_outside(what, strength) is asks

    def test_it_names_the_row_and_says_nothing_of_what_would_be_right(self) -> None:
        row = {**ROW["treatments"], "id": "r1", "what": "finasteride_tablet", "strength": "100 mg"}
        given: Every = {Task.HEALTH: {"tried": "listed", "treatments": [row]}}
        [found] = advice(given, Facts())
        assert (found.step, found.row, found.sentence) == ("treatments", "r1", "Is that per day, as on the box?")

    def test_a_strip_operation_asks_for_a_scar_photo(self) -> None:
        given: Every = {Task.HEALTH: {"operated": "listed", "operations": [{**ROW["operations"], "kind": "fut"}]}}
        assert [found.task for found in advice(given, Facts())] == [Task.PHOTOS]
        assert advice({Task.HEALTH: {**given[Task.HEALTH], "operated": "none"}}, Facts()) == []

    @pytest.mark.parametrize(
        ("when", "year", "asks"),
        [("under_6_months", "2019", True), ("2_5_years", "2021", False), ("not_sure", "1990", False)],
    )
    def test_a_diagnosis_long_before_the_loss_is_asked_about(self, when: str, year: str, asks: bool) -> None:
        given: Every = {Task.HAIR_LOSS: {"when": when, "diagnosed": "yes", "diagnosed_year": year}}
        assert bool(advice(given, Facts(this_year=2026))) is asks


STARTS = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("visit", "state", "appointment", "minutes", "expected"),
    [
        (VisitKind.VIDEO, State.WAITING_FOR_PATIENT, Appointment.BOOKED, -1, True),
        (VisitKind.VIDEO, State.WAITING_FOR_PATIENT, Appointment.PROPOSED, -1, True),
        (VisitKind.VIDEO, State.READY, Appointment.BOOKED, 0, False),
        (VisitKind.VIDEO, State.MORE_ASKED, Appointment.ATTENDED, 60, True),
        (VisitKind.VIDEO, State.OPINION_DUE, Appointment.ATTENDED, 60, False),
        (VisitKind.VIDEO, State.CLOSED, Appointment.MISSED, 60, False),
        (VisitKind.VIDEO, State.WITHDRAWN, Appointment.CANCELLED_BY_PATIENT, -60, False),
        (VisitKind.WRITTEN, State.WAITING_FOR_PATIENT, None, 0, True),
        (VisitKind.WRITTEN, State.OPINION_DUE, None, 0, True),
        (VisitKind.WRITTEN, State.OPINION_SIGNED, None, 0, False),
        (VisitKind.WRITTEN, State.DRAFT, None, 0, False),
    ],
)
def test_until_when_answers_may_change(
    visit: VisitKind, state: State, appointment: Appointment | None, minutes: int, expected: bool
) -> None:
    starts = None if visit is VisitKind.WRITTEN else STARTS
    assert is_open(visit, state, appointment, starts, STARTS + timedelta(minutes=minutes)) is expected


def test_pages_are_one_subject_each() -> None:
    for task in (Task.HAIR_LOSS, Task.HEALTH):
        assert len(steps_of(task)) == 7
    assert all(first.key != second.key for first, second in pairwise(steps_of(Task.HEALTH)))
