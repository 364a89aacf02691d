"""What an applicant does about referees, what the clock does, and the one way a request moves.

Order of locks: the application's row first, then the request; everything below goes through `locked`.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.accounts import queries as people
from directory.accounts.actions.people import ADDRESS
from directory.accounts.rules import normal_email
from directory.core import audit, links, vault
from directory.core.db import session
from directory.core.outbox import post
from directory.core.refusals import NotThere
from directory.membership.letters import referee as letters
from directory.membership.models.application import Application
from directory.membership.models.referee import Card, Referee
from directory.membership.queries import application as applications
from directory.membership.queries import referees as queries
from directory.membership.queries import sections
from directory.membership.rules.application import ALPHABET
from directory.membership.rules.referee_flags import Details, outside
from directory.membership.rules.referees import (
    ADDRESSED,
    CARDS_MOST,
    COLLEAGUES_MOST,
    MOVES,
    Case,
    Group,
    NamedTwice,
    NotOpen,
    OwnAddress,
    State,
    TooManyCards,
    TooManyColleagues,
)
from directory.membership.rules.sections import Section

CODE = "referee card"
CODE_LETTERS = 10


def locked(referee_id: int) -> tuple[Referee, Application]:
    """The application's row, then the request as it is now. Raises NotThere."""
    known = session().scalar(sa.select(Referee.application_id).where(Referee.id == referee_id))
    if known is None:
        raise NotThere
    application = applications.locked(known)
    query = sa.select(Referee).where(Referee.id == referee_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one(), application


def move(
    row: Referee,
    application: Application,
    name: str,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    complete: bool = True,
) -> None:
    """One move of a locked request, with its audit row. Raises the first reason against it."""
    case = Case(
        application.state,
        now,
        reason,
        complete,
        correctable_until=row.corrected_until,
        has_address=row.email_digest is not None,
    )
    before = row.state
    after = MOVES.target(name, before, case)
    if reason:
        key = applications.referees_vault(application)
        row.reason = vault.seal(key, queries.part(application, row, "reason"), reason.encode())
    row.state, row.entered = after, now
    session().flush()
    record(application, name, actor=actor, now=now, referee=row.id, before=before.value, after=after.value)


def record(application: Application, what: str, *, actor: str, now: datetime, **codes: str | int) -> None:
    stream = f"application:{application.id}"
    audit.record(stream, f"application.referee_{what}", actor=actor, subject=stream, now=now, **codes)


def digest_of(email: str) -> str | None:
    """As accounts keep it, so that a reviewer who is asked as a referee is found."""
    return vault.blind(normal_email(email), ADDRESS) if email else None


def name_colleague(application: Application, details: Details, *, actor: str, now: datetime) -> Referee:
    """Raises NamedTwice, OwnAddress, TooManyColleagues, NotOpen."""
    row = applications.locked(application.id)
    if Section.REFEREES not in sections.open_sections(row):
        raise NotOpen
    owner, digest = people.by_id(row.person_id), digest_of(details.email)
    named = queries.colleagues_of(row.id)
    if owner is not None and owner.email_digest == digest:
        raise OwnAddress
    if any(each.email_digest == digest for each in named):
        raise NamedTwice
    if len(named) >= COLLEAGUES_MOST:
        raise TooManyColleagues
    made = add(row, Group.COLLEAGUE, details, now)
    made.outside = outside(details, queries.own_clinics(row), owner.email if owner else "")
    row.touched = now
    record(row, "named", actor=actor, now=now, referee=made.id)
    return made


def add(application: Application, group: Group, details: Details, now: datetime, card_id: int | None = None) -> Referee:
    """A further request of a locked application."""
    number = queries.next_number(application.id)
    made = Referee(
        application_id=application.id,
        number=number,
        group=group,
        state=State.NAMED,
        entered=now,
        card_id=card_id,
        details=queries.sealed_details(application, number, details),
        email_digest=digest_of(details.email),
        created=now,
        letter=0,
        revision=0,
        outside=False,
        same_network=False,
        adverse=False,
    )
    session().add(made)
    session().flush()
    return made


def remove_colleague(application: Application, number: int, *, actor: str, now: datetime) -> None:
    """Before anybody has written to them; afterwards the office cancels."""
    row = applications.locked(application.id)
    found = queries.numbered_or_404(row, number)
    if found.state is not State.NAMED or Section.REFEREES not in sections.open_sections(row):
        raise NotOpen
    move(found, row, "cancel", actor=actor, now=now)


def make_cards(application: Application, count: int, *, actor: str, now: datetime) -> list[Card]:
    """Nothing is stored of whom they are for. Raises TooManyCards, NotOpen."""
    row = applications.locked(application.id)
    if row.state not in ADDRESSED and Section.REFEREES not in sections.open_sections(row):
        raise NotOpen
    if count < 1 or len(queries.live_cards(row.id, now)) + count > CARDS_MOST:
        raise TooManyCards
    made = [_card(row, now) for _ in range(count)]
    record(row, "cards", actor=actor, now=now, count=count)
    return made


def _card(application: Application, now: datetime) -> Card:
    ends = now + timedelta(days=queries.policy_of(application).referee_days)
    made = Card(application_id=application.id, code=secrets.token_hex(32), made=now, expires=ends)
    session().add(made)
    session().flush()
    made.code = code_digest(code_of(links.issue(queries.CARD_LINK, str(made.id), expires=ends)))
    session().flush()
    return made


def code_of(token: str) -> str:
    """What is typed where the code cannot be scanned: fifty bits of the link, in letters that are not mistaken."""
    number = int(vault.blind(token, CODE), 16)
    drawn = ""
    for _ in range(CODE_LETTERS):
        number, rest = divmod(number, len(ALPHABET))
        drawn += ALPHABET[rest]
    return f"{drawn[:5]}-{drawn[5:]}"


def code_digest(code: str) -> str:
    return vault.blind("".join(letter for letter in code.upper() if letter.isalnum()), CODE + " typed")


def send(row: Referee, application: Application, kind: str, now: datetime) -> None:
    """A fresh link, which ends the one before, and the letter that carries it."""
    if row.letter:
        links.revoke(queries.LINK, str(row.id))
    row.expires = row.expires or now + timedelta(days=queries.policy_of(application).referee_days)
    links.issue(queries.LINK, str(row.id), expires=row.expires)
    row.letter += 1
    session().flush()
    post(kind, row.id, due=now, revision=row.letter)


def invite(referee_id: int, now: datetime) -> bool:
    """Written to for the first time; running it twice is harmless."""
    row, application = locked(referee_id)
    if row.state is not State.NAMED:
        return False
    move(row, application, "invite", actor="system", now=now)
    row.sent = now
    send(row, application, letters.ASKED, now)
    return True
