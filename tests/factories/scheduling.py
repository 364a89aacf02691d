"""Rules, claims and time off for tests; call inside `transaction.unit()`."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from directory.core.db import session
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from directory.scheduling import actions
from directory.scheduling.models import BookingRules, Cell, Claim, DayException, TimeOff, WeeklyRule
from directory.scheduling.rules import ClaimKind, Holder, cells, wall_of
from tests.conftest import NOW
from tests.factories import physicians

_networks = count(1)
NINE, FIVE = 9 * 60, 17 * 60
WORKDAYS = range(5)


def holder(session_id: str = "a" * 32) -> Holder:
    """A browser in a network of its own."""
    number = next(_networks)
    return Holder(session_id, f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}")


def available(zone: str = "America/New_York", *, now: datetime = NOW, **values: Any) -> Physician:
    """A bookable physician, 9 to 5 on workdays; further values are booking rules."""
    known = set(BookingRules.__table__.columns.keys())
    own = {name: each for name, each in values.items() if name not in known}
    row = physicians.physician(zone=zone, own_room=bool(values.get("video_address")), **own)
    for weekday in WORKDAYS:
        weekly(row, weekday)
    session().add(BookingRules(physician_id=row.id, **{n: each for n, each in values.items() if n in known}))
    session().flush()
    actions.recompute_next(row.id, now)
    return row


def weekly(
    physician: Physician,
    weekday: int,
    starts: int = NINE,
    ends: int = FIVE,
    *,
    effective_from: date | None = None,
    effective_until: date | None = None,
) -> WeeklyRule:
    row = WeeklyRule(
        physician_id=physician.id,
        weekday=weekday,
        starts=starts,
        ends=ends,
        effective_from=effective_from,
        effective_until=effective_until,
    )
    session().add(row)
    session().flush()
    return row


def exception(
    physician: Physician, day: date, *, opens: bool = False, starts: int = 0, ends: int = 1440
) -> DayException:
    row = DayException(physician_id=physician.id, day=day, opens=opens, starts=starts, ends=ends)
    session().add(row)
    session().flush()
    return row


def time_off(physician: Physician, starts: datetime, ends: datetime, note: str = "") -> TimeOff:
    row = TimeOff(physician_id=physician.id, starts=starts, ends=ends, note=note)
    session().add(row)
    session().flush()
    return row


def booking(
    physician: Physician,
    starts: datetime,
    *,
    minutes: int = 30,
    visit: VisitKind = VisitKind.VIDEO,
    now: datetime = NOW,
) -> Claim:
    """A booking with its cells, at any time: rules and clock do not bind it."""
    ends = starts + timedelta(minutes=minutes)
    row = Claim(
        physician_id=physician.id,
        kind=ClaimKind.BOOKING,
        visit=visit,
        starts=starts,
        ends=ends,
        visit_starts=starts,
        visit_ends=ends,
        zone=physician.zone,
        wall=wall_of(starts, physician.zone),
        chosen_at=now,
        created=now,
        booked=now,
    )
    session().add(row)
    session().flush()
    session().add_all(Cell(physician_id=physician.id, cell=cell, claim_id=row.id) for cell in cells(starts, ends))
    session().flush()
    return row


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    """A UTC moment in the month of the tests."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)
