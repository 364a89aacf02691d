"""Uploads: looked at, cleaned, stored; and what is deleted, removed."""

from celery import shared_task

from directory.consultations.actions import preparing
from directory.core.clock import now
from directory.membership.actions import caselog
from directory.photos import actions


@shared_task(name="tasks.uploads.process")
def process() -> int:
    """Until no upload is due; woken by a commit, swept every few seconds."""
    total = 0
    while (photo_id := actions.next_due(now())) is not None:
        actions.process(photo_id, now())
        preparing.photo_settled(photo_id, now())
        caselog.photo_settled(photo_id)
        total += 1
    return total


@shared_task(name="tasks.uploads.remove")
def remove() -> int:
    """The bytes of deleted photos; woken by the deletion."""
    total = 0
    while removed := actions.remove_deleted(now()):
        total += removed
    return total


@shared_task(name="tasks.uploads.tidy")
def tidy() -> int:
    return actions.tidy(now())
