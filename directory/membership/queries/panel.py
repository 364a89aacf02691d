"""The standards panel of a profile. It reads one table, in which there is nothing about votes or reviewers."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from directory.core.db import session
from directory.membership.models import StandardMet
from directory.membership.queries import policy as policies
from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.terms import re_review_from


@dataclass(frozen=True, slots=True)
class Met:
    """`kinds` is empty where evidence of no kind was given."""

    number: int
    title: str
    kinds: tuple[EvidenceKind, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """`on` is the day of the last review, `next_review` when the next one opens."""

    criteria: tuple[Met, ...]
    on: date
    policy: int
    next_review: date


def panel(physician_id: int) -> Panel | None:
    """None: no review by criteria is on record."""
    own = StandardMet.physician_id == physician_id
    last = sa.select(sa.func.max(StandardMet.on)).where(own).scalar_subquery()
    query = sa.select(StandardMet).where(own, StandardMet.on == last)
    rows = list(session().scalars(query.order_by(StandardMet.criterion, StandardMet.evidence_kind)))
    return _panel(rows) if rows else None


def _panel(rows: list[StandardMet]) -> Panel:
    policy = policies.of(rows[0].policy)
    met = tuple(
        Met(each.number, each.title, _kinds(rows, each.number))
        for each in policy.criteria
        if any(row.criterion == each.number for row in rows)
    )
    return Panel(met, rows[0].on, rows[0].policy, re_review_from(rows[0].on, policy))


def _kinds(rows: list[StandardMet], number: int) -> tuple[EvidenceKind, ...]:
    """In the order in which they are asked."""
    found = {row.evidence_kind for row in rows if row.criterion == number}
    return tuple(kind for kind in EvidenceKind if kind in found)
