"""Questions of the office to an applicant: how many times, by when, and what reopens. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from directory.core.refusals import N_, Conflict, Refusal
from directory.membership.rules.policy import Policy
from directory.membership.rules.sections import Section

ITEM_MOST = 1000
ITEMS_MOST = 20


class NoMoreQuestions(Conflict):
    message = N_("Information has been asked for as often as the policy allows. Decide with what there is.")
    constraint = "uq_information_requests_application_id_number"


class NothingAsked(Refusal):
    message = N_("Write at least one item, and choose the part of the application it is about.")


class AskedTwice(Conflict):
    message = N_("There is a request for information under way already.")
    constraint = "uq_information_requests_one_open"


class ReplyMissing(Refusal):
    message = N_("Answer each item in a sentence or two: say what you changed, or why nothing can be added.")
    field = "reply"


class NoQuestion(Conflict):
    message = N_("This request has ended. If you have something to add, write to the office.")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the office asks for. Its section reopens until the request is answered or overdue."""

    section: Section
    words: str


def due_of(policy: Policy, number: int, now: datetime) -> datetime:
    """The first request gives longer than the later ones. Raises NoMoreQuestions."""
    if number > policy.information_requests:
        raise NoMoreQuestions
    return now + timedelta(days=policy.information_days[min(number, len(policy.information_days)) - 1])


def check(items: tuple[Item, ...]) -> None:
    if not items or len(items) > ITEMS_MOST or any(not item.words.strip() for item in items):
        raise NothingAsked


def reminders(policy: Policy, asked: datetime, due: datetime) -> list[tuple[int, datetime]]:
    """(days left, when); those that lie after the asking: no reminder at once."""
    found = [(days, due - timedelta(days=days)) for days in policy.information_reminders]
    return [(days, when) for days, when in found if when > asked]
