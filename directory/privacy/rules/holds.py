"""Legal holds: a case is frozen from the first word on, and let go only by two. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal
from directory.core.workflow import Guard, Move, Workflow, WrongState
from directory.privacy.rules.retention import Keep

REASON_MOST = 2000
COURT_MOST = 300
REVIEW = Keep(months=6)
REMINDERS = (14, 0)  # days before the review date


class State(StrEnum):
    REQUESTED = "requested"
    ACTIVE = "active"
    ENDING = "ending"  # one has signed that it may end
    REFUSED = "refused"
    RELEASED = "released"


STANDING = frozenset({State.REQUESTED, State.ACTIVE, State.ENDING})
STATE_WORDS = {
    State.REQUESTED: N_("Asked for; frozen until it is signed or refused"),
    State.ACTIVE: N_("In force"),
    State.ENDING: N_("In force; its end waits for a second signature"),
    State.REFUSED: N_("Refused"),
    State.RELEASED: N_("Ended"),
}
ASK, SIGN, REFUSE, REVIEWED, TELL = "ask", "sign", "refuse", "review", "tell"
ASK_END, KEEP, RELEASE = "ask_end", "keep", "release"
MOVE_WORDS = {
    ASK: N_("Asked for"),
    SIGN: N_("Signed: in force"),
    REFUSE: N_("Refused"),
    REVIEWED: N_("Reviewed: still needed"),
    TELL: N_("The court’s order is over: the person is told"),
    ASK_END: N_("May end, says the first"),
    KEEP: N_("Stays in force"),
    RELEASE: N_("Signed: ended"),
}


class ReasonMissing(Refusal):
    message = N_("Say why. The reason stays in the register.")
    field = "words"


class ReviewMissing(Refusal):
    message = N_("Give the day on which it is looked at again: after today, and at most six months from now.")
    field = "review_on"


class HeldAlready(Conflict):
    message = N_("There is a legal hold on this case already.")
    field = "reference"
    constraint = "uq_legal_holds_one"


class UnknownCase(Refusal):
    message = N_("There is no application with this reference.")
    field = "reference"


class NothingKept(Conflict):
    message = N_("Nothing is left of this application that could be kept: all of it has been erased.")
    field = "reference"


class SecondPerson(Conflict):
    """The database says so as well."""

    message = N_("You have signed this already: a second coordinator has to do it.")
    constraint = "ck_legal_holds_four_eyes"


class NoOrder(Conflict):
    message = N_("No court has forbidden to tell the person, or the person was told already.")


class OrderMissing(Refusal):
    message = N_("Say which court ordered it, and the order’s number.")
    field = "court"


@dataclass(frozen=True, slots=True)
class HoldAsked:
    """`court`: the order that forbids telling the person; empty: the person is told."""

    reference: str
    words: str
    review_on: date | None
    silent: bool = False
    court: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A move as asked for; `first` is whoever signed the first of the two signatures it is the second of."""

    person_id: int
    words: str
    today: date
    first: int | None
    review_on: date | None = None


def _reason(step: Step) -> Refusal | None:
    return None if step.words.strip() else ReasonMissing()


def _another(step: Step) -> Refusal | None:
    return SecondPerson() if step.person_id == step.first else None


def _review(step: Step) -> Refusal | None:
    return None if reviewable(step.review_on, step.today) else ReviewMissing()


def _move(name: str, sources: set[State], to: State, *guards: Guard[Step]) -> Move[State, Step]:
    return Move(name, frozenset(sources), to, guards)


MOVES: Workflow[State, Step] = Workflow(
    [
        _move(SIGN, {State.REQUESTED}, State.ACTIVE, _another),
        _move(REFUSE, {State.REQUESTED}, State.REFUSED, _another, _reason),
        _move(REVIEWED, {State.ACTIVE}, State.ACTIVE, _reason, _review),
        _move(ASK_END, {State.ACTIVE}, State.ENDING, _reason),
        _move(KEEP, {State.ENDING}, State.ACTIVE, _reason),
        _move(RELEASE, {State.ENDING}, State.RELEASED, _another),
    ]
)
TELLABLE = frozenset({State.ACTIVE, State.ENDING, State.RELEASED})  # telling moves nothing


def check_tell(state: State, words: str, *, silenced: bool) -> None:
    """The order that forbade it is over. Raises WrongState, NoOrder, ReasonMissing."""
    if state not in TELLABLE:
        raise WrongState
    if not silenced:
        raise NoOrder
    if not words.strip():
        raise ReasonMissing


@dataclass(frozen=True, slots=True)
class Button:
    """A move that is possible in this state; `refusal` says why this coordinator cannot make it."""

    name: str
    refusal: str | None


def buttons(state: State, person_id: int, first: int | None, *, silenced: bool) -> list[Button]:
    """As the server will decide. What the form has to give (words, a day) is not asked here."""
    found = [
        Button(name, SecondPerson.message if _another in each.guards and person_id == first else None)
        for name, each in MOVES.moves.items()
        if state in each.sources
    ]
    return [*found, Button(TELL, None)] if silenced and state in TELLABLE else found


def reviewable(day: date | None, today: date) -> bool:
    return day is not None and today < day <= REVIEW.until(today)


def check_asked(asked: HoldAsked, today: date) -> None:
    """Raises ReasonMissing, ReviewMissing, OrderMissing."""
    if not asked.words.strip():
        raise ReasonMissing
    if not reviewable(asked.review_on, today):
        raise ReviewMissing
    if asked.silent and not asked.court.strip():
        raise OrderMissing
