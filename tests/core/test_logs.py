"""Logs tell what failed and where, never whose it was."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from directory import create_app
from directory.core import logs
from directory.core.db import db, session
from directory.core.policy import public
from directory.core.settings import Environment
from tests.conftest import make_settings

ADDRESS, NAME, TOKEN = "robin@example.org", "Robin Vale", "q7Yt1cV0bNfK2mXzPdRwHsLjA4E"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that writes its lines as in production."""
    folder = tmp_path_factory.mktemp("logs")
    before = make_settings(folder, DATABASE_URL=f"sqlite:///{folder}/logs.db")
    app = create_app(replace(before, environment=Environment.PRODUCTION))
    app.extensions["csrf"]._exempt_views.add(f"{__name__}.refused")
    _routes(app)
    yield app
    logs.configure(before)
    with app.app_context():
        db.engine.dispose()


def _routes(app: Flask) -> None:
    @app.get("/crash/<token>")
    @public
    def crash(token: str) -> str:
        name, address = NAME, ADDRESS
        try:
            raise KeyError(f"{name} {address}")
        except KeyError as error:
            raise RuntimeError(f"{token} of {address}") from error

    @app.get("/statement/<token>")
    @public
    def statement(token: str) -> str:
        session().execute(sa.text("SELECT :name, no_such_function(:token)"), {"name": NAME, "token": token})
        raise sa.exc.ProgrammingError("SELECT ?", {"email": ADDRESS}, Exception(ADDRESS), hide_parameters=True)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    said = capsys.readouterr().err
    for private in (ADDRESS, NAME, "robin", TOKEN):
        assert private not in said
    return [json.loads(line) for line in said.splitlines()]


def test_a_failure_is_told_with_its_place_and_without_values(site: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    answer = site.test_client().get(f"/crash/{TOKEN}")
    failed, answered = lines(capsys)
    assert answer.status_code == 500
    assert failed["event"] == "request_failed"
    assert failed["error"] == "RuntimeError < KeyError"
    assert failed["endpoint"] == "crash"
    assert failed["request"] == answered["request"] == answer.headers["X-Request-Id"]
    trace = failed["trace"]
    assert isinstance(trace, list)
    assert any(str(place).startswith(str(Path(__file__))) and str(place).endswith(" crash") for place in trace)


def test_a_failed_statement_keeps_its_parameters_to_itself(site: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    site.test_client().get(f"/statement/{TOKEN}")
    lines(capsys)
    with site.app_context(), pytest.raises(sa.exc.OperationalError) as failed:
        session().execute(sa.text("SELECT :name FROM no_such_table"), {"name": NAME})
    assert NAME not in str(failed.value)


@pytest.mark.parametrize("name", ["sqlalchemy.pool", "celery.app.trace", "gunicorn.error", "somebody.elses"])
def test_lines_of_libraries_have_the_same_form(site: Flask, capsys: pytest.CaptureFixture[str], name: str) -> None:
    logging.getLogger(name).warning("the pool has %s", 20)
    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["logger"]) == ("the pool has 20", "warning", name)


def test_a_librarys_failure_is_told_without_values(site: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(ADDRESS)
    except ValueError as error:
        logging.getLogger("gunicorn.error").exception("Error handling request %s", f"/c/{TOKEN}")
        task = {"name": "tasks.letters.deliver_due", "exc": repr(error), "traceback": ADDRESS}
        logging.getLogger("celery.app.trace").exception("Task %(name)s: %(exc)s\n%(traceback)s", task)
    request, task_line = lines(capsys)
    assert (request["event"], request["error"]) == ("Error handling request %s", "ValueError")
    assert (task_line["task"], task_line["error"]) == ("tasks.letters.deliver_due", "ValueError")
