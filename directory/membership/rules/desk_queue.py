"""The queue on the coordinators' desk: what waits for whom, and since when. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from directory.core.refusals import N_
from directory.membership.rules.application import State


class Order(StrEnum):
    LONGEST = "longest"
    NEWEST = "newest"
    STATE = "state"
    SUBMITTED = "submitted"


ORDER_WORDS = {
    Order.LONGEST: N_("Longest in its state first"),
    Order.NEWEST: N_("Latest change first"),
    Order.SUBMITTED: N_("Submitted first"),
    Order.STATE: N_("By state"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the queue knows of one file."""

    state: State
    proposal: bool = False
    lacking: int = 0
    unread: int = 0  # comments nobody has read
    unsent: int = 0  # adverse ones the applicant has not been told of
    due: datetime | None = None  # of the applicant's answer, or of the ballots
    answer_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Next:
    message: str
    until: datetime | None = None
    ours: bool = True  # the office acts


def next_action(facts: Facts) -> Next:
    """One line a file: the first thing that is to be done."""
    if facts.state is State.SCREENING:
        return _next_in_screening(facts)
    if facts.state is State.IN_REVIEW:
        return _next_in_review(facts)
    return {
        State.SUBMITTED: Next(N_("Take into screening")),
        State.INFORMATION_REQUESTED: Next(N_("The applicant answers"), facts.due, ours=False),
        State.DECISION_PENDING: Next(N_("The chair decides"), ours=False),
        State.APPEALED: Next(N_("Another panel judges the appeal"), ours=False),
        State.DRAFT: Next(N_("The applicant writes"), ours=False),
    }.get(facts.state, Next(N_("Nothing more"), ours=False))


def _next_in_screening(facts: Facts) -> Next:
    if facts.proposal:
        return Next(N_("A second coordinator confirms the decline"))
    return Next(N_("Check, and wait for referees")) if facts.lacking else Next(N_("Open the round"))


def _next_in_review(facts: Facts) -> Next:
    if facts.unread:
        return Next(N_("Read the comments"))
    if facts.unsent:
        return Next(N_("Summarise what weighs against"))
    if facts.answer_due:
        return Next(N_("The applicant answers what weighs against"), facts.answer_due, ours=False)
    return Next(N_("The panel judges"), facts.due, ours=False)


def days(since: date | datetime, now: datetime) -> int:
    return (now - since).days if isinstance(since, datetime) else (now.date() - since).days
