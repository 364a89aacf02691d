"""Which policy holds, and which one did."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import PolicyVersion
from directory.membership.rules.policy import FIRST, Policy
from directory.membership.rules.policy_json import from_json

# By digest: a version never changes, so its JSON is parsed once a process.
_PARSED: dict[str, Policy] = {}


def current() -> tuple[int, Policy]:
    """The newest version. Before any was adopted it is version 1, as `actions.policy.ensure_first` writes it."""
    query = sa.select(PolicyVersion.number, PolicyVersion.digest).order_by(PolicyVersion.number.desc()).limit(1)
    found = session().execute(query).first()
    return (1, FIRST) if found is None else (found.number, _policy(found.number, found.digest))


def of(number: int) -> Policy:
    """A version that is pinned somewhere, so it exists: KeyError otherwise."""
    digest = session().scalar(sa.select(PolicyVersion.digest).where(PolicyVersion.number == number))
    if digest is None:
        raise KeyError(number)
    return _policy(number, digest)


def _policy(number: int, digest: str) -> Policy:
    if digest not in _PARSED:
        _PARSED[digest] = from_json(_body(number))
    return _PARSED[digest]


def _body(number: int) -> dict[str, Any]:
    body: dict[str, Any] = session().scalars(sa.select(PolicyVersion.body).where(PolicyVersion.number == number)).one()
    return body


def version_or_404(number: int) -> PolicyVersion:
    found = session().get(PolicyVersion, number)
    if found is None:
        raise NotThere
    return found


def names(found: Iterable[PolicyVersion]) -> dict[str, str]:
    """Who adopted them, by the actor of the row, in one statement."""
    actors = {row.actor for row in found if row.actor.startswith("person:")}
    ids = [int(actor.partition(":")[2]) for actor in actors]
    rows = session().execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {f"person:{person}": name for person, name in rows}


def numbers() -> tuple[int, ...]:
    """Newest first. Before any was adopted there is version 1."""
    found = session().scalars(sa.select(PolicyVersion.number).order_by(PolicyVersion.number.desc()))
    return tuple(found) or (1,)


def versions() -> list[PolicyVersion]:
    """Newest first."""
    return list(session().scalars(sa.select(PolicyVersion).order_by(PolicyVersion.number.desc())))
