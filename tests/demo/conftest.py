"""One site filled with the whole demo, shared by the tests that only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from directory.core import clock
from directory.core.db import db
from directory.demo.actions import load
from directory.demo.actions.load import Asked
from tests.conftest import NOW, Client, KeptSqlite, browser


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    kept = KeptSqlite(tmp_path_factory.mktemp("demo"))
    with kept.app.app_context():
        today = clock.now().date().isoformat()
    done = kept.app.test_cli_runner().invoke(args=["demo", "load", "--today", today], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    yield kept.app
    kept.end()


@pytest.fixture(scope="session")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Told from one day for ever: for tests that look for one certain consultation."""
    kept = KeptSqlite(tmp_path_factory.mktemp("fixed"))
    with kept.app.app_context():
        load(Asked(1, NOW.date(), 60), NOW, lambda _steps: None)
        db.session.rollback()
    yield kept.app
    kept.end()


@pytest.fixture
def within(filled: Flask) -> Iterator[Flask]:
    with filled.app_context():
        yield filled
        db.session.rollback()


@pytest.fixture
def visitor(filled: Flask) -> Client:
    return browser(filled)


@pytest.fixture
def folder(filled: Flask) -> Path:
    path: Path = filled.extensions["settings"].var_dir
    return path
