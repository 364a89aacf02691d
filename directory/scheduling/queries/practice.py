"""The rows a physician edits. Loaders find own rows only: a stranger's id is not there."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa

from directory.core.db import session
from directory.core.refusals import NotThere
from directory.scheduling.models import BookingRules, Claim, DayException, KeptBooking, TimeOff, WeeklyRule
from directory.scheduling.queries.sheets import settings_of
from directory.scheduling.rules import BookingSettings, ClaimKind

Row = TypeVar("Row", WeeklyRule, DayException, TimeOff)


def booking_rules(physician_id: int) -> BookingSettings:
    """The physician's settings, or the defaults."""
    row = session().get(BookingRules, physician_id)
    return settings_of(row) if row else BookingSettings()


def weekly_rules(physician_id: int) -> list[WeeklyRule]:
    own = WeeklyRule.physician_id == physician_id
    return list(session().scalars(sa.select(WeeklyRule).where(own).order_by(WeeklyRule.weekday, WeeklyRule.starts)))


def exceptions(physician_id: int, since: date) -> list[DayException]:
    own = (DayException.physician_id == physician_id, DayException.day >= since)
    return list(session().scalars(sa.select(DayException).where(*own).order_by(DayException.day, DayException.starts)))


def time_off(physician_id: int, now: datetime) -> list[TimeOff]:
    """Present and coming, the physician's own and imported busy times alike."""
    own = (TimeOff.physician_id == physician_id, TimeOff.ends > now)
    return list(session().scalars(sa.select(TimeOff).where(*own).order_by(TimeOff.starts)))


def bookings_within(physician_id: int, intervals: Sequence[TimeOff], now: datetime) -> dict[int, list[Claim]]:
    """Bookings to come inside each time off, by its id: one statement for all."""
    if not intervals:
        return {}
    query = sa.select(Claim).where(
        Claim.physician_id == physician_id,
        Claim.kind == ClaimKind.BOOKING,
        Claim.visit_ends > now,
        Claim.starts < max(each.ends for each in intervals),
    )
    claims = list(session().scalars(query.order_by(Claim.visit_starts)))
    return {
        each.id: [claim for claim in claims if claim.starts < each.ends and claim.ends > each.starts]
        for each in intervals
    }


def kept_bookings(intervals: Sequence[TimeOff]) -> set[tuple[int, int, datetime]]:
    """(time off, claim, start) of the bookings that take place all the same."""
    if not intervals:
        return set()
    ids = [each.id for each in intervals]
    kept = sa.select(KeptBooking.time_off_id, KeptBooking.claim_id, KeptBooking.starts)
    return {(off, claim, at) for off, claim, at in session().execute(kept.where(KeptBooking.time_off_id.in_(ids)))}


def own_rule_or_404(physician_id: int, rule_id: int) -> WeeklyRule:
    return _found(sa.select(WeeklyRule).where(WeeklyRule.id == rule_id, WeeklyRule.physician_id == physician_id))


def own_exception_or_404(physician_id: int, exception_id: int) -> DayException:
    own = (DayException.id == exception_id, DayException.physician_id == physician_id)
    return _found(sa.select(DayException).where(*own))


def own_time_off_or_404(physician_id: int, time_off_id: int) -> TimeOff:
    return _found(sa.select(TimeOff).where(TimeOff.id == time_off_id, TimeOff.physician_id == physician_id))


def _found(query: sa.Select[Row]) -> Row:
    row = session().scalar(query)
    if row is None:
        raise NotThere
    return row
