"""Finding a place by typed text.

Text can be read in several ways ("Paris Texas": a name, or a name and a state). Each rank is tried over all readings
before the next: exact name or alias, then beginnings, then typing errors. Within a rank the most people win.
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.places.models import LOG_STEPS, Lines, gazetteer
from directory.places.queries.readings import Reading, readings
from directory.places.rules import LONGEST, Place, PlaceKind, allowed_errors, without_umlauts, zip_code

# One more typing error outweighs a hundred times the people (4.6 = ln 100): a metropolis explains a slip better
# than a village does, but not any slip.
ERROR_COST = round(4.6 * LOG_STEPS)
# The beginning of another name counts for a tenth of the people (2.3 = ln 10): "Vanc" is no spelling of Huancayo yet.
ALIAS_COST = round(2.3 * LOG_STEPS)
# Beyond this a beginning says nothing ("s"), and no page shows so many.
MOST = 50

Finder = Callable[[Reading], list[int]]


def find(text: str, limit: int = 8) -> list[Place]:
    """Places that `text` may mean, best first. Any text is allowed; nonsense finds nothing."""
    limit = min(limit, MOST)
    if limit <= 0:
        return []
    zip_places = _zip_places(text)
    if zip_places is not None:
        return zip_places
    found = _well_spelt(text) or _misspelt(text)
    return list(islice(_told_apart(found), limit))


def suggestion(text: str) -> Place | None:
    """The place a misspelt text probably means ("Did you mean Vancouver?"); None where the text is well spelt.

    Some slips are in the table as foreign spellings ("Vancuver"), so a hit alone does not prove good spelling.
    """
    if _zip_places(text) is not None:
        return None
    known = _well_spelt(text)
    if known:
        return gazetteer().place(known[0]) if _is_slip(text, known[0]) else None
    found = _misspelt(text)
    return gazetteer().place(found[0]) if found else None


def _is_slip(text: str, place: int) -> bool:
    own = gazetteer().names.at(place).decode()
    typed = [reading.name for reading in readings(text)]
    spellings = (*typed, *map(without_umlauts, typed))
    if any(own.startswith(name) or name.startswith(own) for name in spellings):  # "Vanc", "Milano", "Zuerich"
        return False
    return any(OSA.distance(name, own) <= allowed_errors(name) for name in typed)


def _told_apart(found: Iterable[int]) -> Iterator[Place]:
    """A region that reads like its city ("Berlin, Germany") is left out: nobody could choose between the two."""
    seen: set[str] = set()
    for place in map(gazetteer().place, found):
        if place.kind is PlaceKind.CITY or place.label not in seen:
            seen.add(place.label)
            yield place


def _zip_places(text: str) -> list[Place] | None:
    code = zip_code(text[:LONGEST])
    if code is None:
        return None
    place = gazetteer().zip_place(code)
    return [place] if place else []


def _well_spelt(text: str) -> list[int]:
    ways = readings(text)
    exact = _first(ways, _exact)
    return list(dict.fromkeys(exact + _first(ways, _beginning)))[:MOST]


def _misspelt(text: str) -> list[int]:
    # The narrowed readings first: "Boton MA" is Boston before it is some Botoma.
    ways = sorted(readings(text), key=lambda reading: not reading.qualified)
    return _first(ways, _near_same_letter) or _first(ways, _near_any_letter)


def _first(ways: Iterable[Reading], finder: Finder) -> list[int]:
    return next(filter(None, map(finder, ways)), [])


def _exact(reading: Reading) -> list[int]:
    table = gazetteer()
    named = reading.narrowed(table.named(reading.name))
    also = reading.narrowed(table.also_named(reading.name))
    return named + also or reading.narrowed(table.named(without_umlauts(reading.name)))


def _beginning(reading: Reading) -> list[int]:
    table = gazetteer()
    start = reading.name.encode()
    weights = {place: table.weight(place) - ALIAS_COST for place in table.also_beginning(start)}
    weights |= {place: table.weight(place) for place in table.beginning(start)}
    return nlargest(MOST, reading.kept(weights), key=weights.__getitem__)


def _near_same_letter(reading: Reading) -> list[int]:
    table, first = gazetteer(), reading.name[:1].encode()
    names, aliases = table.names.beginning(first), table.aliases.beginning(first)
    cost = _costs(table.names, names, reading)
    for line, price in _costs(table.aliases, aliases, reading).items():
        place = table.alias_of(line)
        cost[place] = min(price, cost.get(place, price))
    return _cheapest(cost, reading)


def _near_any_letter(reading: Reading) -> list[int]:
    names = gazetteer().names
    return _cheapest(_costs(names, range(len(names)), reading), reading)


def _costs(lines: Lines, within: range, reading: Reading) -> dict[int, int]:
    """Errors by line. The texts live only for this call: kept, they would cost every web process megabytes."""
    errors = allowed_errors(reading.name)
    if not errors:
        return {}
    texts = lines.texts(within)
    near = process.extract(reading.name, texts, scorer=OSA.distance, score_cutoff=errors, limit=None)
    return {within.start + index: int(distance) for _, distance, index in near}


def _cheapest(cost: dict[int, int], reading: Reading) -> list[int]:
    table = gazetteer()
    kept = list(reading.kept(cost))
    return sorted(kept, key=lambda place: cost[place] * ERROR_COST - table.weight(place))[:MOST]
