"""The JSON of available times, made from whole minutes and tables.

A page has up to two thousand rows: through datetimes and a serialiser they would cost several times as much.
"""

from bisect import bisect_left
from datetime import date, datetime
from functools import lru_cache

from directory.physicians.rules import VisitKind
from directory.scheduling.rules import Sheet, minute_from, open_starts, periods

_DAY = 24 * 60
_DAY_0 = date(1970, 1, 1).toordinal()
_CLOCK = [f"{minute // 60:02}:{minute % 60:02}:00" for minute in range(_DAY)]


def rows(sheet: Sheet, first: datetime, until: datetime, now: datetime, *, visit: VisitKind | None, zone: str) -> str:
    """{"start": "...Z", "end": "...Z", "local": "...±hh:mm", "kind": "video"} for each time, in order."""
    low, high = minute_from(first), minute_from(until)
    starts: dict[int, list[int]] = {}  # kinds of the same length have the same starts
    found: list[tuple[int, str]] = []
    for kind in sheet.kinds:
        if visit in (None, kind) and kind is not VisitKind.WRITTEN:
            length = sheet.settings.length(kind)
            if length not in starts:
                starts[length] = open_starts(sheet, kind, low, high, now=now)
            found += _of_kind(starts[length], kind.value, length=length, zone=zone)
    return ", ".join([text for _, text in sorted(found)])


def _of_kind(starts: list[int], kind: str, *, length: int, zone: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for begins, ends, offset in periods(zone, starts[0] // _DAY - 1, starts[-1] // _DAY + 2) if starts else ():
        shift = _shift(offset)
        within = starts[bisect_left(starts, begins) : bisect_left(starts, ends)]
        found += [(at, _row(at, at + length, at + offset, shift, kind)) for at in within]
    return found


@lru_cache(maxsize=8000)
def _row(starts: int, ends: int, local: int, shift: str, kind: str) -> str:
    """Physicians of a zone with visits of one length share their rows."""
    return (
        f'{{"start": "{_instant(starts)}Z", "end": "{_instant(ends)}Z", '
        f'"local": "{_instant(local)}{shift}", "kind": "{kind}"}}'
    )


def _instant(minute: int) -> str:
    return f"{_date(minute // _DAY)}T{_CLOCK[minute % _DAY]}"


@lru_cache(maxsize=1000)
def _date(day: int) -> str:
    return date.fromordinal(day + _DAY_0).isoformat()


def _shift(offset: int) -> str:
    """+05:30; zones of Greenwich have +00:00."""
    return f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
