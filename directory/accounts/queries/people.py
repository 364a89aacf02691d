"""Who has an account."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from directory.accounts.models import Person, PersonRole, RecoveryCode
from directory.accounts.rules import Role, normal_email
from directory.core.db import session


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people."""

    id: int
    email: str
    name: str
    roles: tuple[Role, ...]
    enrolled: bool
    closed: bool


def by_id(person_id: int) -> Person | None:
    return session().get(Person, person_id)


def by_email(email: str) -> Person | None:
    return session().scalar(sa.select(Person).where(Person.email == normal_email(email)))


def by_digest(email_digest: str) -> Person | None:
    return session().scalar(sa.select(Person).where(Person.email_digest == email_digest))


def roles_of(person_id: int) -> frozenset[Role]:
    return frozenset(session().scalars(sa.select(PersonRole.role).where(PersonRole.person_id == person_id)))


def emails_of(role: Role) -> list[str]:
    """Where to write to everybody in a role."""
    query = sa.select(Person.email).join(PersonRole, PersonRole.person_id == Person.id)
    return list(session().scalars(query.where(PersonRole.role == role, Person.closed.is_(None)).order_by(Person.email)))


def codes_left(person_id: int) -> int:
    """Recovery codes not used yet."""
    query = sa.select(sa.func.count()).select_from(RecoveryCode)
    return session().scalar(query.where(RecoveryCode.person_id == person_id, RecoveryCode.used.is_(None))) or 0


def people() -> list[PersonRow]:
    """Everybody, by address, in two statements."""
    roles: dict[int, list[Role]] = {}
    for row in session().execute(sa.select(PersonRole.person_id, PersonRole.role).order_by(PersonRole.role)):
        roles.setdefault(row.person_id, []).append(row.role)
    return [
        _row(person, roles.get(person.id, ())) for person in session().scalars(sa.select(Person).order_by(Person.email))
    ]


def _row(person: Person, roles: Iterable[Role]) -> PersonRow:
    return PersonRow(
        id=person.id,
        email=person.email,
        name=person.name,
        roles=tuple(roles),
        enrolled=person.totp is not None,
        closed=person.closed is not None,
    )
