"""Bookings: a hold confirmed, a time claimed by the office or by a proposal, a booking moved or given up."""

from datetime import datetime

from directory.core import plain
from directory.core.db import session
from directory.core.refusals import N_, Conflict, NotThere, Refusal
from directory.physicians.rules import VisitKind
from directory.scheduling import queries
from directory.scheduling.actions.cells import give_up_outside, keep, lock, lock_of_claim, take
from directory.scheduling.actions.holds import (
    add_claim,
    check_offered,
    is_live,
    let_go,
    locked,
    new_claim,
    retake,
)
from directory.scheduling.actions.next_times import claimed, freed, recompute_next
from directory.scheduling.models import Claim
from directory.scheduling.rules import (
    CELL_MINUTES,
    ClaimKind,
    HoldRequest,
    NotOffered,
    Sheet,
    SlotTaken,
    minute_of,
    span,
    wall_of,
)


class NotABooking(Conflict):
    message = N_("This booking was cancelled or has ended, so its time cannot be changed.")


def book(claim_id: int, session_id: str, now: datetime) -> Claim:
    """Make a hold a booking. If it ran out and the time is still available, it is taken again. Twice is once."""
    held = locked(claim_id, session_id)
    if held.kind is ClaimKind.BOOKING:
        return held
    if is_live(held, now):
        keep(held, None, now)
    else:
        retake(held, None, now)
    plain.change(held, kind=ClaimKind.BOOKING, expires=None, booked=now)
    return held


def claim(physician_id: int, starts: datetime, visit: VisitKind, now: datetime) -> Claim:
    """Book directly: the office, or an accepted proposal.

    The weekly rules, notice, window and caps do not bind here; time off, busy times and other claims do.
    """
    lock([physician_id])
    asked = HoldRequest(physician_id, starts, visit)
    _check_possible(asked, now)
    calendar = queries.sheet_at(physician_id, starts, now)
    _check_present(calendar, asked)
    made = new_claim(calendar, asked, now)
    made.kind, made.booked = ClaimKind.BOOKING, now
    add_claim(made, now)
    claimed(calendar, made, now)
    return made


def move(claim_id: int, starts: datetime, now: datetime) -> Claim:
    """Give a booking another time: the new one is claimed before the old one is let go, or the old one stands."""
    booked = _locked_booking(claim_id)
    if booked.visit_starts == starts:
        return booked
    calendar = queries.sheet_at(booked.physician_id, starts, now, without=booked.id)
    check_offered(calendar, HoldRequest(booked.physician_id, starts, booked.visit), now)
    _give_time(booked, calendar, starts, now)
    return booked


def move_as_agreed(claim_id: int, starts: datetime, now: datetime) -> Claim:
    """As `move`, to a time the physician has suggested. Their own offer stands as in `claim`, however soon it is."""
    booked = _locked_booking(claim_id)
    asked = HoldRequest(booked.physician_id, starts, booked.visit)
    _check_possible(asked, now)
    calendar = queries.sheet_at(booked.physician_id, starts, now, without=booked.id)
    _check_present(calendar, asked)
    _give_time(booked, calendar, starts, now)
    return booked


def _give_time(booked: Claim, calendar: Sheet, starts: datetime, now: datetime) -> None:
    with session().begin_nested():
        new = span(calendar.settings, starts, booked.visit)
        booked.starts, booked.ends = new.starts, new.ends
        booked.visit_starts, booked.visit_ends = new.visit_starts, new.visit_ends
        booked.zone, booked.wall = calendar.zone, wall_of(starts, calendar.zone)
        take(booked, None, now)
        give_up_outside(booked)
    recompute_next(booked.physician_id, now)


def release(claim_id: int, now: datetime) -> None:
    """Free the time of a hold or booking at once; the row stays for the history. Twice is once."""
    found = lock_of_claim(claim_id)
    if found is not None and found.kind is not ClaimKind.RELEASED:
        let_go(found, now)
        freed(found, now)


def _locked_booking(claim_id: int) -> Claim:
    found = lock_of_claim(claim_id)
    if found is None:
        raise NotThere
    if found.kind is not ClaimKind.BOOKING:
        raise NotABooking
    return found


def _check_present(calendar: Sheet, asked: HoldRequest) -> None:
    wanted = span(calendar.settings, asked.starts, asked.visit)
    first, last = minute_of(wanted.starts), minute_of(wanted.ends)
    if any(start < last and end > first for start, end in calendar.away):
        raise SlotTaken(N_("The physician is away at this time. Please choose another one."))


def _check_possible(asked: HoldRequest, now: datetime) -> None:
    refusal: Refusal | None = None
    if asked.visit is VisitKind.WRITTEN:
        refusal = NotOffered(N_("A written opinion has no time."))
    elif asked.starts <= now:
        refusal = NotOffered(N_("This time is in the past. Please choose a later one."))
    elif asked.starts.second or asked.starts.microsecond or asked.starts.minute % CELL_MINUTES:
        refusal = NotOffered(N_("A consultation begins at a full five minutes, such as 10:05 or 10:30."))
    if refusal is not None:
        raise refusal
