"""The ways a typed text can be read: a name, and what narrows it ("Boston, MA", "London Ontario Canada")."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from directory.places.models import gazetteer
from directory.places.rules import LONGEST, PlaceKind, fold

# "District of Columbia" and the like: no region or country that is typed has more words.
WORDS = 4
MOST_WORDS = 10


@dataclass(frozen=True)
class Reading:
    """`narrowing`: for each qualifier the regions and countries it may mean ("CA": California, Canada)."""

    name: str
    narrowing: tuple[tuple[int, ...], ...] = ()

    @property
    def qualified(self) -> bool:
        return bool(self.narrowing)

    def kept(self, places: Iterable[int]) -> Iterator[int]:
        return (place for place in places if self._fit(place) is not None)

    def narrowed(self, places: Iterable[int]) -> list[int]:
        """The places that fit, best fit first, then the most people."""
        kept = list(self.kept(places))
        weights = {place: _weight(place, kept) for place in kept}
        return sorted(weights, key=lambda place: (-(self._fit(place) or 0), -weights[place]))

    def _fit(self, place: int) -> int | None:
        """A region fits better than a country: "Ontario, CA" is in California. None where a qualifier is not met."""
        fits = [max(_inside(place, area) for area in areas) for areas in self.narrowing]
        return None if 0 in fits else sum(fits)


def readings(text: str) -> list[Reading]:
    """The likeliest first. Words with digits are left out last: "80331 München"."""
    parts = [part for part in map(fold, text[:LONGEST].split(",")) if part]
    words = " ".join(parts).split()[:MOST_WORDS]
    plain = [word for word in words if not any(map(str.isdigit, word))]
    found = [*_at_comma(parts), *_at_end(words), *_at_end(plain)]
    if len(parts) > 1 and not found[0].qualified:
        found.append(Reading(parts[0]))
    return list(dict.fromkeys(reading for reading in found if reading.name))


def _at_comma(parts: list[str]) -> Iterator[Reading]:
    """Unknown words after the comma are passed over: not every county is in the table."""
    narrowing = tuple(areas for _, areas in _qualifiers(" ".join(parts[1:]).split()) if areas)
    if narrowing:
        yield Reading(parts[0], narrowing)


def _at_end(words: list[str]) -> Iterator[Reading]:
    """Without a comma, every word of the end must be known: "Boston Massachusetts", "London Ontario Canada"."""
    yield Reading(" ".join(words))
    for cut in range(len(words) - 1, 0, -1):
        areas = [areas for _, areas in _qualifiers(words[cut:])]
        if all(areas):
            yield Reading(" ".join(words[:cut]), tuple(areas))


def _qualifiers(words: list[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    while words:
        length, areas = _longest(words)
        yield " ".join(words[:length]), areas
        words = words[length:]


def _longest(words: list[str]) -> tuple[int, tuple[int, ...]]:
    for length in range(min(WORDS, len(words)), 0, -1):
        if areas := _areas(" ".join(words[:length])):
            return length, areas
    return 1, ()


def _areas(key: str) -> tuple[int, ...]:
    table = gazetteer()
    places = {*table.named(key), *table.also_named(key)}
    return tuple(sorted(place for place in places if table.kind(place) is not PlaceKind.CITY))


def _weight(place: int, beside: list[int]) -> int:
    """A state comes after its own city of the same name: "New York" is the city first."""
    table = gazetteer()
    own = [table.weight(city) - 1 for city in beside if _is_own_city(city, place)]
    return min(table.weight(place), max(own, default=table.weight(place)))


def _is_own_city(city: int, area: int) -> bool:
    table = gazetteer()
    areas_only = table.kind(area) is not PlaceKind.CITY and table.kind(city) is PlaceKind.CITY
    return areas_only and table.names.at(city) == table.names.at(area) and bool(_inside(city, area))


def _inside(place: int, area: int) -> int:
    table = gazetteer()
    if table.kind(area) is PlaceKind.REGION:
        return 2 if table.area(place) == table.area(area) else 0
    return 1 if table.area(place).country == table.area(area).country else 0
