"""An empty database for every test: a copied SQLite file, or an emptied PostgreSQL one. Commits are real commits.

`app` runs on SQLite; a test marked `both` runs on SQLite and on PostgreSQL, one marked `postgres` there only.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright

from directory import create_app
from directory.core.db import db
from directory.core.settings import Settings, from_environment
from tests import browsing, once_more, services

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, 10 am in New York
KEY = "A" * 43


class Client(FlaskClient):
    """Ends the test's own transaction first, or SQLite would wait for itself; and forgets what it has read."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            db.session.rollback()
        try:
            return super().open(*args, **kwargs)
        finally:
            if has_app_context():
                db.session.expire_all()


def make_settings(var_dir: Path, **environ: str) -> Settings:
    given = {
        "VAR_DIR": str(var_dir),
        "SECRET_KEY": KEY,
        "LINK_KEY": KEY,
        "AUDIT_KEY": KEY,
        "MASTER_KEYS": KEY,
        "RATE_LIMITS": "off",
        "REDIS_URL": services.redis_url(),
        **environ,
    }
    return from_environment(given)


class Kept:
    """One application with an empty database that is put back before every test."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.app = create_app(make_settings(folder, DATABASE_URL=url))
        self.app.config["TESTING"] = True
        self.app.test_client_class = Client
        self.settings = self.app.extensions["settings"]
        with self.app.app_context():
            db.create_all()
            db.engine.dispose()

    def reset(self) -> None:
        self.app.extensions["settings"] = self.settings
        with self.app.app_context():
            db.engine.dispose()
        self.empty()
        for name in ("mail", "photos", "quarantine"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def empty(self) -> None:
        raise NotImplementedError  # each database has its own way

    def end(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


class KeptSqlite(Kept):
    def __init__(self, folder: Path) -> None:
        self.path = folder / "coalition.db"
        super().__init__(folder, f"sqlite:///{self.path}")
        self.template, self.number = folder / "template.db", 0
        # Outside any transaction, or the log could not be written back into the file.
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.path, self.template)

    def empty(self) -> None:
        self.put(self.template)

    def put(self, source: Path) -> None:
        """A new file behind the same name: what a test left open writes to its own file, never to the next one's."""
        for old in self.folder.glob("test-*.db*"):
            old.unlink(missing_ok=True)
        self.number += 1
        fresh = self.folder / f"test-{self.number}.db"
        shutil.copy(source, fresh)
        name = self.folder / "next"
        name.symlink_to(fresh)
        name.replace(self.path)


class KeptPostgres(Kept):
    """Emptied in place, for making a database of a hundred tables takes twenty times as long; made anew from its
    template when a test has changed its tables, or when the server's role may not set triggers aside."""

    # Rows that were deleted by no trigger's leave: append-only tables too. Sequences begin at 1 again.
    EMPTY = """
        DO $$ DECLARE each text; filled boolean; BEGIN
            SET LOCAL session_replication_role = replica;
            FOR each IN SELECT quote_ident(relname) FROM pg_class
                        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
                EXECUTE 'SELECT EXISTS (SELECT FROM ' || each || ')' INTO filled;
                IF filled THEN EXECUTE 'DELETE FROM ' || each; END IF;
            END LOOP;
            PERFORM setval(c.oid, 1, false) FROM pg_class c
                WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
                AND pg_sequence_last_value(c.oid) IS NOT NULL;
        END $$
    """
    END_OTHERS = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    SHAPE = """
        SELECT (SELECT json_agg(json_build_array(nspname) ORDER BY oid) FROM pg_namespace
                WHERE nspname !~ '^pg_(toast_)?temp')::text,
            (SELECT json_agg(json_build_array(oid, relname, relnatts, relchecks) ORDER BY oid) FROM pg_class
             WHERE relnamespace = 'public'::regnamespace)::text,
            (SELECT json_agg(json_build_array(oid, tgname, tgenabled) ORDER BY oid) FROM pg_trigger)::text,
            (SELECT json_agg(json_build_array(oid, conname) ORDER BY oid) FROM pg_constraint)::text,
            (SELECT json_agg(json_build_array(oid, proname) ORDER BY oid) FROM pg_proc
             WHERE pronamespace = 'public'::regnamespace)::text
    """

    def __init__(self, folder: Path, server: str, worker: str) -> None:
        self.server = server
        self.name, self.template = f"coalition_test_{worker}", f"coalition_tpl_{worker}"
        self.url = f"{server.rsplit('/', 1)[0]}/{self.name}"
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name}")
        super().__init__(folder, self.url)
        self._run(
            f"DROP DATABASE IF EXISTS {self.template} WITH (FORCE)",
            f"ALTER DATABASE {self.name} RENAME TO {self.template}",
        )
        self.shape: object = None

    def empty(self) -> None:
        if self.shape is None or not self._emptied():
            self._run(
                f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
                f"CREATE DATABASE {self.name} TEMPLATE {self.template}",
                f"ALTER DATABASE {self.name} SET synchronous_commit = off",  # it need not outlive the machine
            )
            with psycopg.connect(self.url, autocommit=True) as connection:
                self.shape = connection.execute(self.SHAPE).fetchone()

    def _emptied(self) -> bool:
        """What a test left open is ended first: it would hold its locks."""
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(self.END_OTHERS)
                if connection.execute(self.SHAPE).fetchone() != self.shape:
                    return False
                connection.execute(self.EMPTY)
                return True
        except psycopg.Error:
            return False

    def end(self) -> None:
        super().end()
        for name in (self.name, self.template):
            self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    once_more.mark(items)
    _long_files_first(items)


