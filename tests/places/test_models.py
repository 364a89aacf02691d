"""The packed file: small, whole, cheap to hold."""

import subprocess
import sys
from datetime import UTC, datetime
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from directory.places import models
from directory.places.models import gazetteer, packed, packed_column, packed_population, unpacked, unpacked_population
from directory.places.rules import PlaceKind, fold

MEASURE = """
import tracemalloc
from directory.places import models
tracemalloc.start()
models.gazetteer()
print(tracemalloc.get_traced_memory()[0])
"""


def test_the_file_is_small() -> None:
    assert models.FILE.stat().st_size < 1_200_000


def test_a_process_pays_less_than_five_megabytes_for_it() -> None:
    measured = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    assert int(measured.stdout) < 5_000_000


def test_it_is_read_when_first_asked_for_not_on_import() -> None:
    code = "from directory.places import models, queries; print(models.gazetteer.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "0\n"


def test_it_holds_the_world() -> None:
    table = gazetteer()
    assert len(table.of_kind(PlaceKind.CITY)) > 33_000
    assert len(table.of_kind(PlaceKind.REGION)) > 500
    assert len(table.of_kind(PlaceKind.COUNTRY)) > 240


def test_every_place_is_on_the_globe_and_has_a_name() -> None:
    places = [gazetteer().place(number) for number in range(len(gazetteer().names))]
    assert [
        place
        for place in places
        if not (place.name and -90 <= place.latitude <= 90 and -180 <= place.longitude <= 180 and place.population >= 0)
    ] == []


def test_names_are_sorted_and_folded_as_queries_fold_them() -> None:
    table = gazetteer()
    names = table.names.texts(range(len(table.names)))
    aliases = table.aliases.texts(range(len(table.aliases)))
    assert names == sorted(names, key=str.encode)
    assert aliases == sorted(aliases, key=str.encode)
    assert [name for name in names + aliases if fold(name) != name] == []
    assert [name for number, name in enumerate(names) if fold(table.place(number).name) != name] == []


def test_every_zone_is_known_to_the_zone_data_we_ship() -> None:
    shipped = resources.files("tzdata.zoneinfo")
    for zone in gazetteer().zones:
        with shipped.joinpath(*zone.name.split("/")).open("rb") as data:
            assert ZoneInfo.from_file(data, key=zone.name).utcoffset(datetime(2026, 1, 1, tzinfo=UTC)) is not None


def test_zip_codes_of_every_state_are_there() -> None:
    codes = [place for number in range(501, 99951) if (place := gazetteer().zip_place(f"{number:05}"))]
    assert len(codes) > 40_000
    assert len({place.region for place in codes if place.country == "US"}) == 51
    assert {place.country for place in codes} >= {"US", "PR", "GU", "VI"}


def test_a_damaged_file_is_named() -> None:
    with pytest.raises(ValueError, match="damaged"):
        next(unpacked(b"PLACES0\n..."))


def test_sections_survive_packing() -> None:
    sections = [bytes([number]) * number for number in range(models.SECTIONS)]
    assert list(unpacked(packed(sections))) == sections


def test_columns_survive_packing() -> None:
    numbers = [0, 1, 255, 256, 65535]
    assert list(models._column(packed_column(numbers))) == numbers


@pytest.mark.parametrize("people", [0, 1, 7, 999, 15000, 662000, 12300000, 1410000000])
def test_populations_survive_packing_to_three_figures(people: int) -> None:
    assert unpacked_population(packed_population(people)) == people


@pytest.mark.parametrize("key", ["", "\0", "zzzzzz", "\U0010ffff"])
def test_lines_that_are_not_there_are_an_empty_range(key: str) -> None:
    names = gazetteer().names
    assert list(names.equal(key.encode())) == []
    assert names.texts(range(0)) == []
