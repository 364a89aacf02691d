"""Requests to referees: how one moves, what is refused, what the office should look at, how many are needed. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Gone, NotThere, Refusal
from directory.core.workflow import Guard, Move, Workflow
from directory.membership.rules.application import State as ApplicationState

COLLEAGUES_NAMED, OUTSIDE, PATIENTS_ASKED, FROM_PERIOD_ASKED = 3, 1, 3, 2
COLLEAGUES_MOST, CARDS_MOST = 10, 20
CORRECTED = timedelta(days=14)  # a referee may correct what was taken down on the telephone
WRITING = timedelta(days=1)  # whoever is writing is not sent a fresh link, which would end the one in use
ADDRESSED = frozenset({ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.SCREENING})
# While these last, links work; with the decision they are dead.
OPEN = ADDRESSED | {
    ApplicationState.INFORMATION_REQUESTED,
    ApplicationState.IN_REVIEW,
    ApplicationState.DECISION_PENDING,
}
INVITING = OPEN - {ApplicationState.DRAFT, ApplicationState.DECISION_PENDING}


class Group(StrEnum):
    COLLEAGUE = "colleague"
    PATIENT = "patient"  # a former one, by an invitation card


class State(StrEnum):
    NAMED = "named"  # by the applicant; nobody has written to them yet
    SENT = "sent"
    STARTED = "started"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    NOT_NOW = "not_now"
    BOUNCED = "bounced"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    CONFIRMED = "confirmed"
    NOT_RELIED_ON = "not_relied_on"


class Mode(StrEnum):
    WEB = "web"
    TELEPHONE = "telephone"


STATE_WORDS = {
    State.NAMED: N_("Named, not asked yet"),
    State.SENT: N_("Asked"),
    State.STARTED: N_("Has begun"),
    State.SUBMITTED: N_("Answered"),
    State.DECLINED: N_("Declined"),
    State.NOT_NOW: N_("Not now"),
    State.BOUNCED: N_("E-mail came back"),
    State.EXPIRED: N_("Expired"),
    State.CANCELLED: N_("Cancelled"),
    State.CONFIRMED: N_("Confirmed"),
    State.NOT_RELIED_ON: N_("Not relied on"),
}
GROUP_WORDS = {Group.COLLEAGUE: N_("Colleague"), Group.PATIENT: N_("Former patient")}
ASKED = frozenset(State) - {State.NAMED, State.CANCELLED}
ANSWERED = frozenset({State.SUBMITTED, State.CONFIRMED})  # not what is not relied on
RECEIVED = ANSWERED | {State.NOT_RELIED_ON}
WAITING = frozenset({State.SENT, State.STARTED, State.NOT_NOW})
LINKED = WAITING | {State.EXPIRED}  # an expired request keeps its words; a resend opens it again


def told_until(now: datetime) -> datetime:
    """Answers count for the applicant from the next midnight (UTC) on: a number that rises on the day a card was handed
    out would say who has answered."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


class LinkOver(Gone):
    """For a wrong link and an ended one alike."""

    message = N_("This link has ended or was replaced by a newer one. Look for our latest e-mail, or write to us.")


class CardOver(NotThere):
    message = N_("We do not know this card, or it has ended. Check the code, or ask the clinic for a new card.")
    field = "code"


class StaleAnswers(Conflict):
    """Nothing is lost: the page shows both texts."""

    message = N_(
        "This page was saved in another window after you opened it here. Nothing is lost: compare both texts below, "
        "then save the one that should stand."
    )


class Unanswered(Refusal):
    message = N_("A few questions are still open. Choose “I cannot judge this” where you cannot say.")


class ReasonMissing(Refusal):
    message = N_("Give a reason, in a few words.")
    field = "reason"


class NamedTwice(Conflict):
    message = N_("You have named a colleague with this e-mail address already.")
    constraint = "uq_referees_colleague"
    field = "email"


class OwnAddress(Refusal):
    message = N_("This is your own address. Give the address of your colleague.")
    field = "email"


class TooManyColleagues(Refusal):
    message = N_("You can name ten colleagues at most.")


class TooManyCards(Refusal):
    message = N_("You can make twenty cards at most. Cards end after 42 days; then you can make new ones.")
    field = "count"


class NotOpen(Conflict):
    message = N_("Referees cannot be changed at present.")


class NoAddress(Refusal):
    message = N_("There is no e-mail address to write to. Give one first.")


class TooLateToCorrect(Conflict):
    message = N_("The time to correct these answers has passed. Write to the office if something is wrong.")


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the guards see it."""

    application: ApplicationState
    now: datetime
    reason: str = ""
    complete: bool = True
    correctable_until: datetime | None = None
    has_address: bool = True


def _open(case: Case) -> Refusal | None:
    return None if case.application in OPEN else LinkOver()


def _inviting(case: Case) -> Refusal | None:
    return None if case.application in INVITING else NotOpen()


def _reason(case: Case) -> Refusal | None:
    return None if case.reason.strip() else ReasonMissing()


def _complete(case: Case) -> Refusal | None:
    return None if case.complete else Unanswered()


def _in_time(case: Case) -> Refusal | None:
    until = case.correctable_until
    return None if until is not None and case.now < until else TooLateToCorrect()


def _address(case: Case) -> Refusal | None:
    return None if case.has_address else NoAddress()


def _move(name: str, sources: Collection[State], to: State, *guards: Guard[Case]) -> Move[State, Case]:
    return Move(name, frozenset(sources), to, guards)


MOVES: Workflow[State, Case] = Workflow(
    [
        _move("invite", {State.NAMED}, State.SENT, _inviting),
        _move("start", {State.SENT, State.NOT_NOW}, State.STARTED, _open),
        _move("submit", {State.STARTED}, State.SUBMITTED, _open, _complete),
        _move("decline", WAITING, State.DECLINED, _open, _reason),
        _move("later", {State.SENT, State.STARTED}, State.NOT_NOW, _open),
        _move("take_down", WAITING | {State.BOUNCED, State.EXPIRED}, State.SUBMITTED, _open, _complete),
        _move("correct", {State.SUBMITTED, State.CONFIRMED}, State.SUBMITTED, _open, _complete, _in_time),
        _move("bounce", WAITING, State.BOUNCED),
        _move("expire", WAITING, State.EXPIRED),
        _move("resend", LINKED | {State.BOUNCED}, State.SENT, _open, _address),
        _move("cancel", {State.NAMED, State.BOUNCED, *LINKED}, State.CANCELLED),
        _move("confirm", {State.SUBMITTED, State.NOT_RELIED_ON}, State.CONFIRMED, _open),
        _move("not_relied_on", {State.SUBMITTED, State.CONFIRMED}, State.NOT_RELIED_ON, _open, _reason),
    ]
)
OFFICE_MOVES = ("resend", "bounce", "cancel", "confirm", "not_relied_on")


def due_reminder(left: tuple[int, ...], expires: datetime, now: datetime, last: int | None) -> int | None:
    """The reminder to send now, in days left; after days without a worker only the latest one, and none twice."""
    passed = [days for days in left if expires - timedelta(days=days) <= now < expires]
    if not passed:
        return None
    days = min(passed)
    return days if last is None or days < last else None
