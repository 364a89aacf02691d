"""Holds: a time chosen is one visitor's for some minutes. They end by the clock; no cleaner is needed."""

from dataclasses import astuple
from datetime import datetime

from directory.core import plain, settings
from directory.core.db import session, upsert
from directory.core.refusals import NotThere
from directory.scheduling import queries
from directory.scheduling.actions.cells import give_up, keep, lock_of_claim, lock_with_hold, take
from directory.scheduling.actions.next_times import claimed, freed
from directory.scheduling.models import Claim, HoldNetwork
from directory.scheduling.rules import (
    HOLDS_A_NETWORK,
    NETWORK_WINDOW,
    ClaimKind,
    HoldEnded,
    Holder,
    HoldRequest,
    HoldsAtOnce,
    Sheet,
    SlotTaken,
    TooManyHolds,
    hold_expires,
    span,
    wall_of,
    why_not,
)


def hold(asked: HoldRequest, holder: Holder, now: datetime) -> Claim:
    """Reserve a time for one browser; what it held before is given up. Asking twice for one time is one hold."""
    earlier = _lock_both(asked.physician_id, holder)
    if earlier is not None and _same(earlier, asked) and is_live(earlier, now):
        return earlier
    _check_network(holder.network, now)
    if earlier is not None:
        let_go(earlier, now)
    calendar = queries.sheet_at(asked.physician_id, asked.starts, now)
    check_offered(calendar, asked, now)
    made = new_claim(calendar, asked, now)
    made.session, made.network = holder.session, holder.network
    made.kind, made.expires = ClaimKind.HOLD, _until(made, now)
    add_claim(made, now)
    claimed(calendar, made, now)
    if earlier is not None and earlier.physician_id != asked.physician_id:
        freed(earlier, now)
    return made


def renew(claim_id: int, session_id: str, now: datetime) -> Claim:
    """More time for a hold, never beyond the limit after the choice. One that ran out is taken again if it can be."""
    held = locked(claim_id, session_id)
    if held.kind is ClaimKind.BOOKING:
        return held
    until = _until(held, now)
    if until <= now:
        raise HoldEnded
    if is_live(held, now):
        keep(held, until, now)
    else:
        retake(held, until, now)
    held.expires = until
    held.renewals += 1
    return held


def retake(held: Claim, expires: datetime | None, now: datetime) -> None:
    """Take the time of a hold that ran out once more, if it is still available."""
    calendar = queries.sheet_at(held.physician_id, held.visit_starts, now, without=held.id)
    check_offered(calendar, HoldRequest(held.physician_id, held.visit_starts, held.visit), now)
    with session().begin_nested():
        take(held, expires, now)
    claimed(calendar, held, now)


def locked(claim_id: int, session_id: str) -> Claim:
    """The claim of this browser with its physician locked. Another visitor's, or one given up, has ended for it."""
    found = lock_of_claim(claim_id)
    if found is None or found.session != session_id or found.kind is ClaimKind.RELEASED:
        raise HoldEnded
    return found


def is_live(held: Claim, now: datetime) -> bool:
    return held.expires is not None and held.expires > now


def let_go(claim: Claim, now: datetime) -> None:
    give_up(claim)
    plain.change(claim, kind=ClaimKind.RELEASED, expires=now)


def check_offered(calendar: Sheet, asked: HoldRequest, now: datetime) -> None:
    refusal = why_not(calendar, asked.starts, asked.visit, now)
    if isinstance(refusal, SlotTaken):  # the calendar at hand reaches some days only; the nearest may be further off
        raise SlotTaken(nearest=queries.nearest(asked.physician_id, asked.starts, asked.visit, now))
    if refusal is not None:
        raise refusal


def new_claim(calendar: Sheet, asked: HoldRequest, now: datetime) -> Claim:
    starts, ends, visit_starts, visit_ends = astuple(span(calendar.settings, asked.starts, asked.visit))
    return Claim(
        physician_id=asked.physician_id,
        visit=asked.visit,
        starts=starts,
        ends=ends,
        visit_starts=visit_starts,
        visit_ends=visit_ends,
        zone=calendar.zone,
        wall=wall_of(visit_starts, calendar.zone),
        chosen_at=now,
        created=now,
    )


def add_claim(made: Claim, now: datetime) -> None:
    """The row and its cells, or neither."""
    plain.insert(made)
    try:
        take(made, made.expires, now)
    except SlotTaken:
        give_up(made)
        session().delete(made)
        session().flush()
        raise


def _lock_both(physician_id: int, holder: Holder) -> Claim | None:
    """Locks the physician asked for, and the one of an earlier hold; returns that hold."""
    locked_now = lock_with_hold(physician_id, holder.session)
    if physician_id not in locked_now:
        raise NotThere
    earlier = queries.hold_of(holder.session)
    if earlier is not None and earlier.physician_id not in locked_now:
        raise HoldsAtOnce
    return earlier


def _same(earlier: Claim, asked: HoldRequest) -> bool:
    return (earlier.physician_id, earlier.visit_starts, earlier.visit) == (
        asked.physician_id,
        asked.starts,
        asked.visit,
    )


def _check_network(network: str, now: datetime) -> None:
    if not settings.current().rate_limits:
        return
    # The row is locked until the commit, so requests of one network count one after the other.
    row = {"network": network, "last": now}
    plain.run(upsert(HoldNetwork, (), keys=["network"], update=["last"]), row)
    made = queries.new_holds(network, now)
    if len(made) >= HOLDS_A_NETWORK:
        free = made[-HOLDS_A_NETWORK] + NETWORK_WINDOW
        raise TooManyHolds(retry_after=max(1, -int(-(free - now).total_seconds() // 1)))


def _until(held: Claim, now: datetime) -> datetime:
    chosen = settings.current()
    return hold_expires(held.chosen_at, now, minutes=chosen.hold_minutes, limit_minutes=chosen.hold_limit_minutes)
