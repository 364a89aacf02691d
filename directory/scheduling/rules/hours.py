"""The hours of a day: weekly rules in force, less that day's closings, and its extra openings."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from directory.scheduling.rules.sheet import Sheet, WeeklyRange

_DAY_0 = date(1970, 1, 1).toordinal()
_THURSDAY = 3


class Piece(NamedTuple):
    """Minutes after midnight; starts are counted in steps from `anchor`, so a closing does not shift later times."""

    starts: int
    ends: int
    anchor: int


class Hours:
    """Answers day after day (counted from 1970); days without a change share their weekday's answer."""

    def __init__(self, sheet: Sheet) -> None:
        self.weekly = sheet.weekly
        self.dated = any(rule.first or rule.last for rule in sheet.weekly)
        self.changed = {change.day.toordinal() - _DAY_0 for change in sheet.changes}
        self.changes = sheet.changes
        self.known: dict[int, list[Piece]] = {}

    def on(self, day: int) -> list[Piece]:
        weekday = (day + _THURSDAY) % 7
        if self.dated or day in self.changed:
            return self._changed(weekday, date.fromordinal(day + _DAY_0))
        if weekday not in self.known:
            self.known[weekday] = _merged((rule.starts, rule.ends) for rule in self.weekly if rule.weekday == weekday)
        return self.known[weekday]

    def _changed(self, weekday: int, day: date) -> list[Piece]:
        rules = [rule for rule in self.weekly if rule.weekday == weekday and _in_force(rule, day)]
        pieces = _merged((rule.starts, rule.ends) for rule in rules)
        today = [change for change in self.changes if change.day == day]
        for change in today:
            if not change.opens:
                pieces = [rest for piece in pieces for rest in _less(piece, change.starts, change.ends)]
        return pieces + _merged((change.starts, change.ends) for change in today if change.opens)


def _in_force(rule: WeeklyRange, day: date) -> bool:
    return (rule.first is None or rule.first <= day) and (rule.last is None or day <= rule.last)


def _merged(ranges: Iterable[tuple[int, int]]) -> list[Piece]:
    """9 to 12 and 12 to 14 are 9 to 14: a visit may run from one into the other."""
    merged: list[Piece] = []
    for starts, ends in sorted(ranges):
        if merged and starts <= merged[-1].ends:
            merged[-1] = merged[-1]._replace(ends=max(merged[-1].ends, ends))
        else:
            merged.append(Piece(starts, ends, starts))
    return merged


def _less(piece: Piece, starts: int, ends: int) -> list[Piece]:
    """What a closing leaves of a piece."""
    left = piece._replace(ends=min(piece.ends, starts))
    right = piece._replace(starts=max(piece.starts, ends))
    return [rest for rest in (left, right) if rest.starts < rest.ends]
