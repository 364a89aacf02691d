"""Which letters are due, and whose they are for the moment: two workers never have the same one."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core import transaction
from directory.core.db import session
from directory.core.outbox.posting import LetterRow, LetterState
from directory.core.outbox.rendering import DIGEST

LEASE = timedelta(minutes=2)  # longer than the SMTP timeout, or two workers send the same letter
BATCH = 50


@dataclass(frozen=True, slots=True)
class Leased:
    id: int
    kind: str
    subject: str
    revision: int
    attempts: int
    due: datetime


def due_ids(now: datetime) -> list[int]:
    """Digests last: after days without a worker one of them takes in all that has gathered meanwhile."""
    with transaction.reading():
        return _due(LetterRow.kind != DIGEST, now) or _due(LetterRow.kind == DIGEST, now)


def _due(which: sa.ColumnElement[bool], now: datetime) -> list[int]:
    waiting = sa.and_(LetterRow.state == LetterState.WAITING, LetterRow.try_at <= now, which)
    query = sa.select(LetterRow.id).where(waiting).order_by(LetterRow.try_at, LetterRow.id).limit(BATCH)
    return list(session().scalars(query))


def lease(letter_id: int, now: datetime) -> Leased | None:
    """Take the letter for a while; None if another worker has it."""
    still_due = sa.and_(LetterRow.id == letter_id, LetterRow.state == LetterState.WAITING, LetterRow.try_at <= now)
    columns = [getattr(LetterRow, each.name) for each in fields(Leased)]
    values = {"attempts": LetterRow.attempts + 1, "try_at": now + LEASE}
    query = sa.update(LetterRow).where(still_due).values(values).returning(*columns)
    with transaction.unit():
        row = session().execute(query.execution_options(synchronize_session=False)).one_or_none()
    return None if row is None else Leased(*row)


def stamp(
    leased: Leased, state: LetterState, now: datetime, *, reason: str = "", again: timedelta = timedelta()
) -> None:
    """In a transaction of its own."""
    with transaction.unit():
        mark(leased, state, now, reason=reason, try_at=now + again)


def mark(leased: Leased, state: LetterState, now: datetime, *, reason: str = "", **values: object) -> bool:
    """Only where the lease is still ours: a letter taken over by another worker is that worker's to mark."""
    ended = None if state in {LetterState.WAITING, LetterState.GATHERED} else now
    changes = {"state": state, "reason": reason[:200], "try_at": now, "ended": ended, **values}
    mine = sa.and_(LetterRow.id == leased.id, LetterRow.attempts == leased.attempts)
    query = sa.update(LetterRow).where(mine, LetterRow.state == LetterState.WAITING).values(changes)
    marked = session().execute(query.returning(LetterRow.id).execution_options(synchronize_session=False))
    return marked.one_or_none() is not None
