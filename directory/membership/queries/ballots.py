"""Ballots as their own reviewer sees them, and what others said once the own one is cast."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.membership.models import Attendance, Ballot, BallotVersion, ItemOpening, OpenedBallot, Round
from directory.membership.queries import rounds
from directory.membership.queries.standing import by_number, last_versions
from directory.membership.rules.ballots import BallotAsked, Score, digest
from directory.membership.rules.criteria import SCALE
from directory.membership.rules.policy import Policy
from directory.membership.rules.rounds import Secrecy, Vote


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a cast ballot, opened. `asked`: the sentences that were answered."""

    notes: Mapping[int, str]
    reason: str
    asked: Mapping[int, str]
    salt: str


@dataclass(frozen=True, slots=True)
class Spread:
    """How a criterion was scored by those whose ballots are in."""

    number: int
    counts: tuple[int, ...]
    not_judged: int


@dataclass(frozen=True, slots=True)
class Drift:
    """A changed vote: the first and the last version. Nobody's name."""

    first: BallotVersion
    last: BallotVersion
    versions: int


@dataclass(frozen=True, slots=True)
class Distribution:
    votes: Mapping[Vote, int]
    criteria: tuple[Spread, ...]
    changed: int = 0
    notes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def own(round_: Round, person_id: int) -> Ballot | None:
    query = sa.select(Ballot).where(Ballot.round_id == round_.id, Ballot.person_id == person_id)
    return session().scalar(query.execution_options(populate_existing=True))


def has_cast(round_: Round, person_id: int) -> bool:
    if round_.secrecy is Secrecy.SECRET:
        return session().get(Attendance, (round_.id, person_id), populate_existing=True) is not None
    ballot = own(round_, person_id)
    return ballot is not None and ballot.version > 0


def versions(round_: Round, person_id: int) -> list[BallotVersion]:
    query = sa.select(BallotVersion).where(BallotVersion.round_id == round_.id, BallotVersion.person_id == person_id)
    return list(session().scalars(query.order_by(BallotVersion.number)))


def draft_of(round_: Round, ballot: Ballot | None) -> BallotAsked:
    """What the page was saving, or what was cast last, or nothing."""
    if ballot is None:
        return BallotAsked(None)
    if ballot.draft is not None:
        part = rounds.sealed_as(round_, f"draft/{ballot.person_id}")
        return from_json(cast(dict[str, Any], vault.open_json(rounds.key(round_), part, ballot.draft)))
    kept = versions(round_, ballot.person_id)
    return asked_of(round_, kept[-1]) if kept else BallotAsked(None)


def asked_of(round_: Round, version: BallotVersion) -> BallotAsked:
    said = words_of(round_, version)
    scores = {n: Score(value, said.notes.get(n, "")) for n, value in by_number(version.scores).items()}
    return BallotAsked(version.vote, scores, said.reason)


def words_of(round_: Round, version: BallotVersion) -> Said:
    return said_from(raw_words(round_, version))


def said_from(body: vault.Json) -> Said:
    words = cast(dict[str, Any], body)
    notes, asked = words["notes"].items(), words["asked"].items()
    return Said({int(n): t for n, t in notes}, words["reason"], {int(n): t for n, t in asked}, words["salt"])


def as_json(asked: BallotAsked) -> dict[str, Any]:
    scores = {str(n): {"value": s.value, "note": s.note, "given": s.given} for n, s in asked.scores.items()}
    return {"vote": asked.vote, "scores": scores, "reason": asked.reason}


def from_json(body: Mapping[str, Any]) -> BallotAsked:
    scores = {int(number): Score(**score) for number, score in body["scores"].items()}
    return BallotAsked(Vote(body["vote"]) if body["vote"] else None, scores, body["reason"])


def opened(round_: Round, person_id: int) -> dict[int, set[str]]:
    """By criterion: the items this reviewer has opened."""
    query = sa.select(ItemOpening.criterion, ItemOpening.item)
    query = query.where(ItemOpening.round_id == round_.id, ItemOpening.person_id == person_id)
    found: dict[int, set[str]] = {}
    for criterion, item in session().execute(query):
        found.setdefault(criterion, set()).add(item)
    return found


def distribution(round_: Round, policy: Policy) -> Distribution:
    """Of the ballots that are in. Only for a reader who has cast, or after closing."""
    kept = [row for row, _ in last_versions(round_.id)]
    scores = [by_number(row.scores) for row in kept]
    votes = {vote: sum(row.vote is vote for row in kept) for vote in Vote}
    spreads = tuple(_spread(number, scores) for number in rounds.judged(round_, policy))
    return Distribution(votes, spreads, sum(row.number > 1 for row in kept), _notes(round_, kept))


def _notes(round_: Round, kept: list[BallotVersion]) -> dict[int, tuple[str, ...]]:
    """Beside each criterion, without names, sorted so that no order tells who."""
    found: dict[int, list[str]] = {}
    for row in kept:
        for number, note in words_of(round_, row).notes.items():
            if note:
                found.setdefault(number, []).append(note)
    return {number: tuple(sorted(notes)) for number, notes in found.items()}


def _spread(number: int, ballots: list[dict[int, int | None]]) -> Spread:
    given = [scores[number] for scores in ballots if number in scores]
    return Spread(number, tuple(given.count(step) for step in SCALE), given.count(None))


def drift(round_: Round) -> list[Drift]:
    """Votes that were changed, for the chair and the record."""
    changed = [row for row, _ in last_versions(round_.id) if row.number > 1]
    firsts = [versions(round_, row.person_id)[0] for row in changed]
    return [Drift(first, last, last.number) for first, last in zip(firsts, changed, strict=True)]


def shown_since(round_: Round, person_id: int, now: datetime) -> bool:
    """Whether what others said may be shown to this reviewer: the own ballot is in, or the round is closed."""
    closed = round_.closed is not None and round_.closed <= now
    return closed or (round_.secrecy is Secrecy.CONFIDENTIAL and has_cast(round_, person_id))


def raw_words(round_: Round, version: BallotVersion) -> vault.Json:
    part = rounds.sealed_as(round_, f"ballot/{version.person_id}/{version.number}")
    return vault.open_json(rounds.key(round_), part, version.words)


def raw_opened(round_: Round, ballot: OpenedBallot) -> vault.Json:
    return vault.open_json(rounds.key(round_), rounds.sealed_as(round_, f"opened/{ballot.number}"), ballot.words)


def digest_of(facts: Mapping[str, object], row: BallotVersion | OpenedBallot, words: vault.Json) -> str:
    """As it was computed when the ballot was cast, or the pool opened."""
    return digest({**facts, "vote": row.vote, "scores": row.scores, "words": words})
