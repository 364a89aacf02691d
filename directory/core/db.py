"""The database: typed base class, aware datetimes, and the one place that knows two dialects."""

import enum
import random
import sqlite3
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC with microseconds. SQLite stores no zone and drops offsets, so naive input is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class StringEnum(TypeDecorator[enum.StrEnum]):
    """A StrEnum kept by its value; the table's CHECK keeps out everything else."""

    impl = sa.String(40)
    cache_ok = True

    def __init__(self, members: type[enum.StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: enum.StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (SQLAlchemy's signature)
        return None if value is None else str(self.members(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> enum.StrEnum | None:  # noqa: ARG002 (SQLAlchemy's signature)
        return None if value is None else self.members(value)


def one_of(column: str, members: type[enum.StrEnum]) -> sa.CheckConstraint:
    """CHECK that a column holds one of an enum's values; put it into __table_args__."""
    values = ", ".join(f"'{member.value}'" for member in members)
    return sa.CheckConstraint(f"{column} IN ({values})", name=column)


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

TYPES: dict[Any, Any] = {
    datetime: UtcDateTime(),
    dict[str, Any]: sa.JSON(),
    list[str]: sa.JSON(),
    bytes: sa.LargeBinary(),
}


class Base(DeclarativeBase):
    registry: ClassVar[registry] = registry(type_annotation_map=TYPES, metadata=sa.MetaData(naming_convention=NAMING))


class _OneDatabase(FlaskSession):
    """There is one database, so it is not looked for anew for every statement."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **_more: Any) -> Any:  # noqa: ARG002 (its signature)
        return bind or self._engine

    @cached_property
    def _engine(self) -> sa.Engine:
        return db.engine


# Rows keep their values after the commit: nothing is loaded once the answer is made.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "class_": _OneDatabase})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


Row = TypeVar("Row", bound=Base)


def session() -> Session:
    """The session of this request, task or command."""
    return cast(Session, db.session.registry())


_BUSY = 5  # seconds a writer waits for another on SQLite


class Mode(enum.Enum):
    READ = "read"  # GET: statements that change data are refused by the engine
    WRITE = "write"


mode: ContextVar[Mode] = ContextVar("mode", default=Mode.WRITE)


class WriteInReadMode(RuntimeError):
    """A page that only reads tried to change data: a defect, never a visitor's fault."""


def upsert(
    table: type[Base],
    rows: Sequence[Mapping[str, object]],
    *,
    keys: Iterable[str],
    update: Iterable[str],
    where: Any = None,
    returning: Iterable[Any] = (),
) -> Any:
    """INSERT ... ON CONFLICT, as one statement, for both dialects.

    With an empty `update` a conflicting row stays as it is, and without `keys` that is any conflict. `where` limits
    which existing rows are taken over.
    Without rows give them to `execute`: SQLAlchemy then builds and compiles the statement once, not each time.
    To count rows ask for columns by `returning`: rowcount is -1 for this on PostgreSQL. Rows that are only in memory so
    far are not written first, and what is in memory of the rows written is not brought up to date.
    """
    dialect = session().get_bind().dialect.name
    if where is None and not rows:
        return _upsert(table, dialect, tuple(keys), tuple(update), tuple(returning))
    statement = _on_conflict(_insert(table, dialect), tuple(keys), tuple(update), where)
    statement = statement.returning(*returning) if returning else statement
    return statement.values([dict(row) for row in rows]) if rows else statement


@cache
def _upsert(
    table: type[Base], dialect: str, keys: tuple[str, ...], update: tuple[str, ...], returning: tuple[Any, ...]
) -> Any:
    statement = _on_conflict(_insert(table, dialect), keys, update, None)
    return statement.returning(*returning) if returning else statement


def _insert(table: type[Base], dialect: str) -> Any:
    """Into the plain table: the ORM's own insert takes twice as long, to no use here."""
    plain = cast(sa.Table, table.__table__)
    return postgresql.insert(plain) if dialect == "postgresql" else sqlite.insert(plain)


def _on_conflict(statement: Any, keys: tuple[str, ...], update: tuple[str, ...], where: Any) -> Any:
    if not update:
        return statement.on_conflict_do_nothing(index_elements=list(keys) or None)
    changes = {name: statement.excluded[name] for name in update}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=changes, where=where)


_KEPT = "kept"
_KEPT_AT_MOST = 20  # a unit that walks through all rows shall not hold them all


def keep(row: Row) -> Row:
    """The session forgets a row that nobody holds. One that is asked for again and again is read once a unit."""
    kept: deque[Base] = session().info.setdefault(_KEPT, deque(maxlen=_KEPT_AT_MOST))
    if row not in kept:
        kept.append(row)
    return row


def forget_kept() -> None:
    """The unit has ended: what was kept is read again by the next one."""
    session().info.pop(_KEPT, None)


def listen(engine: sa.Engine) -> None:
    """Attach what every connection needs; called once for each engine."""
    sa.event.listen(engine, "before_cursor_execute", _refuse_writes)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _sqlite_connect)
        sa.event.listen(engine, "begin", _sqlite_begin)


def _sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transactions let a released savepoint survive an outer rollback: we say BEGIN ourselves.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_BUSY * 1000}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "secure_delete = ON",
        "recursive_triggers = ON",
        "foreign_keys = ON",
        "cache_size = -4000",  # 4 MB: a search near a large town reads more than the usual 2 MB, each page by a call
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    if mode.get() is Mode.READ:
        connection.exec_driver_sql("BEGIN")
        return
    # Taking the write lock at once: a reader that becomes a writer fails at once instead of waiting.
    driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        _take_write_lock(connection, driver)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {_BUSY * 1000}")


def _take_write_lock(connection: Connection, driver: sqlite3.Connection) -> None:
    """SQLite's own waiting looks ten times a second: where many write, one of them finds the lock taken each time
    for seconds while later ones get it. Looking every few milliseconds gives all the same chance."""
    deadline = time.monotonic() + _BUSY
    while time.monotonic() < deadline:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            time.sleep(random.uniform(0.001, 0.005))  # noqa: S311 - no secret
        else:
            return
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # still taken: the refusal, as SQLAlchemy spells it


_CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def _refuse_writes(
    _connection: Connection, _cursor: object, statement: str, _parameters: object, _context: object, _many: bool
) -> None:
    if mode.get() is Mode.READ and statement.lstrip().upper().startswith(_CHANGES):
        raise WriteInReadMode(f"a GET request may not change data: {statement[:60]}")
