"""Reads of times: sheets and what follows from them, claims, and the rows of the week editor."""

from directory.scheduling.queries.claims import (
    claim_by_id,
    claims_within,
    hold_of,
    live_hold,
    moved_walls,
    new_holds,
)
from directory.scheduling.queries.practice import (
    booking_rules,
    bookings_within,
    exceptions,
    kept_bookings,
    own_exception_or_404,
    own_rule_or_404,
    own_time_off_or_404,
    time_off,
    weekly_rules,
)
from directory.scheduling.queries.sheets import sheet, sheet_at, sheets, whole_sheet
from directory.scheduling.queries.times import (
    due_for_recompute,
    first_after,
    known_next,
    nearest,
    next_of_offered,
    next_times,
    offered_kinds,
    open_times,
)

__all__ = [
    "booking_rules",
    "bookings_within",
    "claim_by_id",
    "claims_within",
    "due_for_recompute",
    "exceptions",
    "first_after",
    "hold_of",
    "kept_bookings",
    "known_next",
    "live_hold",
    "moved_walls",
    "nearest",
    "new_holds",
    "next_of_offered",
    "next_times",
    "offered_kinds",
    "open_times",
    "own_exception_or_404",
    "own_rule_or_404",
    "own_time_off_or_404",
    "sheet",
    "sheet_at",
    "sheets",
    "time_off",
    "weekly_rules",
    "whole_sheet",
]
