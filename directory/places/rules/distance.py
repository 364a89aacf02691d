"""Distances on the globe: the one source of truth for search, cards and tests."""

from dataclasses import dataclass
from math import asin, cos, degrees, pi, radians, sin, sqrt

EARTH_KM = 6371.0088
MILES = frozenset({"US", "GB", "LR", "MM"})
# Rounding must not cut off a place that lies exactly at the distance (a thousandth of a millimetre or so).
SLACK = 1e-9


@dataclass(frozen=True)
class Box:
    """`longitudes` holds one range (west, east), or two where the box crosses the date line."""

    south: float
    north: float
    longitudes: tuple[tuple[float, float], ...]

    def contains(self, latitude: float, longitude: float) -> bool:
        inside = self.south <= latitude <= self.north
        return inside and any(west <= longitude <= east for west, east in self.longitudes)


def distance_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    half_lat = radians(b_lat - a_lat) / 2
    half_lon = radians(b_lon - a_lon) / 2
    chord = sin(half_lat) ** 2 + cos(radians(a_lat)) * cos(radians(b_lat)) * sin(half_lon) ** 2
    # Rounding can push antipodes a hair over 1, where asin refuses.
    return 2 * EARTH_KM * asin(sqrt(min(1.0, chord)))


def bounding_box(latitude: float, longitude: float, km: float) -> Box:
    """The smallest box that holds every point within `km`: filter by it first, then by distance_km."""
    angle = min(max(km, 0.0) / EARTH_KM + SLACK, pi)
    south = latitude - degrees(angle)
    north = latitude + degrees(angle)
    if south <= -90 or north >= 90:  # a pole lies inside: every longitude does
        return Box(max(south, -90.0), min(north, 90.0), ((-180.0, 180.0),))
    # The widest point of a circle is nearer the pole than its centre, hence not angle / cos(latitude).
    width = degrees(asin(min(1.0, sin(angle) / cos(radians(latitude))))) + degrees(SLACK)
    return Box(south, north, _longitudes(longitude - width, longitude + width))


def uses_miles(country: str) -> bool:
    return country.upper() in MILES


def _longitudes(west: float, east: float) -> tuple[tuple[float, float], ...]:
    if west < -180:
        return ((west + 360, 180.0), (-180.0, east))
    if east > 180:
        return ((west, 180.0), (-180.0, east - 360))
    return ((west, east),)
