"""How often it was tried of late."""

from datetime import datetime

import sqlalchemy as sa

from directory.accounts.models import Attempt, Person, SignInSession
from directory.accounts.rules.attempts import WINDOW, Kind, Tally
from directory.core.db import session


def tally(kind: Kind, target: str, network: str, now: datetime) -> Tally:
    both = sa.and_(Attempt.target == target, Attempt.network == network)
    query = sa.select(
        sa.func.count().filter(both),
        sa.func.max(Attempt.at).filter(both),
        sa.func.count().filter(Attempt.network == network),
        sa.func.count().filter(Attempt.target == target),
    ).where(
        Attempt.kind == kind,
        Attempt.at > now - WINDOW,
        sa.or_(Attempt.target == target, Attempt.network == network),
    )
    here, last, everybody, everywhere = session().execute(query).one()
    return Tally(here, last, everybody, everywhere, _known_network(target, network))


def _known_network(target: str, network: str) -> bool:
    query = sa.select(SignInSession.id).join(Person, Person.id == SignInSession.person_id)
    here = query.where(Person.email_digest == target, SignInSession.network == network)
    return session().scalar(here.limit(1)) is not None
