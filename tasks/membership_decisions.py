"""Decisions that are due, and what follows from the clock for members. Running any of it twice is harmless."""

from celery import shared_task

from directory.core import transaction
from directory.core.clock import now
from directory.membership.actions import audit_root, dues, making, member_clock


@shared_task(name="tasks.membership_decisions.make_due")
def make_due() -> int:
    """Each in a transaction of its own, ten minutes after it was chosen."""
    return making.make_due(now())


@shared_task(name="tasks.membership_decisions.members")
def members() -> int:
    """Papers that have expired, resignations that take effect, and reminders."""
    changed = member_clock.sweep(now()) + dues.sweep(now())
    member_clock.remind(now())
    return changed


@shared_task(name="tasks.membership_decisions.audit_root")
def send_audit_root() -> bool:
    """Once a day, however often it runs."""
    with transaction.unit():
        return audit_root.send(now())
