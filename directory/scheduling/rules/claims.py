"""Claims: the span of a visit with its buffers, its five-minute cells, and how long a hold lasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.core.clock import zone
from directory.physicians.rules import VisitKind
from directory.scheduling.rules.sheet import BookingSettings, minute_from, minute_of

CELL_MINUTES = 5
HOLDS_A_NETWORK = 10
NETWORK_WINDOW = timedelta(minutes=10)


class ClaimKind(StrEnum):
    HOLD = "hold"
    BOOKING = "booking"
    RELEASED = "released"


class AwaySource(StrEnum):
    OWN = "own"
    CALENDAR = "calendar"  # busy times of an imported calendar


@dataclass(frozen=True, slots=True)
class HoldRequest:
    physician_id: int
    starts: datetime
    visit: VisitKind


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a time: a browser session, and the network it came from."""

    session: str
    network: str


@dataclass(frozen=True, slots=True)
class Span:
    """A visit, and the time it takes of the physician with buffers."""

    starts: datetime
    ends: datetime
    visit_starts: datetime
    visit_ends: datetime


def span(settings: BookingSettings, starts: datetime, visit: VisitKind) -> Span:
    ends = starts + timedelta(minutes=settings.length(visit))
    before, after = timedelta(minutes=settings.buffer_before), timedelta(minutes=settings.buffer_after)
    return Span(starts - before, ends + after, starts, ends)


def cells(starts: datetime, ends: datetime) -> range:
    """The numbers of the five-minute cells a span touches, ascending."""
    return range(minute_of(starts) // CELL_MINUTES, -(-minute_from(ends) // CELL_MINUTES))


def hold_expires(chosen_at: datetime, now: datetime, *, minutes: int, limit_minutes: int) -> datetime:
    """A hold's end: so many minutes from now, never beyond the limit after the choice."""
    return min(now + timedelta(minutes=minutes), chosen_at + timedelta(minutes=limit_minutes))


def wall_of(at: datetime, zone_name: str) -> str:
    """2026-12-01T09:30, what the clock on the physician's wall shows."""
    return at.astimezone(zone(zone_name)).strftime("%Y-%m-%dT%H:%M")
