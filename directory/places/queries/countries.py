"""Countries, the regions that license physicians, and the guess that a time zone allows."""

from functools import cache

from babel import Locale
from babel.core import get_global

from directory.places.models import Zone, gazetteer
from directory.places.rules import PlaceKind, country_name, fold

__all__ = ["countries", "country_name", "regions", "zone_country", "zone_region"]

# Elsewhere a licence holds for the whole country, or the region is not what a patient is asked for.
LICENSING = frozenset({"US", "CA", "AU"})

NOWHERE = frozenset({None, "001", "ZZ"})  # UTC and its like


def countries(locale: Locale | str = "en") -> list[tuple[str, str]]:
    """Every country and territory somebody lives in, sorted as a reader of `locale` expects."""
    return list(_countries(str(locale)))


def regions(country: str) -> list[tuple[str, str]]:
    """US states, Canadian provinces and Australian states as (postal code, name); empty for any other country."""
    return list(_regions(country)) if country in LICENSING else []


def zone_country(zone: str) -> str | None:
    """The country most people of a time zone live in: a guess to be confirmed, never a fact about a visitor."""
    found = _zone(zone)
    if found:
        return found.country
    territory = get_global("zone_territories").get(_present_name(zone))
    return None if territory in NOWHERE else str(territory)


def zone_region(zone: str) -> str | None:
    """The licensing region's code, only where nearly everybody of the zone lives in it (never for New York's)."""
    found = _zone(zone)
    return (found.region or None) if found else None


@cache
def _countries(locale: str) -> tuple[tuple[str, str], ...]:
    table = gazetteer()
    codes = {table.area(place).country for place in table.of_kind(PlaceKind.COUNTRY)}
    named = [(code, country_name(code, locale)) for code in codes]
    return tuple(sorted(named, key=lambda country: fold(country[1])))


@cache
def _regions(country: str) -> tuple[tuple[str, str], ...]:
    found = [(area.code, area.name) for area in gazetteer().areas if area.country == country and area.code]
    return tuple(sorted(found, key=lambda region: fold(region[1])))


def _zone(zone: str) -> Zone | None:
    known = _zones()
    return known.get(zone) or known.get(_present_name(zone))


@cache
def _zones() -> dict[str, Zone]:
    """By both names: browsers still send Asia/Calcutta where the table says Asia/Kolkata."""
    zones = gazetteer().zones
    return {_present_name(zone.name): zone for zone in zones} | {zone.name: zone for zone in zones}


def _present_name(zone: str) -> str:
    return str(get_global("zone_aliases").get(zone, zone))
