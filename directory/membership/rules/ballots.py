"""What casting a ballot needs. Pure: the ballot as asked and what the reviewer has opened in, refusals out."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal
from directory.membership.rules.criteria import CANNOT_JUDGE, SCALE
from directory.membership.rules.policy import Policy
from directory.membership.rules.rounds import Kind, Seat, Vote

NOTE_MOST = 4000
REASON_MOST = 2000


class State(StrEnum):
    DRAFT = "draft"
    CAST = "cast"
    CHANGED = "changed"
    LOCKED = "locked"  # the round is closed


class VoteMissing(Refusal):
    message = N_("Choose yes, no or abstain.")
    field = "vote"


class ScoreMissing(Refusal):
    message = N_("Criterion %(number)d: give a score, or N if you cannot judge it.")

    def __init__(self, number: int) -> None:
        super().__init__(field=f"score_{number}", number=number)


class NoteMissing(Refusal):
    message = N_("Criterion %(number)d: say why you cannot judge it.")

    def __init__(self, number: int) -> None:
        super().__init__(field=f"note_{number}", number=number)


class NothingOpened(Refusal):
    message = N_("Criterion %(number)d: open at least one item of its evidence first. A contact sheet counts.")

    def __init__(self, number: int) -> None:
        super().__init__(field=f"score_{number}", number=number)


class ReasonMissing(Refusal):
    message = N_("Your vote and your scores do not say the same. Give the reason in a sentence or two.")
    field = "reason"


class NotAsked(Refusal):
    """A score this seat does not give: only a page made by hand sends it."""

    message = N_("Criterion %(number)d is not for you to score in this round.")

    def __init__(self, number: int) -> None:
        super().__init__(number=number)


# What is done first, also where the day was put off; a secret round keeps no draft.
FIRST_COMES = {
    Kind.ADMISSION: N_(
        "Ballots are cast from %(day)s on: comments are received, read and answered first. Your draft is kept."
    ),
    Kind.RE_REVIEW: N_("Ballots are cast from %(day)s on: the member has time to answer first. Your draft is kept."),
    Kind.REMOVAL: N_("Ballots are cast from %(day)s on: the member has time to answer and to be heard first."),
    Kind.APPEAL: N_("Ballots are cast from %(day)s on: whoever appeals has time to answer and to be heard first."),
}


class TooEarly(Refusal):
    def __init__(self, kind: Kind, begins: datetime) -> None:
        super().__init__(FIRST_COMES[kind], day=f"{begins:%Y-%m-%d %H:%M} UTC")


class Final(Conflict):
    message = N_("You have voted. A secret ballot is final.")
    constraint = "pk_attendances"


class CastMeanwhile(Conflict):
    message = N_("This ballot was cast in another window at the same moment.")
    constraint = "pk_ballot_versions"


class SealedYet(Refusal):
    """What others said is not there before the own ballot is cast."""

    status = 404
    message = N_("This page does not exist, or the link has ended.")


@dataclass(frozen=True, slots=True)
class Score:
    """`value` None with a note: cannot judge. `given` False: nothing chosen yet."""

    value: int | None
    note: str = ""
    given: bool = True


@dataclass(frozen=True, slots=True)
class BallotAsked:
    """The form, read; criteria that were left alone are not in `scores`."""

    vote: Vote | None
    scores: Mapping[int, Score] = field(default_factory=dict)
    reason: str = ""


def criteria_of(seat: Seat, judged: tuple[int, ...], policy: Policy) -> tuple[int, ...]:
    """Which criteria a seat scores."""
    return tuple(number for number in judged if seat is not Seat.LAY or number in policy.lay_criteria)


def contradicts(vote: Vote, scores: Mapping[int, int | None], floor: int) -> bool:
    """A yes beside a score under the floor, or a no where every own score reaches it. Abstaining never does."""
    given = [score for score in scores.values() if score is not None]
    if vote is Vote.YES:
        return any(score < floor for score in given)
    return vote is Vote.NO and bool(given) and all(score >= floor for score in given)


def problems(asked: BallotAsked, numbers: tuple[int, ...], unopened: Collection[int], floor: int) -> list[Refusal]:
    """All reasons against casting, in the order of the page. `unopened`: criteria of whose items none was opened."""
    found: list[Refusal] = [NotAsked(number) for number in sorted(set(asked.scores) - set(numbers))]
    for number in numbers:
        score = asked.scores.get(number)
        if score is None or not score.given:
            found.append(ScoreMissing(number))
        elif score.value is None and not score.note.strip():
            found.append(NoteMissing(number))
        if number in unopened:
            found.append(NothingOpened(number))
    if asked.vote is None:
        found.append(VoteMissing())
    elif contradicts(asked.vote, values_of(asked), floor) and not asked.reason.strip():
        found.append(ReasonMissing())
    return found


def values_of(asked: BallotAsked) -> dict[int, int | None]:
    return {number: score.value for number, score in asked.scores.items() if score.given}


def score_from(text: str) -> int | None:
    """ "0" to "5", or N. ValueError for anything else."""
    if text == CANNOT_JUDGE:
        return None
    if len(text) != 1 or not (text.isascii() and text.isdecimal()) or int(text) not in SCALE:
        raise ValueError(text)
    return int(text)


def as_code(scores: Mapping[int, int | None]) -> str:
    """For the audit: "1=4 2=N 3=3"."""
    return " ".join(f"{n}={CANNOT_JUDGE if scores[n] is None else scores[n]}" for n in sorted(scores))


def from_code(code: str) -> dict[int, int | None]:
    pairs = (part.split("=") for part in code.split())
    return {int(number): score_from(score) for number, score in pairs}


def digest(ballot: Mapping[str, object]) -> str:
    """SHA-256 of the canonical form; the sealed words with their salt are part of it, so nothing can be guessed."""
    text = json.dumps(ballot, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
