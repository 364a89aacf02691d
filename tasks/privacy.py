"""Erasing what is past its time."""

from celery import shared_task

from directory.core.clock import now
from directory.privacy.actions import retention as actions


@shared_task(name="tasks.privacy.retention")
def retention() -> int:
    """Once a night, however often it runs."""
    return actions.nightly(now())
