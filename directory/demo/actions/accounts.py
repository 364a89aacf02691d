"""Who can sign in: the office, every demo physician and the lay reviewers, all with one password and one
authenticator secret. Applicants have neither: they ask for a link by e-mail."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from directory.accounts import actions as accounts
from directory.accounts.actions import passwords, second_factor
from directory.accounts.models import Person
from directory.accounts.rules import Role
from directory.core import vault
from directory.core.db import session
from directory.demo.rules.members import Member
from directory.demo.rules.signs import COORDINATOR, LAY, MEMBERS, SECOND_COORDINATOR, SECOND_LAY, SECRET, TREASURER

CHAIRS = frozenset({2, 3})  # the chair and the deputy
REVIEWERS = range(2, 12)  # numbers of members


def coordinator(password_hash: str, begun: datetime) -> Person:
    return _person(COORDINATOR, "Kim Office", [Role.COORDINATOR], password_hash, "c" * 32, begun)


def physician(member: Member, password_hash: str, vault_id: str, begun: datetime) -> Person:
    address = MEMBERS.get(member.number, f"{member.slug}@example.org")
    made = begun - timedelta(days=(begun.date() - member.joined).days)
    return _person(address, f"Dr {member.name}", _roles(member.number), password_hash, vault_id, made)


def _roles(number: int) -> list[Role]:
    roles = [Role.PHYSICIAN, *([Role.REVIEWER] if number in REVIEWERS else [])]
    return [*roles, *([Role.CHAIR] if number in CHAIRS else [])]


def others(password_hash: str, begun: datetime) -> dict[str, int]:
    """Who is neither a physician nor the first coordinator: the person by the address."""
    made = begun - timedelta(days=900)
    rows = (
        (SECOND_COORDINATOR, "Noor Office", Role.COORDINATOR),
        (LAY, "Robin Lay", Role.REVIEWER),
        (SECOND_LAY, "Sasha Lay", Role.REVIEWER),
        (TREASURER, "Toni Treasurer", Role.TREASURER),
    )
    return {
        email: _person(email, name, [role], password_hash, f"demo{number:028}", made).id
        for number, (email, name, role) in enumerate(rows, start=10)
    }


def _person(email: str, name: str, roles: Iterable[Role], password_hash: str, vault_id: str, made: datetime) -> Person:
    person = accounts.create(email, name, roles, made)
    passwords.set_first(person.id, password_hash, made)
    person.vault_id = vault.create_named(vault_id, made).id
    session().flush()
    second_factor.give_secret(person.id, SECRET, made)
    return person
