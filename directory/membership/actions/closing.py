"""How a round ends: by its last ballot, by the clock, or by the chair; and its one extension.

The round's row is locked by every way in, so it is closed exactly once.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core import transaction
from directory.core.db import session
from directory.membership.actions import application as applications
from directory.membership.actions import electorate, pool
from directory.membership.actions.chain import record
from directory.membership.letters import rounds as letters
from directory.membership.models import Ballot, Round
from directory.membership.queries import rounds as queries
from directory.membership.queries import standing, talk
from directory.membership.rules.ballots import State as BallotState
from directory.membership.rules.ballots import digest
from directory.membership.rules.rounds import MOVES, Kind, Secrecy, State

SYSTEM = "system"


def close_if_complete(round_: Round, now: datetime) -> bool:
    """After each ballot and recusal. `round_` is locked."""
    if (
        round_.state is not State.OPEN
        or standing.waits(round_)
        or not MOVES.allows("close", State.OPEN, standing.case(round_, now))
    ):
        return False
    _close(round_, SYSTEM, now)
    return True


def close_early(round_: Round, person_id: int, now: datetime) -> Round:
    """The chair, once all ballots are in. Raises the first reason against it."""
    row = queries.locked(round_.id)
    MOVES.target("close", row.state, standing.case(row, now, early=True))
    _close(row, f"person:{person_id}", now)
    return row


def close_due(now: datetime) -> int:
    """For beat: rounds whose ballots are due, each in a transaction of its own. Too few ballots: one extension."""
    with transaction.reading():
        query = sa.select(Round.id).where(Round.state == State.OPEN, Round.closes <= now).order_by(Round.id)
        due = list(session().scalars(query))
    ended = 0
    for round_id in due:
        with transaction.unit():
            ended += _end(queries.locked(round_id), now)
    return ended


def _end(row: Round, now: datetime) -> bool:
    """The clock stands while the application is not with the panel."""
    if standing.waits(row):
        return False
    if close_if_complete(row, now):
        return True
    if MOVES.allows("extend", row.state, standing.case(row, now)):
        extend(row, SYSTEM, now)
    return False


def _close(row: Round, actor: str, now: datetime) -> None:
    """Ballots are locked or opened, the result is computed and written once, the application moves on."""
    if row.secrecy is Secrecy.SECRET:
        pool.open_pool(row, now)
    else:
        _lock(row)
    result = standing.result(row)
    row.state, row.closed, row.result, row.verdict = State.CLOSED, now, result.as_json(), result.verdict
    session().flush()
    codes = {"verdict": str(result.verdict), "digest": digest(row.result)}
    record(row, "closed", actor=actor, now=now, **codes)
    # Who decides next is told too, with a seat or without; who has recused themselves is among neither.
    letters.post_closed(row, sorted({*electorate.people(row), *talk.deciders(row)}), now)
    move_application(row, "close_round", now)


def _lock(row: Round) -> None:
    """Nothing can be changed any more; what was only a draft stays one."""
    voted = sa.and_(Ballot.round_id == row.id, Ballot.version > 0)
    session().execute(sa.update(Ballot).where(voted).values(state=BallotState.LOCKED, draft=None))


def move_application(row: Round, move: str, now: datetime, *, actor: str = SYSTEM, reason: str = "") -> None:
    """An appeal leaves the application where it is until it is decided."""
    application = queries.application_of(row)
    if application is not None and row.kind is not Kind.APPEAL:
        applications.fire(application, move, actor=actor, now=now, reason=reason)


def extend(row: Round, actor: str, now: datetime) -> None:
    """Once. Raises ExtendedBefore, NotDue. `row` is locked."""
    MOVES.target("extend", row.state, standing.case(row, now))
    days = timedelta(days=queries.policy_of(row).extension_days)
    row.extended, row.closes = True, now + days
    session().flush()
    record(row, "extended", actor=actor, now=now, closes=f"{row.closes:%Y-%m-%dT%H:%M:%SZ}")
    letters.post_reminders(row, electorate.people(row))
