"""The lock and the one primitive: who has the cells has the time. Order of locks: physicians ascending, then cells."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.dml import ReturningUpdate

from directory.core.columns import connection, rows
from directory.core.db import UtcDateTime, session, upsert
from directory.core.plain import run
from directory.core.refusals import NotThere
from directory.physicians.models import Physician
from directory.scheduling.models import Cell, Claim
from directory.scheduling.rules import ClaimKind, SlotTaken, cells

_CELLS = cast(sa.Table, Cell.__table__)
_ASKED_FOR: sa.ColumnElement[int] = sa.literal_column("excluded.claim_id", sa.Integer)  # as both dialects call it
# Cells are never loaded as objects, so none has to be kept in step.
_PLAIN = {"synchronize_session": False}


def lock(physician_ids: Iterable[int]) -> None:
    """One at a time for a physician's calendar: a claim checks the time off, and a time off the claims.

    FOR NO KEY UPDATE: rows that merely refer to a physician may be inserted meanwhile. With FOR UPDATE two requests
    that had inserted such a row would wait for each other. On SQLite BEGIN IMMEDIATE is the lock.
    """
    ids = sorted(set(physician_ids))
    query = sa.select(Physician.id).where(Physician.id.in_(ids)).order_by(Physician.id).with_for_update(key_share=True)
    if len(session().scalars(query).all()) < len(ids):
        raise NotThere


def lock_of_claim(claim_id: int) -> Claim | None:
    """Lock the physician of a claim, then read the claim: what it was before the lock may be an older truth."""
    rows(_lock_of_claim(), {"claim": claim_id})
    return session().get(Claim, claim_id, populate_existing=True)


def lock_with_hold(physician_id: int, session_id: str) -> set[int]:
    """Lock a physician, and the one whose time a browser holds, in order; returns who is locked."""
    return {owner for (owner,) in rows(_lock_with_hold(), {"physician": physician_id, "browser": session_id})}


def take(claim: Claim, expires: datetime | None, now: datetime) -> None:
    """Take all cells of a claim or none: only cells that ran out, or are its own already, are taken over.

    Raises SlotTaken. Callers undo what was taken until then, even where somebody goes on.
    """
    row = {"physician_id": claim.physician_id, "claim_id": claim.id, "expires": expires, "now": now}
    wanted = [{**row, "cell": cell} for cell in cells(claim.starts, claim.ends)]
    database = connection()
    if len(database.execute(_take(database.dialect.name), wanted).all()) < len(wanted):
        raise SlotTaken


def keep(claim: Claim, expires: datetime | None, now: datetime) -> None:
    """Give a live hold's cells a new end (None: booked). Raises SlotTaken, and changes none, unless all of them are
    still its own."""
    wanted = len(cells(claim.starts, claim.ends))
    values = {"claim": claim.id, "now": now, "until": expires, "wanted": wanted}
    if len(rows(_keep(), values)) < wanted:
        raise SlotTaken


def give_up(claim: Claim) -> None:
    """Free all cells of a claim."""
    run(_give_up(), {"claim": claim.id})


def give_up_outside(claim: Claim) -> None:
    """Free the cells a moved claim has left behind."""
    within = cells(claim.starts, claim.ends)
    outside = sa.or_(Cell.cell < within.start, Cell.cell >= within.stop)
    session().execute(sa.delete(Cell).where(Cell.claim_id == claim.id, outside), execution_options=_PLAIN)


# What every hold and every booking sends is built once: building these costs more than running them.


@cache
def _lock_of_claim() -> sa.Select[int]:
    owner = sa.select(Claim.physician_id).where(Claim.id == sa.bindparam("claim")).scalar_subquery()
    return sa.select(Physician.id).where(Physician.id == owner).with_for_update(key_share=True)


@cache
def _lock_with_hold() -> sa.Select[int]:
    own = (Claim.session == sa.bindparam("browser"), Claim.kind == ClaimKind.HOLD)
    held = sa.select(Claim.physician_id).where(*own)
    both = sa.or_(Physician.id == sa.bindparam("physician"), Physician.id.in_(held))
    return sa.select(Physician.id).where(both).order_by(Physician.id).with_for_update(key_share=True)


@cache
def _take(_dialect: str) -> Any:
    """Cells that ran out, or are the claim's own already. `_dialect` is what the statement was made for."""
    free = sa.or_(Cell.expires <= sa.bindparam("now", type_=UtcDateTime()), Cell.claim_id == _ASKED_FOR)
    statement = upsert(Cell, (), keys=["physician_id", "cell"], update=["claim_id", "expires"], where=free)
    return statement.returning(Cell.cell)


@cache
def _keep() -> ReturningUpdate[int]:
    """All of them or none, in one statement."""
    now = sa.bindparam("now", type_=UtcDateTime())
    own = (_CELLS.c.claim_id == sa.bindparam("claim"), _CELLS.c.expires > now)
    same = _CELLS.alias()
    count = sa.select(sa.func.count()).where(same.c.claim_id == sa.bindparam("claim"), same.c.expires > now)
    whole = count.scalar_subquery() == sa.bindparam("wanted", type_=sa.Integer)
    until = sa.bindparam("until", type_=UtcDateTime())
    return sa.update(_CELLS).where(*own, whole).values(expires=until).returning(_CELLS.c.cell)


@cache
def _give_up() -> sa.Delete:
    return sa.delete(_CELLS).where(_CELLS.c.claim_id == sa.bindparam("claim"))
