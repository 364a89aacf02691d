"""The record of a decision: for whom it is made, what each reader gets, and when it may be made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal
from directory.membership.rules import rounds
from directory.membership.rules.application import State


class Redaction(StrEnum):
    COURT = "court"  # everything that is kept, with names
    APPLICANT = "applicant"  # nothing that tells who reviewed, how many, or how they voted
    PUBLIC = "public"  # nobody's name and nobody's words


WORDS = {
    Redaction.COURT: N_("For a court or an arbiter: everything, with names"),
    Redaction.APPLICANT: N_("For the applicant: without reviewers, referees and votes"),
    Redaction.PUBLIC: N_("For the public: nobody’s name and nobody’s words"),
}
# Ballots of confidential rounds are known to the audit trail and the chair: a coordinator never holds them.
BY_OFFICE = frozenset({Redaction.APPLICANT, Redaction.PUBLIC})
BY_CHAIR = frozenset(Redaction)
DECIDED = frozenset({State.DECISION_PENDING, State.DECIDED, State.APPEALED, State.CLOSED})
WITHHELD = "(withheld)"
ERASED = "(erased)"


class NotDecided(Conflict):
    message = N_("There is no decision yet. A record is made when the panel’s round is closed.")


class RoundOpen(Conflict):
    message = N_("A round about this application is open. A record made now would show ballots before it is closed.")


class NotForYou(Refusal):
    message = N_("Only the chair makes the record for a court: it shows who voted how.")
    field = "redaction"


@dataclass(frozen=True, slots=True)
class Entry:
    """Facts in their order: pairs of (what, words)."""

    facts: tuple[tuple[str, str], ...]


def entry(*facts: tuple[str, object]) -> Entry:
    """What is not there is left out."""
    return Entry(tuple((what, words_of(value)) for what, value in facts if value not in (None, "")))


def words_of(value: object) -> str:
    """Times in UTC to the second, so that a record comes out the same whoever makes it, wherever."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return str(value)


@dataclass(frozen=True, slots=True)
class Part:
    """One chapter of the record."""

    key: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """One stream of the audit log. A row is its canonical text with its hash, or the hash alone where it is withheld.

    `whole` False: not even the rows' number is told, only the hash of the last one.
    """

    stream: str
    end: str
    rows: tuple[tuple[str | None, str], ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """What the stand-alone verifier counts again from a round's stream."""

    stream: str
    votes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Contents:
    reference: str
    redaction: Redaction
    parts: tuple[Part, ...]
    chains: tuple[Chain, ...]
    counted: tuple[Counted, ...] = ()


def check(state: State, states: Collection[rounds.State]) -> None:
    """Raises NotDecided or RoundOpen."""
    if rounds.State.OPEN in states or rounds.State.PLANNED in states:
        raise RoundOpen
    if state not in DECIDED:
        raise NotDecided


def check_maker(redaction: Redaction, allowed: Collection[Redaction]) -> None:
    if redaction not in allowed:
        raise NotForYou
