"""Seats that change after the opening: replacements, and the second ballot with the same seats."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from directory.core.db import session
from directory.membership.actions import closing, electorate, rounds
from directory.membership.actions.chain import record
from directory.membership.letters import rounds as letters
from directory.membership.models import Round
from directory.membership.queries import conflicts, standing
from directory.membership.queries import rounds as queries
from directory.membership.rules.rounds import MOVES, NotEligible, NotOpen, Seat, State


def replace(
    round_: Round, leaving: Collection[int], coming: Mapping[int, Seat], *, person_id: int, now: datetime
) -> Round:
    """Somebody sits down for those who did not vote or stood aside; ballots are due anew.

    Who has voted keeps the seat. Raises NotOpen, NotEligible.
    """
    row = queries.locked(round_.id)
    if row.state is not State.OPEN:
        raise NotOpen
    actor = f"person:{person_id}"
    _check(row, coming)
    _leave(row, leaving, actor, now)
    _sit(row, coming, actor, now)
    closing.close_if_complete(row, now)
    return row


def _check(row: Round, coming: Mapping[int, Seat]) -> None:
    known = {each.person_id: each for each in conflicts.candidates(row)}
    before = {each.person_id for each in queries.electors(row.id)}
    for person_id in coming:
        found = known.get(person_id)
        if found is None or found.excluded is not None or person_id in before:
            raise NotEligible(name=found.name if found else "?")


def _leave(row: Round, leaving: Collection[int], actor: str, now: datetime) -> None:
    voted = standing.voted(row)
    for each in queries.electors(row.id):
        if each.person_id in leaving and each.person_id not in voted and each.replaced is None:
            each.replaced = now
            record(row, "replaced", actor=actor, now=now, subject=f"person:{each.person_id}")
    session().flush()


def _sit(row: Round, coming: Mapping[int, Seat], actor: str, now: datetime) -> None:
    if not coming:
        return
    electorate.seat(row, dict(coming), now, replacement=True)
    electorate.record_seats(row, actor, now, only=coming)
    days = timedelta(days=queries.policy_of(row).of_kind(row.kind).ballot_days)
    row.closes = max(row.closes or now, now + days)
    session().flush()
    for person_id in coming:
        letters.post_seat(row, person_id, now)


def second_ballot(round_: Round, reason: str, *, person_id: int, now: datetime) -> Round:
    """Once, with the same seats; the first ballots stay as they are. Raises NoSecondBallot, ReasonNeeded."""
    row = queries.locked(round_.id)
    actor = f"person:{person_id}"
    MOVES.target("second_ballot", row.state, standing.case(row, now, reason=reason))
    row.reason = rounds.seal_reason(row, reason)
    record(row, "second_ballot", actor=actor, now=now)
    closing.move_application(row, "reopen", now, actor=actor, reason=reason)
    again = rounds.plan(
        row.kind,
        actor=actor,
        now=now,
        application_id=row.application_id,
        physician_id=row.physician_id,
        earlier_id=row.id,
    )
    seats = {
        each.person_id: each.seat for each in queries.electors(row.id) if each.recused is None and not each.replaced
    }
    again.policy = row.policy  # judged by the same rules
    return rounds.open_with(again, seats, actor=actor, now=now)
