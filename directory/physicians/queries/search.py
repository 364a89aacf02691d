"""Search: ids first, then the cards of one page. The number of statements does not depend on the number of rows."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple

import sqlalchemy as sa

from directory.core.columns import rows
from directory.core.db import session
from directory.physicians.models import PhysicianLanguage, SearchWord
from directory.physicians.queries.cards import Card, cards
from directory.physicians.queries.drawn import first_drawn
from directory.physicians.queries.matching import (
    ANYBODY,
    Shape,
    Values,
    around,
    centre,
    page_by_distance,
    page_everywhere,
    page_in_country,
    page_in_region,
    page_within,
    radius_statement,
    shape_of,
    values_of,
)
from directory.physicians.rules import ENOUGH, PER_PAGE, RADII, Asked, Point, asked_words, corrected
from directory.places.queries import find, regions, suggestion
from directory.places.rules import Place, PlaceKind, fold


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results and how it came about.

    `radius` is the distance used (None: any), `widened` that it grew by itself, `in_area` that a country or region
    was asked for and holds physicians. `words` are the corrected words where the typed ones found nobody.
    """

    cards: list[Card]
    count: int
    page: int
    place: Place | None = None
    others: tuple[Place, ...] = ()
    misspelt_place: bool = False
    unknown_place: bool = False
    in_area: bool = False
    radius: float | None = None
    widened: bool = False
    words: str = ""

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PER_PAGE))

    @property
    def near(self) -> bool:
        return self.place is not None and not self.in_area


@dataclass(frozen=True, slots=True)
class _Page:
    ids: list[int]
    count: int
    number: int


def search(asked: Asked, now: datetime) -> Found:
    """Typing errors in the text are corrected only where the text as typed finds nobody."""
    places = list(_places(asked.near).found)
    words = asked_words(asked.q)
    found = _found(asked, words, places, now)
    if found.count or not words:
        return found
    better = corrected(words, _vocabulary())
    second = _found(asked, better, places, now) if better else found
    return replace(second, words=" ".join(better)) if better and second.count else found


def languages() -> list[str]:
    """Every language somebody speaks."""
    return [found for (found,) in rows(_spoken(), {}) if found]


@cache
def _spoken() -> sa.Select[str]:
    """Jumps through the index from tag to tag."""
    tag = PhysicianLanguage.tag
    tags = sa.select(sa.func.min(tag).label("tag")).cte("tags", recursive=True)
    following = sa.select(sa.func.min(tag)).where(tag > tags.c.tag).scalar_subquery()
    tags = tags.union_all(sa.select(following).where(tags.c.tag.is_not(None)))
    return sa.select(tags.c.tag)


def _found(asked: Asked, words: list[str], places: list[Place], now: datetime) -> Found:
    shape, values = shape_of(asked, words), values_of(asked, words, now)
    if not places:
        page = _everywhere(shape, values)
        return Found(cards(page.ids, None), page.count, page.number, unknown_place=bool(asked.near))
    place = places[0]
    found = _in_area(asked, shape, values, place) or _near(asked, shape, values, place)
    misspelt = _places(asked.near).misspelt
    return replace(found, place=place, others=_namesakes(places), misspelt_place=misspelt)


def _everywhere(shape: Shape, values: Values) -> _Page:
    number = values["offset"] // PER_PAGE + 1
    first = first_drawn(values["today"]) if shape == ANYBODY and number == 1 else None
    return _Page(*first, number) if first else _page(page_everywhere(shape), values)


class _Places(NamedTuple):
    found: tuple[Place, ...]
    misspelt: bool


@lru_cache(2000)
def _places(near: str) -> _Places:
    """The gazetteer is a file that does not change while the site runs."""
    return _Places(tuple(find(near, 6)), suggestion(near) is not None) if near else _Places((), misspelt=False)


def _namesakes(places: list[Place]) -> tuple[Place, ...]:
    """Other places of the same name; beginnings of longer names are no doubt about what was meant."""
    return tuple(each for each in places[1:] if fold(each.name) == fold(places[0].name))


def _in_area(asked: Asked, shape: Shape, values: Values, place: Place) -> Found | None:
    """None for a town, and where the country or region has nobody: then the nearest are shown."""
    if place.kind not in (PlaceKind.COUNTRY, PlaceKind.REGION) or asked.radius is not None:
        return None
    values = values | {"country": place.country, "regions": _region_names(place)}
    statement = page_in_region(shape) if place.kind is PlaceKind.REGION else page_in_country(shape)
    page = _page(statement, values)
    return Found(cards(page.ids, None), page.count, page.number, in_area=True) if page.count else None


def _region_names(place: Place) -> list[str]:
    codes = [code for code, name in regions(place.country) if name == place.name]
    return [place.name, *codes]


def _near(asked: Asked, shape: Shape, values: Values, place: Place) -> Found:
    point = Point(place.latitude, place.longitude)
    radius = asked.radius if asked.radius is not None else RADII[0]
    page = _page_around(point, radius, shape, values)
    if asked.radius is not None or page.count >= ENOUGH:
        return Found(cards(page.ids, point), page.count, page.number, radius=radius)
    wider = _wide_enough(point, shape, values)
    page = _page_around(point, wider, shape, values)
    return Found(cards(page.ids, point), page.count, page.number, radius=wider, widened=True)


def _page_around(point: Point, radius: float | None, shape: Shape, values: Values) -> _Page:
    if radius is None:
        return _page(page_by_distance(shape), values | centre(point))
    return _page(page_within(shape), values | around(point, radius))


def _wide_enough(point: Point, shape: Shape, values: Values) -> float | None:
    boxes = [around(point, km, f"_{km}") for km in RADII]
    found = rows(radius_statement(shape), {**values, **{k: v for box in boxes for k, v in box.items()}})
    radius: float | None = found[0][0]
    return radius


def _page(statement: sa.Select[int, int], values: Values) -> _Page:
    """A page beyond the end becomes the last one: results shrink while an address is passed on."""
    number = values["offset"] // PER_PAGE + 1
    found = rows(statement, values)
    if found or number == 1:
        return _Page([row[0] for row in found], found[0][1] if found else 0, number)
    first = rows(statement, values | {"offset": 0})
    last = -(-first[0][1] // PER_PAGE) if first else 1
    return _page(statement, values | {"offset": (last - 1) * PER_PAGE})


def _vocabulary() -> list[str]:
    """Read only where a text found nobody. Whom it leads to is decided by the search that follows."""
    return list(session().scalars(sa.select(SearchWord.word).distinct()))
