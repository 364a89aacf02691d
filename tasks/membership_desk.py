"""Comments: ballots held while something is unread, what nobody sent forgotten, files without a row removed."""

from datetime import timedelta

from celery import shared_task

from directory.core import transaction
from directory.core.clock import now
from directory.membership.actions import adverse, comments
from directory.membership.queries.adverse import rounds_to_hold

BEFORE = timedelta(hours=12)


@shared_task(name="tasks.membership_desk.hold_ballots")
def hold_ballots() -> int:
    """Each round in a transaction of its own; running it twice is harmless."""
    with transaction.reading():
        found = rounds_to_hold(now(), now() + BEFORE)
    held = 0
    for round_id in found:
        with transaction.unit():
            held += adverse.hold_ballots(round_id, now())
    return held


@shared_task(name="tasks.membership_desk.tidy")
def tidy() -> int:
    """Comments whose address was never confirmed, and proofs whose page was refused after they were stored."""
    with transaction.unit():
        forgotten = comments.forget_unsent(now())
    return forgotten + comments.sweep_proofs(now())
