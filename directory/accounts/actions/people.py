"""Accounts and their roles."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from directory.accounts import queries
from directory.accounts.models import Person, PersonRole, SignInSession
from directory.accounts.rules import Role, normal_email
from directory.core import audit, vault
from directory.core.db import session, upsert

ADDRESS = "person address"  # what the keyed hash of an address is for


def create(email: str, name: str, roles: Iterable[Role], now: datetime, *, actor: str = "system") -> Person:
    """An account without a password: its owner chooses one by the link of an invitation or reset."""
    address = normal_email(email)
    person = Person(
        email=address,
        email_digest=vault.blind(address, ADDRESS),
        name=name,
        created=now,
        closed=None,
        password_hash=None,
        password_changed=None,
        vault_id=None,
        totp=None,
    )
    session().add(person)
    session().flush()
    audit.record("site", "account_created", actor=actor, subject=f"person:{person.id}", now=now)
    for role in sorted(set(roles)):
        give_role(person.id, role, actor=actor, now=now)
    return person


def rename(person_id: int, name: str, *, actor: str, now: datetime) -> None:
    """Who signed in by e-mail first has no name but the address's."""
    person = queries.by_id(person_id)
    if person is not None and person.name != name:
        person.name = name
        audit.record("site", "account_renamed", actor=actor, subject=f"person:{person_id}", now=now)


def give_role(person_id: int, role: Role, *, actor: str, now: datetime) -> None:
    row = {"person_id": person_id, "role": role, "given": now}
    session().execute(upsert(PersonRole, [row], keys=["person_id", "role"], update=[]))
    audit.record("site", "role_given", actor=actor, subject=f"person:{person_id}", now=now, role=role.value)


def take_role(person_id: int, role: Role, *, actor: str, now: datetime) -> None:
    """Ends what the role allowed with the next request."""
    one = sa.and_(PersonRole.person_id == person_id, PersonRole.role == role)
    session().execute(sa.delete(PersonRole).where(one))
    audit.record("site", "role_taken", actor=actor, subject=f"person:{person_id}", now=now, role=role.value)


def close(person_id: int, *, actor: str, now: datetime) -> None:
    """Nobody signs in with this account any more; what the person did stays attributed."""
    person = queries.by_id(person_id)
    if person is None or person.closed is not None:
        return
    person.closed = now
    live = sa.and_(SignInSession.person_id == person_id, SignInSession.revoked.is_(None))
    session().execute(sa.update(SignInSession).where(live).values(revoked=now))
    audit.record("site", "account_closed", actor=actor, subject=f"person:{person_id}", now=now)


def rekey() -> int:
    """Keyed hashes of all addresses under the present key; returns how many accounts there are."""
    everybody = session().scalars(sa.select(Person)).all()
    for person in everybody:
        person.email_digest = vault.blind(person.email, ADDRESS)
    return len(everybody)
