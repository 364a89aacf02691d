"""What an opinion needs, by its suitability; what is contradictory in it; what is said beside its medicines."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from directory.consultations.rules.opinion import words
from directory.consultations.rules.opinion.needed import NEEDED, Part, cautions, problems
from directory.consultations.rules.opinion.plan import (
    Cost,
    Hands,
    Medicine,
    NextStep,
    Opinion,
    Step,
    StepKind,
    Suitability,
    Zone,
    canonical,
    digest,
    kept,
    opened,
)
from tests.consultations.opinions import NO, PLAN

TODAY = date(2026, 12, 1)
FUE = PLAN.steps[1]


def parts(opinion: Opinion) -> list[str]:
    return [problem.part.value for problem in problems(opinion, TODAY)]


def test_an_empty_one_asks_for_its_suitability_alone() -> None:
    assert parts(Opinion()) == ["suitability"]


@pytest.mark.parametrize(
    ("suitability", "lacking"),
    [
        (Suitability.LATER, ["words", "next_step"]),
        (Suitability.MEDICINE_FIRST, ["words", "next_step"]),
        (Suitability.NOT_SUITABLE, ["words", "next_step"]),
        (Suitability.TALK_FIRST, ["words", "next_step"]),
        (Suitability.IN_PERSON, ["words", "next_step"]),
        (Suitability.CANNOT_TELL, ["words", "next_step", "retake"]),
        (
            Suitability.SUITABLE,
            [
                *("next_step", "scale", "stage", "steps", "cost_low", "currency", "included", "until", "donor"),
                *("risks", "will", "will_not", "progression", "later"),
            ],
        ),
    ],
)
def test_what_is_needed_depends_on_the_suitability(suitability: Suitability, lacking: list[str]) -> None:
    assert parts(Opinion(suitability=suitability)) == lacking
    assert set(lacking) == NEEDED[suitability]


def test_every_suitability_has_its_row_and_its_words() -> None:
    assert set(NEEDED) == set(Suitability) == set(words.SUITABILITY)


def test_a_sentence_and_the_next_step_are_enough_for_a_no_and_a_whole_plan_is_whole() -> None:
    assert (parts(NO), parts(PLAN)) == ([], [])


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"next_step": NextStep.OTHER}, Part.NEXT_WORDS),
        ({"stage": "8"}, Part.STAGE),
        ({"cost": replace(PLAN.cost, high=399999)}, Part.COST),
        ({"cost": replace(PLAN.cost, high=None)}, Part.COST),
        ({"cost": replace(PLAN.cost, currency="")}, Part.CURRENCY),
        ({"cost": replace(PLAN.cost, until=TODAY + timedelta(days=89))}, Part.UNTIL),
        ({"performers": ()}, Part.PERFORMERS),
        ({"performers": ((Hands.SMP, "Somebody"),)}, Part.PERFORMERS),
        ({"steps": (replace(FUE, zone=None),)}, Part.STEPS),
        ({"steps": (replace(FUE, when=""),)}, Part.STEPS),
        ({"steps": (replace(FUE, grafts_low=None),)}, Part.STEPS),
        ({"steps": (replace(FUE, grafts_low=1025),)}, Part.STEPS),
        ({"steps": (replace(FUE, grafts_high=10_050),)}, Part.STEPS),
        ({"steps": (replace(FUE, grafts_high=950),)}, Part.STEPS),
        ({"steps": (replace(FUE, months=None),)}, Part.STEPS),
        ({"steps": (replace(FUE, kind=StepKind.SMP_TEMPORARY),), "performers": ((Hands.SMP, "Ann"),)}, Part.STEPS),
    ],
)
def test_each_contradiction_is_found_where_it_stands(changes: dict[str, object], part: Part) -> None:
    assert set(parts(replace(PLAN, **changes))) == {part}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"cost": replace(PLAN.cost, until=TODAY + timedelta(days=90))},
        {"cost": replace(PLAN.cost, high=PLAN.cost.low)},
        {"steps": (replace(FUE, grafts_low=10_000, grafts_high=10_000),)},
        {"steps": (replace(FUE, grafts_low=0, grafts_high=50, sessions=1, months=None),)},
        {"steps": (Step(StepKind.WAIT, when="a year"),), "performers": ()},
    ],
)
def test_the_limits_themselves_are_allowed(changes: dict[str, object]) -> None:
    assert parts(replace(PLAN, **changes)) == []  # type: ignore[arg-type]


def test_what_is_given_is_looked_at_whatever_the_suitability() -> None:
    assert parts(replace(NO, cost=Cost(low=100, high=50, currency="EUR", until=date(2028, 1, 1)))) == ["cost_low"]


def test_a_step_is_named_by_its_row() -> None:
    lacking = replace(FUE, when="")
    assert [each.row for each in problems(replace(PLAN, steps=(FUE, lacking, lacking)), TODAY)] == [1, 2]


@pytest.mark.parametrize(("earlier", "warned"), [(0, False), (5500, False), (5501, True)])
def test_more_than_8000_grafts_in_a_lifetime_deserve_a_look(earlier: int, warned: bool) -> None:
    assert PLAN.grafts == 2500
    assert bool(cautions(PLAN, earlier)) is warned


@pytest.mark.parametrize(
    ("medicine", "warned", "approved"),
    [
        (Medicine.FINASTERIDE, True, True),
        (Medicine.FINASTERIDE_TOPICAL, True, False),
        (Medicine.DUTASTERIDE, True, False),
        (Medicine.MINOXIDIL, False, True),
        (Medicine.MINOXIDIL_ORAL, False, False),
        (Medicine.KETOCONAZOLE, False, True),
        (Medicine.SPIRONOLACTONE, False, True),
        (Medicine.STEROID, False, True),
        (Medicine.JAK, False, True),
    ],
)
def test_the_standard_warnings_belong_to_their_medicines(medicine: Medicine, warned: bool, approved: bool) -> None:
    said = " ".join(words.warnings((medicine,)))
    assert [word in said for word in ("Pregnancy", "Mood", "Sexual side effects")] == [warned] * 3
    assert words.not_approved(medicine) == ("" if approved else "not approved for hair loss in many countries")


def test_the_note_to_reflect_stands_word_for_word_where_an_operation_is_thought_of() -> None:
    note = "Take your time. We suggest at least two weeks before deciding on surgery."
    assert [words.reflect(each) for each in (PLAN, replace(NO, steps=PLAN.steps), NO)] == [note, note, ""]


def test_what_is_kept_is_read_again_as_it_was() -> None:
    for each in (PLAN, NO, Opinion(), replace(PLAN, retake=("crown",), answered=(0, 2))):
        assert opened(json.loads(json.dumps(kept(each)))) == each


def test_the_signed_bytes_do_not_depend_on_the_order_of_writing() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_two_kinds_of_pigmentation_are_one_procedure_of_a_profile() -> None:
    steps = (Step(StepKind.SMP_TEMPORARY, Zone.CROWN, "now"), Step(StepKind.SMP_PERMANENT, Zone.CROWN, "later"))
    assert Opinion(steps=steps).hands == {Hands.SMP}
