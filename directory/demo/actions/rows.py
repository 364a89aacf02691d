"""Many rows at once."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from directory.core.db import Model, session

BATCH = 500


def put(table: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    for first in range(0, len(rows), BATCH):
        session().execute(sa.insert(table), list(rows[first : first + BATCH]))


def put_for_ids(key: InstrumentedAttribute[int], rows: Sequence[dict[str, Any]]) -> list[int]:
    """The ids the database gave, in the order of the rows."""
    if not rows:
        return []
    statement = sa.insert(key.class_).returning(key, sort_by_parameter_order=True)
    return list(session().scalars(statement, list(rows)))
