"""Sends what is due: lease, render, send, stamp. A worker may be killed anywhere; nothing is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from directory.core import transaction
from directory.core.outbox import digests, waiting
from directory.core.outbox.leasing import Leased, due_ids, lease, stamp
from directory.core.outbox.posting import LetterState
from directory.core.outbox.rendering import DIGEST, KINDS, Content, Due, Letter, compose, message_id

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8
PATIENCE = timedelta(hours=48)  # how long a mail server may say "later": busy mailboxes and grey lists do

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
    for letter_id in due_ids(now()):
        leased = lease(letter_id, now())
        if leased is None:
            continue
        try:
            sent += _deliver(leased, now, send)
        except ServerDown as error:
            stamp(leased, LetterState.WAITING, now(), reason=str(error), again=_pause(leased.attempts, 2, 60))
            break  # the next letters would only wait for the same time-out
    return sent


def _deliver(leased: Leased, now: Callable[[], datetime], send: Send) -> int:
    try:
        letter = _ready(leased, now())
        if letter is None:
            return 0
        send(letter)
    except ServerDown:
        raise
    except RejectedAddress as error:
        stamp(leased, LetterState.FAILED, now(), reason=str(error))
    except Postponed as error:
        _later(leased, now(), str(error))
    except Exception as error:  # one bad letter must not stop the others; it is shown to the office
        code = getattr(error, "smtp_code", None)
        log.error("letter_failed", letter=leased.id, kind=leased.kind, code=code, exc_info=error)
        _give_up_or_wait(leased, now(), type(error).__name__)
    else:
        _sent(leased, now())
        return 1
    return 0


def _ready(leased: Leased, now: datetime) -> Letter | None:
    """The letter to send now; None where it was dropped or put by."""
    kind, due = KINDS[leased.kind], Due(leased.subject, leased.revision, now)
    with transaction.reading():
        content = kind.load(due)
        wait = None if content is None else waiting.asked(kind, content, due)
        letter = None if content is None or wait is not None else _composed(leased, content)
    if wait is not None:
        waiting.put_by(leased, wait, now)
    elif leased.kind == DIGEST:
        letter = _closed(leased, due)
    if wait is None and letter is None:
        stamp(leased, LetterState.DROPPED, now, reason="no longer due")
    return letter


def _closed(leased: Leased, due: Due) -> Letter | None:
    """The digest as it is once nothing more can come in."""
    with transaction.unit():
        digests.close(int(leased.subject), due.now)
        content = KINDS[leased.kind].load(due)
        return None if content is None else _composed(leased, content)


def _composed(leased: Leased, content: Content) -> Letter:
    identity = message_id(leased.kind, leased.subject, leased.revision)
    return compose(leased.kind, content, identity=identity)


def _sent(leased: Leased, now: datetime) -> None:
    if leased.kind == DIGEST:
        with transaction.unit():
            digests.mark_sent(leased, now)
    else:
        stamp(leased, LetterState.SENT, now)


def _later(leased: Leased, now: datetime, reason: str) -> None:
    """At most an hour between two tries, and two days before anybody is told that it cannot be delivered."""
    if now - leased.due >= PATIENCE:
        stamp(leased, LetterState.FAILED, now, reason=reason)
    else:
        stamp(leased, LetterState.WAITING, now, reason=reason, again=_pause(leased.attempts, 60, 3600))


def _give_up_or_wait(leased: Leased, now: datetime, reason: str) -> None:
    if leased.attempts >= MAX_ATTEMPTS:
        stamp(leased, LetterState.FAILED, now, reason=reason)
    else:
        stamp(leased, LetterState.WAITING, now, reason=reason, again=_pause(leased.attempts, 15, 3600))


def _pause(attempts: int, first: int, longest: int) -> timedelta:
    return timedelta(seconds=min(longest, first * 2 ** min(attempts - 1, 20)))
