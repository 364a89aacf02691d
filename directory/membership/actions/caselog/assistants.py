"""Assistants: invited by the applicant, known by the mailbox they sign in with, ended at any time."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.accounts import queries as accounts
from directory.accounts.rules import normal_email
from directory.core import audit, outbox
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.letters import assistant as letters
from directory.membership.models.application import Application
from directory.membership.models.assistant import Assistant
from directory.membership.queries import application as applications
from directory.membership.queries import caselog as queries
from directory.membership.rules.application import LIVE
from directory.membership.rules.assistant import (
    ASSISTANTS_MOST,
    INVITED_DAYS,
    InvitedAlready,
    OneselfInvited,
    TooManyAssistants,
)
from directory.membership.rules.operation import LogClosed


def invite(application: Application, email: str, now: datetime) -> Assistant:
    """Raises InvitedAlready, OneselfInvited, TooManyAssistants, LogClosed."""
    row = applications.locked(application.id)
    if not queries.may_change(row):
        raise LogClosed
    address = normal_email(email)
    active = queries.active_assistants(row.id)
    owner = accounts.by_id(row.person_id)
    if owner is not None and owner.email == address:
        raise OneselfInvited
    if any(each.email == address for each in active):
        raise InvitedAlready
    if len(active) >= ASSISTANTS_MOST:
        raise TooManyAssistants
    assistant = Assistant(application_id=row.id, email=address, invited=now)
    session().add(assistant)
    session().flush()
    outbox.post(letters.INVITATION, assistant.id, due=now)
    _record(row.id, "assistant_invited", f"person:{row.person_id}", now, assistant=assistant.id)
    return assistant


def accept(assistant_id: int, *, person_id: int, email: str, now: datetime) -> Assistant:
    """Whoever signed in with the invited address. Raises NotThere for all else, and after fourteen days."""
    query = sa.select(Assistant).where(
        Assistant.id == assistant_id,
        Assistant.email == normal_email(email),
        Assistant.ended.is_(None),
        sa.or_(Assistant.accepted.is_not(None), Assistant.invited > now - timedelta(days=INVITED_DAYS)),
    )
    found = session().scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    if found.accepted is None:
        found.accepted, found.person_id = now, person_id
        _record(found.application_id, "assistant_accepted", f"person:{person_id}", now, assistant=found.id)
    return found


def end(application: Application, assistant_id: int, *, actor: str, now: datetime) -> None:
    """The pages are closed to them with the next request; what they uploaded stays."""
    found = session().get(Assistant, assistant_id)
    if found is None or found.application_id != application.id:
        raise NotThere
    if found.ended is None:
        found.ended = now
        _record(application.id, "assistant_ended", actor, now, assistant=found.id)


def end_all(now: datetime) -> int:
    """Of applications that are over: nobody keeps a door to them."""
    over = sa.select(Application.id).where(Application.state.not_in(LIVE))
    query = sa.select(Assistant).where(Assistant.ended.is_(None), Assistant.application_id.in_(over)).limit(500)
    found = list(session().scalars(query))
    for assistant in found:
        assistant.ended = now
        _record(assistant.application_id, "assistant_ended", "system", now, assistant=assistant.id)
    return len(found)


def _record(application_id: int, action: str, actor: str, now: datetime, **codes: int) -> None:
    subject = f"application:{application_id}"
    audit.record(subject, f"application.{action}", actor=actor, subject=subject, now=now, **codes)
