"""Writes of times. Every path that takes time goes through `cells.take`, under the physician's lock."""

from directory.scheduling.actions.bookings import book, claim, move, move_as_agreed, release
from directory.scheduling.actions.holds import hold, renew
from directory.scheduling.actions.next_times import recompute_next, sweep_next
from directory.scheduling.actions.sweep import sweep_claims
from directory.scheduling.actions.week import (
    Away,
    ChangeOfDay,
    Hours,
    add_exception,
    add_rule,
    add_time_off,
    change_rule,
    change_settings,
    keep_booking,
    remove_exception,
    remove_rule,
    remove_time_off,
)

__all__ = [
    "Away",
    "ChangeOfDay",
    "Hours",
    "add_exception",
    "add_rule",
    "add_time_off",
    "book",
    "change_rule",
    "change_settings",
    "claim",
    "hold",
    "keep_booking",
    "move",
    "move_as_agreed",
    "recompute_next",
    "release",
    "remove_exception",
    "remove_rule",
    "remove_time_off",
    "renew",
    "sweep_claims",
    "sweep_next",
]
