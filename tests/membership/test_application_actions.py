"""Starting an application, and every move through the one door."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from directory.core import audit, transaction
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.core.workflow import WrongState
from directory.membership.actions import application as actions
from directory.membership.models.application import Application
from directory.membership.queries import application as queries
from directory.membership.rules.application import AlreadyApplying, Outcome, OwnMatter, State, TooLateToUndo
from tests.conftest import NOW
from tests.factories import accounts

pytestmark = pytest.mark.both


@pytest.fixture
def person_id(context: Flask) -> int:
    with transaction.unit():
        return accounts.person().id


@pytest.fixture
def application(person_id: int) -> Application:
    with transaction.unit():
        return actions.start(person_id, "Dr Robin Vale", NOW)


def fire(application: Application, move: str, actor: str = "", now: datetime = NOW, **values: object) -> State:
    with transaction.unit():
        actor = actor or f"person:{application.person_id}"
        return actions.fire(application, move, actor=actor, now=now, **values).after  # type: ignore[arg-type]


def at(application: Application, state: State) -> None:
    """As if it had come that far."""
    with transaction.unit():
        row = queries.locked(application.id)
        row.state, row.submitted, row.entered = state, NOW, NOW
        row.outcome = Outcome.DECLINED if state is State.DECIDED else None


def test_a_draft_keeps_its_name_sealed(application: Application) -> None:
    assert b"Robin" not in application.name
    assert queries.name_of(application) == "Dr Robin Vale"
    assert (application.state, application.policy, application.reference[:2]) == (State.DRAFT, 1, "A-")


def test_one_person_has_one_live_application(application: Application, person_id: int) -> None:
    with pytest.raises(AlreadyApplying), transaction.unit():
        actions.start(person_id, "Dr Robin Vale", NOW)


def test_after_a_withdrawal_another_may_begin(application: Application, person_id: int) -> None:
    fire(application, "withdraw")
    with transaction.unit():
        second = actions.start(person_id, "Dr Robin Vale", NOW)
    found = queries.own_or_404(person_id)
    assert (found.id, second.state) == (second.id, State.DRAFT)


def test_a_move_appends_a_step_and_an_audit_row_with_codes_only(application: Application) -> None:
    fire(application, "withdraw", reason="I am moving to another country.")
    step = queries.steps(application.id)[0]
    assert (step.number, step.move, step.before, step.after) == (1, "withdraw", State.DRAFT, State.WITHDRAWN)
    assert queries.reason_of(application, step) == "I am moving to another country."
    rows = session().query(audit.AuditRow).filter_by(stream=f"application:{application.id}").order_by("seq").all()
    assert [row.action for row in rows] == ["application.started", "application.withdraw"]
    assert rows[1].detail == {"before": "draft", "after": "withdrawn"}
    assert audit.verify() is None


def test_a_withdrawal_is_taken_back_to_where_it_was(application: Application) -> None:
    at(application, State.IN_REVIEW)
    fire(application, "withdraw")
    assert fire(application, "undo_withdraw", now=NOW + timedelta(days=7)) is State.IN_REVIEW


def test_a_withdrawal_is_final_after_seven_days(application: Application) -> None:
    fire(application, "withdraw")
    with pytest.raises(TooLateToUndo):
        fire(application, "undo_withdraw", now=NOW + timedelta(days=7, seconds=1))


def test_an_answer_goes_back_to_the_panel_that_asked(application: Application) -> None:
    at(application, State.IN_REVIEW)
    fire(application, "ask", actor="person:99")
    fire(application, "withdraw")
    fire(application, "undo_withdraw")
    assert fire(application, "answered") is State.IN_REVIEW


def test_a_stranger_cannot_withdraw_it(application: Application) -> None:
    with pytest.raises(NotThere):
        fire(application, "withdraw", actor="person:99")


def test_nobody_takes_their_own_application_into_screening(application: Application) -> None:
    at(application, State.SUBMITTED)
    with pytest.raises(OwnMatter):
        fire(application, "take")


def test_a_move_from_another_state_is_refused(application: Application) -> None:
    with pytest.raises(WrongState):
        fire(application, "take", actor="person:99")


def test_a_move_that_is_not_in_the_table_raises(application: Application) -> None:
    with pytest.raises(KeyError):
        fire(application, "approve", actor="person:99")


def test_a_decision_keeps_its_outcome(application: Application) -> None:
    at(application, State.DECISION_PENDING)
    fire(application, "decide", actor="person:99", outcome=Outcome.APPROVED)
    assert queries.locked(application.id).outcome is Outcome.APPROVED


def test_ineligible_is_declined_with_a_reason(application: Application) -> None:
    at(application, State.SCREENING)
    fire(application, "decline_ineligible", actor="person:99", reason="No valid licence.")
    row = queries.locked(application.id)
    assert (row.state, row.outcome) == (State.DECIDED, Outcome.DECLINED)
