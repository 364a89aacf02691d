"""Wall clocks and instants. A zone is a row of periods, each with one offset: in spring a stretch of wall time falls
between two periods and is in neither, in autumn it is in both, so it is never offered or offered twice."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from directory.core.clock import zone

DAY = 24 * 60


class Period(NamedTuple):
    """[starts, ends) in minutes since 1970 with the wall clock `offset` minutes ahead of UTC."""

    starts: int
    ends: int
    offset: int


def _offset(zone_name: str, minute: int) -> int:
    shift = datetime.fromtimestamp(minute * 60, UTC).astimezone(zone(zone_name)).utcoffset()
    return 0 if shift is None else shift.days * DAY + shift.seconds // 60


@lru_cache(maxsize=2000)
def periods(zone_name: str, first_day: int, last_day: int) -> tuple[Period, ...]:
    """The offsets in force from one day (counted from 1970) to another. No zone changes its clocks twice in a day."""
    found: list[Period] = []
    begin = at = first_day * DAY
    before = _offset(zone_name, at)
    while at < last_day * DAY:
        after = _offset(zone_name, at + DAY)
        if after != before:
            change = _change(zone_name, at, at + DAY)
            found.append(Period(begin, change, before))
            begin, before = change, after
        at += DAY
    return (*found, Period(begin, at, before))


def _change(zone_name: str, low: int, high: int) -> int:
    """The first minute with the new offset, by halving."""
    old = _offset(zone_name, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone_name, middle) == old:
            low = middle
        else:
            high = middle
    return high


def wall_day(rows: tuple[Period, ...], minute: int) -> int:
    """The day on the wall, counted from 1970, at an instant inside the periods (or the nearest of them)."""
    for period in rows:
        if minute < period.ends:
            return (minute + period.offset) // DAY
    return (minute + rows[-1].offset) // DAY
