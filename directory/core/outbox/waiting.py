"""Whether a letter goes now, waits until the quiet hours are over, joins the daily digest, or is not wished at all."""

from dataclasses import dataclass, replace
from datetime import datetime

from directory.core import transaction
from directory.core.outbox import digests
from directory.core.outbox.leasing import Leased, mark
from directory.core.outbox.posting import LetterState
from directory.core.outbox.rendering import Content, Due, Kind
from directory.core.outbox.topics import Way, Wishes, wishes_of


@dataclass(frozen=True, slots=True)
class Wait:
    wishes: Wishes
    way: Way  # AT_ONCE: as soon as the quiet hours are over
    until: datetime | None = None


def asked(kind: Kind, content: Content, due: Due) -> Wait | None:
    """None: it goes now. So does what would be too late, or replaced by a later one, when its time has come."""
    wishes = None if kind.topic is None else wishes_of(content.to, kind.topic, due.now)
    if wishes is None:
        return None
    if wishes.way is Way.OFF:
        return Wait(wishes, Way.OFF)
    if wishes.way is Way.DIGEST and _still_due(kind, due, digests.next_due(wishes, due.now)):
        return Wait(wishes, Way.DIGEST)
    until = wishes.quiet_until
    if until is not None and _still_due(kind, due, until):
        return Wait(wishes, Way.AT_ONCE, until)
    return None


def _still_due(kind: Kind, due: Due, at: datetime) -> bool:
    return kind.load(replace(due, now=at)) is not None


def put_by(leased: Leased, wait: Wait, now: datetime) -> None:
    with transaction.unit():
        if wait.way is Way.OFF:
            mark(leased, LetterState.DROPPED, now, reason="turned off by its reader")
        elif wait.way is Way.DIGEST:
            digests.join(leased, wait.wishes, now)
        else:  # `due` as well: a mail server's patience and "late" count from when it may go
            mark(leased, LetterState.WAITING, now, reason="quiet hours", due=wait.until, try_at=wait.until)
