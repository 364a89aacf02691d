"""How a round stands: seats, ballots, blocks. Numbers for the rules; pages show them only to those who may see them."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from directory.core.db import session
from directory.membership.models import Attendance, Ballot, BallotVersion, Block, Elector, OpenedBallot, Round
from directory.membership.queries import rounds
from directory.membership.rules import tally
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.blocks import Finding
from directory.membership.rules.rounds import Case, Kind, Seat, Secrecy

BLOCK_STATES = {Finding.UPHELD: tally.BlockState.UPHELD, Finding.DISMISSED: tally.BlockState.DISMISSED}


def electorate(round_id: int) -> tally.Electorate:
    """Seats less recusals, as they are now."""
    query = sa.select(Elector.seat, sa.func.count()).where(Elector.round_id == round_id, rounds.counted())
    seats: dict[Seat, int] = {row[0]: row[1] for row in session().execute(query.group_by(Elector.seat))}
    return tally.Electorate(seats.get(Seat.MEMBER, 0), seats.get(Seat.EXTERNAL, 0), seats.get(Seat.LAY, 0))


def voted(round_: Round) -> set[int]:
    """Whose ballots are in, of those who sit. Of a secret round: who attended."""
    table = Attendance if round_.secrecy is Secrecy.SECRET else Ballot
    seat = sa.and_(Elector.round_id == table.round_id, Elector.person_id == table.person_id, rounds.counted())
    query = sa.select(table.person_id).join(Elector, seat).where(table.round_id == round_.id)
    if table is Ballot:
        query = query.where(Ballot.version > 0)
    return set(session().scalars(query))


def case(round_: Round, now: datetime, *, early: bool = False, reason: str = "") -> Case:
    """What the guards of the round's moves look at; the row is locked by whoever moves it."""
    policy, seats = rounds.policy_of(round_), electorate(round_.id)
    found = Case(
        seated=seats.eligible,
        judging=seats.members + seats.externals,
        least=policy.panel_minimum,
        ballots=len(voted(round_)),
        needed=tally.quorum(seats, policy.of_kind(round_.kind)),
        due=round_.closes is not None and round_.closes <= now,
        extended=round_.extended,
        kept_open=round_.kept_open,
        early=early,
        reason=reason,
    )
    return replace(found, block_waits=_block_waits(round_.id, now), second_ballot=wants_second(round_))


def waits(round_: Round) -> bool:
    """The application is not with the panel: something was asked of the applicant, or it was withdrawn."""
    application = rounds.application_of(round_)
    if application is None:
        return False
    here = ApplicationState.APPEALED if round_.kind is Kind.APPEAL else ApplicationState.IN_REVIEW
    return application.state is not here


def wants_second(round_: Round) -> bool:
    """A tie, an unresolved block, or scores far apart; and there was none yet."""
    if round_.result is None or round_.earlier_id is not None:
        return False
    if session().scalar(sa.select(Round.id).where(Round.earlier_id == round_.id)) is not None:
        return False
    result = tally.Result.from_json(round_.result)
    return result.verdict in {tally.Verdict.TIE, tally.Verdict.BLOCKED} or bool(result.wide)


def _block_waits(round_id: int, now: datetime) -> datetime | None:
    query = sa.select(sa.func.max(Block.due)).where(Block.round_id == round_id, Block.finding.is_(None))
    return session().scalar(query.where(Block.due > now))


def blocks(round_id: int) -> list[Block]:
    query = sa.select(Block).where(Block.round_id == round_id).order_by(Block.id)
    return list(session().scalars(query.execution_options(populate_existing=True)))


def result(round_: Round) -> tally.Result:
    """From the last versions of the ballots of those who sit, by the pinned policy."""
    policy = rounds.policy_of(round_)
    return tally.tally(
        counted(round_),
        electorate(round_.id),
        policy,
        round_.kind,
        tuple(_block(each) for each in blocks(round_.id)),
        criteria=rounds.judged(round_, policy),
    )


def _block(block: Block) -> tally.Block:
    state = tally.BlockState.OPEN if block.finding is None else BLOCK_STATES[block.finding]
    return tally.Block(block.id, state)


def counted(round_: Round) -> list[tally.CastBallot]:
    if round_.secrecy is Secrecy.SECRET:
        opened = sa.select(OpenedBallot).where(OpenedBallot.round_id == round_.id).order_by(OpenedBallot.number)
        return [tally.CastBallot(row.vote, by_number(row.scores)) for row in session().scalars(opened)]
    return [tally.CastBallot(row.vote, by_number(row.scores), seat) for row, seat in last_versions(round_.id)]


def last_versions(round_id: int) -> list[tuple[BallotVersion, Seat]]:
    """Of everybody who sits, in order of their ids."""
    query = (
        sa.select(BallotVersion, Elector.seat)
        .join(
            Ballot,
            sa.and_(
                Ballot.round_id == BallotVersion.round_id,
                Ballot.person_id == BallotVersion.person_id,
                Ballot.version == BallotVersion.number,
            ),
        )
        .join(Elector, sa.and_(Elector.round_id == Ballot.round_id, Elector.person_id == Ballot.person_id))
        .where(BallotVersion.round_id == round_id, rounds.counted())
        .order_by(BallotVersion.person_id)
    )
    return [(row[0], row[1]) for row in session().execute(query)]


def by_number(scores: dict[str, int | None]) -> dict[int, int | None]:
    """JSON has no numbers for names."""
    return {int(number): score for number, score in scores.items()}
