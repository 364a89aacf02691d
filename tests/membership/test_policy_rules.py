"""The policy: the words of the published standards, JSON both ways, what makes it unusable, and differences."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from directory.core.forms import clean
from directory.membership.rules.criteria import FORMS, NAMES, SCALE, SCALE_NAMES, EvidenceKind, Form
from directory.membership.rules.policy import FIRST, Dues, External, Fraction, Policy
from directory.membership.rules.policy_checks import UnknownAssessor, problems
from directory.membership.rules.policy_json import as_json, canonical, digest, from_json
from directory.membership.rules.policy_lines import Change, Line, difference, lines
from directory.membership.rules.rounds import Kind


def with_criterion(policy: Policy, which: int, /, **values: object) -> Policy:
    criteria = tuple(
        replace(each, **values) if each.number == which else each  # type: ignore[arg-type]
        for each in policy.criteria
    )
    return replace(policy, criteria=criteria)


def with_round(policy: Policy, kind: Kind, **values: object) -> Policy:
    rounds = tuple(
        replace(each, **values) if each.kind is kind else each  # type: ignore[arg-type]
        for each in policy.rounds
    )
    return replace(policy, rounds=rounds)


def said(policy: Policy) -> list[str]:
    return [problem.message % problem.values for problem in problems(policy)]


def test_version_1_has_the_eight_criteria_with_their_weights() -> None:
    assert FIRST.numbers == (1, 2, 3, 4, 5, 6, 7, 8)
    assert [each.weight for each in FIRST.criteria] == [15, 10, 15, 10, 20, 15, 5, 10]
    assert [quality.title for quality in FIRST.qualities] == ["Integrity", "Skill", "Experience", "Ability"]
    assert len(FIRST.hard_stops) == 4


@pytest.mark.parametrize(
    ("number", "phrases"),
    [
        (
            1,
            (
                "demonstrated capability to successfully perform",
                "large sessions of ultra refined follicular unit grafting",
                "tiny incisions",
                "under the microscope",
            ),
        ),
        (2, ("densely", "in a given area", "appropriate")),
        (3, ("orientation", "direction", "completely natural", "masters")),
        (4, ("exclusively", "main specialty of the clinic")),
        (5, ("excellent results", "artistry", "naturalness", "growth", "yield")),
        (6, ("excellent reputation", "colleagues and former patients", "integrity")),
        (7, ("several years of experience", "depth of background")),
        (
            8,
            (
                "medical training",
                "board certifications",
                "awards",
                "honours",
                "credentials",
                "lectures",
                "publications and books",
            ),
        ),
    ],
)
def test_each_sentence_says_all_that_the_published_standard_says(number: int, phrases: tuple[str, ...]) -> None:
    sentence = FIRST.criterion(number).sentence
    assert [phrase for phrase in phrases if phrase not in sentence] == []
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("number", "asked"),
    [
        (1, {"case_sheet": 6, "slit_photo": 1, "microscope_room": 1, "equipment": 1}),
        (2, {"density_case": 4, "density_declined": 1}),
        (3, {"close_ups": 3}),
        (4, {"share": 1, "staff": 1, "other_specialties": 1}),
        (5, {"consecutive_case": 12, "chosen_case": 8}),
        (6, {"colleague": 3, "former_patient": 3, "disclosure": 1}),
        (7, {"cv": 1, "training": 1, "cases_by_year": 1, "licence_history": 1}),
        (8, {"credential": 1, "publications": 1}),
    ],
)
def test_each_criterion_asks_typed_evidence_with_its_least_number(number: int, asked: dict[str, int]) -> None:
    assert {str(each.kind): each.minimum for each in FIRST.criterion(number).evidence} == asked


def test_every_kind_of_evidence_has_a_form_and_a_name() -> None:
    assert set(FORMS) == set(NAMES) == set(EvidenceKind)
    assert set(FORMS.values()) == set(Form)
    assert len(SCALE_NAMES) == len(SCALE)
    assert all(len(each.anchors) == len(SCALE) for each in FIRST.criteria)


@pytest.mark.parametrize(
    ("kind", "percent", "minimum", "carried"),
    [
        (Kind.ADMISSION, 60, 3, Fraction(2, 3)),
        (Kind.RE_REVIEW, 60, 3, Fraction(2, 3)),
        (Kind.REMOVAL, 75, 5, Fraction(3, 4)),
        (Kind.APPEAL, 60, 3, Fraction(2, 3)),
    ],
)
def test_version_1_has_the_quorum_and_majority_of_each_kind(
    kind: Kind, percent: int, minimum: int, carried: Fraction
) -> None:
    rules = FIRST.of_kind(kind)
    assert (rules.quorum_percent, rules.quorum_minimum, rules.carried) == (percent, minimum, carried)
    assert rules.competitors == (kind in {Kind.ADMISSION, Kind.RE_REVIEW})


def test_version_1_is_usable_and_survives_json() -> None:
    assert problems(FIRST) == []
    assert from_json(json.loads(canonical(as_json(FIRST)))) == FIRST
    assert digest(FIRST) == digest(from_json(as_json(FIRST)))
    assert digest(replace(FIRST, floor=4)) != digest(FIRST)


def test_version_1_survives_a_form_that_cleans_its_words() -> None:
    texts = [line.value for line in lines(FIRST)]
    assert [text for text in texts if clean(text) != text] == []


def test_a_part_with_a_default_may_be_missing_from_an_older_version() -> None:
    body = as_json(replace(FIRST, floor=4))
    del body["former_months"]
    assert from_json(body) == replace(FIRST, floor=4)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.pop("criteria"),
        lambda body: body.update(floor="3"),
        lambda body: body.update(floor=True),
        lambda body: body.update(floor=3.0),
        lambda body: body.update(surprise=1),
        lambda body: body.update(criteria=7),
        lambda body: body["criteria"].append(None),
        lambda body: body["criteria"][0].pop("weight"),
        lambda body: body["criteria"][0]["evidence"][0].update(kind="rumour"),
        lambda body: body["rounds"][0].update(kind="party"),
        lambda body: body["rounds"][0].update(carried=[2, 3]),
        lambda body: body.update(draft_reminders={"30": 60}),
        lambda body: body.update(draft_reminders=[30, "60"]),
    ],
)
def test_json_that_is_no_policy_is_refused(spoil: Callable[[dict[str, object]], object]) -> None:
    body = as_json(FIRST)
    spoil(body)
    with pytest.raises(ValueError):
        from_json(body)


@pytest.mark.parametrize("body", [None, [], "policy", 3, {}])
def test_other_json_is_refused(body: object) -> None:
    with pytest.raises(ValueError):
        from_json(body)


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        (with_criterion(FIRST, 3, weight=16), "The weights are 101 together; they must be 100."),
        (with_criterion(FIRST, 3, weight=0), "Criterion 3: the weight must be from 1 to 100."),
        (with_criterion(FIRST, 3, sentence="  "), "Criterion 3: words are missing or too long."),
        (with_criterion(FIRST, 3, anchors=("a",) * 5), "Criterion 3: words are missing or too long."),
        (with_criterion(FIRST, 3, evidence=()), "Criterion 3: evidence of each kind is asked once, at least one."),
        (with_criterion(FIRST, 3, number=2), "There are eight published criteria, numbered 1 to 8."),
        (with_criterion(FIRST, 3, key="density"), "There are eight published criteria, numbered 1 to 8."),
        (replace(FIRST, criteria=FIRST.criteria[:7]), "There are eight published criteria, numbered 1 to 8."),
        (replace(FIRST, lay_criteria=(5, 9)), "Lay and blind criteria must be among the eight."),
        (replace(FIRST, hard_stops=()), "The standards, the qualities and the hard stops must be given."),
        (replace(FIRST, rounds=FIRST.rounds[:3]), "Each kind of round needs its rules once."),
        (
            with_round(FIRST, Kind.APPEAL, carried=Fraction(1, 3)),
            "Majority (appeal): it must be between one half and all.",
        ),
        (
            with_round(FIRST, Kind.APPEAL, carried=Fraction(4, 3)),
            "Majority (appeal): it must be between one half and all.",
        ),
        (
            with_round(FIRST, Kind.APPEAL, carried=Fraction(0, 0)),
            "Majority (appeal): it must be between one half and all.",
        ),
        (
            with_round(FIRST, Kind.REMOVAL, quorum_percent=0),
            "Quorum (removal): the share must be from 1 to 100 %, the minimum from 2 to 50 ballots.",
        ),
        (with_round(FIRST, Kind.REMOVAL, ballot_days=0), "Ballots (removal): the days must be from 1 to 365."),
        (replace(FIRST, floor=0), "Floor must be from 1 to 5."),
        (replace(FIRST, draft_reminders=(30, 0)), "Draft reminders: give days from 1 to 730."),
        (replace(FIRST, panel_wanted=3, panel_minimum=4), "The wanted panel must not be smaller than the least."),
        (replace(FIRST, externals=(External(7, "A"), External(7, "B"))), "An external assessor is named twice."),
        (replace(FIRST, externals=(External(0, "A"),)), UnknownAssessor.message),
        (replace(FIRST, externals=(External(7, "A" * 121),)), UnknownAssessor.message),
        (
            replace(FIRST, dues=replace(FIRST.dues, currency="XXX")),
            "Dues: the amount or the currency is not possible.",
        ),
        (replace(FIRST, dues=replace(FIRST.dues, pay_for=())), "Dues: say what they pay for."),
        (replace(FIRST, dues=replace(FIRST.dues, lapse_days=0)), "Dues: the days are not possible."),
    ],
)
def test_an_unusable_policy_is_named_in_a_sentence(policy: Policy, sentence: str) -> None:
    assert sentence in said(policy)


def test_all_faults_are_named_at_once() -> None:
    assert len(said(replace(with_criterion(FIRST, 3, weight=0), floor=0))) == 3  # the weight, their sum, the floor


def test_two_versions_differ_by_the_lines_that_changed() -> None:
    newer = with_criterion(replace(FIRST, floor=4), 3, weight=20)
    newer = with_criterion(newer, 5, weight=15)
    label, of = "Criterion %(number)s: weight", "number"
    assert difference(FIRST, newer) == (
        Change(Line("criterion.3.weight", label, "20", ((of, "3"),)), "15", "20"),
        Change(Line("criterion.5.weight", label, "15", ((of, "5"),)), "20", "15"),
        Change(Line("floor", "Floor: the least lower median of each criterion", "4"), "3", "4"),
    )


def test_what_came_and_what_went_are_lines_too() -> None:
    outside = replace(FIRST, externals=(External(7, "Dr Ada Outside"),))
    line = Line("external.7", "External assessor", "Dr Ada Outside")
    assert difference(FIRST, outside) == (Change(line, "", "Dr Ada Outside"),)
    assert difference(outside, FIRST) == (Change(line, "Dr Ada Outside", ""),)
    assert difference(FIRST, FIRST) == ()


CHANGED = {
    "standards": "Other words.",
    "qualities": FIRST.qualities[:3],
    "criteria": with_criterion(FIRST, 1, key="grafting").criteria,
    "hard_stops": FIRST.hard_stops[:3],
    "rounds": with_round(FIRST, Kind.ADMISSION, scores=False).rounds,
    "externals": (External(1, "X"),),
    "public_conditions": ("consent",),
    "dues": replace(FIRST.dues, currency="EUR"),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Policy)])
def test_no_part_of_a_policy_can_change_without_a_line_saying_so(name: str) -> None:
    old = getattr(FIRST, name)
    new = CHANGED.get(name) or (old + 1 if isinstance(old, int) else (*old, 1))
    values: dict[str, Any] = {name: new}
    assert difference(FIRST, replace(FIRST, **values))


@pytest.mark.parametrize("name", [field.name for field in fields(Dues)])
def test_no_part_of_the_dues_can_change_without_a_line_saying_so(name: str) -> None:
    old = getattr(FIRST.dues, name)
    new = "EUR" if name == "currency" else (old + 1 if isinstance(old, int) else old[:1])
    values: dict[str, Any] = {name: new}
    assert difference(FIRST, replace(FIRST, dues=replace(FIRST.dues, **values)))


@pytest.mark.parametrize("name", ["quorum_percent", "quorum_minimum", "scores", "competitors", "ballot_days"])
def test_no_part_of_a_rounds_rules_can_change_without_a_line_saying_so(name: str) -> None:
    old = getattr(FIRST.of_kind(Kind.REMOVAL), name)
    new = not old if isinstance(old, bool) else old + 1
    assert len(difference(FIRST, with_round(FIRST, Kind.REMOVAL, **{name: new}))) == 1
