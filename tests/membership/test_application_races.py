"""Many at once: one application a person, one submission, one request for information; and what the lock is for."""

import threading
import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import transaction
from directory.core.db import session
from directory.core.refusals import Refusal
from directory.membership.actions import application as moves
from directory.membership.actions import information, sections, submitting
from directory.membership.models.application import Application, ApplicationStep
from directory.membership.models.information import InformationRequest
from directory.membership.models.section import SectionText
from directory.membership.models.snapshot import Snapshot
from directory.membership.queries import application as queries
from directory.membership.rules.application import State
from directory.membership.rules.information import Item
from directory.membership.rules.sections import Section
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_application as factory
from tests.factories import membership_caselog_whole as log

MANY = 8


def at_once(app: Flask, count: int, job: Callable[[int], object]) -> list[str]:
    """What became of each: "done" or the name of the refusal. Anything else fails the test."""
    barrier, outcomes = threading.Barrier(count), ["" for _ in range(count)]

    def run(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction.unit():
                    job(number)
                outcomes[number] = "done"
            except Refusal as refusal:
                outcomes[number] = type(refusal).__name__
            except sa.exc.IntegrityError as broken:
                outcomes[number] = type(transaction.refusal_of(broken)).__name__
            except Exception as error:  # noqa: BLE001 (whatever it is fails the test)
                outcomes[number] = repr(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def how_many(table: type) -> int:
    with transaction.reading():
        return session().scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.fixture
def complete(context: Flask) -> int:
    with transaction.unit():
        made = factory.draft(accounts.person().id)
        factory.complete(made)
        log.whole(made)
        return made.id


@pytest.mark.both
def test_many_starts_at_once_are_one_application(context: Flask) -> None:
    with transaction.unit():
        person_id = accounts.person().id
    outcomes = at_once(context, MANY, lambda _n: moves.start(person_id, "Dr Robin Vale", NOW))
    assert outcomes == ["AlreadyApplying"] * (MANY - 1) + ["done"]
    assert how_many(Application) == 1


@pytest.mark.both
def test_two_applications_with_one_licence_at_once_are_one(context: Flask) -> None:
    with transaction.unit():
        ids = [factory.draft(accounts.person(email=f"p{n}@example.org").id).id for n in range(4)]
    outcomes = at_once(context, 4, lambda n: sections.save(ids[n], Section.YOU, factory.YOU, revision=1, now=NOW))
    assert outcomes == ["LicenceInUse"] * 3 + ["done"]


@pytest.mark.both
def test_many_submits_at_once_are_one_step(context: Flask, complete: int) -> None:
    def submit(_number: int) -> None:
        row = queries.by_id(complete)
        assert row is not None
        submitting.submit(row, actor=f"person:{row.person_id}", now=NOW)

    outcomes = at_once(context, MANY, submit)
    assert outcomes == ["WrongState"] * (MANY - 1) + ["done"]
    assert (how_many(ApplicationStep), how_many(Snapshot)) == (1, 1)


@pytest.mark.postgres
def test_without_the_lock_the_second_submit_would_not_see_the_first(
    context: Flask, complete: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same race on a row that was read and not locked ends in a broken key, not in a sentence."""

    def unlocked(application_id: int) -> Application:
        row = session().get_one(Application, application_id, populate_existing=True)
        time.sleep(0.3)
        return row

    monkeypatch.setattr(queries, "locked", unlocked)

    def submit(_number: int) -> None:
        row = queries.by_id(complete)
        assert row is not None
        submitting.submit(row, actor=f"person:{row.person_id}", now=NOW)

    outcomes = at_once(context, 2, submit)
    assert "WrongState" not in outcomes


@pytest.mark.both
def test_of_many_saves_of_one_revision_one_is_kept(context: Flask, complete: int) -> None:
    def save(number: int) -> None:
        sections.save(complete, Section.CRITERION_1, {"statement": f"Window {number}"}, revision=1, now=NOW)

    assert at_once(context, MANY, save) == ["Stale"] * (MANY - 1) + ["done"]
    with transaction.reading():
        assert session().get_one(SectionText, (complete, Section.CRITERION_1)).revision == 2


@pytest.mark.both
def test_a_save_and_a_submission_at_once_never_leave_an_unfrozen_text(context: Flask, complete: int) -> None:
    def act(number: int) -> None:
        row = queries.by_id(complete)
        assert row is not None
        if number == 0:
            submitting.submit(row, actor=f"person:{row.person_id}", now=NOW)
        else:
            sections.save(complete, Section.CRITERION_1, {"statement": f"Late {number}"}, revision=1, now=NOW)

    at_once(context, 4, act)
    with transaction.reading():
        frozen = session().scalars(sa.select(Snapshot)).one()
        kept = session().get_one(SectionText, (complete, Section.CRITERION_1))
        assert frozen.items["section/criterion-1"] == kept.digest


@pytest.mark.both
def test_two_coordinators_ask_at_once_and_one_request_goes_out(context: Flask, complete: int) -> None:
    with transaction.unit():
        row = queries.locked(complete)
        row.state, row.submitted = State.SCREENING, NOW

    def ask(number: int) -> None:
        found = queries.by_id(complete)
        assert found is not None
        information.ask(found, [Item(Section.YOU, "Which state?")], actor=f"person:{90 + number}", now=NOW)

    assert at_once(context, 4, ask) == ["WrongState"] * 3 + ["done"]
    assert how_many(InformationRequest) == 1
