"""Hours, settings, exceptions and time off; and the next open times that search reads."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from directory.core.clock import zone
from directory.core.db import session
from directory.demo.actions.rows import put
from directory.demo.rules.members import Member
from directory.demo.rules.weeks import Week, week
from directory.physicians.models import NextTime, Physician
from directory.physicians.rules import VisitKind
from directory.scheduling import queries
from directory.scheduling.models import BookingRules, DayException, TimeOff, WeeklyRule
from directory.scheduling.rules import AwaySource, first_open

_CALLS = (VisitKind.VIDEO, VisitKind.TELEPHONE)


def write(chosen: Sequence[Member], ids: dict[int, int], *, seed: int, today: date) -> None:
    own = [(ids[each.number], each, week(each.number, each.slug, seed=seed, today=today)) for each in chosen]
    put(BookingRules, [{"physician_id": i, **_settings(w)} for i, _, w in own])
    _rooms([i for i, _, w in own if w.settings.video_address])
    put(WeeklyRule, [{"physician_id": i, **row} for i, _, w in own for row in w.rules])
    put(DayException, [{"physician_id": i, **row} for i, _, w in own for row in w.exceptions])
    put(TimeOff, [row for i, each, w in own for row in _away(i, str(each.values["zone"]), w)])


def write_next(ids: Sequence[int], now: datetime) -> None:
    """As scheduling's sweep computes them, for many at once."""
    rows = []
    for owner, sheet in queries.sheets(ids, now, now + timedelta(days=366), now).items():
        for kind in _CALLS:
            found = first_open(sheet, kind, now)
            rows += [{"physician_id": owner, "visit": kind, "starts": each.starts} for each in found]
    put(NextTime, rows)


def _rooms(ids: Sequence[int]) -> None:
    """Who has a video room: search asks for it."""
    session().execute(sa.update(Physician).where(Physician.id.in_(ids)).values(own_room=True))


def _settings(chosen: Week) -> dict[str, Any]:
    values = asdict(chosen.settings)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _away(owner: int, zone_name: str, chosen: Week) -> list[dict[str, Any]]:
    """Whole days on the physician's wall."""
    midnight = time(tzinfo=zone(zone_name))
    return [
        {
            "physician_id": owner,
            "starts": datetime.combine(first, midnight),
            "ends": datetime.combine(first + timedelta(days=days), midnight),
            "source": AwaySource.OWN,
            "note": note,
        }
        for first, days, note in chosen.away
    ]
