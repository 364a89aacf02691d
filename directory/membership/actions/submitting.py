"""Submitting: everything is checked under the lock, frozen, and acknowledged; and starting, leaving and coming back."""

from datetime import datetime

import sqlalchemy as sa

from directory.core import audit
from directory.core.db import session
from directory.core.outbox import post
from directory.membership.actions import rounds
from directory.membership.actions.application import fire
from directory.membership.letters import application as letters
from directory.membership.models.application import Application, ApplicationStep
from directory.membership.models.information import InformationRequest
from directory.membership.models.section import SectionText
from directory.membership.models.snapshot import Snapshot, SnapshotText
from directory.membership.queries import application as applications
from directory.membership.queries import snapshots
from directory.membership.rules.application import State


def submit(application: Application, *, actor: str, now: datetime) -> ApplicationStep:
    """Raises Incomplete (the page lists all problems), WrongState where another window was first."""
    step = fire(application, "submit", actor=actor, now=now)
    freeze(application, actor=actor, now=now)
    post(letters.RECEIPT, application.id, due=now)
    return step


def freeze(application: Application, *, actor: str, now: datetime) -> Snapshot:
    """Take the next snapshot; `application` is locked. Its digest stands in the audit."""
    last = snapshots.latest_of(application.id)
    items = snapshots.items_of(application)
    row = Snapshot(
        application_id=application.id,
        number=(last.number if last else 0) + 1,
        taken=now,
        items=items,
        digest=snapshots.digest_of(items),
    )
    session().add(row)
    session().flush()
    for text in session().scalars(sa.select(SectionText).where(SectionText.application_id == application.id)):
        session().add(SnapshotText(snapshot_id=row.id, section=text.section, body=text.body))
    session().flush()
    subject = f"application:{application.id}"
    audit.record(
        subject,
        "application.frozen",
        actor=actor,
        subject=subject,
        now=now,
        number=row.number,
        digest=row.digest,
        items=len(items),
    )
    return row


def withdraw(application: Application, reason: str, *, actor: str, now: datetime) -> ApplicationStep:
    """Whatever the office has asked for ends with it."""
    step = fire(application, "withdraw", actor=actor, now=now, reason=reason)
    session().execute(
        sa.update(InformationRequest)
        .where(InformationRequest.application_id == application.id, InformationRequest.ended.is_(None))
        .values(ended=now)
    )
    post(letters.WITHDRAWN, application.id, due=now, revision=step.number)
    return step


def undo_withdraw(application: Application, *, actor: str, now: datetime) -> ApplicationStep:
    """Back to where it was, with the days the office's question had left, and those the panel had."""
    left = applications.locked(application.id).entered
    step = fire(application, "undo_withdraw", actor=actor, now=now)
    waiting = sa.select(InformationRequest).where(
        InformationRequest.application_id == application.id,
        InformationRequest.answered.is_(None),
        InformationRequest.overdue.is_(None),
    )
    for row in session().scalars(waiting.execution_options(populate_existing=True)):
        row.due += now - (row.ended or now)
        row.ended = None
    session().flush()
    if step.after is not State.INFORMATION_REQUESTED:  # else the answer gives the panel all days since it was asked
        rounds.restart_clock(application.id, left, now)
    return step
