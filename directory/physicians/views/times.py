"""Next open times as chips, in the zone the reader understands best."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from flask import session

from directory.core import clock, formats
from directory.physicians.rules import VisitKind
from directory.physicians.views.blueprint import chosen_address, times_address
from directory.scheduling import queries as scheduling

Start = tuple[datetime, VisitKind]


class Chip(NamedTuple):
    """A tuple, as a page has sixty of them."""

    text: str
    address: str


class DayOfTimes(NamedTuple):
    text: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class NextTimes:
    """Open times of one physician by the reader's day; `zone` is its name, `own` that the reader chose it."""

    days: tuple[DayOfTimes, ...]
    kind: VisitKind | None
    zone: str
    own: bool


def reader_zone() -> str | None:
    """The zone this visitor chose."""
    chosen = session.get("zone")
    return chosen if isinstance(chosen, str) and clock.is_zone(chosen) else None


def next_times(slugs: dict[int, tuple[str, str]], now: datetime, visit: VisitKind | None) -> dict[int, NextTimes]:
    """`slugs` maps a physician's id to the slug and to the zone to show where the reader has chosen none."""
    found = scheduling.next_times(list(slugs), now, visit)
    own, quarter, locale = reader_zone(), formats.quarter(now), str(formats.locale())
    return {
        owner: _shown(
            tuple((each.starts, each.visit) for each in found.get(owner, ())),
            slug,
            own or zone,
            own is not None,
            quarter,
            locale,
        )
        for owner, (slug, zone) in slugs.items()
    }


@lru_cache(4000)
def _shown(
    times: tuple[Start, ...],
    slug: str,
    zone: str,
    own: bool,
    now: datetime,
    _locale: str,
) -> NextTimes:
    """In words. A physician's next times stay the same for a while, and the words with them."""
    if not times:
        return NextTimes((), None, "", own)
    return NextTimes(_days(times, slug, zone), times[0][1], formats.zone_label(zone, now), own)


def _days(times: tuple[Start, ...], slug: str, zone: str) -> tuple[DayOfTimes, ...]:
    page, place = times_address(slug), clock.zone(zone)
    days: dict[date, list[Chip]] = {}
    for starts, visit in times:
        wall = starts.astimezone(place)
        day = wall.date()
        chip = Chip(formats.wall_time(wall.hour, wall.minute), chosen_address(page, starts, visit, day))
        days.setdefault(day, []).append(chip)
    return tuple(DayOfTimes(formats.day(day, year=False), tuple(chips)) for day, chips in days.items())
