"""What a concern is about, how it moves, and why it may be closed. Pure."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal
from directory.core.workflow import Move, Workflow

WORDS_MOST = 4000
NOTE_MOST = 2000


class Kind(StrEnum):
    SAFETY = "safety"
    CONDUCT = "conduct"
    PHOTOS = "photos"
    WRONG_FACT = "wrong_fact"
    OTHER = "other"


class State(StrEnum):
    NEW = "new"
    IN_HAND = "in_hand"
    CLOSED = "closed"


class Entry(StrEnum):
    """What a line of a concern's history is."""

    NOTE = "note"
    TAKEN = "taken"
    CLOSED = "closed"
    REOPENED = "reopened"


KIND_WORDS = {
    Kind.SAFETY: N_("The safety of a patient"),
    Kind.CONDUCT: N_("How a physician or clinic behaved"),
    Kind.PHOTOS: N_("Photos or privacy"),
    Kind.WRONG_FACT: N_("A wrong fact on a profile"),
    Kind.OTHER: N_("Something else"),
}
STATE_WORDS = {
    State.NEW: N_("New"),
    State.IN_HAND: N_("In hand"),
    State.CLOSED: N_("Closed"),
}
ENTRY_WORDS = {
    Entry.NOTE: N_("Note"),
    Entry.TAKEN: N_("Taken in hand"),
    Entry.CLOSED: N_("Closed"),
    Entry.REOPENED: N_("Opened again"),
}


class ReasonNeeded(Refusal):
    message = N_("Say why. The reason stays in the history of this concern.")
    field = "words"


class NoteEmpty(Refusal):
    message = N_("Write the note first.")
    field = "words"


class AlreadySent(Conflict):
    """A double click, or the page sent again: the first one counts."""

    message = N_("We have received this already.")
    constraint = "uq_concerns_submission"


@dataclass(frozen=True, slots=True)
class Step:
    """A move as asked for: its words are the reason."""

    words: str


def _reason(step: Step) -> Refusal | None:
    return None if step.words else ReasonNeeded()


TAKE, CLOSE, REOPEN = "take", "close", "reopen"
MOVES: Workflow[State, Step] = Workflow(
    (
        Move(TAKE, frozenset({State.NEW}), State.IN_HAND),
        Move(CLOSE, frozenset({State.NEW, State.IN_HAND}), State.CLOSED, (_reason,)),
        Move(REOPEN, frozenset({State.CLOSED}), State.IN_HAND, (_reason,)),
    )
)
ENTRY_OF = {TAKE: Entry.TAKEN, CLOSE: Entry.CLOSED, REOPEN: Entry.REOPENED}


@dataclass(frozen=True, slots=True)
class ConcernAsked:
    """The form, read. `submission` is one random value a page: sent twice, it is one concern."""

    submission: str
    kind: Kind
    physician_id: int | None
    about: str
    words: str
    name: str
    email: str
    may_contact: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What was said, opened from its seal."""

    about: str
    words: str
    name: str
    email: str
    may_contact: bool


_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that are mistaken for another when read out


def new_reference() -> str:
    """K-7F3Q-9XWM: 39 bits, so that references do not tell how many concerns there are."""
    text = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"K-{text[:4]}-{text[4:]}"
