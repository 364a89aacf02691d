"""The database of the hostile world, on each kind of server: kept by name, put back, and watched for changes.

Whether anything was written is asked after every request, so that must cost next to nothing; what was written is
compared only then.
"""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest

from directory.core.db import Base, db
from tests import services
from tests.conftest import Kept, KeptPostgres, KeptSqlite


class Store(Protocol):
    kind: str
    kept: Kept

    def keep(self, name: str) -> None: ...
    def put(self, name: str) -> None: ...
    def version(self) -> int: ...
    def digest(self) -> dict[str, str]: ...
    def end(self) -> None: ...


def store(kind: str, folder: Path) -> Store:
    if kind == "sqlite":
        return SqliteStore(folder)
    server = services.postgres_url()
    if server is None:
        pytest.skip("no PostgreSQL server was found, and none could be started")
    return PostgresStore(folder, server)


def let_go(kept: Kept) -> None:
    """No connection of the application may be open when its database is exchanged."""
    with kept.app.app_context():
        db.session.remove()
        db.engine.dispose()


def tables() -> list[str]:
    return sorted(Base.metadata.tables)


class SqliteStore:
    """A copied file; SQLite itself says whether another connection has written (`PRAGMA data_version`)."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = KeptSqlite(folder)
        self.kept: Kept = self._file
        self._watcher: sqlite3.Connection | None = None

    def keep(self, name: str) -> None:
        let_go(self.kept)
        with closing(sqlite3.connect(self._file.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self._file.path, self.folder / f"{name}.db")
        self._watch()

    def put(self, name: str) -> None:
        self._leave()
        let_go(self.kept)
        self._file.put(self.folder / f"{name}.db")
        self._watch()

    def version(self) -> int:
        return int(self._read("PRAGMA data_version")[0][0])

    def digest(self) -> dict[str, str]:
        return {name: _hashed(self._read(f'SELECT * FROM "{name}"')) for name in tables()}  # noqa: S608 (our own names)

    def end(self) -> None:
        self._leave()
        self.kept.end()

    def _watch(self) -> None:
        self._leave()
        self._watcher = sqlite3.connect(self._file.path)

    def _leave(self) -> None:
        if self._watcher is not None:
            self._watcher.close()

    def _read(self, statement: str) -> list[Any]:
        assert self._watcher is not None
        return self._watcher.execute(statement).fetchall()


class PostgresStore:
    """Copies of all tables beside them; a transaction that wrote took a number, and the next number is known."""

    kind = "postgresql"

    def __init__(self, folder: Path, server: str) -> None:
        made = KeptPostgres(folder, server, f"world_{os.getpid()}")
        made.empty()
        self.kept: Kept = made
        self._kept: dict[str, dict[str, str]] = {}
        url = f"{server.rsplit('/', 1)[0]}/{made.name}"
        self._watcher = psycopg.connect(url, autocommit=True)
        # Its own writes are no promise to anybody, and wake neither triggers nor foreign keys.
        self._write(
            "SET synchronous_commit = off", "SET session_replication_role = replica", "SET lock_timeout = '20s'"
        )

    def keep(self, name: str) -> None:
        self._write(
            f"DROP SCHEMA IF EXISTS {name} CASCADE",
            f"CREATE SCHEMA {name}",
            *(f'CREATE TABLE {name}."{each}" AS TABLE public."{each}"' for each in tables()),
        )
        self._kept[name] = self.digest()

    def put(self, name: str) -> None:
        found = self.digest()
        changed = [each for each in tables() if found[each] != self._kept[name][each]]
        with self._watcher.transaction():
            for each in changed:
                self._write(f'DELETE FROM public."{each}"')  # noqa: S608 (our own names)
                again = f'INSERT INTO public."{each}" OVERRIDING SYSTEM VALUE SELECT * FROM {name}."{each}"'  # noqa: S608
                self._write(again)

    def version(self) -> int:
        """Of the whole server: what others write is a look for nothing."""
        return int(self._read("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")[0][0])

    def digest(self) -> dict[str, str]:
        one = "SELECT '{0}', md5(coalesce(string_agg(r::text, ' ' ORDER BY r::text), '')) FROM public.\"{0}\" r"
        return dict(self._read(" UNION ALL ".join(one.format(name) for name in tables())))

    def end(self) -> None:
        self._watcher.close()
        let_go(self.kept)
        self.kept.end()

    def _write(self, *statements: str) -> None:
        for statement in statements:
            self._watcher.execute(statement.encode())

    def _read(self, statement: str) -> list[Any]:
        return self._watcher.execute(statement.encode()).fetchall()


def _hashed(rows: list[Any]) -> str:
    return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
