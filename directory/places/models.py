"""The table of places: one packed file, read once into bytes and number columns.

As Python objects the table would cost each web process many times the 3.5 MB it costs as bytes. Lines are sorted, so
a name is found by bisection and a beginning of a name is a range of lines. `scripts/build_gazetteer.py` writes what is
read here.
"""

import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from math import expm1, log, log1p
from pathlib import Path
from typing import NamedTuple

from directory.places.rules import Place, PlaceKind

FILE = Path(__file__).with_name("gazetteer.bin")
MAGIC = b"PLACES1\n"
SECTIONS = 18
KINDS = (PlaceKind.CITY, PlaceKind.REGION, PlaceKind.COUNTRY)
# Populations are kept as logarithms in two bytes: exact to 0.03 %, and still in order.
LOG_STEPS = 3100
# A state or a country bears the weight of a twentieth of its people, so that "New York" is the city first
# and "Georgia" is not a town.
AREA_DISCOUNT = round(log(20) * LOG_STEPS)


class Area(NamedTuple):
    country: str
    code: str
    name: str


class Zone(NamedTuple):
    name: str
    country: str
    region: str


class Lines:
    """Sorted lines of UTF-8, found by bisection."""

    __slots__ = ("_blob", "_starts")

    def __init__(self, blob: bytes, lengths: bytes) -> None:
        self._blob = blob
        self._starts = array("I", accumulate(lengths, initial=0))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def at(self, line: int) -> bytes:
        return self._blob[self._starts[line] : self._starts[line + 1] - 1]

    def equal(self, key: bytes) -> range:
        return self._between(key, key + b"\0")

    def beginning(self, key: bytes) -> range:
        return self._between(key, key + b"\xff")  # no UTF-8 text holds the byte 255

    def texts(self, lines: range) -> list[str]:
        if not lines:
            return []
        return self._blob[self._starts[lines.start] : self._starts[lines.stop] - 1].decode().split("\n")

    def _between(self, low: bytes, high: bytes) -> range:
        everything = range(len(self))
        start = bisect_left(everything, low, key=self.at)
        return range(start, bisect_left(everything, high, lo=start, key=self.at))


class Gazetteer:
    """Places are numbered in the order of their folded names: line n of `names` is place n."""

    __slots__ = (
        *("names", "aliases", "areas", "zones"),
        *("_shown", "_kinds", "_area", "_zone", "_latitude", "_longitude", "_population", "_alias_of"),
        *("_zip_start", "_zip_end", "_zip_area", "_zip_zone", "_zip_latitude", "_zip_longitude"),
    )

    def __init__(self, sections: Iterator[bytes]) -> None:
        self.names = Lines(next(sections), next(sections))
        self._shown = Lines(next(sections), next(sections))
        self.aliases = Lines(next(sections), next(sections))
        self._alias_of = _column(next(sections))
        self._kinds = next(sections)
        self._area, self._zone = _column(next(sections)), _column(next(sections))
        self._latitude, self._longitude = _column(next(sections)), _column(next(sections))
        self._population = _column(next(sections))
        self.areas = tuple(Area(*line.split("\t")) for line in next(sections).decode().splitlines())
        self.zones = tuple(Zone(*line.split("\t")) for line in next(sections).decode().splitlines())
        self._zip_start = array("I", accumulate(_column(next(sections)), initial=0))
        self._zip_end = next(sections)
        self._zip_area, self._zip_zone, self._zip_latitude, self._zip_longitude = _columns(next(sections), count=4)

    def named(self, key: str) -> list[int]:
        return list(self.names.equal(key.encode()))

    def also_named(self, key: str) -> list[int]:
        return [self._alias_of[line] for line in self.aliases.equal(key.encode())]

    def beginning(self, start: bytes) -> range:
        return self.names.beginning(start)

    def also_beginning(self, start: bytes) -> Iterator[int]:
        return (self._alias_of[line] for line in self.aliases.beginning(start))

    def alias_of(self, line: int) -> int:
        return self._alias_of[line]

    def kind(self, place: int) -> PlaceKind:
        return KINDS[self._kinds[place]]

    def area(self, place: int) -> Area:
        return self.areas[self._area[place]]

    def weight(self, place: int) -> int:
        return self._population[place] - (AREA_DISCOUNT if self._kinds[place] else 0)

    def of_kind(self, kind: PlaceKind) -> list[int]:
        wanted = KINDS.index(kind)
        return [place for place, kind_number in enumerate(self._kinds) if kind_number == wanted]

    def place(self, place: int) -> Place:
        area = self.area(place)
        return Place(
            name=self._shown.at(place).decode() or self.names.at(place).decode().title(),
            region=area.name,
            country=area.country,
            latitude=_angle(self._latitude[place], 180),
            longitude=_angle(self._longitude[place], 360),
            zone=self.zones[self._zone[place]].name,
            population=unpacked_population(self._population[place]),
            kind=self.kind(place),
        )

    def zip_place(self, code: str) -> Place | None:
        """ZIP codes are kept as the number of codes for each first three digits, and the last two digits."""
        prefix, end = int(code[:3]), int(code[3:])
        start, stop = self._zip_start[prefix], self._zip_start[prefix + 1]
        line = bisect_left(self._zip_end, end, lo=start, hi=stop)
        if line == stop or self._zip_end[line] != end:
            return None
        area = self.areas[self._zip_area[line]]
        return Place(
            name=code,
            region=area.name,
            country=area.country,
            latitude=_angle(self._zip_latitude[line], 180),
            longitude=_angle(self._zip_longitude[line], 360),
            zone=self.zones[self._zip_zone[line]].name,
            population=0,
            kind=PlaceKind.POSTCODE,
        )


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(unpacked(FILE.read_bytes()))


def packed(sections: list[bytes]) -> bytes:
    lengths = struct.pack(f"<{SECTIONS}I", *map(len, sections))
    return MAGIC + zlib.compress(lengths + b"".join(sections), 9)


def unpacked(data: bytes) -> Iterator[bytes]:
    if not data.startswith(MAGIC):
        raise ValueError("The gazetteer file is damaged. Build it again with scripts/build_gazetteer.py.")
    body = memoryview(zlib.decompress(memoryview(data)[len(MAGIC) :]))
    head = struct.calcsize(f"<{SECTIONS}I")
    start = head
    for length in struct.unpack_from(f"<{SECTIONS}I", body):
        yield bytes(body[start : start + length])
        start += length


def packed_column(numbers: list[int]) -> bytes:
    """High bytes first, low bytes after: alike bytes stand together and compress."""
    pairs = struct.pack(f"<{len(numbers)}H", *numbers)
    return pairs[1::2] + pairs[0::2]


def packed_population(people: int) -> int:
    return round(log1p(people) * LOG_STEPS)


def unpacked_population(packed_people: int) -> int:
    people = expm1(packed_people / LOG_STEPS)
    return round(float(f"{people:.3g}"))


def packed_angle(degrees: float, span: int) -> int:
    """Steps of 300 metres north to south, 600 metres along the equator."""
    return round((degrees / span + 0.5) * 65535)


def _angle(steps: int, span: int) -> float:
    return round((steps / 65535 - 0.5) * span, 3)


def _column(data: bytes) -> "array[int]":
    half = len(data) // 2
    pairs = bytearray(len(data))
    pairs[1::2], pairs[0::2] = data[:half], data[half:]
    column = array("H", bytes(pairs))
    if sys.byteorder == "big":
        column.byteswap()
    return column


def _columns(data: bytes, *, count: int) -> list["array[int]"]:
    size = len(data) // count
    return [_column(data[start : start + size]) for start in range(0, len(data), size)]
