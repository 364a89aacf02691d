"""Search: what is asked, how far it widens, in which order, and by which words a physician is found."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from math import pi, sin

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.physicians.rules.licences import VisitKind
from directory.physicians.rules.offers import Technique
from directory.places.rules import EARTH_KM, allowed_errors, fold

PER_PAGE = 20
ENOUGH = 5
RADII = (25, 50, 100, 250, 500)
WITHIN = (7, 30)
WORD_LONGEST = 40
MOST_WORDS = 6
# A prime above any id: multiplying by a number drawn for the day gives every physician one place in the day's order.
LOT_PRIME = 2_147_483_647

TECHNIQUE_WORDS: dict[Technique, str] = {
    Technique.FUT: "fut follicular unit transplantation strip hair transplant",
    Technique.FUE: "fue follicular unit excision extraction hair transplant",
    Technique.BODY_HAIR: "body beard hair bht",
    Technique.EYEBROWS: "eyebrow eyebrows transplantation",
    Technique.BEARD: "beard moustache transplantation",
    Technique.REPAIR: "repair correction scar scars",
    Technique.SMP: "smp scalp micropigmentation pigmentation tattoo",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was typed; `radius` in km, None = widen by itself."""

    near: str = ""
    q: str = ""
    radius: float | None = None
    technique: Technique | None = None
    languages: tuple[str, ...] = ()
    visits: tuple[VisitKind, ...] = ()
    within: int | None = None
    accepts: bool = False
    page: int = 1

    @property
    def filtered(self) -> bool:
        return self != Asked(near=self.near, page=self.page)


@dataclass(frozen=True, slots=True)
class Point:
    latitude: float
    longitude: float


def chord(km: float) -> float:
    """The squared straight distance on the unit sphere of two points that far apart on the globe."""
    return 4 * sin(min(km / EARTH_KM, pi) / 2) ** 2


@lru_cache(8)
def lot(day: date) -> int:
    """The number drawn for a day: the same for everybody, and nobody can choose it."""
    digest = sha256(f"order of {day.isoformat()}".encode()).digest()
    return 1 + int.from_bytes(digest[:8], "big") % (LOT_PRIME - 1)


def place_in_lot(physician_id: int, day: date) -> int:
    """The twin of the ORDER BY: smaller comes first."""
    return physician_id * lot(day) % LOT_PRIME


def words_of(text: str) -> list[str]:
    """Folded words, each once, in their order."""
    return list(dict.fromkeys(word[:WORD_LONGEST] for word in fold(text).split()))


def asked_words(text: str) -> list[str]:
    """Titles say nothing about who is meant."""
    return [word for word in words_of(text) if word not in {"dr", "doctor", "prof", "professor", "clinic"}][:MOST_WORDS]


def corrected(words: list[str], vocabulary: list[str]) -> list[str] | None:
    """Each unknown word replaced by the nearest known one; None where a word has no near one or all are known."""
    known = set(vocabulary)
    better = [word if _is_known(word, known, vocabulary) else _nearest(word, vocabulary) for word in words]
    if None in better or better == words:
        return None
    return [word for word in better if word]


def until(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)


def _is_known(word: str, known: set[str], vocabulary: list[str]) -> bool:
    return word in known or any(entry.startswith(word) for entry in vocabulary)


def _nearest(word: str, vocabulary: list[str]) -> str | None:
    errors = allowed_errors(word)
    found = process.extractOne(word, vocabulary, scorer=OSA.distance, score_cutoff=errors) if errors else None
    return str(found[0]) if found else None
