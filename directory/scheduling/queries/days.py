"""Times as a reader sees them: by the reader's day, each with its full name for those who hear the page.

A page has hundreds of times, so a day is formatted once by Babel and a clock time comes from a table.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_skeleton, get_timezone_name

from directory.core import clock, formats
from directory.scheduling.rules import OpenTime


@dataclass(slots=True)
class DayOfTimes:
    """`times` are pairs of value and label; shaped as the macro slot_grid wants it."""

    full: str
    name: str
    date: str
    times: list[tuple[str, str]] = field(default_factory=list)


def by_day(times: Iterable[OpenTime], zone: str) -> list[DayOfTimes]:
    """Only days with times. A clock time that comes twice in a day (in autumn) shows which one it is."""
    language, place = str(formats.locale()), clock.zone(zone)
    found: dict[date, list[tuple[OpenTime, datetime]]] = {}
    for each in times:
        wall = each.starts.astimezone(place)
        found.setdefault(wall.date(), []).append((each, wall))
    return [_day(day, rows, language) for day, rows in found.items()]


def _day(day: date, rows: list[tuple[OpenTime, datetime]], language: str) -> DayOfTimes:
    # A clock time can only come twice on a day whose offset changes between its first and its last time.
    twice = rows[0][1].utcoffset() != rows[-1][1].utcoffset()
    shown = [(value(each.starts), _label(wall, with_name=twice, language=language)) for each, wall in rows]
    return DayOfTimes(*_names(day, language), times=shown)


def value(starts: datetime) -> str:
    """What the form sends: 2026-12-01T14:30:00Z."""
    return f"{starts.isoformat()[:19]}Z"  # strftime takes three times as long


def clock_label(starts: datetime, zone: str) -> str:
    """One time by itself, told apart where its clock time comes twice that day."""
    wall = starts.astimezone(clock.zone(zone))
    twice = wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
    return _label(wall, with_name=twice, language=str(formats.locale()))


def _label(wall: datetime, *, with_name: bool, language: str) -> str:
    text = _clock(wall.hour, wall.minute, language)
    return f"{text} {abbreviation(wall)}" if with_name else text


@lru_cache(maxsize=4000)
def _clock(hour: int, minute: int, _language: str) -> str:
    return formats.wall_time(hour, minute)


def abbreviation(wall: datetime) -> str:
    """EST; zones without letters show their offset."""
    letters = wall.strftime("%Z")
    return letters if letters.isalpha() else formats.offset(wall)


@lru_cache(maxsize=4000)
def _names(day: date, language: str) -> tuple[str, str, str]:
    short = format_skeleton("MMMMd", day, locale=language)
    return format_date(day, "full", locale=language), format_date(day, "EEEE", locale=language), short


def generic_zone(zone: str) -> str:
    """Eastern Time: the name all the year round, read out with every time."""
    return _generic(zone, str(formats.locale()))


@lru_cache(maxsize=2000)
def _generic(zone: str, language: str) -> str:
    place = clock.zone(zone)
    if zone.startswith("Etc/") or "/" not in zone:  # of no country: "Unknown Region (UTC) Time" says nothing
        return get_timezone_name(datetime(2000, 1, 1, tzinfo=place), "long", locale=language)
    return get_timezone_name(place, "long", locale=language)
