"""The office's list of members."""

from dataclasses import dataclass

import sqlalchemy as sa

from directory.core.db import session
from directory.membership.models import Membership
from directory.physicians.models import Physician
from directory.physicians.rules import Standing

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    member: Membership
    name: str


def page(state: Standing | None, number: int) -> tuple[list[Row], int]:
    """By name."""
    where = Membership.state == state if state is not None else sa.true()
    total = session().scalar(sa.select(sa.func.count()).select_from(Membership).where(where)) or 0
    query = sa.select(Membership, Physician.name).join(Physician, Physician.id == Membership.physician_id).where(where)
    query = query.order_by(Physician.sort_name, Physician.id).limit(PAGE).offset((number - 1) * PAGE)
    return [Row(row[0], row[1]) for row in session().execute(query)], total


@dataclass(frozen=True, slots=True)
class Without:
    """Listed, or once listed, and no membership is on record."""

    physician: Physician
    name: str


def without(number: int) -> tuple[list[Without], int]:
    """By name."""
    none = ~sa.exists().where(Membership.physician_id == Physician.id)
    where = sa.and_(Physician.standing != Standing.DRAFT, none)
    total = session().scalar(sa.select(sa.func.count()).select_from(Physician).where(where)) or 0
    query = sa.select(Physician).where(where).order_by(Physician.sort_name, Physician.id)
    found = session().scalars(query.limit(PAGE).offset((number - 1) * PAGE))
    return [Without(each, each.display_name) for each in found], total


def counts() -> dict[Standing, int]:
    query = sa.select(Membership.state, sa.func.count()).group_by(Membership.state)
    return {Standing(row[0]): row[1] for row in session().execute(query)}
