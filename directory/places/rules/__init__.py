"""What a place is, how far two places are apart, and how typed text is read."""

from directory.places.rules.distance import EARTH_KM, Box, bounding_box, distance_km, uses_miles
from directory.places.rules.place import Place, PlaceKind, country_name
from directory.places.rules.words import LONGEST, allowed_errors, fold, without_umlauts, zip_code

__all__ = [
    "EARTH_KM",
    "LONGEST",
    "Box",
    "Place",
    "PlaceKind",
    "allowed_errors",
    "bounding_box",
    "country_name",
    "distance_km",
    "fold",
    "uses_miles",
    "without_umlauts",
    "zip_code",
]
