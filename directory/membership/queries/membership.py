"""Memberships: the row, its steps, and how it stands for the guards of its moves."""

from datetime import datetime

import sqlalchemy as sa

from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Membership, MembershipStep
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.physicians.rules import Standing, is_shown_in_search, searchable_until


def of(physician_id: int) -> Membership | None:
    return session().get(Membership, physician_id)


def or_404(physician_id: int) -> Membership:
    found = of(physician_id)
    if found is None:
        raise NotThere
    return found


def own_or_404(person_id: int) -> Membership:
    """The member's own pages."""
    query = sa.select(Membership).join(Physician, Physician.id == Membership.physician_id)
    found = session().scalar(query.where(Physician.person_id == person_id))
    if found is None:
        raise NotThere
    return found


def locked(physician_id: int) -> Membership:
    """After the physician's row."""
    query = sa.select(Membership).where(Membership.physician_id == physician_id).with_for_update()
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    return found


def steps(physician_id: int) -> list[MembershipStep]:
    """Newest first."""
    query = sa.select(MembershipStep).where(MembershipStep.physician_id == physician_id)
    return list(session().scalars(query.order_by(MembershipStep.number.desc())))


def came_from(physician_id: int, moves: tuple[str, ...]) -> Standing | None:
    """Where the membership was before it last made one of these moves."""
    query = sa.select(MembershipStep.before).where(
        MembershipStep.physician_id == physician_id, MembershipStep.move.in_(moves)
    )
    return session().scalar(query.order_by(MembershipStep.number.desc()).limit(1))


def last_move(physician_id: int, moves: tuple[str, ...]) -> str | None:
    """Which of these was made last."""
    query = sa.select(MembershipStep.move).where(
        MembershipStep.physician_id == physician_id, MembershipStep.move.in_(moves)
    )
    return session().scalar(query.order_by(MembershipStep.number.desc()).limit(1))


def is_confirmed(physician_id: int, now: datetime) -> bool:
    """Licence and cover are verified and unexpired, whatever the standing."""
    held = [each.state for each in physicians.credentials(physician_id)]
    return is_shown_in_search(searchable_until(Standing.ACTIVE, held), now)
