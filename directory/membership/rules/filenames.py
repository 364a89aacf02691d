"""What a file name tells: case, time and view. The name itself is forgotten: it may hold a patient's name."""

import re
import unicodedata
from dataclasses import dataclass
from typing import TypeVar

from directory.membership.rules.operation import CaseView, Moment

_CASE = re.compile(r"(?<![a-z0-9])(?:case|fall|cas|c|op)[ _.-]*0*([1-9][0-9]{0,2})(?![0-9])")
_MOMENTS = (
    (
        Moment.MONTH_12,
        (
            "12 months",
            "12 month",
            "12months",
            "12month",
            "month 12",
            "month12",
            "m12",
            "12m",
            "12 mo",
            "12mo",
            "1 year",
            "1year",
            "1y",
            "after",
            "post",
        ),
    ),
    (Moment.DAY_10, ("10 days", "10 day", "10days", "10day", "day 10", "day10", "d10", "10d")),
    (Moment.DURING, ("during", "intraop", "intra op", "intra", "surgery", "day 0", "day0", "d0")),
    (Moment.BEFORE, ("before", "preop", "pre op", "pre", "baseline")),
)
_VIEWS = (
    (CaseView.SLITS, ("slits", "slit", "incisions", "incision", "sites")),
    (CaseView.MACRO, ("macro", "dense", "density")),
    (CaseView.HAIRLINE, ("hairline",)),
    (CaseView.TEMPLE, ("temple", "temples")),
    (CaseView.CROWN, ("crown", "vertex")),
    (CaseView.DONOR, ("donor", "back", "occipital")),
    (CaseView.LEFT, ("left", "l side", "left side")),
    (CaseView.RIGHT, ("right", "r side", "right side")),
    (CaseView.TOP, ("top",)),
    (CaseView.FRONT, ("front", "frontal", "face on")),
)
JUNK = frozenset({".ds_store", "thumbs.db", "desktop.ini"})

Said = TypeVar("Said", Moment, CaseView)


@dataclass(frozen=True, slots=True)
class Guess:
    number: int | None = None
    moment: Moment | None = None
    view: CaseView | None = None


def guess(name: str) -> Guess:
    """Folders count too: `C07/before/top.jpg`. What is not said, or said twice over, stays open."""
    text = _plain(name)
    found = _CASE.findall(text)
    # The last one: the file knows better than its folder.
    number = int(found[-1]) if found else None
    rest = f" {_CASE.sub(' ', text)} "
    return Guess(number, _said(rest, _MOMENTS), _said(rest, _VIEWS))


def is_junk(name: str) -> bool:
    """What systems put beside files."""
    parts = name.replace("\\", "/").lower().split("/")
    return parts[-1] in JUNK or parts[-1].startswith("._") or "__macosx" in parts or not parts[-1]


def _plain(name: str) -> str:
    """Small letters, and single spaces for all that separates words."""
    text = unicodedata.normalize("NFKC", name[-300:]).lower()
    stem = re.sub(r"\.[a-z0-9]{2,5}$", "", text)
    return re.sub(r"[^a-z0-9]+", " ", stem).strip()


def _said(text: str, words: tuple[tuple[Said, tuple[str, ...]], ...]) -> Said | None:
    hits = [key for key, names in words if any(f" {name} " in text for name in names)]
    return hits[0] if len(hits) == 1 else None
