"""Rounds that have closed and decisions that were chosen, by the real actions; call inside `transaction.unit()`."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from directory.accounts.models import Person
from directory.accounts.rules import Role
from directory.core import audit
from directory.core.db import session
from directory.membership.actions import decision as decisions
from directory.membership.models import Application, Decision, Round
from directory.membership.queries import rounds as round_queries
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.decision import ConditionAsked, DecisionAsked, Kind
from directory.membership.rules.rounds import State, Vote
from directory.membership.rules.sections import Section
from tests.factories import accounts, membership_application
from tests.factories import membership_rounds as make

CLOSED = make.VOTING
MADE = CLOSED + timedelta(hours=1, minutes=10)
CHOSEN = CLOSED + timedelta(hours=1)


def closed(
    vote: Vote = Vote.YES,
    scores: Mapping[int, int | None] | int = 4,
    *,
    members: int = 3,
    first: int = 1,
    licence: str = "MA-48211",
) -> Round:
    """An admission in which all voted alike; the application says who and where."""
    people = make.reviewers(members + 1, first=first)
    round_ = make.opened(people[:members], people[-1], application_id=written(licence).id)
    for each in people:
        make.declare(round_, each.id)
    for each in people:
        make.cast(round_, each.id, vote, scores, reason="As the scores say.")
    found = round_queries.by_id(round_.id)
    assert found is not None
    assert found.state is State.CLOSED
    audit.seal()  # a decision compares the round with its chain
    return found


def written(licence: str = "MA-48211") -> Application:
    """In screening, with a name, a clinic, a licence and cover."""
    application = make.application("Dr Robin Vale", state=ApplicationState.DRAFT)
    body = {**membership_application.YOU, "licence_number": licence}
    membership_application.put(application, Section.YOU, body)
    row = session().get_one(Application, application.id)
    row.state = ApplicationState.SCREENING
    session().flush()
    return row


def chair(number: int = 1) -> Person:
    return accounts.person(Role.CHAIR, email=f"chair{number}@example.org", name=f"Chair {number}")


def confirm(
    reasons: Mapping[int, str] | None = None, *, overall: str = "", conditions: tuple[ConditionAsked, ...] = ()
) -> DecisionAsked:
    reason = "The panel asks for it." if conditions else ""
    return DecisionAsked(Kind.CONFIRM, reasons or {}, overall, reason, conditions)


def chosen(round_: Round, person_id: int, asked: DecisionAsked | None = None, *, now: datetime = CHOSEN) -> Decision:
    return decisions.choose(round_, asked or confirm(), person_id=person_id, now=now)
