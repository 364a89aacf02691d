"""What is needed to check a password, as values: the check itself happens outside any transaction."""

from dataclasses import dataclass, field

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.accounts.rules import normal_email
from directory.core.db import session


@dataclass(frozen=True, slots=True)
class Known:
    """An account as sign-in sees it; never printed with its hash."""

    person_id: int
    email: str
    email_digest: str
    enrolled: bool
    password_hash: str | None = field(repr=False)


_COLUMNS = (Person.id, Person.email, Person.email_digest, Person.totp, Person.password_hash)


def known(email: str) -> Known | None:
    """By address; None also for a closed account."""
    return _one(Person.email == normal_email(email))


def known_by_id(person_id: int) -> Known | None:
    return _one(Person.id == person_id)


def known_by_digest(email_digest: str) -> Known | None:
    return _one(Person.email_digest == email_digest)


def _one(which: sa.ColumnElement[bool]) -> Known | None:
    row = session().execute(sa.select(*_COLUMNS).where(which, Person.closed.is_(None))).one_or_none()
    if row is None:
        return None
    return Known(
        person_id=row.id,
        email=row.email,
        email_digest=row.email_digest,
        enrolled=row.totp is not None,
        password_hash=row.password_hash,
    )
