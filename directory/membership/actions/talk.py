"""What reviewers say to one another once their own ballot is cast; blocks, and the rulings on them."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.actions import closing
from directory.membership.actions.ballots import check_open
from directory.membership.actions.chain import record
from directory.membership.letters import rounds as letters
from directory.membership.models import Block, BlockRuling, Remark, Round
from directory.membership.queries import ballots, talk
from directory.membership.queries import rounds as queries
from directory.membership.queries.rounds import Seated
from directory.membership.rules.ballots import SealedYet
from directory.membership.rules.blocks import (
    BlockAsked,
    OwnBlock,
    RaisedBefore,
    RuledAlready,
    RuledBefore,
    RulingAsked,
    RulingTooLate,
    check_block,
    check_ruling,
    found,
)
from directory.membership.rules.rounds import NotOpen, State


def remark(seat: Seated, criterion: int, words: str, submission: str, now: datetime) -> None:
    """Raises SealedYet before the own ballot is cast. The same page sent again is the same remark. `seat` is locked."""
    check_open(seat)
    if not ballots.shown_since(seat.round, seat.elector.person_id, now):
        raise SealedYet
    if criterion not in (0, *queries.judged(seat.round, queries.policy_of(seat.round))):
        raise NotThere
    if session().scalar(sa.select(Remark.id).where(Remark.submission == submission)) is not None:
        return
    sealed = vault.seal(queries.key(seat.round), queries.sealed_as(seat.round, "remark"), words.encode())
    row = Remark(
        round_id=seat.round.id,
        person_id=seat.elector.person_id,
        submission=submission,
        criterion=criterion,
        at=now,
        words=sealed,
    )
    session().add(row)
    session().flush()


def raise_block(seat: Seated, asked: BlockAsked, now: datetime) -> Block:
    """By anybody who sits, before or after casting; peers see it only once their own ballot is cast."""
    check_block(asked)
    check_open(seat)
    if session().scalar(_own_block(seat)) is not None:
        raise RaisedBefore
    words = {"reason": asked.reason, "evidence": asked.evidence}
    block = Block(
        round_id=seat.round.id,
        person_id=seat.elector.person_id,
        ground=asked.ground,
        words=vault.seal_json(queries.key(seat.round), queries.sealed_as(seat.round, "block"), words),
        raised=now,
        due=now + timedelta(days=queries.policy_of(seat.round).block_days),
    )
    session().add(block)
    session().flush()
    actor = f"person:{block.person_id}"
    record(seat.round, "block_raised", actor=actor, now=now, subject=f"block:{block.id}", ground=str(block.ground))
    letters.post_block(block, talk.rulers(seat.round, block), now)
    return block


def _own_block(seat: Seated) -> sa.Select[int]:
    return sa.select(Block.id).where(Block.round_id == seat.round.id, Block.person_id == seat.elector.person_id)


def rule(round_: Round, block_id: int, asked: RulingAsked, *, person_id: int, now: datetime) -> Block:
    """Chair and deputy each rule in writing; the block is settled when they agree (one, where only one may).

    The caller has checked that this person may rule. Raises OwnBlock, RuledBefore, RuledAlready, RulingTooLate.
    """
    check_ruling(asked)
    row = queries.locked(round_.id)
    block = talk.block_or_404(row, block_id)
    _check_rulable(row, block, person_id, now)
    sealed = vault.seal(queries.key(row), queries.sealed_as(row, "ruling"), asked.reason.encode())
    ruling = BlockRuling(block_id=block.id, person_id=person_id, finding=asked.finding, words=sealed, at=now)
    session().add(ruling)
    session().flush()
    actor, subject = f"person:{person_id}", f"block:{block.id}"
    record(row, "block_ruling", actor=actor, now=now, subject=subject, finding=str(asked.finding))
    settled = found(list(talk.findings(block.id).values()), len(talk.rulers(row, block)))
    if settled is not None:
        block.finding, block.ruled = settled, now
        session().flush()
        record(row, "block_settled", actor="system", now=now, subject=subject, finding=str(settled))
        closing.close_if_complete(row, now)
    return block


def _check_rulable(row: Round, block: Block, person_id: int, now: datetime) -> None:
    if block.person_id == person_id:
        raise OwnBlock
    if person_id not in talk.rulers(row, block):
        raise NotThere
    if row.state is not State.OPEN:
        raise NotOpen
    if block.finding is not None:
        raise RuledAlready
    if person_id in talk.findings(block.id):
        raise RuledBefore
    if now > block.due:
        raise RulingTooLate
