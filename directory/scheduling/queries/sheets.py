"""Loads calendars: three statements for one physician or for twenty, for a day or for two months."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from directory.core.columns import among, rows
from directory.core.db import UtcDateTime
from directory.core.refusals import NotThere
from directory.core.settings import current
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.physicians.rules import kinds_of
from directory.scheduling.models import BookingRules, Claim, DayException, TimeOff, WeeklyRule
from directory.scheduling.rules import (
    BookingSettings,
    ClaimKind,
    DayChange,
    Sheet,
    WeeklyRange,
    minute_from,
    minute_of,
    with_a_way_in,
)

# How far past the dates asked for claims are read. The longest visit with its buffers and any zone's date fit into two
# days; a week's cap counts whole weeks.
_MARGIN, _CAPPED = timedelta(days=2), timedelta(days=9)
_FAR = timedelta(days=366)
_SETTINGS = [each.name for each in fields(BookingSettings)]
_LISTS = [name for name in _SETTINGS if name.startswith("accepts_")]


def sheet(physician_id: int, first: datetime, until: datetime, now: datetime, *, without: int | None = None) -> Sheet:
    """The calendar for times in [first, until). `without` leaves out one claim: the one that is to be moved."""
    found = sheets([physician_id], first, until, now, without=without)
    if physician_id not in found:
        raise NotThere
    return found[physician_id]


def sheet_at(physician_id: int, starts: datetime, now: datetime, *, without: int | None = None) -> Sheet:
    """The calendar as far as it decides about one time. Years no calendar reaches are read as next year."""
    around = min(max(starts, now - _FAR), now + _FAR)
    return sheet(physician_id, around, around, now, without=without)


def whole_sheet(physician_id: int, now: datetime, *, without: int | None = None) -> Sheet:
    """The calendar as far as anybody can book."""
    return sheet(physician_id, now, now + _FAR, now, without=without)


def sheets(
    physician_ids: Iterable[int], first: datetime, until: datetime, now: datetime, *, without: int | None = None
) -> dict[int, Sheet]:
    """Three statements, however many physicians, days and claims."""
    ids = sorted(set(physician_ids))
    if not ids:
        return {}
    found = rows(_physicians(), {"ids": ids, "today": now.date()})
    margin = _CAPPED if any(row.daily_cap or row.weekly_cap for row in found) else _MARGIN
    low, high = first - margin, until + margin
    given = {"ids": ids, "low": low, "high": high, "now": now, "without": without or 0}
    parts = _parts({**given, "low_day": low.date(), "high_day": high.date()})
    room = current().video_url
    return {row[0]: _sheet(row, parts[row[0]], room) for row in found}


@dataclass(slots=True)
class _Parts:
    weekly: list[WeeklyRange] = field(default_factory=list)
    changes: list[DayChange] = field(default_factory=list)
    claimed: list[tuple[int, int]] = field(default_factory=list)
    away: list[tuple[int, int]] = field(default_factory=list)
    visits: list[int] = field(default_factory=list)


def _parts(given: dict[str, object]) -> defaultdict[int, _Parts]:
    parts: defaultdict[int, _Parts] = defaultdict(_Parts)
    for owner, weekday, starts, ends, first, last, opens in rows(_hours(), given):
        if weekday is None:
            parts[owner].changes.append(DayChange(first, bool(opens), starts, ends))
        else:
            parts[owner].weekly.append(WeeklyRange(weekday, starts, ends, first, last))
    for owner, begins, finishes, visit in rows(_taken(), given):
        interval = (minute_of(begins), minute_from(finishes))
        if visit is None:
            parts[owner].away.append(interval)
        else:
            parts[owner].claimed.append(interval)
            parts[owner].visits.append(minute_of(visit))
    return parts


# The statements are built once: building them costs several times as much as running them.
_NOW = sa.bindparam("now", type_=UtcDateTime())
_LOW, _HIGH = sa.bindparam("low", type_=UtcDateTime()), sa.bindparam("high", type_=UtcDateTime())
_DAYS = sa.bindparam("low_day", type_=sa.Date), sa.bindparam("high_day", type_=sa.Date)
_WITHOUT = sa.bindparam("without", type_=sa.Integer)


@cache
def _physicians() -> sa.Select[Any]:
    offered = (Physician.video, Physician.telephone, Physician.written)
    settings = [_plain(getattr(BookingRules, name)) for name in _SETTINGS]
    open_to_all = physicians.bookable_on(sa.bindparam("today", type_=sa.Date)).label("bookable")
    return (
        sa.select(Physician.id, Physician.zone, *offered, open_to_all, BookingRules.physician_id, *settings)
        .outerjoin(BookingRules, BookingRules.physician_id == Physician.id)
        .where(among(Physician.id))
    )


@cache
def _hours() -> sa.CompoundSelect[Any]:
    """Weekly rules and exceptions in one statement: an exception has no weekday, and its day instead of dates."""
    weekly = sa.select(
        WeeklyRule.physician_id,
        WeeklyRule.weekday,
        WeeklyRule.starts,
        WeeklyRule.ends,
        WeeklyRule.effective_from,
        WeeklyRule.effective_until,
        sa.literal(0).label("opens"),
    ).where(among(WeeklyRule.physician_id))
    changes = sa.select(
        DayException.physician_id,
        sa.cast(None, sa.Integer),
        DayException.starts,
        DayException.ends,
        DayException.day,
        sa.cast(None, sa.Date),
        sa.cast(DayException.opens, sa.Integer),
    ).where(among(DayException.physician_id), DayException.day.between(*_DAYS))
    return sa.union_all(weekly, changes)


@cache
def _taken() -> sa.CompoundSelect[Any]:
    """Claims that count and time away in one statement: time away has no visit."""
    live = sa.or_(Claim.kind == ClaimKind.BOOKING, sa.and_(Claim.kind == ClaimKind.HOLD, Claim.expires > _NOW))
    claims = sa.select(Claim.physician_id, Claim.starts, Claim.ends, Claim.visit_starts).where(
        among(Claim.physician_id), Claim.ends > _LOW, Claim.starts < _HIGH, live, Claim.id != _WITHOUT
    )
    away = sa.select(TimeOff.physician_id, TimeOff.starts, TimeOff.ends, sa.null()).where(
        among(TimeOff.physician_id), TimeOff.ends > _LOW, TimeOff.starts < _HIGH
    )
    return sa.union_all(claims, away)


def _sheet(row: Any, parts: _Parts, room: str) -> Sheet:
    physician_id, zone, video, telephone, written, bookable, has_rules, *chosen = row
    settings = _settings(*chosen) if has_rules is not None else BookingSettings()
    kinds = kinds_of(video=video, telephone=telephone, written=written)
    return Sheet(
        physician_id=physician_id,
        zone=zone,
        kinds=with_a_way_in(kinds, room, settings.video_address),
        bookable=bool(bookable),
        settings=settings,
        weekly=tuple(parts.weekly),
        changes=tuple(parts.changes),
        claimed=tuple(parts.claimed),
        away=tuple(parts.away),
        visits=tuple(parts.visits),
    )


def _plain(column: Any) -> Any:
    """Lists stay the JSON they are kept as: most rows have the same few, and those are read once."""
    return sa.cast(column, sa.Text) if isinstance(column.type, sa.JSON) else column


def settings_of(row: BookingRules) -> BookingSettings:
    values = [getattr(row, name) for name in _SETTINGS]
    return _settings(*[json.dumps(value) if isinstance(value, list) else value for value in values])


@lru_cache(maxsize=2000)
def _settings(*values: Any) -> BookingSettings:
    """In the order of the fields. Most physicians share a few."""
    given = dict(zip(_SETTINGS, values, strict=True))
    return BookingSettings(**given | {name: tuple(json.loads(given[name])) for name in _LISTS})
