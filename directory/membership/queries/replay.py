"""A round rebuilt from its audit stream alone, and compared with what is stored. `flask review replay` prints it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from directory.core import audit
from directory.core.audit import AuditRow
from directory.core.db import session
from directory.membership.models import BallotVersion, OpenedBallot, Round
from directory.membership.queries import ballots, policy, rounds, standing
from directory.membership.rules import tally
from directory.membership.rules.ballots import digest, from_code
from directory.membership.rules.blocks import Finding
from directory.membership.rules.rounds import Seat, Secrecy, State, Vote


@dataclass(frozen=True, slots=True)
class Replay:
    """`problems` are sentences; without any, the stored result is what the ballots say."""

    result: tally.Result | None
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Told:
    """What the chain says so far."""

    policy: int | None = None
    seats: dict[str, Seat] = field(default_factory=dict)
    cast: dict[str, tally.CastBallot] = field(default_factory=dict)
    secret: list[tally.CastBallot] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)
    blocks: dict[str, tally.BlockState] = field(default_factory=dict)
    closed: str | None = None


def result(round_: Round) -> tally.Result:
    """From the chain alone. Raises LookupError for a round that is not closed in it."""
    told = _told(round_)
    if told.policy is None or told.closed is None:
        raise LookupError(round_.reference)
    return _result(round_, told)


def replay(round_: Round) -> Replay:
    """The result from the chain, and everything in which chain, ballots and stored result differ."""
    told = _told(round_)
    if told.policy is None or told.closed is None:
        return Replay(None, ("The chain of this round has no closing.",))
    found = _result(round_, told)
    return Replay(found, tuple(_problems(round_, told, found)))


def _result(round_: Round, told: _Told) -> tally.Result:
    pinned = policy.of(told.policy or 1)
    kept = told.secret if round_.secrecy is Secrecy.SECRET else _of_seats(told)
    seats = list(told.seats.values())
    electorate = tally.Electorate(*(seats.count(each) for each in (Seat.MEMBER, Seat.EXTERNAL, Seat.LAY)))
    blocks = [tally.Block(int(name.partition(":")[2]), state) for name, state in told.blocks.items()]
    return tally.tally(kept, electorate, pinned, round_.kind, blocks, criteria=rounds.judged(round_, pinned))


def _of_seats(told: _Told) -> list[tally.CastBallot]:
    """The last version of everybody who still sits."""
    return [
        tally.CastBallot(told.cast[person].vote, told.cast[person].scores, seat)
        for person, seat in told.seats.items()
        if person in told.cast
    ]


def _told(round_: Round) -> _Told:
    told = _Told()
    for row in _rows(round_):
        _READ.get(row.action.removeprefix("round."), _nothing)(told, row)
        if told.closed is not None:
            break
    return told


def _rows(round_: Round) -> Iterator[AuditRow]:
    query = sa.select(AuditRow).where(AuditRow.stream == f"round:{round_.id}").order_by(AuditRow.seq)
    yield from session().scalars(query)


def _nothing(_told: _Told, _row: AuditRow) -> None:
    return None


def _opened(told: _Told, row: AuditRow) -> None:
    told.policy = row.detail["policy"]


def _seated(told: _Told, row: AuditRow) -> None:
    told.seats[row.subject] = Seat(row.detail["seat"])


def _left(told: _Told, row: AuditRow) -> None:
    told.seats.pop(row.subject, None)


def _cast(told: _Told, row: AuditRow) -> None:
    told.cast[row.subject] = _ballot(row.detail)
    told.digests.add(row.detail["digest"])


def _secret(told: _Told, row: AuditRow) -> None:
    told.secret.append(_ballot(row.detail))
    told.digests.add(row.detail["digest"])


def _ballot(detail: dict[str, Any]) -> tally.CastBallot:
    return tally.CastBallot(Vote(detail["vote"]), from_code(detail["scores"]))


def _raised(told: _Told, row: AuditRow) -> None:
    told.blocks[row.subject] = tally.BlockState.OPEN


def _settled(told: _Told, row: AuditRow) -> None:
    told.blocks[row.subject] = standing.BLOCK_STATES[Finding(row.detail["finding"])]


def _closed(told: _Told, row: AuditRow) -> None:
    told.closed = row.detail["digest"]


_READ = {
    "opened": _opened,
    "seated": _seated,
    "recused": _left,
    "replaced": _left,
    "cast": _cast,
    "ballot": _secret,
    "block_raised": _raised,
    "block_settled": _settled,
    "closed": _closed,
}


def _problems(round_: Round, told: _Told, found: tally.Result) -> Iterator[str]:
    broken = audit.verify(streams=[f"round:{round_.id}"])
    if broken is not None:
        yield f"The chain is broken at row {broken.seq}: {broken.reason}."
    if round_.state is not State.CLOSED and round_.state is not State.CONFIRMED:
        yield "The round is not closed."
    if round_.result is None or tally.Result.from_json(round_.result) != found:
        yield "The stored result is not what the chain says."
    if round_.result is not None and digest(round_.result) != told.closed:
        yield "The stored result was changed after closing."
    if standing.result(round_) != found:
        yield "The ballots do not say what the chain says."
    kept = list(_digests(round_))
    if {each for each, _ in kept} != told.digests:
        yield "A ballot is missing, or was added after closing."
    if any(each != again for each, again in kept):
        yield "The words or scores of a ballot were changed."


def _digests(round_: Round) -> Iterator[tuple[str, str]]:
    """Of every ballot: as stored, and as computed anew from what it says."""
    if round_.secrecy is Secrecy.SECRET:
        yield from _of_opened(round_)
        return
    query = sa.select(BallotVersion).where(BallotVersion.round_id == round_.id)
    for row in session().scalars(query.order_by(BallotVersion.person_id, BallotVersion.number)):
        facts = {"round": round_.reference, "person": row.person_id, "version": row.number, "policy": row.policy}
        yield row.digest, ballots.digest_of(facts, row, ballots.raw_words(round_, row))


def _of_opened(round_: Round) -> Iterable[tuple[str, str]]:
    query = sa.select(OpenedBallot).where(OpenedBallot.round_id == round_.id).order_by(OpenedBallot.number)
    for row in session().scalars(query):
        facts = {"round": round_.reference, "place": row.number, "policy": round_.policy}
        yield row.digest, ballots.digest_of(facts, row, ballots.raw_opened(round_, row))
