"""The drawn period of an application."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.membership.models.application import Application
from directory.membership.models.period import DrawnPeriod, PeriodGap
from directory.membership.queries.application import cases_vault, sealed_as


@dataclass(frozen=True, slots=True)
class Period:
    """The last one drawn or planned; `gaps` are the reasons why a place is empty."""

    number: int
    drawn: datetime | None
    starts: date | None
    ends: date | None
    seed: str | None
    total: int | None
    gaps: dict[int, str]

    def holds(self, day: date | None) -> bool:
        return bool(day and self.starts and self.ends and self.starts <= day <= self.ends)


def period_of(application: Application) -> Period | None:
    """Of a further draw that waits for its moment, only the number is known."""
    query = sa.select(DrawnPeriod).where(DrawnPeriod.application_id == application.id)
    row = session().scalar(query.order_by(DrawnPeriod.number.desc()).limit(1))
    if row is None:
        return None
    return Period(row.number, row.drawn, row.starts, row.ends, row.seed, row.total, _gaps(application, row.number))


def _gaps(application: Application, draw: int) -> dict[int, str]:
    query = sa.select(PeriodGap).where(PeriodGap.application_id == application.id, PeriodGap.draw == draw)
    rows = list(session().scalars(query.order_by(PeriodGap.place)))
    kept = cases_vault(application)
    if not rows or kept.destroyed:
        return {}
    key = vault.opened(kept)
    return {row.place: vault.open_(key, gap_name(application, draw, row.place), row.reason).decode() for row in rows}


def period_name(application: Application, draw: int) -> str:
    """What the reason of a further draw is sealed as."""
    return sealed_as(application, f"draw/{draw}")


def gap_name(application: Application, draw: int, place: int) -> str:
    return sealed_as(application, f"gap/{draw}/{place}")
