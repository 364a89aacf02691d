"""Which named constraint did the database refuse? The two dialects say it differently."""

import re
from typing import cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from directory.core.db import Base


def violated(error: IntegrityError) -> str | None:
    """The constraint's name, or None where the database does not tell."""
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return cast("str | None", diagnostics.constraint_name)
    return _sqlite_name(str(error.orig))


def _sqlite_name(text: str) -> str | None:
    named = re.search(r"(?:CHECK constraint failed: |index ')(\w+)", text)
    if named:
        return named.group(1)
    listed = re.search(r"UNIQUE constraint failed: (.+)", text)
    return _unique_over(listed.group(1).split(", ")) if listed else None


def _unique_over(paths: list[str]) -> str | None:
    """SQLite names table.column pairs; the constraint over just these columns is the one."""
    table = Base.metadata.tables.get(paths[0].split(".")[0])
    columns = {path.split(".")[1] for path in paths}
    if table is None:
        return None
    unique = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
    found = [c.name for c in unique if {column.name for column in c.columns} == columns]
    found += [i.name for i in table.indexes if i.unique and {column.name for column in i.columns} == columns]
    return str(found[0]) if found else None
