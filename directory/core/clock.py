"""The only place that reads the clock, and the one that decides whose time-zone data is used."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache

from flask import current_app, has_app_context

# A system's tzdata can be years old and zoneinfo prefers it: the pinned package is forced in every process.
zoneinfo.reset_tzpath(to=())


def now() -> datetime:
    """Aware UTC. In development and tests CLOCK_OFFSET moves it for every process alike."""
    moment = datetime.now(UTC)
    if not has_app_context():
        return moment
    offset: timedelta = current_app.extensions["settings"].clock_offset
    return moment + offset


@cache
def zone(name: str) -> tzinfo:
    """Raises ZoneInfoNotFoundError (a KeyError) or ValueError for what is no IANA zone.

    zoneinfo itself remembers eight zones, and a page of results can have more: it would read files at every page.
    """
    return zoneinfo.ZoneInfo(name)


def is_zone(name: str) -> bool:
    return name in zone_names()


def zone_names() -> frozenset[str]:
    return _ZONES


def today(zone_name: str, at: datetime) -> date:
    """The date at an instant, on the wall of that zone."""
    return at.astimezone(zone(zone_name)).date()


_ZONES = frozenset(zoneinfo.available_timezones())
