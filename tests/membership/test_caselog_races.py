"""Two assistants at once, on PostgreSQL, with a control that shows what happens without the lock."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import audit, transaction
from directory.core.db import db, session
from directory.membership.actions import caselog as actions
from directory.membership.models import Application, DrawnPeriod, OperationPhoto
from directory.membership.queries import application as applications
from directory.membership.queries import caselog as queries
from directory.membership.rules.filenames import guess
from directory.photos import actions as photos
from directory.photos.models import Photo, PhotoSlot
from tests.conftest import NOW
from tests.factories import accounts, membership_application
from tests.factories.membership_caselog import OWNER, asked, operation, settle
from tests.factories.photos import jpeg

pytestmark = pytest.mark.postgres
Job = Callable[[], object]


@pytest.fixture
def application(context: Flask) -> Application:
    with transaction.unit():
        made = membership_application.draft(accounts.person().id)
        operation(made, 7, now=NOW)
    return made


def at_once(app: Flask, jobs: list[Job]) -> list[Exception]:
    """All jobs start at the same moment; what they raised is returned."""
    barrier, raised = threading.Barrier(len(jobs)), list[Exception]()

    def run(job: Job) -> None:
        with app.app_context():
            try:
                barrier.wait()
                with transaction.unit():
                    job()
            except Exception as error:  # noqa: BLE001 (the test says which are right)
                raised.append(error)
            finally:
                db.session.rollback()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def sent(name: str, data: bytes) -> actions.Sent:
    return actions.Sent(photos.accept_bytes(data), guess(name), queries.digest_of(str(hash(data))), len(data))


def receive(application_id: int, files: list[actions.Sent]) -> Job:
    def job() -> None:
        application = applications.by_id(application_id)
        assert application is not None
        actions.receive(application, files, batch=None, actor=OWNER, now=NOW)

    return job


def test_two_assistants_sending_the_same_folder_leave_each_photo_once(context: Flask, application: Application) -> None:
    pictures = [jpeg(500, 500, seed=n) for n in range(8)]
    jobs = [
        receive(application.id, [sent(f"C07_before_{n}.jpg", data) for n, data in enumerate(pictures)])
        for _person in range(4)
    ]
    assert at_once(context, jobs) == []
    assert len(queries.photos_of(application.id)) == 8
    assert session().scalar(sa.select(sa.func.count()).select_from(PhotoSlot)) == 8
    settle(NOW + timedelta(seconds=1))
    assert session().scalar(sa.select(sa.func.count()).where(Photo.state == "ready")) == 8


def test_without_the_lock_photos_are_there_twice(
    context: Flask, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked = threading.Barrier(2)

    def unlocked(application_id: int) -> Application:
        found = session().get_one(Application, application_id)
        queries.counts(found.id)
        with suppress(threading.BrokenBarrierError):
            both_looked.wait(3)
        return found

    monkeypatch.setattr(applications, "locked", unlocked)
    data = jpeg(500, 500)
    raised = at_once(context, [receive(application.id, [sent("IMG_1.jpg", data)]) for _person in range(2)])
    assert len(queries.photos_of(application.id)) + len(raised) == 2
    assert len(queries.photos_of(application.id)) == 2 or raised


def test_together_they_do_not_pass_the_limit(
    context: Flask, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.membership.actions.caselog.photos.FILES_MOST", 5)
    jobs = [
        receive(application.id, [sent(f"IMG_{person}{n}.jpg", jpeg(500, 500, seed=person * 10 + n)) for n in range(3)])
        for person in range(4)
    ]
    assert at_once(context, jobs) == []
    assert len(queries.photos_of(application.id)) == 5


def test_a_number_given_twice_at_once_is_one_case(context: Flask, application: Application) -> None:
    def add() -> None:
        row = applications.by_id(application.id)
        assert row is not None
        actions.add(row, asked(9), actor=OWNER, now=NOW)

    raised = at_once(context, [add] * 6)
    assert [type(error).__name__ for error in raised] == ["NumberTaken"] * 5
    assert [case.number for case in queries.cases_of(application.id)] == [7, 9]


def test_many_workers_draw_one_period(context: Flask, application: Application) -> None:
    later = NOW + timedelta(days=8)
    at_once(context, [lambda: actions.plan_draws(NOW)] * 4)
    assert at_once(context, [lambda: actions.draw_due(later)] * 4) == []
    assert session().scalar(sa.select(sa.func.count()).select_from(DrawnPeriod)) == 1
    drawn = sa.select(sa.func.count()).where(audit.AuditRow.action == "application.period_drawn")
    assert session().scalar(drawn) == 1


def test_sorting_and_the_workers_look_at_the_same_moment_both_count(context: Flask, application: Application) -> None:
    with transaction.unit():
        receive(application.id, [sent("IMG_1.jpg", jpeg(640, 480))])()
    photo_id = session().scalars(sa.select(OperationPhoto.id)).one()

    def sort() -> None:
        row = applications.by_id(application.id)
        assert row is not None
        actions.sort(row, [actions.Place(photo_id, 7, None, None)], NOW)

    work = threading.Thread(target=lambda: _process(context, photo_id))
    work.start()
    assert at_once(context, [sort]) == []
    work.join(60)
    session().rollback()
    found = session().get_one(Photo, photo_id)
    assert (found.state, found.owner) == ("ready", queries.owner_of(queries.cases_of(application.id)[0].id))


def _process(app: Flask, photo_id: str) -> None:
    with app.app_context():
        photos.process(photo_id, NOW + timedelta(seconds=1))
        db.session.rollback()
