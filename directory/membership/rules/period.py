"""Which period "12 consecutive cases" are taken from: drawn, so that nobody can choose it, and provable afterwards."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directory.core.refusals import N_, Conflict, Refusal

CONSECUTIVE = 12
MONTHS = 3
MONTHS_MOST = 12
FOLLOW_UP = 13  # months since the last day: every patient can have been seen after twelve
REACH = 36  # months back at most
EARLIEST, LATEST = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Drawn:
    starts: date
    ends: date


class NotDrawnYet(Conflict):
    message = N_("The office has not drawn the period yet. You will find it here within a week of starting the draft.")


class DrawnAlready(Conflict):
    message = N_("A period has been drawn already. Say why there must be another.")


class TotalWrong(Refusal):
    field = "total"
    message = N_("Give the number of operations done in the period: not fewer than the cases you placed in it.")


def when_to_draw(now: datetime) -> datetime:
    """A moment nobody can foresee, from one day to seven after the draft was seen."""
    span = int((LATEST - EARLIEST).total_seconds())
    return now + EARLIEST + timedelta(seconds=secrets.randbelow(span))


def candidates(today: date, months: int) -> list[Drawn]:
    """Every run of whole months that ended long enough ago, oldest first."""
    firsts = range(-REACH, -FOLLOW_UP - months + 1)
    return [Drawn(_month(today, n), _month(today, n + months) - timedelta(days=1)) for n in firsts]


def draw(seed: str, reference: str, today: date, months: int) -> Drawn:
    """The same seed always draws the same: the audit row holds it, so that anybody can draw again."""
    every = candidates(today, months)
    digest = hashlib.sha256(f"{seed}\n{reference}\n{today.isoformat()}\n{months}".encode()).digest()
    return every[int.from_bytes(digest, "big") % len(every)]


def _month(today: date, offset: int) -> date:
    """The first day of the month that lies `offset` months from this one."""
    months = today.year * 12 + today.month - 1 + offset
    return date(months // 12, months % 12 + 1, 1)