def _long_files_first(items: list[pytest.Item]) -> None:
    """A worker takes file after file: one that takes minutes must not be the last, with the other worker idle."""
    long = {item.path for item in items if item.get_closest_marker("slow") or item.path.parent.name == "hostile"}
    items.sort(key=lambda item: item.path not in long)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    once_more.tell(terminalreporter)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "kind_of_database" not in metafunc.fixturenames:
        return
    both = metafunc.definition.get_closest_marker("both") is not None
    only = metafunc.definition.get_closest_marker("postgres") is not None
    kinds = ["sqlite", "postgresql"] if both else (["postgresql"] if only else ["sqlite"])
    metafunc.parametrize("kind_of_database", kinds)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Kept]]:
    made: dict[str, Kept] = {}

    def get(kind: str) -> Kept:
        if kind not in made:
            made[kind] = _make(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    yield get
    for each in made.values():
        each.end()


def _make(kind: str, folder: Path) -> Kept:
    if kind == "sqlite":
        return KeptSqlite(folder)
    server = services.postgres_url()
    if server is None:
        pytest.skip("no PostgreSQL server was found, and none could be started")
    worker = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    return KeptPostgres(folder, server, worker)


@pytest.fixture
def app(kept: Callable[[str], Kept], kind_of_database: str) -> Flask:
    """The application on an empty database."""
    one = kept(kind_of_database)
    one.reset()
    return one.app


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """For tests that call actions and queries directly; write inside `transaction.unit()`."""
    with app.app_context():
        yield app
        db.session.rollback()


def browser(app: Flask) -> Client:
    """A visitor's browser with its own cookies."""
    made = app.test_client()
    assert isinstance(made, Client)
    return made


@pytest.fixture
def client(app: Flask) -> Client:
    """One visitor's browser. `browser(app)` makes further ones."""
    return browser(app)


QUIET = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"),
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's browser, one for all tests of a worker: Playwright's driver may be started once in a process."""
    path = services.chromium()
    if path is None:
        pytest.skip("no Chromium was found")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield made
        made.close()


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The address at which `app` is served to real browsers."""
    with browsing.serving(app) as address:
        yield address


@pytest.fixture
def set_settings(app: Flask) -> Callable[..., None]:
    """Change settings for one test: `set_settings(rate_limits=True)`."""

    def change(**values: object) -> None:
        app.extensions["settings"] = replace(app.extensions["settings"], **values)

    return change


@pytest.fixture
def now() -> datetime:
    """A fixed time to pass to rules and actions."""
    return NOW
