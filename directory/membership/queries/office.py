"""The coordinators' queue: what waits, how long, and what is to be done next; the same few statements however long."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.core.db import session
from directory.core.vault import Vault
from directory.membership.models import (
    AdverseSummary,
    Application,
    Comment,
    CredentialCheck,
    DeclineProposal,
    HardStop,
    InformationRequest,
    Round,
)
from directory.membership.queries import application as applications
from directory.membership.queries import policy as policies
from directory.membership.queries.desk import visible_to
from directory.membership.rules import rounds
from directory.membership.rules.application import LIVE, State
from directory.membership.rules.comments import Weight
from directory.membership.rules.desk_queue import Facts, Next, Order, next_action
from directory.membership.rules.screening import Finding, counts
from directory.physicians.rules import REQUIRED, CredentialKind

PAGE = 50
WAITING = frozenset(LIVE - {State.DRAFT})  # what the queue shows when no state is chosen


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue. The name is empty where it was erased."""

    reference: str
    name: str
    state: State
    entered: datetime
    submitted: datetime | None
    next: Next


@dataclass(frozen=True, slots=True)
class Queue:
    rows: list[Row]
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the office wants to see; `reference` is a part of one."""

    state: State | None = None
    order: Order = Order.LONGEST
    reference: str = ""


_STATES = sa.case({state.value: place for place, state in enumerate(State)}, value=Application.state, else_=99)
_ORDERS: Mapping[Order, tuple[Any, ...]] = {
    Order.LONGEST: (sa.asc(Application.entered),),
    Order.NEWEST: (sa.desc(Application.entered),),
    Order.SUBMITTED: (sa.asc(Application.submitted.is_(None)), sa.asc(Application.submitted)),
    Order.STATE: (sa.asc(_STATES), sa.asc(Application.entered)),
}


def queue(asked: Asked, person_id: int, now: datetime, number: int = 1) -> Queue:
    chosen = sa.and_(visible_to(person_id), _chosen(asked))
    total = session().scalar(sa.select(sa.func.count()).select_from(Application).where(chosen)) or 0
    query = sa.select(Application, Vault).join(Vault, Vault.id == Application.vault_id).where(chosen)
    query = query.order_by(*_ORDERS[asked.order], Application.id).limit(PAGE).offset((number - 1) * PAGE)
    rows = [(application, vault) for application, vault in session().execute(query)]
    facts = _facts([application for application, _ in rows], now)
    return Queue([_row(application, vault, facts[application.id]) for application, vault in rows], total)


def _chosen(asked: Asked) -> sa.ColumnElement[bool]:
    if asked.reference:  # in whatever state it is
        return Application.reference.contains(asked.reference, autoescape=True)
    return Application.state.in_(WAITING) if asked.state is None else Application.state == asked.state


def _row(application: Application, vault: Vault, facts: Facts) -> Row:
    return Row(
        application.reference,
        applications.name_of(application) if vault.destroyed is None else "",
        application.state,
        application.entered,
        application.submitted,
        next_action(facts),
    )


def by_state(person_id: int) -> dict[State, int]:
    """Of the files this coordinator may see."""
    query = sa.select(Application.state, sa.func.count()).where(visible_to(person_id)).group_by(Application.state)
    found: dict[State, int] = {row[0]: row[1] for row in session().execute(query)}
    return {state: found.get(state, 0) for state in State}


def fresh(person_id: int) -> int:
    """Submitted, and nobody has taken them: for the office's first page."""
    return by_state(person_id)[State.SUBMITTED]


def unread(person_id: int) -> int:
    """Comments nobody has read, on files this coordinator may see."""
    query = sa.select(sa.func.count()).select_from(Comment).join(Round, Round.id == Comment.round_id)
    query = query.join(Application, Application.id == Round.application_id)
    return session().scalar(query.where(visible_to(person_id), Round.state == rounds.State.OPEN, _unread())) or 0


def _unread() -> sa.ColumnElement[bool]:
    return sa.and_(Comment.received.is_not(None), Comment.refused.is_(None), Comment.weight.is_(None))


