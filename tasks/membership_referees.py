"""Requests to referees that are due."""

from celery import shared_task

from directory.core import transaction
from directory.core.clock import now
from directory.membership.actions import referee_clock


@shared_task(name="tasks.membership_referees.due")
def due() -> int:
    """Invited, reminded, marked as come back, ended; each in a transaction of its own."""
    return referee_clock.run_due(now())


@shared_task(name="tasks.membership_referees.tidy")
def tidy() -> int:
    """Links of what is over, and files nobody's page was accepted for."""
    with transaction.unit():
        ended = referee_clock.end_links(now())
    return ended + referee_clock.sweep_proofs(now())
