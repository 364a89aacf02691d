"""Dates, times, zones and numbers as the reader writes them: Babel, in the reader's locale."""

import re
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.numbers import format_decimal
from flask import g, has_app_context
from flask_babel import get_locale

from directory.core.clock import zone

LOCALES = ("en_US", "en_GB", "en_CA", "en_AU", "en_IE", "en_NZ", "en_IN", "en_ZA", "en")


def locale() -> Locale:
    """As Flask-Babel has found it for this request, read where it keeps it: a page asks more than a hundred times."""
    known: Locale | None = getattr(g.get("_flask_babel"), "babel_locale", None) if has_app_context() else None
    return known or get_locale() or Locale("en")


def number(value: int) -> str:
    return format_decimal(value, locale=locale())


def day(value: date, *, year: bool = True) -> str:
    """Tuesday 1 December 2026 (or Tuesday, December 1, 2026: the reader's order)."""
    return _day(value, str(locale()), year)


@lru_cache(maxsize=4000)
def _day(value: date, name: str, year: bool) -> str:
    # Babel's skeletons would answer "Tue, Dec 1": the full pattern has the whole words.
    pattern = str(Locale.parse(name).date_formats["full"].pattern)
    return format_date(value, pattern if year else re.sub(r",? y+$", "", pattern), locale=name)


def short_day(value: date) -> str:
    """1 Dec 2026."""
    return format_date(value, "medium", locale=locale())


def weekday(value: date) -> str:
    """Thu, Dec 3: a date near enough to need no year."""
    return format_skeleton("MMMEd", value, locale=locale())


def month(value: date) -> str:
    return format_skeleton("yMMMM", value, locale=locale())


@lru_cache(maxsize=4000)
def _clock_time(hour: int, minute: int, name: str) -> str:
    return format_time(datetime(2000, 1, 1, hour, minute), "short", locale=name)  # noqa: DTZ001 (a wall-clock time, no instant)


def clock_time(at: datetime, zone_name: str) -> str:
    """9:30 am on the wall of that zone; from a per-locale table of minutes."""
    wall = at.astimezone(zone(zone_name))
    return _clock_time(wall.hour, wall.minute, str(locale()))


def wall_time(hour: int, minute: int) -> str:
    return _clock_time(hour, minute, str(locale()))


def zone_label(zone_name: str, at: datetime) -> str:
    """Eastern Standard Time (UTC-05:00): the name with the offset in force at that instant."""
    wall = at.astimezone(zone(zone_name))
    return f"{_zone_name(quarter(wall), zone_name, str(locale()))} ({offset(wall)})"


def quarter(at: datetime) -> datetime:
    """The quarter of an hour a moment lies in. No zone changes its clocks within one: its name holds for all of it."""
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)


@lru_cache(maxsize=1000)
def _zone_name(wall: datetime, _zone: str, language: str) -> str:
    """Equal instants of two zones are equal, so the zone is told besides."""
    return get_timezone_name(wall, "long", locale=language)


def offset(wall: datetime) -> str:
    """UTC-05:00, with a plain hyphen so that screen readers and searches agree."""
    text = wall.strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}"


def moment(at: datetime, zone_name: str) -> str:
    """Tuesday 1 December 2026, 9:30 am Eastern Standard Time (UTC-05:00)."""
    wall = at.astimezone(zone(zone_name))
    return f"{day(wall.date())}, {clock_time(at, zone_name)} {zone_label(zone_name, at)}"
