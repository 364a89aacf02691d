"""Two workers at once, and one that is killed in the middle: exactly one decision, on PostgreSQL, with a control."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import audit, transaction
from directory.core.db import session
from directory.membership.actions import admitting, making
from directory.membership.actions import decision as actions
from directory.membership.models import Decision, DecisionLetter, Membership, Round
from directory.membership.queries import application as applications
from directory.membership.queries import decision as queries
from directory.membership.queries import rounds
from directory.membership.rules.decision import ChosenAlready
from directory.physicians.models import Physician
from tests.factories import membership_decide as make
from tests.factories.membership_decide import CHOSEN, MADE
from tests.membership.test_rounds_races import at_once

pytestmark = pytest.mark.postgres


def chosen(app: Flask) -> int:
    with app.app_context(), transaction.unit():
        round_, chair = make.closed(), make.chair()
        return make.chosen(round_, chair.id).id


def counts(app: Flask) -> list[int]:
    with app.app_context(), transaction.reading():
        models = (Membership, Physician, DecisionLetter)
        return [session().scalar(sa.select(sa.func.count()).select_from(each)) or 0 for each in models]


def worker(decision_id: int) -> Callable[[], None]:
    def job() -> None:
        with transaction.unit():
            making.make(decision_id, MADE)

    return job


def test_six_workers_at_once_make_one(app: Flask) -> None:
    decision_id = chosen(app)
    assert at_once(app, [worker(decision_id)] * 6) == []
    assert counts(app) == [1, 1, 1]
    with app.app_context(), transaction.reading():
        assert audit.verify() is None


def test_without_the_locks_several_workers_would_make_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: all look before one of them writes. Only a constraint then stops the second."""
    decision_id, looked = chosen(app), threading.Barrier(3)

    def unlocked(model: type) -> Callable[[int], object]:
        return lambda row_id: session().get_one(model, row_id, populate_existing=True)

    passed: list[int] = []

    def look(row: Round, decision: Decision, now: object) -> None:
        with suppress(threading.BrokenBarrierError):
            looked.wait(timeout=10)
        passed.append(decision.id)

    monkeypatch.setattr(rounds, "locked", unlocked(Round))
    monkeypatch.setattr(queries, "locked", unlocked(Decision))
    monkeypatch.setattr(applications, "locked", applications.by_id)
    monkeypatch.setattr(making, "_make", look)
    at_once(app, [worker(decision_id)] * 3)
    assert passed == [decision_id] * 3


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_makes_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(app)
    with monkeypatch.context() as patch:

        def killed(*_given: object, **_named: object) -> None:
            raise SystemExit

        patch.setattr(admitting, "_conditions", killed)  # profile and membership are written by then
        with app.app_context(), suppress(SystemExit):
            making.make_due(MADE)
    assert counts(app) == [0, 0, 0]
    with app.app_context():
        assert making.make_due(MADE) == 1
    assert counts(app) == [1, 1, 1]


def test_one_that_fails_does_not_stop_the_next(app: Flask) -> None:
    """The reasons of the first were damaged on the disk."""
    broken_id = chosen(app)
    with app.app_context(), transaction.unit():
        session().get_one(Decision, broken_id).reasons = b"damaged"
        chair = make.chair(2)
        make.chosen(make.closed(first=50, licence="MA-90001"), chair.id)
    with app.app_context():
        assert queries.due_ids(MADE)[0] == broken_id
        assert making.make_due(MADE) == 1
    assert counts(app) == [1, 1, 1]


def test_two_chairs_at_once_choose_one(app: Flask) -> None:
    with app.app_context(), transaction.unit():
        round_, people = make.closed(), (make.chair(1).id, make.chair(2).id)
        round_id = round_.id

    def choose(person_id: int) -> Callable[[], None]:
        def job() -> None:
            with transaction.unit():
                try:
                    actions.choose(session().get_one(Round, round_id), make.confirm(), person_id=person_id, now=CHOSEN)
                except sa.exc.IntegrityError as error:
                    raise transaction.refusal_of(error) from error

        return job

    raised = at_once(app, [choose(each) for each in people])
    assert [type(each) for each in raised] == [ChosenAlready]
    with app.app_context(), transaction.reading():
        assert session().scalar(sa.select(sa.func.count()).select_from(Decision)) == 1
