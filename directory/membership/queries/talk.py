"""Discussion, blocks and their rulings, opened for a reader who may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from directory.accounts.models import Person, PersonRole
from directory.accounts.rules import Role
from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Block, BlockRuling, Remark, Round
from directory.membership.queries import rounds, standing_aside
from directory.membership.rules.blocks import Finding, Ground
from directory.physicians.models import Physician


@dataclass(frozen=True, slots=True)
class Line:
    """One remark."""

    at: datetime
    name: str
    own: bool
    words: str


@dataclass(frozen=True, slots=True)
class Ruling:
    name: str
    finding: Finding
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BlockShown:
    id: int
    name: str
    ground: Ground
    reason: str
    evidence: str
    raised: datetime
    due: datetime
    finding: Finding | None
    rulings: tuple[Ruling, ...]


def remarks(round_: Round, reader: int) -> dict[int, list[Line]]:
    """By criterion (0: the whole), oldest first. Of somebody recused since, nothing is taken back."""
    query = sa.select(Remark, Person.name).join(Person, Person.id == Remark.person_id)
    key, name = rounds.key(round_), rounds.sealed_as(round_, "remark")
    found: dict[int, list[Line]] = {}
    for row, who in session().execute(query.where(Remark.round_id == round_.id).order_by(Remark.at, Remark.id)):
        words = vault.open_(key, name, row.words).decode()
        found.setdefault(row.criterion, []).append(Line(row.at, who, row.person_id == reader, words))
    return found


def block_by_id(block_id: int) -> Block | None:
    return session().get(Block, block_id)


def block_or_404(round_: Round, block_id: int) -> Block:
    query = sa.select(Block).where(Block.id == block_id, Block.round_id == round_.id)
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    return found


def blocks(round_: Round) -> list[BlockShown]:
    query = sa.select(Block, Person.name).join(Person, Person.id == Block.person_id)
    key = rounds.key(round_)
    rows = session().execute(query.where(Block.round_id == round_.id).order_by(Block.id)).all()
    return [_shown(round_, key, row[0], row[1]) for row in rows]


def _shown(round_: Round, key: vault.Key, block: Block, name: str) -> BlockShown:
    words = cast(dict[str, str], vault.open_json(key, rounds.sealed_as(round_, "block"), block.words))
    rows = session().execute(
        sa.select(BlockRuling, Person.name)
        .join(Person, Person.id == BlockRuling.person_id)
        .where(BlockRuling.block_id == block.id)
        .order_by(BlockRuling.at, BlockRuling.person_id)
    )
    sealed_as = rounds.sealed_as(round_, "ruling")
    found = tuple(
        Ruling(who, row.finding, vault.open_(key, sealed_as, row.words).decode(), row.at) for row, who in rows
    )
    return BlockShown(
        id=block.id,
        name=name,
        ground=block.ground,
        reason=words["reason"],
        evidence=words["evidence"],
        raised=block.raised,
        due=block.due,
        finding=block.finding,
        rulings=found,
    )


def findings(block_id: int) -> dict[int, Finding]:
    """By who ruled."""
    query = sa.select(BlockRuling.person_id, BlockRuling.finding).where(BlockRuling.block_id == block_id)
    return {row[0]: row[1] for row in session().execute(query)}


def rulers(round_: Round, block: Block) -> set[int]:
    """Chair and deputies without a conflict: not recused, not whom it is about, not who raised it."""
    return set(deciders(round_)) - {block.person_id}


def deciders(round_: Round) -> list[int]:
    """Everybody with the role who has no conflict with what it is about."""
    query = (
        sa.select(Person.id)
        .join(PersonRole, sa.and_(PersonRole.person_id == Person.id, PersonRole.role == Role.CHAIR))
        .join(Round, Round.id == round_.id)
        .outerjoin(Physician, Physician.person_id == Person.id)
        .where(Person.closed.is_(None), ~standing_aside.in_round(Person.id))
        .where(sa.or_(Physician.id.is_(None), Physician.id.is_distinct_from(round_.physician_id)))
        .order_by(Person.id)
    )
    about = rounds.subject_person(round_)
    return [person_id for person_id in session().scalars(query) if person_id != about]


def names_of(people: Iterable[int]) -> dict[int, str]:
    query = sa.select(Person.id, Person.name).where(Person.id.in_(list(people)))
    return {row[0]: row[1] for row in session().execute(query)}


def open_blocks(round_: Round) -> list[Block]:
    query = sa.select(Block).where(Block.round_id == round_.id, Block.finding.is_(None)).order_by(Block.id)
    return list(session().scalars(query))
