"""What the office does about a request: send again, change an address, take down a call, rely on it or not."""

from dataclasses import replace
from datetime import datetime

from directory.accounts import queries as people
from directory.core import links
from directory.core.db import session
from directory.core.outbox import post
from directory.core.refusals import NotThere
from directory.membership.actions import referee as writing
from directory.membership.actions import referees as actions
from directory.membership.letters import referee as letters
from directory.membership.models.application import Application
from directory.membership.models.referee import Referee
from directory.membership.queries import referees as queries
from directory.membership.rules.referee_flags import outside
from directory.membership.rules.referee_questions import Answers, cleaned, open_questions
from directory.membership.rules.referees import CORRECTED, LINKED, OFFICE_MOVES, Group, Mode, NotOpen, State


def move(referee_id: int, name: str, reason: str, *, actor: str, now: datetime) -> Referee:
    """Resend, bounced, cancel, confirm, not relied on; NotThere for any other."""
    if name not in OFFICE_MOVES:
        raise NotThere
    row, application = actions.locked(referee_id)
    actions.move(row, application, name, actor=actor, now=now, reason=reason)
    if name == "resend":
        _again(row, application, now)
    if name in {"cancel", "not_relied_on"}:
        links.revoke(queries.LINK, str(row.id))
        row.corrected_until = None
    return row


def _again(row: Referee, application: Application, now: datetime) -> None:
    """A fresh link with the whole time; what was written so far is still there."""
    row.sent, row.reminded, row.expires = now, None, None
    kind = letters.ASKED if row.group is Group.COLLEAGUE else letters.CARD
    actions.send(row, application, kind, now)


def change_address(referee_id: int, email: str, *, actor: str, now: datetime) -> Referee:
    """The link before is dead at once; the letter goes to the new address."""
    row, application = actions.locked(referee_id)
    if row.state not in LINKED | {State.BOUNCED}:
        raise NotOpen
    details = replace(queries.details_of(application, row), email=email)
    row.details = queries.sealed_details(application, row.number, details)
    row.email_digest = actions.digest_of(email)
    owner = people.by_id(application.person_id)
    if row.group is Group.COLLEAGUE:
        row.outside = outside(details, queries.own_clinics(application), owner.email if owner else "")
    session().flush()
    actions.record(application, "address", actor=actor, now=now, referee=row.id)
    actions.move(row, application, "resend", actor=actor, now=now)
    _again(row, application, now)
    return row


def take_down(referee_id: int, given: Answers, *, person_id: int, revision: int, now: datetime) -> Referee:
    """On the telephone, read back; a copy goes to the referee, who can correct it for fourteen days."""
    row, application = actions.locked(referee_id)
    writing.write(row, application, given, revision=revision, now=now)
    complete = not open_questions(row.group, cleaned(row.group, given))
    row.submitted, row.mode, row.taken_by = now, Mode.TELEPHONE, person_id
    actions.move(row, application, "take_down", actor=f"person:{person_id}", now=now, complete=complete)
    if row.letter:
        links.revoke(queries.LINK, str(row.id))
    if row.email_digest is not None:
        _copy(row, now)
    session().flush()
    return row


def _copy(row: Referee, now: datetime) -> None:
    row.corrected_until = now + CORRECTED
    links.issue(queries.LINK, str(row.id), expires=row.corrected_until)
    row.letter += 1
    session().flush()
    post(letters.COPY, row.id, due=now, revision=row.letter)
