"""The pool of a secret round: envelopes written anew at each cast, opened and shuffled at closing."""

import json
import secrets
from datetime import datetime
from random import SystemRandom
from typing import Any, cast

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.membership.actions.chain import record
from directory.membership.models import Envelope, OpenedBallot, Round
from directory.membership.queries import rounds as queries
from directory.membership.queries import standing
from directory.membership.rules.ballots import BallotAsked, as_code, digest, values_of
from directory.membership.rules.rounds import Vote

_RANDOM = SystemRandom()
BLOCK = 4096  # an envelope is a multiple of so many bytes: its length tells nothing of what is in it


def put(round_: Round, asked: BallotAsked) -> None:
    """One more ballot; the row of the round is locked."""
    _rewrite(round_, [*_opened(round_), _plain(asked)])


def _plain(asked: BallotAsked) -> dict[str, Any]:
    scores = {str(n): value for n, value in values_of(asked).items()}
    notes = {str(n): score.note for n, score in asked.scores.items() if score.note}
    return {"vote": asked.vote, "scores": scores, "notes": notes, "reason": asked.reason}


def _rewrite(round_: Round, pool: list[dict[str, Any]]) -> None:
    """Every envelope anew: another id, another nonce, another place. Before and after cannot be told apart by row."""
    session().execute(sa.delete(Envelope).where(Envelope.round_id == round_.id))
    _RANDOM.shuffle(pool)
    key, name = queries.key(round_), queries.sealed_as(round_, "envelope")
    most = max(_size(each) for each in pool)
    rows = [
        {"id": secrets.token_hex(16), "round_id": round_.id, "sealed": vault.seal(key, name, _padded(each, most))}
        for each in pool
    ]
    session().execute(sa.insert(Envelope), sorted(rows, key=lambda row: str(row["id"])))


def _padded(plain: dict[str, Any], size: int) -> bytes:
    return json.dumps(plain).encode().ljust(size)


def _size(plain: dict[str, Any]) -> int:
    return -(-len(json.dumps(plain)) // BLOCK) * BLOCK


def _opened(round_: Round) -> list[dict[str, Any]]:
    key, name = queries.key(round_), queries.sealed_as(round_, "envelope")
    rows = session().scalars(sa.select(Envelope).where(Envelope.round_id == round_.id))
    return [cast(dict[str, Any], vault.open_json(key, name, row.sealed)) for row in rows]


def open_pool(round_: Round, now: datetime) -> None:
    """At closing: all are opened, shuffled and appended to the round's stream, in one transaction, with one time."""
    pool = _opened(round_)
    for number, ballot in enumerate(_dealt(pool), start=1):
        _keep(round_, number, ballot, now)
    session().execute(sa.delete(Envelope).where(Envelope.round_id == round_.id))
    session().flush()
    for person_id in sorted(standing.voted(round_)):
        record(round_, "attended", actor="system", now=now, subject=f"person:{person_id}")


def _dealt(pool: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Votes, the scores of each criterion, and reasons are shuffled apart: the tally needs none of them together, and
    the one ballot that scores two criteria would tell the lay reviewer's vote. Of abstentions no score counts."""
    votes = sorted((each["vote"] for each in pool), key=lambda vote: (vote == Vote.ABSTAIN, _RANDOM.random()))
    counting = [each for each in pool if each["vote"] != Vote.ABSTAIN]
    dealt: list[dict[str, Any]] = [{"vote": vote, "scores": {}, "notes": {}, "reason": ""} for vote in votes]
    for name in sorted({name for each in counting for name in each["scores"]}):
        given = [(each["scores"][name], each["notes"].get(name, "")) for each in counting if name in each["scores"]]
        for place, (score, note) in zip(_RANDOM.sample(range(len(counting)), len(given)), given, strict=True):
            dealt[place]["scores"][name] = score
            dealt[place]["notes"] |= {name: note} if note else {}
    for ballot, reason in zip(dealt, _RANDOM.sample([each["reason"] for each in pool], len(pool)), strict=True):
        ballot["reason"] = reason
    _RANDOM.shuffle(dealt)
    return dealt


def _keep(round_: Round, number: int, ballot: dict[str, Any], now: datetime) -> None:
    policy = queries.policy_of(round_)
    asked = {name: policy.criterion(int(name)).sentence for name in ballot["scores"]}
    said = {"notes": ballot["notes"], "reason": ballot["reason"], "asked": asked, "salt": secrets.token_hex(16)}
    facts = {"round": round_.reference, "place": number, "policy": round_.policy, "vote": ballot["vote"]}
    row = OpenedBallot(
        round_id=round_.id,
        number=number,
        vote=ballot["vote"],
        scores=ballot["scores"],
        words=vault.seal_json(queries.key(round_), queries.sealed_as(round_, f"opened/{number}"), said),
        digest=digest({**facts, "scores": ballot["scores"], "words": said}),
    )
    session().add(row)
    session().flush()
    scores = as_code(standing.by_number(row.scores))
    record(round_, "ballot", actor="panel", now=now, place=number, vote=str(row.vote), scores=scores, digest=row.digest)
