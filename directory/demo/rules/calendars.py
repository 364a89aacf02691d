"""A demo physician's calendar while it fills: times are found by the one decision that real bookings are checked by."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from directory.consultations.rules.booking import OFFICE_AFTER, OPINION_DAYS, working_days_after
from directory.core.clock import today, zone
from directory.physicians.rules import VisitKind
from directory.scheduling.rules import OpenTime, Sheet, Span, minute_from, minute_of, open_times, span

_LAST_MINUTE, _MORNING = time(23, 59), time(8, 0)


@dataclass(frozen=True, slots=True)
class Clock:
    """When an opinion is due, and when the physician and the office are written to about it."""

    due: datetime
    reminder: datetime
    office: datetime


@dataclass(slots=True)
class Calendar:
    sheet: Sheet

    def offers(self, visit: VisitKind) -> bool:
        return visit in self.sheet.kinds

    def pick(
        self, rng: Random, visit: VisitKind, low: datetime, high: datetime, booked: datetime, *, take: bool = True
    ) -> OpenTime | None:
        """One of the times that were available when it was booked; None where there was none."""
        times = open_times(self.sheet, low, high, booked, visit=visit) if low < high else []
        if not times:
            return None
        chosen = rng.choice(times)
        if take:
            self._take(chosen)
        return chosen

    def span(self, slot: OpenTime) -> Span:
        return span(self.sheet.settings, slot.starts, slot.visit)

    def give_back(self, slot: OpenTime) -> None:
        taken, visit = self._taken(slot)
        claimed, visits = list(self.sheet.claimed), list(self.sheet.visits)
        claimed.remove(taken)
        visits.remove(visit)
        self.sheet = replace(self.sheet, claimed=tuple(claimed), visits=tuple(visits))

    def opinion_clock(self, at: datetime) -> Clock:
        """As the action that starts the physician's clock counts it."""
        return Clock(
            due=self._day(at, OPINION_DAYS, _LAST_MINUTE),
            reminder=self._day(at, OPINION_DAYS - 1, _MORNING),
            office=self._day(at, OPINION_DAYS + OFFICE_AFTER, _MORNING),
        )

    def _day(self, at: datetime, days: int, moment: time) -> datetime:
        weekdays = frozenset(rule.weekday for rule in self.sheet.weekly)
        last = working_days_after(at, days, today(self.sheet.zone, at), weekdays)
        return datetime.combine(last, moment, zone(self.sheet.zone))

    def _take(self, slot: OpenTime) -> None:
        taken, visit = self._taken(slot)
        self.sheet = replace(self.sheet, claimed=(*self.sheet.claimed, taken), visits=(*self.sheet.visits, visit))

    def _taken(self, slot: OpenTime) -> tuple[tuple[int, int], int]:
        reach = self.span(slot)
        return (minute_of(reach.starts), minute_from(reach.ends)), minute_of(slot.starts)


def between(rng: Random, low: datetime, high: datetime) -> datetime:
    """A second between two moments; the first where they are the wrong way round."""
    length = max(0.0, (high - low).total_seconds())
    return (low + timedelta(seconds=rng.random() * length)).replace(microsecond=0)
