"""Signing in and out: sessions are rows that end, each on its own or all together."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.accounts.actions.attempts import forgive
from directory.accounts.models import Person, SignInSession
from directory.accounts.queries.sessions import token_hash
from directory.accounts.rules import SESSION_LIFE
from directory.accounts.rules.attempts import Kind
from directory.core import audit
from directory.core.db import session

KEPT = timedelta(days=90)  # so that a network stays known for a while


def enter(person_id: int, *, newer_hash: str | None, network: str, agent: str, now: datetime) -> str:
    """After the right password: a new session, never one that existed before. Returns its token."""
    person = session().get(Person, person_id)
    if person is None:
        raise RuntimeError("the person was removed while signing in")
    if newer_hash:
        person.password_hash = newer_hash
    forgive(Kind.SIGN_IN, person.email_digest)
    token = secrets.token_urlsafe(32)
    row = SignInSession(
        hash=token_hash(token),
        person_id=person_id,
        created=now,
        second_factor_at=None,
        revoked=None,
        network=network,
        agent=agent[:80],
    )
    session().add(row)
    session().flush()
    audit.record("site", "signed_in", actor=f"person:{person_id}", subject=f"session:{row.id}", now=now)
    return token


def confirm(session_id: int, now: datetime) -> str:
    """The second factor was right. The session gets a new token: one copied before is worth nothing."""
    token = secrets.token_urlsafe(32)
    changes = {"hash": token_hash(token), "second_factor_at": now}
    session().execute(sa.update(SignInSession).where(SignInSession.id == session_id).values(changes))
    return token


def end(session_id: int, person_id: int, now: datetime) -> bool:
    """False if it is not this person's, or over."""
    mine = sa.and_(SignInSession.id == session_id, SignInSession.person_id == person_id)
    return bool(_revoke(mine, actor=f"person:{person_id}", now=now))


def end_all(person_id: int, *, actor: str, now: datetime, but: int | None = None) -> int:
    """Sign out everywhere; `but` keeps the present device. Returns how many ended."""
    theirs = SignInSession.person_id == person_id
    return _revoke(theirs if but is None else sa.and_(theirs, SignInSession.id != but), actor=actor, now=now)


def _revoke(which: sa.ColumnElement[bool], *, actor: str, now: datetime) -> int:
    live = sa.and_(which, SignInSession.revoked.is_(None))
    change = sa.update(SignInSession).where(live).values(revoked=now).returning(SignInSession.id)
    ended = sorted(session().scalars(change.execution_options(synchronize_session=False)))
    for session_id in ended:
        audit.record("site", "session_ended", actor=actor, subject=f"session:{session_id}", now=now)
    return len(ended)


def forget_old(now: datetime) -> None:
    """Sessions over for long, with what they tell about networks."""
    session().execute(sa.delete(SignInSession).where(SignInSession.created < now - SESSION_LIFE - KEPT))
