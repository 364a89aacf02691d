"""Finding places by typed text, and what a country or a time zone tells. No database, no network."""

from directory.places.queries.countries import countries, country_name, regions, zone_country, zone_region
from directory.places.queries.search import find, suggestion

__all__ = ["countries", "country_name", "find", "regions", "suggestion", "zone_country", "zone_region"]
