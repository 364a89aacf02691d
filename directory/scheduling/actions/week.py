"""What a physician changes: rules of the week, exceptions, time off and settings. Each recomputes the next times."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TypeVar

from directory.core.db import Model, session, upsert
from directory.core.refusals import NotThere
from directory.physicians import actions as physicians
from directory.scheduling import queries
from directory.scheduling.actions.cells import lock
from directory.scheduling.actions.next_times import recompute_next
from directory.scheduling.models import BookingRules, Claim, DayException, KeptBooking, TimeOff, WeeklyRule
from directory.scheduling.rules import AwaySource, BookingSettings

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A range on one weekday; minutes after midnight."""

    weekday: int
    starts: int
    ends: int
    effective_from: date | None = None
    effective_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOfDay:
    day: date
    opens: bool
    starts: int = 0
    ends: int = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    starts: datetime
    ends: datetime
    note: str = ""


def add_rule(physician_id: int, hours: Hours, now: datetime) -> WeeklyRule:
    return _add(WeeklyRule(physician_id=physician_id, **asdict(hours)), physician_id, now)


def change_rule(physician_id: int, rule_id: int, hours: Hours, now: datetime) -> WeeklyRule:
    rule = queries.own_rule_or_404(physician_id, rule_id)
    for name, value in asdict(hours).items():
        setattr(rule, name, value)
    return _add(rule, physician_id, now)


def remove_rule(physician_id: int, rule_id: int, now: datetime) -> None:
    _remove(queries.own_rule_or_404(physician_id, rule_id), physician_id, now)


def add_exception(physician_id: int, change: ChangeOfDay, now: datetime) -> DayException:
    return _add(DayException(physician_id=physician_id, **asdict(change)), physician_id, now)


def remove_exception(physician_id: int, exception_id: int, now: datetime) -> None:
    _remove(queries.own_exception_or_404(physician_id, exception_id), physician_id, now)


def add_time_off(physician_id: int, away: Away, now: datetime, *, source: AwaySource = AwaySource.OWN) -> list[Claim]:
    """Returns the bookings and live holds inside it: to keep, move or cancel, never dropped silently."""
    lock([physician_id])
    _add(TimeOff(physician_id=physician_id, source=source, **asdict(away)), physician_id, now)
    return queries.claims_within(physician_id, away.starts, away.ends, now)


def remove_time_off(physician_id: int, time_off_id: int, now: datetime) -> None:
    _remove(queries.own_time_off_or_404(physician_id, time_off_id), physician_id, now)


def keep_booking(physician_id: int, time_off_id: int, claim_id: int, now: datetime) -> None:
    """It takes place although it lies inside a time off. Raises NotThere for a booking that does not lie there."""
    away = queries.own_time_off_or_404(physician_id, time_off_id)
    inside = queries.bookings_within(physician_id, [away], now)[away.id]
    claim = next((each for each in inside if each.id == claim_id), None)
    if claim is None:
        raise NotThere
    row = {"time_off_id": away.id, "claim_id": claim.id, "starts": claim.visit_starts}
    session().execute(upsert(KeptBooking, [row], keys=["time_off_id", "claim_id"], update=["starts"]))


def change_settings(physician_id: int, settings: BookingSettings, now: datetime) -> None:
    """Bookings made keep their length and buffers; only new times follow the new numbers."""
    lock([physician_id])
    values = {name: list(each) if isinstance(each, tuple) else each for name, each in asdict(settings).items()}
    row = {"physician_id": physician_id, **values}
    session().execute(upsert(BookingRules, [row], keys=["physician_id"], update=list(values)))
    physicians.set_own_room(physician_id, there=bool(settings.video_address))
    recompute_next(physician_id, now)


def _add(row: Row, physician_id: int, now: datetime) -> Row:
    lock([physician_id])
    session().add(row)
    session().flush()
    recompute_next(physician_id, now)
    return row


def _remove(row: Model, physician_id: int, now: datetime) -> None:
    lock([physician_id])
    session().delete(row)
    session().flush()
    recompute_next(physician_id, now)
