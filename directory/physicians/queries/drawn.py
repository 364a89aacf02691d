"""The first page of everybody: the lot places every id, so those who come first are known without sorting all."""

from datetime import date
from functools import cache, lru_cache
from heapq import nsmallest

import sqlalchemy as sa

from directory.core.columns import among, rows
from directory.physicians.models import Physician
from directory.physicians.queries.standing import searchable_on
from directory.physicians.rules import PER_PAGE, place_in_lot

# Some ids are of nobody, or of somebody who is not shown.
_TRIED = 3 * PER_PAGE


def first_drawn(today: date) -> tuple[list[int], int] | None:
    """Ids of the first page and the exact count of all. None where too many of the first by lot are not shown."""
    given = {"today": today}
    count, highest = rows(_everybody(), given)[0]
    tried = _first_by_lot(today, highest or 0)
    shown = {found for (found,) in rows(_shown(), {**given, "ids": tried})}
    ids = [each for each in tried if each in shown][:PER_PAGE]
    return (ids, count) if len(ids) == min(count, PER_PAGE) else None


@lru_cache(8)
def _first_by_lot(today: date, highest: int) -> list[int]:
    return nsmallest(_TRIED, range(1, highest + 1), key=lambda each: place_in_lot(each, today))


@cache
def _everybody() -> sa.Select[int, int | None]:
    count = sa.select(sa.func.count()).select_from(Physician).where(_searchable()).scalar_subquery()
    return sa.select(count, sa.select(sa.func.max(Physician.id)).scalar_subquery())


@cache
def _shown() -> sa.Select[int]:
    return sa.select(Physician.id).where(among(Physician.id), _searchable())


def _searchable() -> sa.ColumnElement[bool]:
    return searchable_on(sa.bindparam("today", type_=sa.Date))
