"""Rounds that count for nothing: voided by the chair while they are open, or left behind by a withdrawal.

A closed round is not the chair's to void alone: a new round is a decision of two (see `making`).
Order of locks: application, round, appeal.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from directory.core import audit, transaction
from directory.core.db import session
from directory.membership.actions import application as applications
from directory.membership.actions import decision as decisions
from directory.membership.actions import rounds
from directory.membership.models import Appeal, Application, Round
from directory.membership.queries import appeal as appeals
from directory.membership.queries import decision as decision_queries
from directory.membership.queries import rounds as queries
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.rounds import Kind, State

ABANDONED = "The application was withdrawn or closed."
SYSTEM = "system"


def void(round_: Round, reason: str, *, actor: str, now: datetime) -> Round:
    """What it was about goes back to where the office can open another. Raises WrongState, ReasonNeeded."""
    row = rounds.void(round_, "void", reason, actor=actor, now=now)
    if row.kind is Kind.APPEAL:
        _free_appeal(row, actor, now)
    application = queries.application_of(row)
    if application is not None and application.state is ApplicationState.IN_REVIEW:
        applications.fire(application, "void_round", actor=actor, now=now, reason=reason)
    return row


def _free_appeal(row: Round, actor: str, now: datetime) -> None:
    """Another panel can be chosen; grounds, hearing and minutes stay."""
    appeal = appeals.of_round(row.id)
    if appeal is None:
        return
    session().execute(sa.update(Appeal).where(Appeal.id == appeal.id).values(round_id=None))
    about = f"application:{row.application_id}" if row.application_id is not None else f"member:{row.physician_id}"
    audit.record(about, "appeal.panel_dissolved", actor=actor, subject=about, now=now)


def void_abandoned(now: datetime) -> int:
    """For beat: rounds about applications that were withdrawn (beyond undoing) or closed, also closed rounds whose
    decision was not made. One that another followed stays as it is."""
    later = aliased(Round)
    followed = sa.select(later.id).where(later.application_id == Round.application_id, later.id > Round.id)
    waits = sa.and_(Round.state == State.CLOSED, ~sa.exists(followed.correlate(Round)))
    over = [ApplicationState.WITHDRAWN, ApplicationState.CLOSED, ApplicationState.EXPIRED]
    query = sa.select(Round.id).join(Application, Application.id == Round.application_id)
    query = query.where(Application.state.in_(over), sa.or_(Round.state.in_([State.PLANNED, State.OPEN]), waits))
    with transaction.reading():
        found = list(session().scalars(query.order_by(Round.id)))
    ended = 0
    for round_id in found:
        with transaction.unit():
            ended += _abandon(queries.locked(round_id), now)
    return ended


def _abandon(row: Round, now: datetime) -> bool:
    """By the policy of the application itself, as taking a withdrawal back is."""
    application = queries.application_of(row)
    if application is None or _may_return(application, now):
        return False
    decision = decision_queries.of_round(row.id)
    if decision is not None and decision.made is None:
        decisions.take_back(row, decision_queries.locked(decision.id), actor=SYSTEM, now=now)
    rounds.void(row, "annul" if row.state is State.CLOSED else "void", ABANDONED, actor=SYSTEM, now=now)
    return True


def _may_return(application: Application, now: datetime) -> bool:
    applicant = f"person:{application.person_id}"
    return not applications.reasons_against(application, "undo_withdraw", actor=applicant, now=now)
