"""Sends what is due: lease, render, send, stamp. A worker may be killed anywhere; nothing is lost."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from directory.core import transaction
from directory.core.db import session
from directory.core.outbox.posting import LetterRow, LetterState
from directory.core.outbox.rendering import KINDS, Due, Letter, compose, message_id

log = structlog.get_logger(__name__)
LEASE = timedelta(minutes=2)  # longer than the SMTP timeout, or two workers send the same letter
MAX_ATTEMPTS = 8
PATIENCE = timedelta(hours=48)  # how long a mail server may say "later": busy mailboxes and grey lists do
BATCH = 50

Send = Callable[[Letter], None]


class RejectedAddress(Exception):
    """The server says this address will never work."""


class Postponed(Exception):
    """The server will not take this letter now; it may later. Others are not concerned."""


class ServerDown(Exception):
    """No letter can be sent at present; none is to blame."""


def deliver_due(now: Callable[[], datetime], send: Send) -> int:
    """Send what is due; returns how many were sent. Safe to run twice at once, or to be killed anywhere."""
    sent = 0
    for letter_id in _due_ids(now()):
        leased = _lease(letter_id, now())
        if leased is None:
            continue
        try:
            sent += _deliver(leased, now, send)
        except ServerDown as error:
            _stamp(leased, LetterState.WAITING, now(), reason=str(error), again=_pause(leased.attempts, 2, 60))
            break  # the next letters would only wait for the same time-out
    return sent


@dataclass(frozen=True, slots=True)
class _Leased:
    id: int
    kind: str
    subject: str
    revision: int
    attempts: int
    due: datetime


def _due_ids(now: datetime) -> list[int]:
    waiting = sa.and_(LetterRow.state == LetterState.WAITING, LetterRow.try_at <= now)
    query = sa.select(LetterRow.id).where(waiting).order_by(LetterRow.try_at, LetterRow.id).limit(BATCH)
    with transaction.reading():
        return list(session().scalars(query))


def _lease(letter_id: int, now: datetime) -> _Leased | None:
    """Take the letter for a while; None if another worker has it."""
    still_due = sa.and_(LetterRow.id == letter_id, LetterRow.state == LetterState.WAITING, LetterRow.try_at <= now)
    columns = [getattr(LetterRow, each.name) for each in fields(_Leased)]
    values = {"attempts": LetterRow.attempts + 1, "try_at": now + LEASE}
    query = sa.update(LetterRow).where(still_due).values(values).returning(*columns)
    with transaction.unit():
        row = session().execute(query.execution_options(synchronize_session=False)).one_or_none()
    return None if row is None else _Leased(*row)


def _deliver(leased: _Leased, now: Callable[[], datetime], send: Send) -> int:
    try:
        letter = _render(leased, now())
        if letter is None:
            _stamp(leased, LetterState.DROPPED, now(), reason="no longer due")
            return 0
        send(letter)
    except ServerDown:
        raise
    except RejectedAddress as error:
        _stamp(leased, LetterState.FAILED, now(), reason=str(error))
    except Postponed as error:
        _later(leased, now(), str(error))
    except Exception as error:  # one bad letter must not stop the others; it is shown to the office
        code = getattr(error, "smtp_code", None)
        log.error("letter_failed", letter=leased.id, kind=leased.kind, code=code, exc_info=error)
        _give_up_or_wait(leased, now(), type(error).__name__)
    else:
        _stamp(leased, LetterState.SENT, now())
        return 1
    return 0


def _render(leased: _Leased, now: datetime) -> Letter | None:
    with transaction.reading():
        content = KINDS[leased.kind].load(Due(leased.subject, leased.revision, now))
        if content is None:
            return None
        identity = message_id(leased.kind, leased.subject, leased.revision)
        return compose(leased.kind, content, identity=identity)


def _later(leased: _Leased, now: datetime, reason: str) -> None:
    """At most an hour between two tries, and two days before anybody is told that it cannot be delivered."""
    if now - leased.due >= PATIENCE:
        _stamp(leased, LetterState.FAILED, now, reason=reason)
    else:
        _stamp(leased, LetterState.WAITING, now, reason=reason, again=_pause(leased.attempts, 60, 3600))


def _give_up_or_wait(leased: _Leased, now: datetime, reason: str) -> None:
    if leased.attempts >= MAX_ATTEMPTS:
        _stamp(leased, LetterState.FAILED, now, reason=reason)
    else:
        _stamp(leased, LetterState.WAITING, now, reason=reason, again=_pause(leased.attempts, 15, 3600))


def _pause(attempts: int, first: int, longest: int) -> timedelta:
    return timedelta(seconds=min(longest, first * 2 ** min(attempts - 1, 20)))


def _stamp(
    leased: _Leased, state: LetterState, now: datetime, *, reason: str = "", again: timedelta = timedelta()
) -> None:
    """Only where the lease is still ours: a letter taken over by another worker is that worker's to stamp."""
    values = {"state": state, "reason": reason[:200], "try_at": now + again}
    values["ended"] = None if state is LetterState.WAITING else now
    mine = sa.and_(LetterRow.id == leased.id, LetterRow.attempts == leased.attempts)
    with transaction.unit():
        session().execute(sa.update(LetterRow).where(mine).values(values))
