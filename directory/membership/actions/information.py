"""The office asks an applicant for more; the applicant answers; what is not answered goes back to the office.

Nobody's application ends because a letter was missed: an overdue request returns it to where it was asked from, and
the office decides with what there is or asks again.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from directory.core import vault
from directory.core.db import session
from directory.core.outbox import post
from directory.membership.actions import rounds
from directory.membership.actions.application import fire
from directory.membership.actions.submitting import freeze
from directory.membership.letters import information as letters
from directory.membership.models.application import Application
from directory.membership.models.information import InformationRequest
from directory.membership.queries import application as applications
from directory.membership.queries import information as queries
from directory.membership.queries import policy as policies
from directory.membership.rules.information import Item, NoQuestion, ReplyMissing, check, due_of, reminders


def ask(application: Application, items: Sequence[Item], *, actor: str, now: datetime) -> InformationRequest:
    """The sections of the items reopen until the answer. Raises NoMoreQuestions, NothingAsked, WrongState."""
    check(tuple(items))
    fire(application, "ask", actor=actor, now=now)
    policy = policies.of(application.policy)
    number = queries.last_number(application.id) + 1
    due = due_of(policy, number, now)
    key = applications.own_vault(application)
    row = InformationRequest(
        application_id=application.id,
        number=number,
        items=vault.seal_json(key, queries.items_name(application, number), [asdict(item) for item in items]),
        sections=sorted({str(item.section) for item in items}),
        asked=now,
        due=due,
    )
    session().add(row)
    session().flush()
    post(letters.ASKED, row.id, due=now)
    for days, when in reminders(policy, now, due):
        post(letters.REMINDER, row.id, due=when, revision=days)
    return row


def answer(application: Application, reply: str, *, actor: str, now: datetime) -> InformationRequest:
    """Freezes the file as it is now: reviewers are shown what is new. Raises ReplyMissing, NoQuestion."""
    if not reply.strip():
        raise ReplyMissing
    row = _open(application)
    if row.due <= now:  # the sweep is about to take it back
        raise NoQuestion
    fire(application, "answered", actor=actor, now=now)
    name = queries.reply_name(application, row.number)
    row.reply = vault.seal(applications.own_vault(application), name, reply.encode())
    row.answered = row.ended = now
    row.snapshot_id = freeze(application, actor=actor, now=now).id
    session().flush()
    rounds.restart_clock(application.id, row.asked, now)
    post(letters.ANSWERED, row.id, due=now)
    return row


def end_overdue(application_id: int, now: datetime) -> bool:
    """Back to the office; running it twice is harmless."""
    application = applications.locked(application_id)
    row = queries.open_of(application)
    if row is None or row.due > now:
        return False
    fire(application, "overdue", actor="system", now=now)
    row.overdue = row.ended = now
    session().flush()
    rounds.restart_clock(application.id, row.asked, now)
    post(letters.OVERDUE, row.id, due=now)
    return True


def _open(application: Application) -> InformationRequest:
    """Under the application's lock. Raises NoQuestion."""
    row = queries.open_of(applications.locked(application.id))
    if row is None:
        raise NoQuestion
    return row
