"""`GET /physicians`: one page, one address, no script needed."""

from dataclasses import dataclass, replace
from functools import lru_cache

from flask import get_template_attribute, request
from markupsafe import Markup

from directory.core import formats
from directory.core.clock import now
from directory.core.policy import public
from directory.core.web import Answer, page
from directory.physicians import queries
from directory.physicians.forms.search import ANYWHERE, asked
from directory.physicians.queries import Card, Found
from directory.physicians.rules import RADII, WITHIN, Asked, Technique, VisitKind, language_name
from directory.physicians.views.addresses import address, relaxed, similar
from directory.physicians.views.blueprint import bp, profile_address, times_address
from directory.physicians.views.distances import distance_text, radius_text
from directory.physicians.views.times import NextTimes, next_times
from directory.places.rules import fold


@dataclass(frozen=True, slots=True)
class Row:
    """All that the markup of a result is made from; `similar` only where it has to be offered."""

    card: Card
    distance: str
    times: NextTimes
    address: str
    all_times: str
    similar: str


@bp.get("/physicians")
@public
def search() -> Answer:
    at = now()
    wanted = asked(request.args)
    found = queries.search(wanted, at)
    return page(
        "physicians/search.html",
        asked=wanted,
        found=found,
        cards=_cards(_rows(wanted, found), _country(found)),
        address=lambda number: address(wanted, page=number),
        relaxed=relaxed(wanted) if not found.count else [],
        others=[(place.label, address(wanted, near=place.label)) for place in found.others],
        radius=radius_text(found.radius, _country(found)),
        filters=_filters(replace(wanted, near="", q="", page=1), _languages(), _country(found), str(formats.locale())),
        everything=address(Asked(near=wanted.near)),
        better=_spelt(found.words),
    )


@lru_cache(500)
def _filters(wanted: Asked, languages: tuple[tuple[str, str], ...], home: str, _locale: str) -> Markup:
    """The same for everybody who asks for the same: kept as the cards are."""
    fields: Markup = get_template_attribute("physicians/_filters.html", "filters")(
        wanted,
        languages,
        techniques=list(Technique),
        kinds=list(VisitKind),
        within=WITHIN,
        radii=[(str(km), radius_text(km, home)) for km in RADII],
        steps=RADII,
        own_radius=radius_text(wanted.radius, home),
        anywhere=ANYWHERE,
    )
    return fields


def _cards(rows: list[Row], home: str) -> list[Markup]:
    locale = str(formats.locale())
    return [_card(row, home, locale) for row in rows]


@lru_cache(2000)
def _card(row: Row, home: str, _locale: str) -> Markup:
    """Equal rows are equal markup, and a town's results are asked for again and again."""
    card: Markup = get_template_attribute("physicians/_card.html", "card")(row, home)
    return card


def _rows(wanted: Asked, found: Found) -> list[Row]:
    """Times in the reader's zone, else in that of the place asked for, else the physician's."""
    here = found.place.zone if found.near and found.place else None
    visit = wanted.visits[0] if len(wanted.visits) == 1 else None
    times = next_times({card.id: (card.slug, here or card.zone) for card in found.cards}, now(), visit)
    country = _country(found)
    return [
        Row(
            card,
            distance_text(card.site.km if card.site else None, country),
            times[card.id],
            profile_address(card.slug),
            times_address(card.slug, kind=visit or ""),
            similar(wanted, card) if card.booking_paused or not times[card.id].days else "",
        )
        for card in found.cards
    ]


def _spelt(words: str) -> str:
    """Folded words as a person writes them: names begin large, FUE is all capitals."""
    short = {technique.value for technique in Technique}
    return " ".join(word.upper() if word in short and len(word) == 3 else word.capitalize() for word in words.split())


def _languages() -> tuple[tuple[str, str], ...]:
    """Only what somebody speaks, in the order of the reader's alphabet."""
    return _sorted(tuple(queries.languages()), str(formats.locale()))


@lru_cache(100)
def _sorted(tags: tuple[str, ...], locale: str) -> tuple[tuple[str, str], ...]:
    named = [(tag, language_name(tag, locale)) for tag in tags]
    return tuple(sorted(named, key=lambda each: fold(each[1])))


def _country(found: Found) -> str:
    return found.place.country if found.place else ""
