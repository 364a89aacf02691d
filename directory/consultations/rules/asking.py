"""What a physician may ask for later, how a consultation is declined, and how long silence may last. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from directory.consultations.rules.states import COMING, Appointment, State
from directory.core.refusals import N_, Conflict, Refusal

ASKS_AT_MOST = 10
LONGEST_ASK = 1000
LONGEST_ANSWER = 2000
SILENCE = timedelta(days=60)
CLOCK_RUNS = frozenset({State.OPINION_DUE, State.OVERDUE})
PREPARES = frozenset({State.WAITING_FOR_PATIENT, State.READY})
WAITS = frozenset({State.WAITING_FOR_PATIENT, State.MORE_ASKED})  # for the patient


class DeclineReason(StrEnum):
    IN_PERSON = "in_person"
    FIELD = "field"
    PLACE = "place"
    LANGUAGE = "language"
    NO_TIME = "no_time"
    OTHER = "other"


# As the physician chooses, and as the patient reads it.
DECLINE_CHOICES = {
    DeclineReason.IN_PERSON: N_("It needs somebody who can examine in person"),
    DeclineReason.FIELD: N_("A colleague has more experience with this"),
    DeclineReason.PLACE: N_("I am not licensed where the patient lives"),
    DeclineReason.LANGUAGE: N_("We do not share a language well enough"),
    DeclineReason.NO_TIME: N_("I cannot answer in time"),
    DeclineReason.OTHER: N_("Another reason"),
}
DECLINE_WORDS = {
    DeclineReason.IN_PERSON: N_("This needs somebody who can examine you in person."),
    DeclineReason.FIELD: N_("A colleague has more experience with this."),
    DeclineReason.PLACE: N_("%(physician)s is not licensed where you live."),
    DeclineReason.LANGUAGE: N_("You and %(physician)s do not share a language well enough."),
    DeclineReason.NO_TIME: N_("%(physician)s cannot answer in time."),
    DeclineReason.OTHER: "",
}


class MayNotAsk(Conflict):
    message = N_("More can be asked for before a call, and while the opinion is due.")


class AskedOften(Conflict):
    message = N_("You have asked ten times. Please suggest another time and speak instead.")


class ListAsked(Conflict):
    message = N_("You have asked for the surgical list already. The answers stand with the rest when they come.")


class NothingSaid(Refusal):
    field = "words"
    message = N_("Write an answer, or send a photo first. “I cannot send this” will do.")


class MarkFirst(Conflict):
    message = N_("The call has begun. Say first whether it took place.")


@dataclass(frozen=True, slots=True)
class Asking:
    """Keys of views, words, and the surgical list; one of them at least."""

    views: tuple[str, ...]
    words: str
    surgical: bool = False


SURGICAL_LIST = Asking(views=(), words="", surgical=True)


def check_may_ask(
    state: State, appointment: Appointment | None, starts: datetime | None, now: datetime, *, asked: int
) -> None:
    """Raises MayNotAsk or AskedOften."""
    ahead = state in PREPARES and appointment in COMING and starts is not None and now < starts
    if not ahead and state not in CLOCK_RUNS:
        raise MayNotAsk
    if asked >= ASKS_AT_MOST:
        raise AskedOften


def check_may_decline(appointment: Appointment | None, starts: datetime | None, now: datetime) -> None:
    """Raises MarkFirst; which states may be declined stands in the table."""
    if appointment in COMING and starts is not None and now >= starts:
        raise MarkFirst


def days_left(today: date, last: date, weekdays: Sequence[int] | frozenset[int]) -> int:
    """Clinic days after today up to the last one; the clock goes on with them, one at least."""
    week = frozenset(weekdays) or frozenset(range(5))
    between = (today + timedelta(days=number) for number in range(1, (last - today).days + 1))
    return max(1, sum(day.weekday() in week for day in between))
