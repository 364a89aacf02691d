"""Names of places as cards and profiles print them."""

from functools import cache

from directory.places.queries import country_name, regions


@cache
def region_name(country: str, region: str) -> str:
    """A postal code (MA) becomes the name; any other text is one already."""
    return dict(regions(country)).get(region, region)


def place_label(city: str, region: str, country: str, locale: str = "en", *, home: str = "") -> str:
    """ "Boston, Massachusetts, United States"; the reader's own country (`home`) is left out."""
    parts = [
        city,
        region_name(country, region) if region else "",
        "" if country == home else country_name(country, locale),
    ]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def jurisdiction_label(country: str, region: str | None, locale: str = "en") -> str:
    """ "Massachusetts (United States)", or the country alone."""
    name = country_name(country, locale)
    return f"{region_name(country, region)} ({name})" if region else name
