"""A hold asked for while the nightly task runs: one of the two is first and the other sees it; what the lock is for."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import transaction, vault
from directory.core.db import session
from directory.membership.models import Application
from directory.privacy.actions import holds, retention
from directory.privacy.models import Erasure, LegalHold, RetentionRun
from tests.conftest import NOW
from tests.membership.test_application_races import at_once, how_many
from tests.privacy.test_hold_actions import Case, case

__all__ = ["case"]


def erased_and_frozen(case: Case) -> tuple[bool, bool]:
    with transaction.reading():
        row = session().get_one(Application, case.id, populate_existing=True)
        kept = session().get_one(vault.Vault, row.cases_vault_id, populate_existing=True)
        return kept.destroyed is not None, row.frozen is not None


def begin(case: Case) -> retention.Plan:
    with transaction.unit():
        session().add(RetentionRun(started=NOW))
    return retention.plan(NOW)


@pytest.mark.both
def test_a_hold_and_the_task_at_once_leave_either_the_photos_or_their_erasure(context: Flask, case: Case) -> None:
    """Both ways round the hold stands; the photos are gone only where the erasure is on record."""
    planned = begin(case)

    def act(number: int) -> None:
        if number:
            holds.ask(case.asked(), person_id=case.one, now=NOW)
        else:
            retention.erase_due(planned.cases[0], 1, NOW)

    assert at_once(context, 2, act) == ["done", "done"]
    gone, frozen = erased_and_frozen(case)
    assert frozen
    assert gone == (how_many(Erasure) == 1)
    with transaction.unit():
        assert retention.erase_due(case.id, 1, NOW) == 0


def _raced(app: Flask, case: Case) -> None:
    """The hold has its lock and is not committed when the task comes to the case; it commits then."""
    frozen, wrong = threading.Event(), list[Exception]()

    def task() -> None:
        frozen.wait(30)
        try:
            with app.app_context(), transaction.unit():
                retention.erase_due(case.id, 1, NOW)
        except Exception as error:  # noqa: BLE001 (whatever it is fails the test)
            wrong.append(error)

    thread = threading.Thread(target=task)
    thread.start()
    with transaction.unit():
        holds.ask(case.asked(), person_id=case.one, now=NOW)
        frozen.set()
        _until_it_waits_or_is_done(thread)
    thread.join()
    assert wrong == []


def _until_it_waits_or_is_done(thread: threading.Thread) -> None:
    """The database itself says that the other transaction waits for this one."""
    blocked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    while thread.is_alive():
        if session().scalar(sa.text(blocked)):
            return
        thread.join(0.02)


@pytest.mark.postgres
def test_a_task_that_comes_to_a_case_being_frozen_waits_and_leaves_it(context: Flask, case: Case) -> None:
    begin(case)
    _raced(context, case)
    assert erased_and_frozen(case) == (False, True)


@pytest.mark.postgres
def test_without_the_lock_the_task_would_erase_what_is_being_frozen(
    context: Flask, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: on a row that was read and not locked, the photos of a case under a hold are gone."""

    def unlocked(application_id: int) -> Application:
        return session().get_one(Application, application_id, populate_existing=True)

    begin(case)
    monkeypatch.setattr("directory.privacy.actions.retention.applications.locked", unlocked)
    _raced(context, case)
    assert erased_and_frozen(case) == (True, True)


@pytest.mark.both
def test_many_who_ask_at_once_make_one_hold(context: Flask, case: Case) -> None:
    outcomes = at_once(context, 4, lambda n: holds.ask(case.asked(), person_id=(case.one, case.two)[n % 2], now=NOW))
    assert outcomes == ["HeldAlready"] * 3 + ["done"]
    assert how_many(LegalHold) == 1
