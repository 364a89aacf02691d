"""Times to change to, grouped by the reader's date for the slot grid."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from directory.consultations.models import Consultation
from directory.core import formats
from directory.core.clock import today, zone
from directory.scheduling import queries as scheduling
from directory.scheduling.queries.days import DayOfTimes, by_day

DAYS = 7


@dataclass(frozen=True, slots=True)
class Next:
    """The first day with a time after days without any."""

    first: date
    name: str


@dataclass(frozen=True, slots=True)
class Grid:
    days: list[DayOfTimes]
    zone: str
    earlier: date | None
    later: date | None
    next_day: Next | None = None


def times_page(consultation: Consultation, first: date, now: datetime, zone_name: str = "") -> Grid:
    """One week of the same physician's times from a date on the reader's calendar (the patient's, unless a zone is
    given); nothing before today."""
    name = zone_name or consultation.zone
    start = max(first, today(name, now))
    begins, ends = _midnight(start, name), _midnight(start + timedelta(days=DAYS), name)
    found = scheduling.open_times(consultation.physician_id, begins, ends, now, consultation.visit)
    earlier = start - timedelta(days=DAYS) if start > today(name, now) else None
    label = formats.zone_label(name, found[0].starts if found else now)
    ahead = None if found else _next(consultation, ends, now, name)
    return Grid(by_day(found, name), label, earlier, start + timedelta(days=DAYS), ahead)


def _next(consultation: Consultation, after: datetime, now: datetime, name: str) -> Next | None:
    """The first day after an empty week on which something is available."""
    found = scheduling.first_after(consultation.physician_id, after, now, consultation.visit)
    if found is None:
        return None
    day = today(name, found)
    return Next(day, formats.day(day))


def _midnight(day: date, name: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone(name)).astimezone(UTC)
