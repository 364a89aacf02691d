"""Statements of a search, built once for each shape of it; values come as parameters.

Building and hashing these expressions costs more than running them, so a search only fills in values.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, reduce
from typing import Any

import sqlalchemy as sa

from directory.core.settings import current
from directory.physicians.models import (
    Clinic,
    ClinicPhysician,
    NextTime,
    Physician,
    PhysicianLanguage,
    Procedure,
    SearchWord,
    sphere,
)
from directory.physicians.queries.standing import searchable_on
from directory.physicians.rules import ENOUGH, LOT_PRIME, PER_PAGE, RADII, Asked, Point, VisitKind, chord, lot, until
from directory.places.rules import bounding_box

Clause = sa.ColumnElement[bool]
Values = dict[str, Any]
KEPT = 512
OFFERED: dict[VisitKind, Clause] = {
    VisitKind.VIDEO: Physician.video.is_(True),
    VisitKind.TELEPHONE: Physician.telephone.is_(True),
    VisitKind.WRITTEN: Physician.written.is_(True),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Which filters a search has, without their values. `own_room`: video is asked for, and the site has no rooms."""

    words: int
    technique: bool
    languages: bool
    visits: tuple[VisitKind, ...]
    within: bool
    accepts: bool
    own_room: bool = False


ANYBODY = Shape(words=0, technique=False, languages=False, visits=(), within=False, accepts=False)


def shape_of(asked: Asked, words: list[str]) -> Shape:
    given = (asked.technique is not None, bool(asked.languages), asked.visits, asked.within is not None, asked.accepts)
    return Shape(len(words), *given, own_room=VisitKind.VIDEO in asked.visits and not current().video_url)


def values_of(asked: Asked, words: list[str], now: datetime) -> Values:
    """The last character of a word is raised by one to end the range of words that begin with it."""
    values: Values = {"today": now.date(), "lot": lot(now.date()), "offset": (asked.page - 1) * PER_PAGE}
    for index, word in enumerate(words):
        values |= {f"word{index}": word, f"after{index}": word[:-1] + chr(ord(word[-1]) + 1)}
    if asked.technique:
        values["technique"] = asked.technique
    if asked.languages:
        values["languages"] = list(asked.languages)
    if asked.within:
        values |= {"now": now, "until": until(now, asked.within)}
    return values


def around(point: Point, km: float, name: str = "") -> Values:
    """The box narrows by the index on coordinates, the distance decides. It may lie on both sides of the date line."""
    box = bounding_box(point.latitude, point.longitude, km)
    west, east = box.longitudes[0]
    west2, east2 = box.longitudes[-1]
    values = {"south": box.south, "north": box.north, "west": west, "east": east, "west2": west2, "east2": east2}
    return {f"{key}{name}": value for key, value in values.items()} | {f"most{name}": chord(km), **centre(point)}


def centre(point: Point) -> Values:
    return dict(zip(("x0", "y0", "z0"), sphere(point.latitude, point.longitude), strict=True))


@lru_cache(KEPT)
def radius_statement(shape: Shape) -> sa.Select[int | None]:
    """The first distance with enough physicians, in one statement: CASE stops at the first that holds."""
    steps = [(_enough(shape, f"_{km}"), km) for km in RADII]
    return sa.select(sa.case(*steps, else_=None))


@lru_cache(KEPT)
def page_everywhere(shape: Shape) -> sa.Select[int, int]:
    """Without filters the count is a look into one index, so it is taken apart: a window would keep every row."""
    everybody = sa.select(Physician.id).where(*_matching(shape))
    if shape != ANYBODY:
        return _paged(everybody, _by_lot())
    count = sa.select(sa.func.count()).select_from(everybody.subquery()).scalar_subquery()
    return _page_of(everybody.add_columns(count), _by_lot())


@lru_cache(KEPT)
def page_in_country(shape: Shape) -> sa.Select[int, int]:
    return _paged(_at_clinics(shape, [Clinic.country == _value("country", str)]), _by_lot())


@lru_cache(KEPT)
def page_in_region(shape: Shape) -> sa.Select[int, int]:
    """By the region's name or postal code."""
    regions = Clinic.region.in_(sa.bindparam("regions", expanding=True))
    return _paged(_at_clinics(shape, [Clinic.country == _value("country", str), regions]), _by_lot())


@lru_cache(KEPT)
def page_within(shape: Shape) -> sa.Select[int, int]:
    return _paged(_at_clinics(shape, _within("")), sa.func.min(_distance()), _by_lot())


@lru_cache(KEPT)
def page_by_distance(shape: Shape) -> sa.Select[int, int]:
    return _paged(_at_clinics(shape, []), sa.func.min(_distance()), _by_lot())


