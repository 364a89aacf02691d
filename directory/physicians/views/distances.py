"""Kilometres or miles, as the place uses them."""

from functools import lru_cache

from babel.numbers import format_decimal
from flask_babel import gettext as _

from directory.core import formats
from directory.places.rules import uses_miles

KM_PER_MILE = 1.609344


def distance_text(km: float | None, country: str) -> str:
    """Whole units: nobody's clinic is known to the metre."""
    if km is None:
        return ""
    if uses_miles(country):
        return _miles(round(km / KM_PER_MILE), str(formats.locale()))
    return _kilometres(round(km), str(formats.locale()))


@lru_cache(2000)
def _miles(number: int, _locale: str) -> str:
    return str(_("under 1 mile") if number < 1 else _("%(number)s miles", number=_whole(number)))


@lru_cache(2000)
def _kilometres(number: int, _locale: str) -> str:
    return str(_("under 1 km") if number < 1 else _("%(number)s km", number=_whole(number)))


def radius_text(km: float | None, country: str) -> str:
    """Distances are steps in km; where miles are used they are rounded to five."""
    if km is None:
        return ""
    if uses_miles(country):
        return str(_("about %(number)s miles", number=_whole(round(km / KM_PER_MILE / 5) * 5 or 1)))
    return str(_("%(number)s km", number=_whole(km)))


def _whole(number: float) -> str:
    return format_decimal(round(number), locale=formats.locale())
