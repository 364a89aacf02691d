"""Housekeeping. Nothing depends on it: holds end by the clock."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core.db import session
from directory.scheduling.models import Cell, Claim, HoldNetwork

# Long after every hold: the limits of a network look ten minutes back.
_KEPT = timedelta(days=1)


def sweep_claims(now: datetime) -> int:
    """Delete what ran out a day ago and was never booked; forget browser and network of older bookings."""
    before = now - _KEPT
    session().execute(sa.delete(Cell).where(Cell.expires < before))
    session().execute(sa.delete(HoldNetwork).where(HoldNetwork.last < before))
    forget = sa.update(Claim).where(Claim.booked < before, Claim.network.is_not(None))
    session().execute(forget.values(session=None, network=None))
    gone = sa.delete(Claim).where(Claim.booked.is_(None), Claim.expires < before)
    return len(session().scalars(gone.returning(Claim.id)).all())
