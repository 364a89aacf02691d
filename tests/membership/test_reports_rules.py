"""Figures about applications: pure functions of their steps."""

import csv
import io
from datetime import timedelta

import pytest

from directory.membership.rules.application import Outcome, State
from directory.membership.rules.reports import (
    STATE_WORDS,
    Moved,
    Stay,
    Way,
    days_by_state,
    funnel,
    harmless,
    stays,
    table,
)
from tests.conftest import NOW


def way(*steps: tuple[str, State, int], outcome: Outcome | None = None) -> Way:
    """Steps as (move, state after, days since the draft)."""
    moved = tuple(Moved(move, after, NOW + timedelta(days=days)) for move, after, days in steps)
    return Way("A-1", NOW, moved[-1].after if moved else State.DRAFT, outcome, moved)


WHOLE = way(
    ("submit", State.SUBMITTED, 10),
    ("take", State.SCREENING, 12),
    ("ask", State.INFORMATION_REQUESTED, 20),
    ("answered", State.SCREENING, 30),
    ("open_round", State.IN_REVIEW, 31),
    ("close_round", State.DECISION_PENDING, 60),
    ("decide", State.DECIDED, 61),
    outcome=Outcome.APPROVED,
)
DECLINED = way(
    ("submit", State.SUBMITTED, 2),
    ("take", State.SCREENING, 3),
    ("decline_ineligible", State.DECIDED, 4),
    outcome=Outcome.DECLINED,
)


def test_a_stage_counts_everybody_who_ever_reached_it() -> None:
    found = [(stage.count, stage.percent) for stage in funnel([WHOLE, DECLINED, way()])]
    assert found == [(3, 100), (2, 66), (2, 66), (1, 33), (2, 66), (1, 33)]


def test_no_applications_are_no_division_by_nothing() -> None:
    assert {(stage.count, stage.percent) for stage in funnel([])} == {(0, 0)}
    assert {stay.median for stay in stays([])} == {None}


def test_a_state_that_was_left_twice_counts_twice() -> None:
    found = {stay.state: stay for stay in stays([WHOLE, DECLINED, way()])}
    assert found[State.SCREENING] == Stay(State.SCREENING, 3, 1, 8, 0)  # 8, 1 and 1 days
    assert found[State.DRAFT] == Stay(State.DRAFT, 2, 2, 10, 1)  # the lower of 2 and 10
    assert found[State.DECIDED] == Stay(State.DECIDED, 0, None, None, 2)


def test_days_of_one_application() -> None:
    assert days_by_state(WHOLE)[State.SCREENING] == 9
    assert State.DECIDED not in days_by_state(WHOLE)


def test_every_state_has_words() -> None:
    assert set(STATE_WORDS) == set(State)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_becomes_a_formula(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    text = table([cell], [[cell, 5, None]])
    assert next(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))) == ["'" + cell]
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1] == ["'" + cell, "5", ""]
