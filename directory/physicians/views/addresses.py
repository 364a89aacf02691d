"""Addresses of searches: the same search with something changed, always from its first page."""

from dataclasses import replace
from typing import NamedTuple, TypedDict, Unpack
from urllib.parse import urlencode

from flask_babel import gettext as _

from directory.physicians.forms.search import ANYWHERE
from directory.physicians.queries import Card
from directory.physicians.rules import Asked, Technique, VisitKind

# A stable public address, and a page of results has some thirty of them: url_for would take a tenth of its time.
SEARCH = "/physicians"


class Change(TypedDict, total=False):
    near: str
    q: str
    radius: float | None
    technique: Technique | None
    languages: tuple[str, ...]
    visits: tuple[VisitKind, ...]
    within: int | None
    accepts: bool
    page: int


class Link(NamedTuple):
    text: str
    address: str


def address(asked: Asked, **change: Unpack[Change]) -> str:
    wanted = replace(asked, **{"page": 1, **change})  # type: ignore[arg-type]  # Change has the types of Asked's fields
    given: list[tuple[str, str]] = [
        ("near", wanted.near),
        ("q", wanted.q),
        ("radius", _radius(wanted.radius)),
        ("procedure", wanted.technique or ""),
        *(("language", tag) for tag in wanted.languages),
        *(("kind", visit) for visit in wanted.visits),
        ("available", str(wanted.within or "")),
        ("accepts", "1" if wanted.accepts else ""),
        ("page", str(wanted.page) if wanted.page > 1 else ""),
    ]
    asked_for = urlencode([(name, value) for name, value in given if value])
    return f"{SEARCH}?{asked_for}" if asked_for else SEARCH


def relaxed(asked: Asked) -> list[Link]:
    """What to leave out when nothing was found: one link for each thing asked for."""
    links = [
        (asked.within, _("Available at any time"), address(asked, within=None)),
        (asked.radius, _("Any distance"), address(asked, radius=ANYWHERE)),
        (asked.languages, _("Any language"), address(asked, languages=())),
        (asked.visits, _("Any kind of consultation"), address(asked, visits=())),
        (asked.technique, _("Any procedure"), address(asked, technique=None)),
        (asked.q, _("Without “%(text)s”", text=asked.q), address(asked, q="")),
        (asked.accepts, _("Also those who take no new patients"), address(asked, accepts=False)),
        (asked.near, _("Any place"), address(asked, near="", radius=None)),
    ]
    return [Link(text, target) for given, text, target in links if given and given != ANYWHERE]


def similar(asked: Asked, card: Card) -> str:
    """Physicians near the same clinic who do have times."""
    near = asked.near or (f"{card.site.city}, {card.site.country}" if card.site else "")
    technique = asked.technique or (card.techniques[0] if card.techniques else None)
    return address(Asked(near=near, technique=technique, within=30))


def _radius(km: float | None) -> str:
    if km is None:
        return ""
    return "any" if km >= ANYWHERE else f"{km:g}"
