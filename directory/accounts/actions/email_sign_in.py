"""Signing in by a link: asked for by anybody, used by whoever reads the mailbox. A person begins when it is used."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.accounts import letters, queries
from directory.accounts.actions.people import create
from directory.accounts.actions.sessions import enter
from directory.accounts.models import EmailSignIn, Person
from directory.accounts.queries.email_sign_in import locked
from directory.accounts.rules import EMAIL_LINK_LIFE, EmailLinkEnded, Role, normal_email
from directory.core import links, outbox
from directory.core.db import session

KEPT = timedelta(days=1)
ONWARD_MOST = 200


def ask(email: str, *, onward: str, now: datetime) -> None:
    """The same statements for every address, so that neither the answer nor its time tells who has an account."""
    row = EmailSignIn(
        id=secrets.token_hex(16),
        email=normal_email(email),
        onward=onward if len(onward) <= ONWARD_MOST else "",
        asked=now,
        used=None,
    )
    session().add(row)
    session().flush()
    links.issue(letters.EMAIL_LINK, row.id, expires=now + EMAIL_LINK_LIFE)
    outbox.post(letters.EMAIL_SIGN_IN, row.id, due=now)


def use(token: str, *, network: str, agent: str, now: datetime) -> tuple[str, str]:
    """Returns the new session's token and the page that was asked for. Raises EmailLinkEnded."""
    row_id = links.subject_of(letters.EMAIL_LINK, token, now)
    row = locked(row_id) if row_id else None
    if row is None or row.used is not None:
        raise EmailLinkEnded
    row.used = now
    links.revoke(letters.EMAIL_LINK, row.id)
    person = _person(row.email, now)
    return enter(person.id, newer_hash=None, network=network, agent=agent, now=now), row.onward


def _person(email: str, now: datetime) -> Person:
    """Asked again: an account may have got a password or another role since the letter was sent."""
    person = queries.by_email(email)
    if person is None:
        return create(email, email.partition("@")[0][:120], [Role.APPLICANT], now)
    if person.closed is not None or not queries.may_by_email(person):
        raise EmailLinkEnded
    return person


def forget_old(now: datetime) -> None:
    """Addresses of people who never came are not kept, nor links that open nothing any more."""
    session().execute(sa.delete(EmailSignIn).where(EmailSignIn.asked < now - KEPT))
    ended = sa.and_(links.Link.purpose == letters.EMAIL_LINK, links.Link.expires < now - KEPT)
    session().execute(sa.delete(links.Link).where(ended))
