"""What the applicant's status page says of a state: in words, what comes next, and who acts. No reviewer appears."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median_low

from directory.core.refusals import N_
from directory.membership.rules.application import Outcome, State

FIGURES_LEAST = 5  # fewer would tell about single applications


class Who(StrEnum):
    APPLICANT = "applicant"
    OFFICE = "office"
    PANEL = "panel"
    NOBODY = "nobody"


WHO_WORDS = {
    Who.APPLICANT: N_("You"),
    Who.OFFICE: N_("The office"),
    Who.PANEL: N_("The panel"),
    Who.NOBODY: N_("Nobody"),
}


@dataclass(frozen=True, slots=True)
class Status:
    title: str
    next: str
    who: Who


STATUS = {
    State.DRAFT: Status(
        N_("Draft"), N_("Complete the parts below in any order, then submit the application."), Who.APPLICANT
    ),
    State.SUBMITTED: Status(N_("Submitted"), N_("The office begins to check your application."), Who.OFFICE),
    State.SCREENING: Status(
        N_("Being checked"),
        N_("The office checks licence, cover and credentials at their source and waits for the referees."),
        Who.OFFICE,
    ),
    State.INFORMATION_REQUESTED: Status(
        N_("We have asked you for something"),
        N_("Answer each item below. The clock stands still until then."),
        Who.APPLICANT,
    ),
    State.IN_REVIEW: Status(
        N_("In review"), N_("A panel of members without a conflict of interest judges the eight criteria."), Who.PANEL
    ),
    State.DECISION_PENDING: Status(
        N_("Before the decision"), N_("The decision is written and sent to you by e-mail."), Who.OFFICE
    ),
    State.DECIDED: Status(N_("Decided"), N_("The decision was sent to you by e-mail."), Who.NOBODY),
    State.WITHDRAWN: Status(N_("Withdrawn"), N_("You have withdrawn the application."), Who.NOBODY),
    State.EXPIRED: Status(
        N_("Expired"),
        N_("The draft was not touched for a long time. You can apply again with what you wrote."),
        Who.NOBODY,
    ),
    State.APPEALED: Status(N_("Under appeal"), N_("Another panel looks at the decision."), Who.PANEL),
    State.CLOSED: Status(N_("Closed"), N_("Nothing more is to be done."), Who.NOBODY),
}
# What the office calls them: the words above speak to the applicant.
OFFICE_TITLES = {state: each.title for state, each in STATUS.items()} | {
    State.SUBMITTED: N_("Submitted, to be taken"),
    State.SCREENING: N_("In screening"),
    State.INFORMATION_REQUESTED: N_("Waiting for information from the applicant"),
}
OUTCOME_WORDS = {
    Outcome.APPROVED: N_("Approved"),
    Outcome.APPROVED_CONDITIONAL: N_("Approved with conditions"),
    Outcome.DEFERRED: N_("Deferred"),
    Outcome.DECLINED: N_("Declined"),
}


def typical(days: Sequence[int]) -> int | None:
    """The median, or None while there are too few figures."""
    return median_low(days) if len(days) >= FIGURES_LEAST else None
