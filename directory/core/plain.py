"""Single rows written at once, each by one plain statement: for one row the unit of work takes several times as long.

Rows that are only in memory so far are not written first.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from directory.core.columns import connection
from directory.core.db import Base, session, upsert

Row = TypeVar("Row", bound=Base)


def run(statement: sa.Executable, values: Mapping[str, object] | Sequence[Mapping[str, object]]) -> None:
    """A statement that answers nothing."""
    connection().execute(statement, values)


def add(model: type[Base], **values: object) -> None:
    """A new row that nobody needs as an object."""
    run(_insert(model), values)


def insert(row: Row) -> Row:
    """A new row. What it left to the defaults of its columns is read when somebody asks for it."""
    key = connection().execute(_insert(type(row)), _given(row)).inserted_primary_key
    return _in_session(row, key or ())


def insert_unless_there(row: Row) -> bool:
    """As `insert`; False where another row has what must be unique."""
    statement = upsert(type(row), (), keys=(), update=(), returning=_table(type(row)).primary_key)
    key = connection().execute(statement, _given(row)).one_or_none()
    if key is not None:
        _in_session(row, key)
    return key is not None


def _given(row: Base) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def _in_session(row: Row, key: Iterable[object]) -> Row:
    for column, value in zip(_table(type(row)).primary_key, key, strict=True):
        setattr(row, column.key, value)
    make_transient_to_detached(row)
    session().add(row)
    return row


def change(row: Base, **values: object) -> None:
    """Columns of a row that is in the database, there and in memory."""
    (key,) = sa.inspect(row).identity or ()
    run(_update(type(row), tuple(values)), {**values, "this_row": key})
    for name, value in values.items():
        set_committed_value(row, name, value)


def _table(model: type[Base]) -> sa.Table:
    return cast(sa.Table, model.__table__)


@cache
def _insert(model: type[Base]) -> sa.Insert:
    return sa.insert(_table(model))


@cache
def _update(model: type[Base], names: tuple[str, ...]) -> Any:
    table = _table(model)
    (key,) = table.primary_key
    changes = {name: sa.bindparam(name, type_=table.c[name].type) for name in names}
    return sa.update(table).where(key == sa.bindparam("this_row")).values(changes)
