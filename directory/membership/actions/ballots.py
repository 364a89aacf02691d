"""Confidential ballots: saved as they are filled in, cast, changed until the round closes. Every version is kept.

The round's row is locked before anything is decided: ten submits at once are cast one by one, and all but the first
find the same ballot there already.
"""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import Refusal
from directory.membership.actions import closing
from directory.membership.actions.chain import record
from directory.membership.models import Ballot, BallotVersion, ItemOpening, Round
from directory.membership.queries import adverse, ballots, casefile, standing
from directory.membership.queries import matter as matters
from directory.membership.queries import rounds as queries
from directory.membership.queries.rounds import Seated
from directory.membership.rules.ballots import (
    BallotAsked,
    Score,
    State,
    TooEarly,
    as_code,
    criteria_of,
    digest,
    problems,
    values_of,
)
from directory.membership.rules.comments import check_ballots
from directory.membership.rules.conflicts import DeclareFirst
from directory.membership.rules.matter import check_heard
from directory.membership.rules.rounds import ClosedAlready, NotOpen, Secrecy, Vote
from directory.membership.rules.rounds import State as RoundState


def save_score(seat: Seated, number: int, score: Score | None, now: datetime) -> None:
    """As the page saves by itself; the other criteria stay as they are. `seat` is locked. None: nothing chosen yet."""
    before = _draft(seat)
    rest = {n: each for n, each in before.scores.items() if n != number}
    _save(seat, replace(before, scores=rest if score is None else {**rest, number: score}), now)


def save_vote(seat: Seated, vote: Vote | None, reason: str, now: datetime) -> None:
    """The vote and its reason, before they are cast."""
    _save(seat, replace(_draft(seat), vote=vote, reason=reason), now)


def _draft(seat: Seated) -> BallotAsked:
    return ballots.draft_of(seat.round, ballots.own(seat.round, seat.elector.person_id))


def _save(seat: Seated, asked: BallotAsked, now: datetime) -> None:
    """Sealed. A secret round keeps no draft: it would stand beside the voter's name."""
    check_open(seat)
    if seat.round.secrecy is Secrecy.SECRET or asked == _draft(seat):
        return
    ballot = _place(seat, now)
    part = queries.sealed_as(seat.round, f"draft/{seat.elector.person_id}")
    ballot.draft = vault.seal_json(queries.key(seat.round), part, ballots.as_json(asked))
    ballot.filled, ballot.touched = sum(score.given for score in asked.scores.values()), now
    session().flush()


def cast(seat: Seated, asked: BallotAsked, now: datetime) -> BallotVersion:
    """The first cast and every change. `seat` is locked. The last ballot closes the round, in the same transaction.

    Raises the first reason against it; the page asks `reasons_against` for all. The same ballot again changes nothing.
    """
    kept = ballots.versions(seat.round, seat.elector.person_id)
    if kept and _same(ballots.asked_of(seat.round, kept[-1]), asked):
        return kept[-1]
    check_open(seat)
    check_begun(seat.round, now)
    for problem in reasons_against(seat, asked):
        raise problem
    version = _append(seat, asked, len(kept) + 1, now)
    closing.close_if_complete(seat.round, now)
    return version


def reasons_against(seat: Seated, asked: BallotAsked) -> list[Refusal]:
    """Everything that keeps this ballot from being cast, at once."""
    policy = queries.policy_of(seat.round)
    numbers = criteria_of(seat.elector.seat, queries.judged(seat.round, policy), policy)
    there, opened = casefile.items(seat.round, policy), ballots.opened(seat.round, seat.elector.person_id)
    return problems(asked, numbers, casefile.untouched(there, opened), policy.floor)


def open_item(seat: Seated, criterion: int, item: str, now: datetime) -> None:
    """Called by the POST that opens it. The first time is kept."""
    key = (seat.round.id, seat.elector.person_id, criterion, item)
    if session().get(ItemOpening, key) is None:
        session().add(ItemOpening(round_id=key[0], person_id=key[1], criterion=criterion, item=item, at=now))
        session().flush()


def check_open(seat: Seated) -> None:
    """Raises ClosedAlready, NotOpen or DeclareFirst."""
    if seat.round.state in {RoundState.CLOSED, RoundState.CONFIRMED}:
        raise ClosedAlready
    if seat.round.state is not RoundState.OPEN or standing.waits(seat.round):
        raise NotOpen
    if seat.elector.declared is None:
        raise DeclareFirst


def check_begun(round_: Round, now: datetime) -> None:
    """The comment period is over, and what weighs against the applicant was read, told and answered."""
    if round_.comments_until is not None and now < round_.comments_until:
        raise TooEarly(round_.kind, round_.comments_until)
    check_ballots(adverse.standing(round_.id, now))
    about = matters.of_round(round_)
    if about is not None and round_.kind is about.kind:  # the panel of an appeal hears for itself
        check_heard(about.hearing, about.minutes_at)


def _same(one: BallotAsked, other: BallotAsked) -> bool:
    return (one.vote, one.reason, dict(one.scores)) == (other.vote, other.reason, dict(other.scores))


def _place(seat: Seated, now: datetime) -> Ballot:
    found = ballots.own(seat.round, seat.elector.person_id)
    if found is None:
        found = Ballot(
            round_id=seat.round.id, person_id=seat.elector.person_id, state=State.DRAFT, version=0, touched=now
        )
        session().add(found)
        session().flush()
    return found


def _append(seat: Seated, asked: BallotAsked, number: int, now: datetime) -> BallotVersion:
    ballot = _place(seat, now)
    version = _version(seat, asked, number, now)
    session().add(version)
    ballot.version, ballot.state = number, State.CAST if number == 1 else State.CHANGED
    ballot.draft, ballot.touched, ballot.filled = None, now, len(asked.scores)
    session().flush()
    actor = f"person:{seat.elector.person_id}"
    codes = {"vote": str(version.vote), "scores": as_code(values_of(asked)), "digest": version.digest}
    record(seat.round, "cast", actor=actor, now=now, subject=actor, version=number, **codes)
    return version


def _version(seat: Seated, asked: BallotAsked, number: int, now: datetime) -> BallotVersion:
    policy, person_id = queries.policy_of(seat.round), seat.elector.person_id
    said = words(asked, {n: policy.criterion(n).sentence for n in asked.scores})
    part = queries.sealed_as(seat.round, f"ballot/{person_id}/{number}")
    scores = {str(n): value for n, value in values_of(asked).items()}
    facts = {"round": seat.round.reference, "person": person_id, "version": number, "policy": seat.round.policy}
    return BallotVersion(
        round_id=seat.round.id,
        person_id=person_id,
        number=number,
        policy=seat.round.policy,
        vote=asked.vote,
        scores=scores,
        words=vault.seal_json(queries.key(seat.round), part, said),
        digest=digest({**facts, "vote": asked.vote, "scores": scores, "words": said}),
        at=now,
    )


def words(asked: BallotAsked, sentences: dict[int, str]) -> dict[str, Any]:
    """What is sealed of a ballot. The salt keeps anybody from guessing words by the digest."""
    return {
        "notes": {str(n): score.note for n, score in asked.scores.items() if score.note},
        "reason": asked.reason,
        "asked": {str(n): sentence for n, sentence in sentences.items()},
        "salt": secrets.token_hex(16),
    }
