"""The drawn period: planned when a draft is first seen, drawn at a moment nobody knows, stated by the applicant."""

import secrets
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from directory.core import audit, vault
from directory.core.db import session, upsert
from directory.core.refusals import NotThere
from directory.membership.actions.caselog.cases import opened_log
from directory.membership.models.application import Application
from directory.membership.models.operation import Operation
from directory.membership.models.period import DrawnPeriod, PeriodGap
from directory.membership.queries import application as applications
from directory.membership.queries import caselog as queries
from directory.membership.rules.application import State
from directory.membership.rules.period import (
    MONTHS,
    MONTHS_MOST,
    DrawnAlready,
    NotDrawnYet,
    TotalWrong,
    draw,
    when_to_draw,
)

OPEN = (State.DRAFT, State.INFORMATION_REQUESTED)


def plan_draws(now: datetime) -> int:
    """Every draft gets its moment; run twice at once, it gets one."""
    planned = sa.select(DrawnPeriod.application_id)
    query = sa.select(Application.id).where(Application.state.in_(OPEN), Application.id.not_in(planned))
    rows = [
        {"application_id": application_id, "number": 1, "due": when_to_draw(now), "months": MONTHS}
        for application_id in session().scalars(query.order_by(Application.id).limit(500))
    ]
    if rows:
        session().execute(upsert(DrawnPeriod, rows, keys=["application_id", "number"], update=[]))
    return len(rows)


def draw_due(now: datetime) -> int:
    """Those whose moment has come; how many were drawn."""
    due = sa.and_(DrawnPeriod.drawn.is_(None), DrawnPeriod.due <= now)
    query = sa.select(DrawnPeriod.application_id).join(Application, Application.id == DrawnPeriod.application_id)
    waiting = session().scalars(query.where(due, Application.state.in_(OPEN)).order_by(DrawnPeriod.application_id))
    drawn = 0
    for application_id in list(waiting):
        row = applications.locked(application_id)
        planned = _last(row.id)
        if planned is not None and planned.drawn is None:  # another worker may have been here
            _draw(row, planned, "system", now)
            drawn += 1
    return drawn


def draw_period(application: Application, actor: str, now: datetime) -> DrawnPeriod:
    """The office does not wait for the moment. Raises DrawnAlready: a further draw needs a reason."""
    row = applications.locked(application.id)
    planned = _last(row.id)
    if planned is None:
        planned = _planned(row, 1, MONTHS, now)
    if planned.drawn is not None:
        raise DrawnAlready
    return _draw(row, planned, actor, now)


def draw_again(application: Application, *, months: int, reason: str, actor: str, now: datetime) -> DrawnPeriod:
    """Too few operations in the first, say. The former draw stays; cases are placed anew."""
    row = applications.locked(application.id)
    last = _last(row.id)
    if last is None or last.drawn is None:
        raise NotDrawnYet
    planned = _planned(row, last.number + 1, min(max(months, 1), MONTHS_MOST), now)
    planned.reason = vault.seal(
        applications.cases_vault(row), queries.period_name(row, planned.number), reason.encode()
    )
    placed = sa.and_(Operation.application_id == row.id, Operation.place.is_not(None))
    session().execute(sa.update(Operation).where(placed).values(place=None))
    session().expire_all()
    return _draw(row, planned, actor, now)


def state_period(
    application: Application,
    total: int | None,
    *,
    places: Mapping[int, int],
    gaps: Mapping[int, str],
    actor: str,
    now: datetime,
) -> None:
    """How many were done, which case (by its number) stands at which place, and why a place is empty.

    Raises NotDrawnYet, TotalWrong, LogClosed.
    """
    row = opened_log(application, now)
    last = _last(row.id)
    if last is None or last.drawn is None:
        raise NotDrawnYet
    if total is not None and not len(places) <= total <= 999:
        raise TotalWrong
    last.total, last.stated = total, None if total is None else now
    _place(row.id, places)
    _gaps(row, last.number, {place: why for place, why in gaps.items() if why and place not in places.values()})
    _record(row, "period_stated", actor, now, placed=len(places), total=total)


def _place(application_id: int, places: Mapping[int, int]) -> None:
    """First all places are left, then taken: two cases may have changed theirs."""
    query = sa.select(Operation).where(Operation.application_id == application_id, Operation.deleted.is_(None))
    cases = {operation.number: operation for operation in session().scalars(query)}
    if not set(places) <= cases.keys():
        raise NotThere
    for operation in cases.values():
        operation.place = None
    session().flush()
    for number, place in places.items():
        cases[number].place = place
    session().flush()


def _gaps(row: Application, draw_number: int, gaps: Mapping[int, str]) -> None:
    mine = sa.and_(PeriodGap.application_id == row.id, PeriodGap.draw == draw_number)
    session().execute(sa.delete(PeriodGap).where(mine))
    key = vault.opened(applications.cases_vault(row))
    for place, why in gaps.items():
        sealed = vault.seal(key, queries.gap_name(row, draw_number, place), why.encode())
        session().add(PeriodGap(application_id=row.id, draw=draw_number, place=place, reason=sealed))
    session().flush()


def _last(application_id: int) -> DrawnPeriod | None:
    query = sa.select(DrawnPeriod).where(DrawnPeriod.application_id == application_id)
    query = query.order_by(DrawnPeriod.number.desc()).limit(1)
    return session().scalar(query.execution_options(populate_existing=True))


def _planned(row: Application, number: int, months: int, now: datetime) -> DrawnPeriod:
    planned = DrawnPeriod(application_id=row.id, number=number, due=now, months=months)
    session().add(planned)
    session().flush()
    return planned


def _draw(row: Application, planned: DrawnPeriod, actor: str, now: datetime) -> DrawnPeriod:
    """What the draw was made of stands in the audit, so that anybody can make it again."""
    seed, today = secrets.token_hex(16), now.date()
    found = draw(seed, row.reference, today, planned.months)
    planned.seed, planned.drawn, planned.actor = seed, now, actor
    planned.starts, planned.ends = found.starts, found.ends
    session().flush()
    made_of: dict[str, str | int | None] = {"seed": seed, "today": today.isoformat(), "months": planned.months}
    made_of |= {"starts": found.starts.isoformat(), "ends": found.ends.isoformat()}
    _record(row, "period_drawn", actor, now, **made_of)
    return planned


def _record(row: Application, action: str, actor: str, now: datetime, **codes: str | int | None) -> None:
    subject = f"application:{row.id}"
    audit.record(subject, f"application.{action}", actor=actor, subject=subject, now=now, **codes)
