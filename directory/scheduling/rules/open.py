"""The one decision: which starts are available. Listing asks it for a stretch of time, booking for one minute of it.

Integers throughout (minutes since 1970): sixty days against two hundred claims take a fraction of a millisecond.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import nsmallest
from math import inf

from directory.physicians.rules import VisitKind
from directory.scheduling.rules.hours import Hours, Piece
from directory.scheduling.rules.sheet import OpenTime, Sheet, at_minute, minute_from, minute_of
from directory.scheduling.rules.walls import DAY, Period, periods, wall_day

# Days counted for the caps reach over a week past what is asked for: the week's cap counts whole weeks.
_MARGIN = 8
# The first of January 1970 was a Thursday; weeks begin on Monday.
_THURSDAY = 3
Spans = list[tuple[int, int]]


def open_times(
    sheet: Sheet, first: datetime, until: datetime, now: datetime, *, visit: VisitKind | None = None
) -> list[OpenTime]:
    """Times that start in [first, until), of one kind or of all, in order."""
    found: list[OpenTime] = []
    for kind in sheet.kinds:
        if visit in (None, kind):
            length = sheet.settings.length(kind)
            starts = open_starts(sheet, kind, minute_from(first), minute_from(until), now=now)
            found += [OpenTime(sheet.physician_id, at_minute(at), at_minute(at + length), kind) for at in starts]
    return found if len(sheet.kinds) == 1 else sorted(found)


def open_time(sheet: Sheet, at: int, visit: VisitKind) -> OpenTime:
    """The time that starts at a minute."""
    return OpenTime(sheet.physician_id, at_minute(at), at_minute(at + sheet.settings.length(visit)), visit)


def is_open(sheet: Sheet, starts: datetime, visit: VisitKind, now: datetime) -> bool:
    """True exactly for the times that `open_times` lists: it is the same question about one minute."""
    at = minute_of(starts)
    return at_minute(at) == starts and at in open_starts(sheet, visit, at, at + 1, now=now)


def open_starts(
    sheet: Sheet, visit: VisitKind, low: int, high: int, *, now: datetime, limit: int | None = None
) -> list[int]:
    """Available starts in [low, high), as minutes since 1970, in order; with `limit` the first ones only."""
    low, high = _within_notice_and_window(sheet, low, high, now)
    offered = sheet.bookable and visit in sheet.kinds and visit is not VisitKind.WRITTEN
    if not offered or low >= high:
        return []
    length, step = sheet.settings.length(visit), sheet.settings.step
    rows = periods(sheet.zone, low // DAY - _MARGIN, high // DAY + _MARGIN)
    blocked = _blocked(sheet, length)
    block_ends = [end for _, end in blocked]
    hours, full = Hours(sheet), _FullDays(sheet, rows)
    found: set[int] = set()
    enough = inf if limit is None else limit
    before = 0  # where clocks go back at midnight a day's last times come after the next day's first: one day more
    for day in range(low // DAY - 1, high // DAY + 2):
        if (len(found) if len(rows) == 1 else before) >= enough:
            break
        before = len(found)
        if full.has(day):
            continue
        for piece in hours.on(day):
            for first, last, anchor in _stretches(piece, day * DAY, rows, length):
                start, stop = max(first, low), min(last, high)
                at = bisect_right(block_ends, start)
                while start < stop:
                    gap_end = min(blocked[at][0], stop) if at < len(blocked) else stop
                    found.update(range(start + (anchor - start) % step, gap_end, step))
                    start = blocked[at][1] if at < len(blocked) else stop
                    at += 1
    return sorted(found)[:limit]


def first_open(sheet: Sheet, visit: VisitKind, now: datetime, *, limit: int = 1) -> list[OpenTime]:
    """The next available times of a kind; looks a week ahead before it looks through the whole window."""
    found: list[OpenTime] = []
    for days in (7, sheet.settings.window + 1):
        until = now + timedelta(minutes=sheet.settings.notice, days=days)
        found = open_times(sheet, now, until, now, visit=visit)[:limit]
        if len(found) == limit:
            break
    return found


def nearest(sheet: Sheet, starts: datetime, visit: VisitKind, now: datetime, *, limit: int = 3) -> list[OpenTime]:
    """The available times closest to one that is not, in order."""
    last = now + timedelta(days=sheet.settings.window + 1)
    found = open_times(sheet, now, last, now, visit=visit)
    return sorted(nsmallest(limit, found, key=lambda each: abs(each.starts - starts)))


def _within_notice_and_window(sheet: Sheet, low: int, high: int, now: datetime) -> tuple[int, int]:
    """Both ends are included: exactly the notice ahead, exactly the window ahead."""
    earliest = minute_from(now) + sheet.settings.notice
    latest = minute_of(now) + sheet.settings.window * DAY
    return max(low, earliest), min(high, latest + 1)


def _stretches(piece: Piece, midnight: int, rows: tuple[Period, ...], length: int) -> Iterator[tuple[int, int, int]]:
    """[first, last) of the starts from which a visit fits, and the anchor of their steps, as instants."""
    parts = [
        (
            max(midnight + piece.starts - row.offset, row.starts),
            min(midnight + piece.ends - row.offset, row.ends),
            midnight + piece.anchor - row.offset,
        )
        for row in rows
    ]
    parts = [part for part in parts if part[0] < part[1]]
    for number, (first, last, anchor) in enumerate(parts):
        end = last
        for following in parts[number + 1 :]:  # a visit may run on over the change of the clocks
            end = following[1] if following[0] == end else end
        yield first, min(last, end - length + 1), anchor


def _blocked(sheet: Sheet, length: int) -> Spans:
    """[from, to) of starts whose visit, with its buffers, would touch a claim or time away; apart and in order."""
    reach = length + sheet.settings.buffer_after - 1
    before = sheet.settings.buffer_before
    merged: Spans = []
    for start, end in sorted([(start - reach, end + before) for start, end in (*sheet.claimed, *sheet.away)]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


class _FullDays:
    """Days on which the daily cap, or the cap of their week, is reached."""

    def __init__(self, sheet: Sheet, rows: tuple[Period, ...]) -> None:
        self.daily = inf if sheet.settings.daily_cap is None else sheet.settings.daily_cap
        self.weekly = inf if sheet.settings.weekly_cap is None else sheet.settings.weekly_cap
        self.capped = min(self.daily, self.weekly) < inf
        if not self.capped:
            return
        days = [wall_day(rows, at) for at in sheet.visits]
        self.days = Counter(days)
        self.weeks = Counter((day + _THURSDAY) // 7 for day in days)

    def has(self, day: int) -> bool:
        if not self.capped:
            return False
        return self.days[day] >= self.daily or self.weeks[(day + _THURSDAY) // 7] >= self.weekly
