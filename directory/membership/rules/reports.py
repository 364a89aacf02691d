"""Figures about applications: a funnel, the time in each state, and tables that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from directory.core.refusals import N_
from directory.membership.rules.application import Outcome, State

FORMULA = ("=", "+", "-", "@", "\t", "\r")
APPROVED = frozenset({Outcome.APPROVED, Outcome.APPROVED_CONDITIONAL})

STATE_WORDS = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("Submitted"),
    State.SCREENING: N_("Screening"),
    State.INFORMATION_REQUESTED: N_("Information asked for"),
    State.IN_REVIEW: N_("With the panel"),
    State.DECISION_PENDING: N_("Before the decision"),
    State.DECIDED: N_("Decided"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.EXPIRED: N_("Expired"),
    State.APPEALED: N_("Under appeal"),
    State.CLOSED: N_("Closed"),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """One step of an application."""

    move: str
    after: State
    at: datetime


@dataclass(frozen=True, slots=True)
class Way:
    """An application from its draft on, without a word of what stands in it."""

    reference: str
    created: datetime
    state: State
    outcome: Outcome | None
    steps: tuple[Moved, ...]

    def reached(self, *moves: str) -> bool:
        return any(step.move in moves for step in self.steps)


@dataclass(frozen=True, slots=True)
class Stage:
    """How many got so far; `percent` of the drafts, rounded down."""

    words: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Stay:
    """In one state: how many have left it and after how many days (the lower median, the longest), how many are in."""

    state: State
    left: int
    median: int | None
    longest: int | None
    inside: int


_STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Submitted"), ("submit",)),
    (N_("Taken into screening"), ("take",)),
    (N_("Judged by a panel"), ("open_round",)),
    (N_("Decided"), ("decide", "defer", "decline_ineligible")),
)


def funnel(ways: Sequence[Way]) -> tuple[Stage, ...]:
    """Each stage counts who ever reached it."""
    counts = [(N_("Drafts begun"), len(ways))]
    counts += [(words, sum(way.reached(*moves) for way in ways)) for words, moves in _STAGES]
    counts.append((N_("Approved"), sum(way.outcome in APPROVED for way in ways)))
    return tuple(Stage(words, count, 100 * count // len(ways) if ways else 0) for words, count in counts)


def stays(ways: Sequence[Way]) -> tuple[Stay, ...]:
    """A state somebody came back to counts each time."""
    found: dict[State, list[timedelta]] = {}
    for way in ways:
        for state, taken in _spent(way):
            found.setdefault(state, []).append(taken)
    return tuple(_stay(state, sorted(found.get(state, [])), ways) for state in State)


def _spent(way: Way) -> Iterator[tuple[State, timedelta]]:
    state, since = State.DRAFT, way.created
    for step in way.steps:
        if step.after is not state:
            yield state, step.at - since
            state, since = step.after, step.at


def _stay(state: State, taken: Sequence[timedelta], ways: Sequence[Way]) -> Stay:
    inside = sum(way.state is state for way in ways)
    if not taken:
        return Stay(state, 0, None, None, inside)
    return Stay(state, len(taken), taken[(len(taken) - 1) // 2].days, taken[-1].days, inside)


def days_by_state(way: Way) -> Mapping[State, int]:
    """Of one application: whole days in the states it has left."""
    found: dict[State, timedelta] = {}
    for state, taken in _spent(way):
        found[state] = found.get(state, timedelta()) + taken
    return {state: taken.days for state, taken in found.items()}


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV with the mark that makes spreadsheets read UTF-8; no cell can become a formula."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow([harmless(each) for each in headings])
    writer.writerows([harmless(each) for each in row] for row in rows)
    return "\ufeff" + made.getvalue()


def harmless(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
