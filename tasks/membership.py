"""Membership's periodic work."""

from celery import shared_task

from directory.core import transaction
from directory.core.clock import now
from directory.membership.actions import caselog, information, sections, starting
from directory.membership.queries.information import overdue_ids


@shared_task(name="tasks.membership.case_logs")
def case_logs() -> int:
    """Periods are drawn when their moment has come; deleted cases are erased; assistants of what is over end."""
    with transaction.unit():
        caselog.plan_draws(now())
    with transaction.unit():
        drawn = caselog.draw_due(now())
    with transaction.unit():
        caselog.end_all(now())
    with transaction.unit():
        return drawn + caselog.erase_deleted(now())


@shared_task(name="tasks.membership.applications")
def applications() -> int:
    """Drafts nobody touches, and requests for information nobody answers; each in a transaction of its own."""
    with transaction.reading():
        drafts, overdue = starting.untouched(now()), overdue_ids(now())
    ended = 0
    for application_id in drafts:
        with transaction.unit():
            ended += starting.remind_or_expire(application_id, now())
    for application_id in overdue:
        with transaction.unit():
            ended += information.end_overdue(application_id, now())
    return ended


@shared_task(name="tasks.membership.documents")
def documents() -> int:
    """Uploads whose page was refused after the file was stored."""
    return sections.sweep_documents(now())
