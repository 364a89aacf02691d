"""Tries are counted before they are judged, so that many at once do not all slip through."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.accounts.models import Attempt
from directory.accounts.queries.attempts import tally
from directory.accounts.rules.attempts import Kind, check
from directory.core.db import session
from directory.core.settings import current

KEPT = timedelta(days=1)


def count(kind: Kind, target: str, network: str, now: datetime) -> None:
    """Raises WaitALittle; a try that must wait does not lengthen the wait."""
    if not current().rate_limits:
        return
    check(tally(kind, target, network, now), now)
    session().add(Attempt(kind=kind, target=target, network=network, at=now))
    session().flush()


def forgive(kind: Kind, target: str) -> None:
    """It was the owner after all."""
    session().execute(sa.delete(Attempt).where(Attempt.kind == kind, Attempt.target == target))


def forget_old(now: datetime) -> None:
    """Nothing that no longer counts is kept."""
    session().execute(sa.delete(Attempt).where(Attempt.at < now - KEPT))
