"""Tables of which rows are added and never changed or taken away: the database itself refuses it.

`@append_only` stands above a model. `create_all` and the migration make the same triggers.
"""

from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper

from directory.core.db import Base

M = TypeVar("M", bound=type[Base])
TABLES: list[sa.Table] = []


def append_only(model: M) -> M:
    """Declare it. A change by the session is a defect and raises; a change past the session, the trigger refuses."""
    table = cast(sa.Table, model.__table__)
    TABLES.append(table)
    sa.event.listen(table, "after_create", _create)
    for change in ("before_update", "before_delete"):
        sa.event.listen(model, change, _refuse)
    return model


def triggers(dialect: str) -> list[str]:
    """DDL of all tables declared so far, by name."""
    make = _postgresql if dialect == "postgresql" else _sqlite
    return [statement for table in sorted(TABLES, key=lambda each: each.name) for statement in make(table)]


def function(table: str) -> str:
    """The name of PostgreSQL's trigger function, which a downgrade has to drop."""
    return f"{table}_refuse"


def _refuse(_mapper: Mapper[Any], _connection: Connection, row: object) -> None:
    raise RuntimeError(f"{type(row).__name__} is append-only")


def _create(table: sa.Table, connection: Connection, **_values: object) -> None:
    make = _postgresql if connection.dialect.name == "postgresql" else _sqlite
    for statement in make(table):
        connection.execute(sa.text(statement))


def _postgresql(table: sa.Table) -> tuple[str, ...]:
    name, refuse = table.name, function(table.name)
    return (
        f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name} is append-only'; END $$",
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION {refuse}()",
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()",
    )


def _sqlite(table: sa.Table) -> tuple[str, ...]:
    name, keys = table.name, [column.name for column in table.primary_key]
    same = " AND ".join(f"{key} = NEW.{key}" for key in keys)
    known = "UNIQUE constraint failed: " + ", ".join(f"{name}.{key}" for key in keys)
    return (
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END",
        # INSERT OR REPLACE deletes without a trigger where recursive triggers are off: a known key is refused outright.
        f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} "  # noqa: S608 (names of our own tables)
        f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{known}'); END",
    )
