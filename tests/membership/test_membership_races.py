"""Ten at once change the state of one membership: one change, one row of the audit, one set of letters. PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.rules import Role
from directory.core import audit, transaction
from directory.core.audit import AuditRow
from directory.core.db import db, session
from directory.core.outbox import LetterRow
from directory.core.workflow import WrongState
from directory.membership.actions import membership as actions
from directory.membership.models import Membership, MembershipStep
from directory.membership.queries import membership as queries
from directory.physicians.models import Physician
from directory.physicians.rules import Standing
from tests.conftest import NOW
from tests.factories import accounts, consultations, scheduling
from tests.membership.test_rounds_races import at_once

pytestmark = pytest.mark.postgres
MANY = 10


@pytest.fixture
def member(context: Flask) -> int:
    """Listed, with an account and a consultation that lies ahead."""
    with transaction.unit():
        person = accounts.person(Role.PHYSICIAN, email="ada@example.org", name="Dr Ada Member")
        given = {"person_id": person.id, "name": "Ada Member", "member_since": date(2025, 5, 1)}
        physician = scheduling.available("America/New_York", now=NOW, **given)
        consultations.confirmed(physician)
        actions.adopt(physician.id, actor="system", now=NOW)
        found = physician.id
    db.session.remove()
    return found


def suspend(physician_id: int) -> Callable[[], None]:
    def job() -> None:
        with transaction.unit():
            actions.fire(physician_id, "suspend", actor="person:999", now=NOW, reason="A finding of the board.")

    return job


def letters() -> Counter[str]:
    return Counter(session().scalars(sa.select(LetterRow.kind)))


def rows(physician_id: int) -> tuple[list[str], int]:
    """The moves on record, and how often the audit tells of this one."""
    moves = sa.select(MembershipStep.move).where(MembershipStep.physician_id == physician_id)
    told = sa.select(sa.func.count()).select_from(AuditRow).where(AuditRow.action == "membership.suspend")
    return list(session().scalars(moves.order_by(MembershipStep.number))), session().scalar(told) or 0


def test_ten_at_once_suspend_a_member_once(context: Flask, member: int) -> None:
    before = letters()
    db.session.remove()
    raised = at_once(context, [suspend(member)] * MANY)
    assert [type(each) for each in raised] == [WrongState] * (MANY - 1)
    with transaction.reading():
        assert rows(member) == (["adopted", "suspend"], 1)
        assert letters() - before == Counter({"member_step": 1, "physician_unavailable": 1})
        assert session().get_one(Membership, member).state is Standing.SUSPENDED
        assert session().get_one(Physician, member).standing is Standing.SUSPENDED
        assert audit.verify() is None


def test_control_without_the_locks_several_find_the_member_active(
    context: Flask, member: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All look before one of them writes: the guards let each of them pass."""
    looked, passed = threading.Barrier(3), list[Standing]()

    def unlocked(model: type) -> Callable[[int], object]:
        return lambda row_id: session().get_one(model, row_id, populate_existing=True)

    stand = actions._stand

    def wait_and_go(physician_id: int, before: Standing, *given: object, **named: object) -> None:
        passed.append(before)
        with suppress(threading.BrokenBarrierError):
            looked.wait(timeout=10)
        stand(physician_id, before, *given, **named)  # type: ignore[arg-type]  # what it was called with

    monkeypatch.setattr(actions, "lock_physician", unlocked(Physician))
    monkeypatch.setattr(queries, "locked", unlocked(Membership))
    monkeypatch.setattr(actions, "_stand", wait_and_go)
    raised = at_once(context, [suspend(member)] * 3)
    assert passed == [Standing.ACTIVE] * 3
    assert WrongState not in {type(each) for each in raised}