def has_word(low: str | sa.ColumnElement[str], high: str | sa.ColumnElement[str]) -> Clause:
    """A list of few ids, from which the rest of the statement starts."""
    words = sa.and_(SearchWord.word >= low, SearchWord.word < high)
    return Physician.id.in_(sa.select(SearchWord.physician_id).where(words))


def _paged(query: sa.Select[int], *order: sa.ColumnElement[Any]) -> sa.Select[int, int]:
    """Ids of one page, each with the exact count of all."""
    return _page_of(query.add_columns(sa.func.count().over()), *order)


def _page_of(counted: sa.Select[int, int], *order: sa.ColumnElement[Any]) -> sa.Select[int, int]:
    return counted.order_by(*order).limit(PER_PAGE).offset(_value("offset", int))


def _at_clinics(shape: Shape, places: list[Clause]) -> sa.Select[int]:
    return _joined(shape, places).group_by(Physician.id)


def _joined(shape: Shape, places: list[Clause]) -> sa.Select[int]:
    query = sa.select(Physician.id).join(ClinicPhysician, ClinicPhysician.physician_id == Physician.id)
    return query.join(Clinic, Clinic.id == ClinicPhysician.clinic_id).where(*places, *_matching(shape))


def _enough(shape: Shape, name: str) -> Clause:
    some = _joined(shape, _within(name)).distinct().limit(ENOUGH).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery() >= ENOUGH


def _matching(shape: Shape) -> list[Clause]:
    """Everything but the place. EXISTS and not IN: the place has to be looked up first."""
    clauses = [searchable_on(_value("today", sa.Date))]
    clauses += [has_word(_value(f"word{i}", str), _value(f"after{i}", str)) for i in range(shape.words)]
    if shape.technique:
        clauses.append(_exists(Procedure.physician_id, Procedure.technique == sa.bindparam("technique")))
    if shape.languages:
        spoken = PhysicianLanguage.tag.in_(sa.bindparam("languages", expanding=True))
        clauses.append(_exists(PhysicianLanguage.physician_id, spoken))
    if shape.visits:
        clauses.append(sa.or_(*(_offered(visit, shape) for visit in shape.visits)))
    if shape.accepts:
        clauses.append(Physician.accepts_new.is_(True))
    if shape.within:
        clauses.append(_has_time(shape))
    return clauses


def _offered(visit: VisitKind, shape: Shape) -> Clause:
    """A video call without a room cannot take place: as the calendars say it."""
    alone = visit is VisitKind.VIDEO and shape.own_room
    return sa.and_(OFFERED[visit], Physician.own_room.is_(True)) if alone else OFFERED[visit]


def _has_time(shape: Shape) -> Clause:
    """A time of the kinds asked for. A written opinion needs no time, so asking for one is always in time."""
    timed = [visit for visit in shape.visits or tuple(VisitKind) if visit is not VisitKind.WRITTEN]
    soon = sa.and_(
        NextTime.starts > sa.bindparam("now"), NextTime.starts <= sa.bindparam("until"), NextTime.visit.in_(timed)
    )
    found: Clause = _exists(NextTime.physician_id, soon)
    if VisitKind.WRITTEN in shape.visits:
        found = sa.or_(found, Physician.written.is_(True))
    return sa.and_(found, ~Physician.booking_paused, Physician.accepts_new)


def _within(name: str) -> list[Clause]:
    south, north, west, east, west2, east2 = (
        _value(f"{key}{name}", float) for key in ("south", "north", "west", "east", "west2", "east2")
    )
    columns = sa.or_(Clinic.longitude.between(west, east), Clinic.longitude.between(west2, east2))
    return [Clinic.latitude.between(south, north), columns, _distance() <= _value(f"most{name}", float)]


def _distance() -> sa.ColumnElement[float]:
    """Squared straight distance: orders as kilometres do, and needs no sine."""
    pairs = zip((Clinic.x, Clinic.y, Clinic.z), ("x0", "y0", "z0"), strict=True)
    squares = [(axis - _value(name, float)) * (axis - _value(name, float)) for axis, name in pairs]
    return reduce(lambda total, square: total + square, squares)


def _by_lot() -> sa.ColumnElement[int]:
    """Fixed for a day and the same for everybody."""
    drawn: sa.ColumnElement[int] = sa.cast(Physician.id, sa.BigInteger) * _value("lot", sa.BigInteger)
    return drawn % LOT_PRIME


def _exists(column: sa.orm.InstrumentedAttribute[int], clause: Clause) -> Clause:
    return sa.exists().where(column == Physician.id, clause)


_TYPES: dict[type, type[sa.types.TypeEngine[Any]]] = {str: sa.String, int: sa.Integer, float: sa.Double}


def _value(name: str, kind: type) -> Any:
    return sa.bindparam(name, type_=_TYPES.get(kind, kind)())
