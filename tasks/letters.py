"""Sending what is due."""

from celery import shared_task

from directory.core import mailer, outbox
from directory.core.clock import now


@shared_task(name="tasks.letters.deliver_due")
def deliver_due() -> int:
    """Sends batches until nothing is due; woken by a commit, swept every two seconds."""
    total = 0
    with mailer.batch() as send:
        while sent := outbox.deliver_due(now, send):
            total += sent
    return total
