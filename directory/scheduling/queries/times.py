"""Available times as pages want them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache

import sqlalchemy as sa

from directory.core.columns import among, rows
from directory.core.db import session
from directory.core.settings import current
from directory.physicians import queries as physicians
from directory.physicians.models import NextTime, Physician
from directory.physicians.rules import LISTED, VisitKind, kinds_of
from directory.scheduling import rules
from directory.scheduling.models import BookingRules, Claim, WeeklyRule
from directory.scheduling.queries.practice import booking_rules
from directory.scheduling.queries.sheets import sheet, sheets, whole_sheet
from directory.scheduling.rules import BookingSettings, ClaimKind, OpenTime, Sheet, minute_from

# Most cards are filled from these days; only physicians with fewer times are looked up further ahead.
_NEAR = timedelta(days=10)
_SWEEP_BACK = timedelta(minutes=3)
_FAR = timedelta(days=366)
_AT_ONCE = 200  # a sweep's share of what others changed; the rest has its turn later


def open_times(
    physician_id: int, first: datetime, until: datetime, now: datetime, visit: VisitKind | None = None
) -> list[OpenTime]:
    """Times that start in [first, until); three statements."""
    return rules.open_times(sheet(physician_id, first, until, now), first, until, now, visit=visit)


def first_after(physician_id: int, after: datetime, now: datetime, visit: VisitKind) -> datetime | None:
    """The first available start from a moment on, however far ahead the window reaches."""
    starts = rules.open_starts(
        whole_sheet(physician_id, now), visit, rules.minute_from(after), rules.minute_from(now + _FAR), now=now
    )
    return rules.at_minute(starts[0]) if starts else None


def nearest(physician_id: int, starts: datetime, visit: VisitKind, now: datetime, limit: int = 3) -> list[OpenTime]:
    """The available times closest to one that is not available."""
    return rules.nearest(whole_sheet(physician_id, now), starts, visit, now, limit=limit)


def next_times(
    physician_ids: Iterable[int], now: datetime, visit: VisitKind | None = None, limit: int = 3
) -> dict[int, list[OpenTime]]:
    """The next times of each physician, of one kind or of any; three statements, or six when some are far off."""
    at = _within_minute(now)
    near = sheets(physician_ids, now, now + _NEAR, now)
    found = {owner: _first(each, at, at + _NEAR, visit, limit) for owner, each in near.items()}
    short = [owner for owner, each in near.items() if len(found[owner]) < limit and each.bookable]
    for owner, each in sheets(short, now, now + _FAR, now).items():
        found[owner] = _first(each, at, at + _FAR, visit, limit)
    return {owner: list(times) for owner, times in found.items()}


def _within_minute(now: datetime) -> datetime:
    """One moment for all between two whole minutes: times are decided by minutes, so they are decided alike."""
    whole = now.replace(second=0, microsecond=0)
    return whole if whole == now else whole.replace(second=30)


@lru_cache(maxsize=1000)
def _first(
    calendar: Sheet, now: datetime, until: datetime, visit: VisitKind | None, limit: int
) -> tuple[OpenTime, ...]:
    """One entry for a start, though it may be had by video and by telephone: the kind that comes first.

    Kinds of the same length have the same starts, so the second is not looked at. Remembered by all that decides it:
    the calendar as the database has it at this moment, and the minute.
    """
    found: dict[int, VisitKind] = {}
    kinds: dict[int, VisitKind] = {}
    for kind in calendar.kinds:
        if visit in (None, kind) and kind is not VisitKind.WRITTEN:
            kinds.setdefault(calendar.settings.length(kind), kind)
    for kind in kinds.values():
        starts = rules.open_starts(calendar, kind, minute_from(now), minute_from(until), now=now, limit=limit)
        found |= {at: found.get(at, kind) for at in starts}
    return tuple(rules.open_time(calendar, at, found[at]) for at in sorted(found)[:limit])


def offered_kinds(physician: Physician) -> tuple[VisitKind, ...]:
    """Without the kinds that cannot take place: a video call needs a room."""
    own_room = booking_rules(physician.id).video_address
    return rules.with_a_way_in(tuple(physician.visits), current().video_url, own_room)


def due_for_recompute(now: datetime) -> list[int]:
    """Physicians whose next open time may have changed without any action here: it came too near, a hold ran out, or
    bookings were paused or resumed.

    As a safety net everybody else has a turn once an hour, so a day's window that moves on is noticed too.
    """
    notice = sa.func.coalesce(BookingRules.notice, BookingSettings().notice)
    stale = (
        sa.select(NextTime.physician_id)
        .outerjoin(BookingRules, BookingRules.physician_id == NextTime.physician_id)
        .where(
            sa.or_(*[sa.and_(notice == each, NextTime.starts < now + timedelta(minutes=each)) for each in _notices()])
        )
    )
    freed = sa.select(Claim.physician_id).where(
        Claim.kind == ClaimKind.HOLD, Claim.expires.between(now - _SWEEP_BACK, now)
    )
    minute = int(now.timestamp()) // 60 % 60
    turn = sa.select(Physician.id).where(Physician.id % 60 == minute, Physician.standing.in_(sorted(LISTED)))
    return sorted(session().scalars(sa.union(stale, freed, turn, _shut(), _without_one(now, minute))))


def _shut() -> sa.Select[tuple[int]]:
    """Paused, closed to new patients or no longer listed, but still found by their next time."""
    closed = sa.or_(Physician.booking_paused, ~Physician.accepts_new, Physician.standing.not_in(sorted(LISTED)))
    return sa.select(sa.select(Physician.id).where(closed, _has(NextTime)).limit(_AT_ONCE).subquery().c.id)


def _without_one(now: datetime, minute: int) -> sa.Select[tuple[int]]:
    """Bookable with weekly hours, but without a next time: bookings were resumed, or all is taken.

    Each minute begins with others, so that many who are fully booked keep nobody waiting.
    """
    idle = sa.and_(physicians.bookable(now), _has(WeeklyRule), ~_has(NextTime))
    some = sa.select(Physician.id).where(idle).order_by((Physician.id + minute) % 59, Physician.id).limit(_AT_ONCE)
    return sa.select(some.subquery().c.id)


def _has(table: type[NextTime | WeeklyRule]) -> sa.ColumnElement[bool]:
    return sa.exists().where(table.physician_id == Physician.id)


def known_next(physician_ids: Sequence[int]) -> dict[int, dict[VisitKind, datetime]]:
    """What the search's table says now."""
    found: dict[int, dict[VisitKind, datetime]] = {}
    for owner, visit, starts in rows(_known_next(), {"ids": list(physician_ids)}):
        found.setdefault(owner, {})[visit] = starts
    return found


@cache
def _known_next() -> sa.Select[int, VisitKind, datetime]:
    return sa.select(NextTime.physician_id, NextTime.visit, NextTime.starts).where(among(NextTime.physician_id))


def next_of_offered(physician_id: int) -> dict[VisitKind, datetime | None]:
    """As `known_next`, of one physician; None for a kind that is offered and has no open time."""
    found = rows(_next_of_offered(), {"id": physician_id})
    known = {visit: starts for _, _, visit, starts in found}
    video, telephone = found[0][:2]
    return {kind: known.get(kind) for kind in kinds_of(video=video, telephone=telephone, written=False)}


@cache
def _next_of_offered() -> sa.Select[bool, bool, VisitKind | None, datetime | None]:
    columns = (Physician.video, Physician.telephone, NextTime.visit, NextTime.starts)
    joined = sa.select(*columns).outerjoin(NextTime, NextTime.physician_id == Physician.id)
    return joined.where(Physician.id == sa.bindparam("id"))


def _notices() -> set[int]:
    """The notices in use: few. Instants are compared with each, because the dialects add minutes differently."""
    return {BookingSettings().notice, *session().scalars(sa.select(BookingRules.notice).distinct())}
