"""People for tests; call inside `transaction.unit()`."""

from datetime import datetime

from directory.accounts import actions
from directory.accounts.models import Person
from directory.accounts.rules import Role
from tests.conftest import NOW


def person(*roles: Role, email: str = "someone@example.org", name: str = "Sam Someone", now: datetime = NOW) -> Person:
    """Without a password; `tests/cast.py` has people who can sign in."""
    return actions.create(email, name, roles, now)


def physician(email: str = "doctor@example.org", name: str = "Dr Robin Vale") -> Person:
    return person(Role.PHYSICIAN, email=email, name=name)


def coordinator(email: str = "coordinator@example.org", name: str = "Kim Office") -> Person:
    return person(Role.COORDINATOR, email=email, name=name)
