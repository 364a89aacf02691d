"""Who is signed in, and on which devices."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.accounts.models import Person, PersonRole, SignInSession
from directory.accounts.rules import SESSION_LIFE, Role, SignedIn, is_confirmed
from directory.core.db import session


@dataclass(frozen=True, slots=True)
class Device:
    """One line of "Where you are signed in"."""

    id: int
    agent: str
    created: datetime
    seen: datetime | None
    this: bool


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def signed_in(token: str, now: datetime) -> SignedIn | None:
    """The person behind a session's token, with roles; None if it ended, in one statement."""
    query = (
        sa.select(SignInSession, Person, PersonRole.role)
        .join(Person, Person.id == SignInSession.person_id)
        .outerjoin(PersonRole, PersonRole.person_id == Person.id)
        .where(SignInSession.hash == token_hash(token), *_live(now), Person.closed.is_(None))
    )
    rows = session().execute(query).all()
    if not rows:
        return None
    device, person, _ = rows[0]
    roles: list[Role | None] = [row[2] for row in rows]  # None: a person without any
    return SignedIn(
        id=person.id,
        name=person.name,
        email=person.email,
        roles=frozenset(role for role in roles if role is not None),
        session_id=device.id,
        enrolled=person.totp is not None,
        second_factor=person.totp is not None and is_confirmed(device.second_factor_at, now),
    )


def devices(person_id: int, *, this: int, now: datetime, seen: dict[int, datetime]) -> list[Device]:
    """The live sessions of a person, newest first."""
    query = sa.select(SignInSession).where(SignInSession.person_id == person_id, *_live(now))
    rows = session().scalars(query.order_by(SignInSession.created.desc(), SignInSession.id.desc()))
    return [Device(row.id, row.agent, row.created, seen.get(row.id), row.id == this) for row in rows]


def live_ids(person_id: int, now: datetime) -> list[int]:
    return list(session().scalars(sa.select(SignInSession.id).where(SignInSession.person_id == person_id, *_live(now))))


def _live(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return SignInSession.revoked.is_(None), SignInSession.created > now - SESSION_LIFE
