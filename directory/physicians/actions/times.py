"""The table of next open times, kept for search by whoever computes times."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import cast

import sqlalchemy as sa

from directory.core import plain
from directory.core.db import upsert
from directory.physicians.models import NextTime
from directory.physicians.rules import VisitKind


def set_next_times(physician_id: int, times: Mapping[VisitKind, datetime | None]) -> None:
    """The kinds given are replaced; None means no open time. Running it twice is harmless."""
    gone = [{"physician_id": physician_id, "visit": kind} for kind, starts in times.items() if starts is None]
    rows = [
        {"physician_id": physician_id, "visit": kind, "starts": starts}
        for kind, starts in times.items()
        if starts is not None
    ]
    if gone:
        plain.run(_without(), gone)
    if rows:
        plain.run(upsert(NextTime, (), keys=["physician_id", "visit"], update=["starts"]), rows)


@cache
def _without() -> sa.Delete:
    table = cast(sa.Table, NextTime.__table__)
    return sa.delete(table).where(
        table.c.physician_id == sa.bindparam("physician_id"), table.c.visit == sa.bindparam("visit")
    )
