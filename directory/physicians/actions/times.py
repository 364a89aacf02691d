"""The table of next open times, kept for search by whoever computes times."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from directory.core.db import session, upsert
from directory.physicians.models import NextTime
from directory.physicians.rules import VisitKind


def set_next_times(physician_id: int, times: Mapping[VisitKind, datetime | None]) -> None:
    """The kinds given are replaced; None means no open time. Running it twice is harmless."""
    gone = [kind for kind, starts in times.items() if starts is None]
    rows = [
        {"physician_id": physician_id, "visit": kind, "starts": starts}
        for kind, starts in times.items()
        if starts is not None
    ]
    if gone:
        own = NextTime.physician_id == physician_id
        session().execute(sa.delete(NextTime).where(own, NextTime.visit.in_(gone)))
    if rows:
        session().execute(upsert(NextTime, rows, keys=["physician_id", "visit"], update=["starts"]))
