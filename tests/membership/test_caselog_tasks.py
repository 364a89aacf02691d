"""The worker's side of case logs."""

from datetime import timedelta

from flask import Flask

from directory.core import transaction
from directory.core.clock import now
from directory.membership.actions import caselog as actions
from directory.membership.queries import caselog as queries
from tasks.membership import case_logs
from tasks.uploads import process
from tests.factories import accounts, membership_application
from tests.factories.membership_caselog import OWNER, operation, upload
from tests.factories.photos import jpeg


def test_the_sweep_plans_and_draws_erases_and_can_be_run_again(context: Flask) -> None:
    at = now()
    with transaction.unit():
        application = membership_application.draft(accounts.person().id, now=at - timedelta(days=9))
        actions.plan_draws(at - timedelta(days=8))
        operation(application, 7, now=at - timedelta(hours=1))
    with transaction.unit():
        actions.delete(application, 7, actor=OWNER, now=at - timedelta(minutes=11))
    assert (case_logs(), case_logs()) == (2, 0)
    found = queries.period_of(application)
    assert found is not None
    assert found.drawn is not None


def test_photos_of_a_case_are_compared_when_the_worker_has_looked(context: Flask) -> None:
    at = now() - timedelta(minutes=1)
    with transaction.unit():
        application = membership_application.draft(accounts.person().id, now=at)
        operation(application, 7, now=at)
        operation(application, 8, now=at)
    upload(application, "C07_before_top.jpg", jpeg(640, 480), now=at)
    upload(application, "C08_before_top.jpg", jpeg(640, 480, quality=60), now=at + timedelta(seconds=1))
    assert process() == 2
    first, second = queries.photos_of(application.id)
    assert (first.ready, second.ready, second.twin_id) == (True, True, first.id)
