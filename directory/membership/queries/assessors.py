"""Who may be named as an external assessor: reviewers who are no members."""

import sqlalchemy as sa

from directory.accounts.models import Person, PersonRole
from directory.accounts.rules import Role
from directory.core.db import session
from directory.membership.rules.policy import External
from directory.physicians.models import Physician


def possible() -> list[External]:
    """By name."""
    member = sa.exists(sa.select(Physician.id).where(Physician.person_id == Person.id))
    query = sa.select(Person.id, Person.name).join(PersonRole, PersonRole.person_id == Person.id)
    query = query.where(PersonRole.role == Role.REVIEWER, Person.closed.is_(None), ~member)
    return [External(person, name) for person, name in session().execute(query.order_by(Person.name, Person.id))]
