"""Claims: whose they are, and which lie where."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa

from directory.core.columns import rows
from directory.core.db import UtcDateTime, session
from directory.scheduling.models import Claim
from directory.scheduling.rules import NETWORK_WINDOW, ClaimKind, wall_of


def claim_by_id(claim_id: int) -> Claim | None:
    return session().get(Claim, claim_id)


def live_hold(session_id: str, now: datetime) -> Claim | None:
    """The time this browser has reserved."""
    held = hold_of(session_id)
    return held if held is not None and held.expires is not None and held.expires > now else None


def hold_of(session_id: str) -> Claim | None:
    """The hold of a browser, live or run out, as the database has it now."""
    return session().scalar(_hold(), {"browser": session_id})


@cache
def _hold() -> sa.Select[Claim]:
    query = sa.select(Claim).where(Claim.session == sa.bindparam("browser"), Claim.kind == ClaimKind.HOLD)
    return query.execution_options(populate_existing=True)


def new_holds(network: str, now: datetime) -> list[datetime]:
    """When a network's new holds were made, as far as they count for its limit; oldest first."""
    found = rows(_new_holds(), {"network": network, "since": now - NETWORK_WINDOW})
    return [created for (created,) in found]


@cache
def _new_holds() -> sa.Select[datetime]:
    counted = (Claim.network == sa.bindparam("network"), Claim.created > sa.bindparam("since", type_=UtcDateTime()))
    return sa.select(Claim.created).where(*counted).order_by(Claim.created)


def claims_within(physician_id: int, starts: datetime, ends: datetime, now: datetime) -> list[Claim]:
    """Bookings and live holds that touch an interval."""
    live = sa.or_(Claim.kind == ClaimKind.BOOKING, sa.and_(Claim.kind == ClaimKind.HOLD, Claim.expires > now))
    touches = (Claim.physician_id == physician_id, Claim.starts < ends, Claim.ends > starts)
    return list(session().scalars(sa.select(Claim).where(*touches, live).order_by(Claim.starts)))


def moved_walls(now: datetime) -> list[tuple[Claim, str]]:
    """Future bookings whose wall time is no longer what was agreed, with the wall time by today's zone data."""
    query = (
        sa.select(Claim).where(Claim.kind == ClaimKind.BOOKING, Claim.visit_starts > now).order_by(Claim.visit_starts)
    )
    found = [(claim, wall_of(claim.visit_starts, claim.zone)) for claim in session().scalars(query)]
    return [(claim, wall) for claim, wall in found if wall != claim.wall]
