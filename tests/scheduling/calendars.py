"""Calendars as plain values, for the tests of rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from directory.physicians.rules import VisitKind
from directory.scheduling.rules import BookingSettings, DayChange, OpenTime, Sheet, WeeklyRange, is_open, open_times
from tests.conftest import NOW

EVERY_DAY = tuple(WeeklyRange(day, 540, 720) for day in range(7))  # 9 to 12
# NOW is Tuesday 24 November 2026, 10 am in New York; the next Monday is the 30th.
MONDAY = datetime(2026, 11, 30, tzinfo=UTC)


def calendar(
    zone: str = "UTC",
    *,
    weekly: tuple[WeeklyRange, ...] = EVERY_DAY,
    changes: tuple[DayChange, ...] = (),
    kinds: tuple[VisitKind, ...] = (VisitKind.VIDEO,),
    claimed: tuple[tuple[int, int], ...] = (),
    away: tuple[tuple[int, int], ...] = (),
    visits: tuple[int, ...] = (),
    **settings: object,
) -> Sheet:
    """9 to 12 every day, half-hour visits, no notice unless given."""
    chosen = replace(BookingSettings(notice=0), **settings)  # type: ignore[arg-type]  # names are the caller's
    return Sheet(
        physician_id=1,
        zone=zone,
        kinds=kinds,
        settings=chosen,
        weekly=weekly,
        changes=changes,
        claimed=claimed,
        away=away,
        visits=visits,
    )


def listed(sheet: Sheet, first: datetime, days: int = 1, now: datetime = NOW) -> list[OpenTime]:
    return open_times(sheet, first, first + timedelta(days=days), now)


def clocks(sheet: Sheet, first: datetime, days: int = 1, now: datetime = NOW) -> list[str]:
    """The UTC clock times listed."""
    return [f"{each.starts:%H:%M}" for each in listed(sheet, first, days, now)]


def bookable(sheet: Sheet, starts: datetime, now: datetime = NOW, visit: VisitKind = VisitKind.VIDEO) -> bool:
    """Asked by itself, and checked to agree with the list."""
    answer = is_open(sheet, starts, visit, now)
    around = open_times(sheet, starts - timedelta(days=2), starts + timedelta(days=2), now, visit=visit)
    assert answer == (starts in {each.starts for each in around})
    return answer
