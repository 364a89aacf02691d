"""A place as the rest of the application sees it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from babel import Locale, UnknownLocaleError


class PlaceKind(StrEnum):
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    POSTCODE = "postcode"


@dataclass(frozen=True)
class Place:
    """`region` is a name, empty where none is known; `country` is ISO 3166-1 alpha-2; `zone` is an IANA name.

    `population` is rounded to three figures; 0 for a postcode.
    """

    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    zone: str
    population: int
    kind: PlaceKind

    @property
    def label(self) -> str:
        return self.label_in("en")

    def label_in(self, locale: Locale | str) -> str:
        """ "Vancouver, British Columbia, Canada", the country as readers of `locale` call it."""
        country = country_name(self.country, locale)
        if self.kind is PlaceKind.COUNTRY:
            return country
        return ", ".join(filter(None, (self.name, self._region_shown(), country)))

    def _region_shown(self) -> str:
        """Not twice the same, "Berlin, Germany"; but Americans tell New York, New York from the state."""
        if self.region == self.name and (self.country != "US" or self.kind is PlaceKind.REGION):
            return ""
        return self.region


def country_name(code: str, locale: Locale | str = "en") -> str:
    """Unknown codes are shown as they are: a label must never break a page."""
    return _territories(str(locale)).get(code) or _territories("en").get(code) or code


@cache
def _territories(locale: str) -> dict[str, str]:
    try:
        names = Locale.parse(locale).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {str(code): str(name) for code, name in names.items()}
