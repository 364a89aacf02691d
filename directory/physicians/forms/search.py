"""A search address read kindly: what cannot be understood is left out, because addresses are passed on and edited."""

import math
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from directory.core.forms import clean_line
from directory.physicians.rules import RADII, WITHIN, Asked, Technique, VisitKind

Member = TypeVar("Member", bound=StrEnum)
LONGEST = 100
MOST_LANGUAGES = 10
LAST_PAGE = 10_000


def asked(args: MultiDict[str, str]) -> Asked:
    """Empty, `radius=any` and unreadable distances differ: any is a wish, the others mean "widen by itself"."""
    return Asked(
        near=_line(args, "near"),
        q=_line(args, "q"),
        radius=_radius(_line(args, "radius")),
        technique=_member(Technique, _line(args, "procedure")),
        languages=_tags(args.getlist("language")),
        visits=_visits(args.getlist("kind")),
        within=_within(_line(args, "available")),
        accepts=_line(args, "accepts") in {"1", "yes", "on", "true"},
        page=_page(_line(args, "page")),
    )


def _line(args: MultiDict[str, str], name: str) -> str:
    return clean_line(args.get(name, "")[: 4 * LONGEST])[:LONGEST]


def _radius(text: str) -> float | None:
    if text == "any":
        return ANYWHERE
    try:
        km = float(text)
    except ValueError:
        return None
    return min(km, ANYWHERE) if math.isfinite(km) and km > 0 else None


def _member(members: type[Member], text: str) -> Member | None:
    return next((member for member in members if member.value == text.lower()), None)


def _tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Tags are compared as they are stored: en, pt-BR."""
    tags = [text for text in texts if 2 <= len(text) <= 35 and text.isascii() and text.replace("-", "").isalnum()]
    return tuple(dict.fromkeys(tags))[:MOST_LANGUAGES]


def _visits(texts: Iterable[str]) -> tuple[VisitKind, ...]:
    chosen = set(texts)
    return tuple(kind for kind in VisitKind if kind.value in chosen)


def _within(text: str) -> int | None:
    return int(text) if text in {str(days) for days in WITHIN} else None


def _page(text: str) -> int:
    return min(int(text), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0 else 1


# Half round the globe: the farthest two places can be apart.
ANYWHERE = 20_100.0
DISTANCES = (*RADII, ANYWHERE)
