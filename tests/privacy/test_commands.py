"""`flask privacy retention`, and the task that does the same at night."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

import tasks
from directory.core import clock, transaction
from directory.core.db import session
from directory.membership.actions import retention as membership
from directory.membership.models import Application
from directory.membership.queries import application as applications
from directory.privacy.models import Erasure, RetentionRun
from tests.factories import privacy as make
from tests.membership.test_application_races import how_many


def run(app: Flask, *words: str) -> tuple[int, list[str]]:
    result = app.test_cli_runner().invoke(args=["privacy", "retention", *words])
    return result.exit_code, result.output.splitlines()


@pytest.fixture
def made(context: Flask) -> list[int]:
    """Photos past their time; a draft past its time; one under a legal hold."""
    at = clock.now()
    photos, draft = make.over(at - timedelta(days=430)), make.over(at - timedelta(days=40), None, licence="VV-2")
    held = make.over(at - timedelta(days=430), licence="VV-3")
    with transaction.unit():
        membership.freeze(applications.locked(held), actor="person:1", now=at)
    return [photos, draft, held]


def references(made: list[int]) -> list[str]:
    with transaction.reading():
        return [session().get_one(Application, each).reference for each in made]


def test_the_dry_run_names_what_is_due_and_what_is_held_and_erases_nothing(context: Flask, made: list[int]) -> None:
    photos, draft, held = references(made)
    assert run(context, "--dry-run") == (
        0,
        [
            f"application_draft: 1 due: {draft}",
            f"case_photos: 1 due: {photos}",
            f"case_photos: 1 past its time, under a legal hold, kept: {held}",
            "Dry run: nothing was erased. 2 due in 2 cases.",
        ],
    )
    assert how_many(RetentionRun) == how_many(Erasure) == 0


def test_the_run_says_the_same_and_does_it(context: Flask, made: list[int]) -> None:
    _code, dry = run(context, "--dry-run")
    code, lines = run(context)
    assert (code, lines[:-1]) == (0, dry[:-1])
    assert lines[-1] == "Report 1: 2 erased, 2 files removed, 0 failed."
    assert run(context)[1][-1] == "Report 2: 0 erased, 0 files removed, 0 failed."


def test_where_a_case_fails_the_exit_code_says_so(
    context: Flask, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_values: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(membership, "erase", broken)
    code, lines = run(context)
    assert (code, lines[-1]) == (1, "Report 1: 0 erased, 0 files removed, 2 failed.")


def test_the_task_does_the_night_s_work_once(context: Flask, made: list[int]) -> None:
    tasks.bind(context)
    from tasks.privacy import retention

    assert [retention(), retention()] == [2, 0]
    with transaction.reading():
        assert session().scalars(sa.select(RetentionRun.failed)).all() == [0]
