"""Reads of columns, without objects."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from directory.core.db import session

_CONNECTION = "connection"


def rows(statement: sa.Executable, values: Mapping[str, object]) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Past the session's own steps, which take as long as running a short statement does."""
    current = session()
    if current.autoflush:  # who has switched it off writes a row once, at its end
        current.flush()
    return _connection(current).execute(statement, values).all()


def connection() -> Connection:
    """For a statement that neither waits for what is only in memory nor reads objects."""
    return _connection(session())


def _connection(current: Session) -> Connection:
    """The session finds it anew at every call. It is closed when the transaction ends, then there is another."""
    known: Connection | None = current.info.get(_CONNECTION)
    if known is None or known.closed:
        known = current.info[_CONNECTION] = current.connection()
    return known


class _Ids(TypeDecorator[Iterable[int]]):
    """A list of ids as one value: an array, or JSON where there are none."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(postgresql.ARRAY(sa.BigInteger) if dialect.name == "postgresql" else sa.Text())

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> Any:
        found = list(value or ())
        return found if dialect.name == "postgresql" else json.dumps(found)


class _Among(FunctionElement[bool]):
    type = sa.Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002 (SQLAlchemy's signature)
        """A condition as it stands: as `... = 1`, which SQLite is given for a function, no index would serve it."""
        return self


def among(column: InstrumentedAttribute[int], name: str = "ids") -> sa.ColumnElement[bool]:
    """`column IN :ids`, whose text is the same for any number of ids: a list that is spelt out is spelt and prepared
    anew for every length, which costs as much as the statement."""
    return _Among(column, sa.bindparam(name, type_=_Ids()))


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, ids = (compiler.process(each, **given) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 (what the compiler made)


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, ids = (compiler.process(each, **given) for each in element.clauses)
    return f"{column} = ANY ({ids})"
