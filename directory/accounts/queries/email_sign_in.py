"""Links to sign in with, and for whom one is enough."""

import sqlalchemy as sa

from directory.accounts.models import EmailSignIn, Person
from directory.accounts.queries.people import roles_of
from directory.accounts.rules import may_sign_in_by_email
from directory.core.db import session


def asked(row_id: str) -> EmailSignIn | None:
    return session().get(EmailSignIn, row_id)


def locked(row_id: str) -> EmailSignIn | None:
    """Of two presses at once the second sees that the link was used."""
    query = sa.select(EmailSignIn).where(EmailSignIn.id == row_id).with_for_update()
    return session().scalar(query.execution_options(populate_existing=True))


def may_by_email(person: Person | None) -> bool:
    """True as well for an address that is nobody's yet."""
    return person is None or may_sign_in_by_email(person.password_hash is not None, roles_of(person.id))
