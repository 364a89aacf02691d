"""Review rounds that are due. Reminders are letters with a day of their own, posted when a round opens."""

from celery import shared_task

from directory.core.clock import now
from directory.membership.actions import closing, voiding


@shared_task(name="tasks.membership_rounds.close_due")
def close_due() -> int:
    """Each round in a transaction of its own; running it twice is harmless."""
    voiding.void_abandoned(now())
    return closing.close_due(now())
