"""The choice of zones: today's names by continent, each with the offset in force."""

from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files

from flask import session
from markupsafe import Markup, escape

from directory.core import clock, formats

KEY = "zone"


def chosen() -> str | None:
    """The zone this visitor chose, on this page or an earlier one."""
    found = session.get(KEY)
    return found if isinstance(found, str) and clock.is_zone(found) else None


def keep(zone: str) -> None:
    """In the cookie only: reading times stores nothing."""
    if session.get(KEY) != zone:
        session[KEY] = zone


def label(zone: str, at: datetime) -> str:
    """New York (UTC-05:00)."""
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{city} ({formats.offset(at.astimezone(clock.zone(zone)))})"


def options(at: datetime) -> Markup:
    """The same markup for everybody for an hour; it is long, so it is made once."""
    return _options(at.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=8)
def _options(at: datetime) -> Markup:
    groups: dict[str, list[str]] = {}
    for zone in _names():
        groups.setdefault(zone.split("/")[0], []).append(zone)
    return Markup("").join(_group(name, zones, at) for name, zones in groups.items())


def _group(name: str, zones: list[str], at: datetime) -> Markup:
    lines = Markup("").join(Markup('<option value="{}">{}</option>').format(zone, label(zone, at)) for zone in zones)
    return Markup('<optgroup label="{}">').format(escape(name)) + lines + Markup("</optgroup>")


@cache
def _names() -> tuple[str, ...]:
    """One name for each place people live in, from the pinned data; aliases are understood but not offered."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    names = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return (*sorted(names), "UTC")
