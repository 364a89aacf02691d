"""Migrations build exactly what the models say, on both databases: every column, constraint, index and trigger."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from directory import create_app
from directory.core.db import db
from tests import services
from tests.conftest import make_settings

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}

Empty = Callable[[str], Flask]
Schema = dict[str, dict[str, Any]]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Empty]:
    """Makes applications, each with an empty database of its own."""
    maker = _Sqlite(tmp_path) if request.param == "sqlite" else _Postgres(tmp_path)
    yield maker.app
    maker.end()


class _Sqlite:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.apps: list[Flask] = []

    def url(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    def app(self, name: str) -> Flask:
        app = create_app(make_settings(self.folder, DATABASE_URL=self.url(name)))
        self.apps.append(app)
        return app

    def end(self) -> None:
        for app in self.apps:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


class _Postgres(_Sqlite):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        server = services.postgres_url()
        if server is None:
            pytest.skip("no PostgreSQL server was found, and none could be started")
        self.server = server
        self.names: list[str] = []

    def url(self, name: str) -> str:
        own = f"coalition_{name}_{os.getpid()}"
        self.names.append(own)
        self._run(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        self._run(f"CREATE DATABASE {own}")
        return f"{self.server.rsplit('/', 1)[0]}/{own}"

    def end(self) -> None:
        super().end()
        for own in self.names:
            self._run(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with closing(psycopg.connect(self.server, autocommit=True)) as connection:
            connection.execute(statement.encode())


def schema(engine: sa.Engine) -> Schema:
    """What the database itself says it holds."""
    inspector = sa.inspect(engine)
    return {name: _table(inspector, name) for name in inspector.get_table_names() if name != "alembic_version"}


def _table(inspector: sa.Inspector, name: str) -> dict[str, Any]:
    return {
        "columns": {each["name"]: (str(each["type"]), each["nullable"]) for each in inspector.get_columns(name)},
        "primary key": inspector.get_pk_constraint(name)["constrained_columns"],
        "unique": _named(inspector.get_unique_constraints(name), "column_names"),
        "checks": _named(inspector.get_check_constraints(name), "sqltext"),
        "indexes": _named(inspector.get_indexes(name), "column_names", "unique", "dialect_options", "expressions"),
        "foreign keys": _named(
            inspector.get_foreign_keys(name), "constrained_columns", "referred_table", "referred_columns", "options"
        ),
    }


def _named(found: Any, *wanted: str) -> dict[str, str]:
    return {str(each["name"]): str([_plain(each.get(key)) for key in wanted]) for each in found}


def _plain(value: Any) -> Any:
    """The condition of a partial index comes as an object; its text is what counts."""
    return {key: str(each) for key, each in value.items()} if isinstance(value, dict) else value


def triggers(engine: sa.Engine) -> set[tuple[str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(sa.text(TRIGGERS[engine.dialect.name])).all()
    return {(str(name), str(text)) for name, text in rows}


def test_migrations_build_what_the_models_say(empty: Empty) -> None:
    with empty("models").app_context():
        db.create_all()
        meant, guarded = schema(db.engine), triggers(db.engine)
    with empty("migrated").app_context():
        upgrade()
        assert schema(db.engine) == meant
        assert triggers(db.engine) == guarded
    assert guarded


def test_migrations_go_down_to_nothing_and_up_again(empty: Empty) -> None:
    with empty("down").app_context():
        upgrade()
        full = schema(db.engine)
        assert full
        downgrade(revision="base")
        assert schema(db.engine) == {}
        upgrade()
        assert schema(db.engine) == full
