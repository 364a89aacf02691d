"""Taking over members from before there were memberships here: since when, under which policy, and why."""

from dataclasses import dataclass
from datetime import date

from directory.core.refusals import N_, Conflict, Refusal
from directory.physicians.rules import Standing

EARLIEST = date(1950, 1, 1)
REASON_MOST = 1000


class AdoptedAlready(Conflict):
    message = N_("This physician has a membership already.")


class NothingToTakeOver(Conflict):
    message = N_("This profile was never listed: membership begins with an application.")


class ReasonMissing(Refusal):
    message = N_("Say what this rests on: the list, the letter or the minutes that show it.")
    field = "reason"


class SinceWrong(Refusal):
    message = N_("Give the day on which the membership began. It cannot lie ahead.")
    field = "since"


class PolicyUnknown(Refusal):
    message = N_("Choose a version of the policy.")
    field = "policy"


@dataclass(frozen=True, slots=True)
class Adoption:
    since: date
    policy: int
    reason: str


def check(asked: Adoption, standing: Standing, *, today: date, known: bool, member: bool) -> None:
    """`known`: there is such a version of the policy."""
    if member:
        raise AdoptedAlready
    if standing is Standing.DRAFT:
        raise NothingToTakeOver
    if not asked.reason.strip():
        raise ReasonMissing
    if not EARLIEST <= asked.since <= today:
        raise SinceWrong
    if not known:
        raise PolicyUnknown
