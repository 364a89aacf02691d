"""The blueprint, and the template filters that turn codes into words."""

from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote

from babel.numbers import format_currency, format_decimal, get_currency_precision
from flask import Blueprint
from flask_babel import gettext

from directory.core import formats
from directory.core.clock import today
from directory.physicians.queries import jurisdiction_label, place_label
from directory.physicians.rules import Price, language_name, name_of

bp = Blueprint("physicians", __name__)


@bp.app_template_filter("directory_name")
def directory_name(member: StrEnum) -> str:
    """The name of a technique, step, kind, standing and so on, in the reader's language."""
    return _translated(name_of(member), str(formats.locale()))


@lru_cache(2000)
def _translated(name: str, _locale: str) -> str:
    """A page of results names hundreds of codes; translations do not change while the site runs."""
    return str(gettext(name))


@bp.app_template_filter("directory_language")
def directory_language(tag: str) -> str:
    return language_name(tag, formats.locale())


@bp.app_template_global("directory_place")
def directory_place(city: str, region: str, country: str, home: str = "") -> str:
    return place_label(city, region, country, str(formats.locale()), home=home)


@bp.app_template_global("directory_jurisdiction")
def directory_jurisdiction(country: str, region: str | None) -> str:
    return jurisdiction_label(country, region, str(formats.locale()))


@bp.app_template_filter("directory_number")
def directory_number(number: int) -> str:
    return format_decimal(number, locale=formats.locale())


@bp.app_template_filter("directory_price")
def directory_price(price: Price) -> str:
    """ "€2,500 – €6,000"; one amount where both ends are the same."""
    ends = [_amount(amount, price.currency) for amount in dict.fromkeys((price.low, price.high))]
    return " – ".join(ends)


@lru_cache(20_000)
def profile_address(slug: str) -> str:
    return f"/physicians/{quote(slug)}"


def times_address(slug: str, start: datetime | None = None, kind: str = "", zone: str = "") -> str:
    """A stable public address: the page of times, with one time already chosen."""
    address = f"{profile_address(slug)}/times"
    if start is not None:
        return chosen_address(address, start, kind, today(zone, start))
    return f"{address}?kind={kind}" if kind else address


def chosen_address(times: str, start: datetime, kind: str, day: date) -> str:
    """`times` is the page's address, `day` the reader's day of the time."""
    moment = start.isoformat()[:19].replace(":", "%3A")  # strftime takes three times as long
    asked = f"from={day.isoformat()}&start={moment}Z"
    return f"{times}?kind={kind}&{asked}" if kind else f"{times}?{asked}"


def _amount(smallest: int, currency: str) -> str:
    digits = get_currency_precision(currency)
    whole = smallest % 10**digits == 0
    return format_currency(
        smallest / 10**digits,
        currency,
        format="¤#,##0" if whole else None,
        locale=formats.locale(),
        currency_digits=not whole,
    )
