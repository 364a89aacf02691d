"""The one table of a membership. Its states are the directory's standings, so that listing can never differ from it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directory.core.refusals import N_, Conflict, NotThere, Refusal
from directory.core.workflow import Guard, Move, Workflow
from directory.physicians.rules import FORMER, LISTED, Standing, StandingReason

SYSTEM = "system"
REASON_MOST = 1000
REMINDERS = (90, 60, 30, 7)  # days before a credential expires; the policy may say otherwise


class ReasonMissing(Refusal):
    message = N_("Say why. The reason stays in the office.")
    field = "reason"


class ByTheClock(Refusal):
    message = N_("This comes by the clock alone.")


class NotYet(Conflict):
    message = N_("It is not time for this yet.")


class TooLateToRestore(Conflict):
    message = N_(
        "A lapsed membership can be restored for %(days)d days. They have passed: a new application is needed."
    )


class PapersMissing(Conflict):
    message = N_("Licence and cover must be verified and unexpired first.")


class ConditionsOpen(Conflict):
    message = N_("Not all conditions are met yet.")


class NoRound(Refusal):
    message = N_("Nobody is removed without a removal round that has carried.")


class ResignationRunning(Conflict):
    message = N_("You have asked for this already. You can take it back until it takes effect.")


class NothingToUndo(Conflict):
    message = N_("There is nothing to take back any more.")


@dataclass(frozen=True, slots=True)
class Case:
    """A membership as its guards see it."""

    actor: str
    member: str  # "person:7"; empty: without an account
    now: datetime
    reason: str = ""
    confirmed: bool = True  # licence and cover are verified and unexpired
    unconfirmed_days: int = 0
    patience_days: int = 14
    conditions_open: int = 0
    overdue_days: int = 0  # of the oldest dues
    lapse_days: int = 60
    lapsed_days: int = 0
    restore_days: int = 90
    carried: bool = False  # the round has that asks for it


def _reason(case: Case) -> Refusal | None:
    return None if case.reason.strip() else ReasonMissing()


def _clock(case: Case) -> Refusal | None:
    return None if case.actor == SYSTEM else ByTheClock()


def _own(case: Case) -> Refusal | None:
    return None if case.actor in {case.member, SYSTEM} and case.member else NotThere()


def _confirmed(case: Case) -> Refusal | None:
    return None if case.confirmed else PapersMissing()


def _unconfirmed(case: Case) -> Refusal | None:
    return NotYet() if case.confirmed else None


def _patience(case: Case) -> Refusal | None:
    return None if case.unconfirmed_days >= case.patience_days else NotYet()


def _conditions(case: Case) -> Refusal | None:
    return ConditionsOpen() if case.conditions_open else None


def _overdue(case: Case) -> Refusal | None:
    return None if case.overdue_days >= case.lapse_days else NotYet()


def _paid(case: Case) -> Refusal | None:
    return NotYet() if case.overdue_days > 0 else None


def _in_time(case: Case) -> Refusal | None:
    return None if case.lapsed_days <= case.restore_days else TooLateToRestore(days=case.restore_days)


def _carried(case: Case) -> Refusal | None:
    return None if case.carried else NoRound()


def _move(name: str, sources: set[Standing], to: Standing, *guards: Guard[Case]) -> Move[Standing, Case]:
    return Move(name, frozenset(sources), to, guards)


_S = Standing
_LISTED = set(LISTED)
MOVES: Workflow[Standing, Case] = Workflow(
    [
        _move("admit", {_S.DRAFT, *FORMER}, _S.ACTIVE),
        _move("admit_on_probation", {_S.DRAFT, *FORMER}, _S.PROBATION),
        _move("put_on_probation", {_S.ACTIVE, _S.UNDER_REVIEW}, _S.PROBATION, _reason),
        _move("end_probation", {_S.PROBATION}, _S.ACTIVE, _conditions),
        _move("review", {_S.ACTIVE, _S.PROBATION}, _S.UNDER_REVIEW, _reason),
        _move("clear", {_S.UNDER_REVIEW}, _S.ACTIVE, _reason),
        _move("unconfirmed", {_S.ACTIVE, _S.PROBATION}, _S.UNDER_REVIEW, _unconfirmed),
        _move("confirmed", {_S.UNDER_REVIEW}, _S.ACTIVE, _confirmed),
        _move("suspend", _LISTED, _S.SUSPENDED, _reason),
        _move("suspend_unconfirmed", _LISTED, _S.SUSPENDED, _clock, _unconfirmed, _patience),
        _move("restore", {_S.SUSPENDED}, _S.ACTIVE, _reason, _confirmed),
        _move("lapse", _LISTED | {_S.SUSPENDED}, _S.LAPSED, _clock, _overdue),
        _move("restore_paid", {_S.LAPSED}, _S.ACTIVE, _paid, _in_time),
        _move("remove", _LISTED | {_S.SUSPENDED, _S.LAPSED}, _S.REMOVED, _reason, _carried),
        _move("reinstate", {_S.REMOVED}, _S.ACTIVE, _reason, _carried),
        _move("resign", _LISTED | {_S.SUSPENDED, _S.LAPSED}, _S.RESIGNED, _own),
    ]
)
# These lead back to where the membership was before the last of the moves that are named.
RETURNS = {
    "clear": ("review",),
    "confirmed": ("unconfirmed",),
    "reinstate": ("remove",),
    "restore": ("suspend", "suspend_unconfirmed"),
    "restore_paid": ("lapse",),
}
BY_HAND = ("review", "clear", "put_on_probation", "end_probation", "suspend", "restore")
REASONS = {
    "admit": StandingReason.ADMITTED,
    "admit_on_probation": StandingReason.ADMITTED,
    "unconfirmed": StandingReason.CREDENTIAL,
    "confirmed": StandingReason.CREDENTIAL,
    "suspend_unconfirmed": StandingReason.CREDENTIAL,
    "put_on_probation": StandingReason.REVIEW,
    "end_probation": StandingReason.REVIEW,
    "review": StandingReason.REVIEW,
    "clear": StandingReason.REVIEW,
    "remove": StandingReason.REVIEW,
    "reinstate": StandingReason.REVIEW,
    "lapse": StandingReason.TERM_ENDED,
    "resign": StandingReason.OWN_WISH,
}
MOVE_WORDS = {
    "adopted": N_("Taken over from before"),
    "admit": N_("Admitted"),
    "admit_on_probation": N_("Admitted with conditions"),
    "put_on_probation": N_("Put on probation"),
    "end_probation": N_("Probation ended"),
    "review": N_("Put under review"),
    "clear": N_("Review ended"),
    "unconfirmed": N_("Licence or cover not confirmed"),
    "confirmed": N_("Licence and cover confirmed"),
    "suspend": N_("Suspended"),
    "suspend_unconfirmed": N_("Suspended until licence and cover are confirmed"),
    "restore": N_("Restored"),
    "lapse": N_("Lapsed"),
    "restore_paid": N_("Restored after payment"),
    "remove": N_("Removed"),
    "reinstate": N_("Removal taken back after an appeal"),
    "resign": N_("Resigned"),
    "renewed": N_("Renewed for another term"),
}
STATE_WORDS = {
    _S.DRAFT: N_("Not admitted"),
    _S.ACTIVE: N_("Active"),
    _S.PROBATION: N_("On probation"),
    _S.UNDER_REVIEW: N_("Under review"),
    _S.SUSPENDED: N_("Suspended"),
    _S.LAPSED: N_("Lapsed"),
    _S.REMOVED: N_("Removed"),
    _S.RESIGNED: N_("Resigned"),
}


def ends_consultations(before: Standing, after: Standing) -> bool:
    """Who is not listed any more sees nobody: what is booked is called off."""
    return before in LISTED and after not in LISTED


def reminder_today(expires: date, today: date, days: tuple[int, ...]) -> int | None:
    """The one reminder that is due: of several that were held up, the nearest."""
    left = (expires - today).days
    due = [each for each in days if 0 <= left <= each]
    return min(due) if due else None


def days_since(day: date | None, now: datetime) -> int:
    return 0 if day is None else (now.date() - day).days


def undo_until(chosen: datetime, minutes: int) -> datetime:
    return chosen + timedelta(minutes=minutes)