def _facts(shown: Collection[Application], now: datetime) -> dict[int, Facts]:
    ids = [each.id for each in shown]
    proposals, undone = _proposals(ids), _undone(shown, now)
    asked, judged = _information(ids), _in_review(ids, now)
    return {
        each.id: Facts(
            state=each.state,
            proposal=each.id in proposals,
            lacking=undone[each.id],
            due=asked.get(each.id) or judged.get(each.id, _NO_ROUND).closes,
            unread=judged.get(each.id, _NO_ROUND).unread,
            unsent=judged.get(each.id, _NO_ROUND).unsent,
            answer_due=judged.get(each.id, _NO_ROUND).answer_due,
        )
        for each in shown
    }


def _proposals(ids: Collection[int]) -> set[int]:
    query = sa.select(DeclineProposal.application_id).where(
        DeclineProposal.application_id.in_(ids),
        DeclineProposal.confirmed.is_(None),
        DeclineProposal.withdrawn.is_(None),
    )
    return set(session().scalars(query))


def _undone(shown: Collection[Application], now: datetime) -> dict[int, int]:
    """How many of the checks at the desk are not done, hard stops and required credentials."""
    ids = [each.id for each in shown]
    stops, confirmed = _stops(ids), _confirmed(ids, now)
    asked_by = {number: len(policies.of(number).hard_stops) for number in {each.policy for each in shown}}
    found = {}
    for each in shown:
        asked = asked_by[each.policy]
        clear = sum(stops.get((each.id, stop)) is Finding.CLEAR for stop in range(1, asked + 1))
        found[each.id] = asked - clear + len(REQUIRED - confirmed.get(each.id, set()))
    return found


def _stops(ids: Collection[int]) -> dict[tuple[int, int], Finding]:
    query = sa.select(HardStop.application_id, HardStop.stop, HardStop.finding)
    query = query.where(HardStop.application_id.in_(ids)).order_by(HardStop.number)
    return {(row[0], row[1]): row[2] for row in session().execute(query)}


def _confirmed(ids: Collection[int], now: datetime) -> dict[int, set[CredentialKind]]:
    columns = (CredentialCheck.application_id, CredentialCheck.kind, CredentialCheck.result, CredentialCheck.expires)
    query = sa.select(*columns).where(CredentialCheck.application_id.in_(ids), CredentialCheck.ended.is_(None))
    found: dict[int, set[CredentialKind]] = {}
    for application_id, kind, result, expires in session().execute(query):
        if counts(result, expires, now):
            found.setdefault(application_id, set()).add(kind)
    return found


def _information(ids: Collection[int]) -> dict[int, datetime]:
    query = sa.select(InformationRequest.application_id, InformationRequest.due).where(
        InformationRequest.application_id.in_(ids), InformationRequest.ended.is_(None)
    )
    return {row[0]: row[1] for row in session().execute(query)}


@dataclass(frozen=True, slots=True)
class _InReview:
    closes: datetime | None = None
    unread: int = 0
    unsent: int = 0
    answer_due: datetime | None = None


_NO_ROUND = _InReview()


def _in_review(ids: Collection[int], now: datetime) -> dict[int, _InReview]:
    unread = sa.func.count(sa.case((_unread(), Comment.id)))
    unsent = sa.func.count(sa.case((sa.and_(Comment.weight == Weight.AGAINST, Comment.summary_id.is_(None)), 1)))
    waiting = sa.select(sa.func.max(AdverseSummary.due)).where(
        AdverseSummary.round_id == Round.id, AdverseSummary.answered.is_(None), AdverseSummary.due > now
    )
    query = (
        sa.select(Round.application_id, Round.closes, unread, unsent, waiting.correlate(Round).scalar_subquery())
        .outerjoin(Comment, Comment.round_id == Round.id)
        .where(Round.application_id.in_(ids), Round.state == rounds.State.OPEN)
        .group_by(Round.id, Round.application_id, Round.closes)
    )
    return {row[0]: _InReview(*row[1:]) for row in session().execute(query) if row[0] is not None}
