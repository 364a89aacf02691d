"""Notes for the physician: exactly the specification's list, each with the answer that led to it."""

from typing import Any

import pytest

from directory.consultations.rules.intake import Facts
from directory.consultations.rules.notes import Note, notes
from directory.consultations.rules.tasks import Task
from tests.consultations.preparing import HAIR_LOSS, HEALTH, flat

QUIET_LOSS = {**flat(HAIR_LOSS), "course": "stable"}
QUIET_HEALTH = {
    **flat(HEALTH),
    "tried": "listed",
    "treatments": [{"id": "a", "what": "minoxidil_lotion"}],
    **dict.fromkeys(("scars", "heart", "medicines"), "no"),
}
OLD = Facts(this_year=2026, birth_year=1985)
GRAFTS = [{"id": "a", "kind": "fue", "grafts": "1500"}, {"id": "b", "kind": "fut", "grafts": "900"}, {"id": "c"}]


def found(
    loss: dict[str, Any] | None = None,
    health: dict[str, Any] | None = None,
    facts: Facts = OLD,
    **others: dict[str, Any],
) -> list[Note]:
    given = {Task.HAIR_LOSS: {**QUIET_LOSS, **(loss or {})}, Task.HEALTH: {**QUIET_HEALTH, **(health or {})}, **others}
    return notes(given, facts)


def test_quiet_answers_make_no_note() -> None:
    assert found() == []
    assert notes({}, Facts()) == []


@pytest.mark.parametrize(
    ("loss", "key", "sentence", "answers"),
    [
        ({"donor": "yes"}, "donor", "Sides or back reported thinner", ["Yes"]),
        (
            {"signs": ["fever", "sudden"]},
            "signs",
            "Signs that call for examination in person",
            ["fever with a painful, swollen or pus-filled scalp", "sudden loss"],
        ),
        ({"course": "fast"}, "unstable", "Loss not stable", ["It goes on fast"]),
        ({"course": "comes_and_goes"}, "unstable", "Loss not stable", ["It comes and goes"]),
        (
            {"drawing": "parting-1"},
            "little",
            "Little loss in the chosen drawing",
            ["The parting is as narrow as it has always been"],
        ),
        ({"impact": "very_much"}, "affected", "Affects daily life a lot", ["Very much"]),
    ],
)
def test_notes_of_the_hair_loss(loss: dict[str, Any], key: str, sentence: str, answers: list[str]) -> None:
    [note] = found(loss)
    assert (note.key, note.sentence, [said.answer for said in note.said]) == (key, sentence, answers)
    assert all(said.question for said in note.said)


@pytest.mark.parametrize(
    "loss",
    [
        {"donor": "not_sure"},
        {"signs": ["none"]},
        {"signs": ["in_call"]},
        {"course": "not_sure"},
        {"drawing": "unsure"},
        {"impact": "a_little"},
    ],
)
def test_other_answers_make_none(loss: dict[str, Any]) -> None:
    assert found(loss) == []


@pytest.mark.parametrize(
    ("health", "key", "count"),
    [
        ({"pregnancy": "yes"}, "safety", 1),
        ({"blood": "not_sure", "mood": "in_call", "allergies": "yes"}, "safety", 3),
        ({"tried": "none"}, "no_medicine", 1),
        ({"tried": "not_sure"}, "no_medicine", 1),
        ({"treatments": [{"id": "a", "what": "prp"}]}, "no_medicine", 1),
        ({"operated": "listed", "operations": GRAFTS}, "grafts", 2),
    ],
)
def test_notes_of_the_health(health: dict[str, Any], key: str, count: int) -> None:
    [note] = found(health=health)
    assert (note.key, len(note.said)) == (key, count)


def test_grafts_are_added_up() -> None:
    [note] = found(health={"operated": "listed", "operations": GRAFTS})
    assert note.sentence % note.values == "Earlier grafts reported: 2400"


@pytest.mark.parametrize(
    "health",
    [
        {"tried": "in_call"},
        {"operated": "none", "operations": GRAFTS},
        {"operated": "listed", "operations": [{"id": "a", "kind": "fue", "grafts": ""}, {"id": "b", "grafts": "0"}]},
    ],
)
def test_nothing_is_made_of_what_was_not_said(health: dict[str, Any]) -> None:
    assert found(health=health) == []


@pytest.mark.parametrize(
    ("born", "sentences"), [(2002, ["Under 25"]), (2001, ["Turns 25 this year"]), (2000, []), (0, [])]
)
def test_the_young(born: int, sentences: list[str]) -> None:
    assert [note.sentence for note in found(facts=Facts(this_year=2026, birth_year=born))] == sentences


def test_hopes_are_the_patients_own_words() -> None:
    [note] = found(wish={"words": "A fuller crown"}, questions={"questions": ["Does it last?"]})
    assert (note.key, [said.answer for said in note.said]) == ("hopes", ["A fuller crown", "Does it last?"])
    assert all(said.own_words for said in note.said)


def test_the_order_never_depends_on_the_answers_and_nothing_is_scored() -> None:
    all_of_them = found(
        {"donor": "yes", "signs": ["fever"], "course": "fast", "drawing": "receding-1", "impact": "very_much"},
        {"mood": "yes", "tried": "none", "operated": "listed", "operations": GRAFTS},
        Facts(this_year=2026, birth_year=2004),
        wish={"words": "A fuller crown"},
    )
    assert [note.key for note in all_of_them] == [
        "young", "donor", "signs", "unstable", "little", "hopes", "affected", "safety", "grafts", "no_medicine",
    ]  # fmt: skip
    assert {field for note in all_of_them for field in note.__dataclass_fields__} == {
        "key",
        "sentence",
        "said",
        "values",
    }
