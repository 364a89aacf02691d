"""Two invoices at once never share a number, on PostgreSQL; with a control that shows the race without the counter."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from directory.core import transaction
from directory.core.db import session
from directory.membership.actions import dues as actions
from directory.membership.models import Invoice, Payment
from directory.membership.rules.dues import NotDue, State
from tests.conftest import NOW
from tests.membership.test_membership_actions import member
from tests.membership.test_rounds_races import at_once

pytestmark = pytest.mark.postgres
NAMES = ("Ada One", "Bea Two", "Cy Three", "Di Four", "Ed Five", "Flo Six")


def members(app: Flask) -> list[int]:
    with app.app_context(), transaction.unit():
        return [member(name) for name in NAMES]


def issue(physician_id: int, *, fails: bool = False) -> Callable[[], None]:
    def job() -> None:
        with transaction.unit():
            actions.issue(physician_id, actor="system", now=NOW)
            if fails:
                raise ZeroDivisionError

    return job


def numbers(app: Flask) -> list[int]:
    with app.app_context(), transaction.reading():
        return list(session().scalars(sa.select(Invoice.number).order_by(Invoice.number)))


def test_many_at_once_get_each_a_number_and_those_that_fail_leave_no_gap(app: Flask) -> None:
    jobs = [issue(each, fails=place % 3 == 2) for place, each in enumerate(members(app))]
    raised = at_once(app, jobs)
    assert [type(each) for each in raised] == [ZeroDivisionError] * 2
    assert numbers(app) == [1, 2, 3, 4]


def test_without_the_counter_the_same_number_would_be_given_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    people, looked = members(app)[:3], threading.Barrier(3)

    def highest() -> int:
        last = session().scalar(sa.select(sa.func.max(Invoice.number))) or 0
        with suppress(threading.BrokenBarrierError):
            looked.wait(timeout=10)
        return last + 1

    monkeypatch.setattr(actions, "_next_number", highest)
    raised = at_once(app, [issue(each) for each in people])
    assert [type(each) for each in raised] == [IntegrityError] * 2


def test_a_payment_that_is_sent_ten_times_at_once_counts_once(app: Flask) -> None:
    person = members(app)[0]
    with app.app_context(), transaction.unit():
        number = actions.issue(person, actor="system", now=NOW).number

    def job() -> None:
        with transaction.unit():
            actions.pay(number, 120_000, NOW.date(), actor="person:1", now=NOW)

    raised = at_once(app, [job] * 10)
    assert [type(each) for each in raised] == [NotDue] * 9
    with app.app_context(), transaction.reading():
        assert session().get_one(Invoice, number).state is State.PAID
        assert session().scalar(sa.select(sa.func.count()).select_from(Payment)) == 1
