"""Sixty days of available times against two hundred claims, and bare Python that counts through the same times."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from directory.physicians.rules import VisitKind
from directory.scheduling.rules import (
    BookingSettings,
    Sheet,
    WeeklyRange,
    at_minute,
    minute_of,
    open_starts,
)

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
DAYS = 60
BLOCKS = 200
ROUNDS = 200


def sheet() -> Sheet:
    """9 to 17:30 on workdays, half-hour visits every quarter of an hour, ten minutes kept clear, caps."""
    random = Random(7)
    start = minute_of(NOW)
    blocks = [start + 5 * random.randrange(DAYS * 288) for _ in range(BLOCKS)]
    return Sheet(
        physician_id=1,
        zone="America/New_York",
        kinds=(VisitKind.VIDEO,),
        settings=BookingSettings(step=15, buffer_before=5, buffer_after=5, notice=120, daily_cap=20, weekly_cap=60),
        weekly=tuple(WeeklyRange(day, 540, 1050) for day in range(5)),
        claimed=tuple((at, at + 40) for at in blocks),
        visits=tuple(blocks),
    )


def best(work: Callable[[], Any]) -> float:
    """Milliseconds of the quickest round: the least disturbed one."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken) * 1000


def floor(starts: list[int], blocks: list[tuple[int, int]]) -> list[datetime]:
    """What no computation can leave out: every time becomes an instant, every block is looked at once."""
    for begin, end in blocks:
        if end < begin:
            raise ValueError
    return [at_minute(start) for start in starts]


def main() -> None:
    calendar = sheet()
    low, high = minute_of(NOW), minute_of(NOW + timedelta(days=DAYS))

    def compute() -> list[int]:
        return open_starts(calendar, VisitKind.VIDEO, low, high, now=NOW)

    starts = compute()
    figure = best(compute)
    bare = best(lambda: floor(starts, list(calendar.claimed)))
    print(
        f"times: {figure:.3f} ms for {DAYS} days, {len(starts)} times, {BLOCKS} claims"
        f" | floor {bare:.3f} ms | ratio {bare / figure:.2f}"
    )
    assert figure < 1.0, "the pure computation should stay under one millisecond"


if __name__ == "__main__":
    main()
