"""The words people consent to, as versioned parts of the product. A published version never changes: add the next."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    SHARE = "share"  # required, one a physician
    PHOTOS = "photos"  # the words on the photos page


@dataclass(frozen=True, slots=True)
class ConsentText:
    """`words` with places in braces, such as {physician}."""

    purpose: Purpose
    version: int
    language: str
    words: str

    def shown(self, values: Mapping[str, str]) -> str:
        """The words as a person reads them. Raises KeyError for a place that was not filled."""
        return self.words.format_map(dict(values))


TEXTS = (
    ConsentText(
        Purpose.SHARE,
        1,
        "en",
        "I ask {physician} to look at my answers and photos and tell me what may be possible. This is general "
        "information from what I send: not a diagnosis, not a prescription, and it does not start treatment. "
        "{physician} is licensed in {places}. {physician} and the staff named here can open what I send; the "
        "Coalition's office only if I ask for help, or a safety or legal duty requires it. I can see every "
        "opening and withdraw at any time. {physician} may have to keep what the law requires. It is free and "
        "I owe nothing afterwards.",
    ),
    ConsentText(
        Purpose.PHOTOS,
        1,
        "en",
        "Only {physician}{staff} can open your photos. The Coalition's office can open them only with a "
        "reason, and only where you asked for help or a safety or legal duty requires it. You see every "
        "opening. Location data is removed, photos are stored encrypted, and you can delete them: they are "
        "gone from the service at once and from backups within {days} days.",
    ),
)


def current_text(purpose: Purpose, language: str = "en") -> ConsentText:
    """The newest version in the language, else in English."""
    found = [text for text in TEXTS if text.purpose is purpose and text.language in (language, "en")]
    return max(found, key=lambda text: (text.language == language, text.version))


def text_of(purpose: Purpose, version: int, language: str) -> ConsentText:
    """The words somebody agreed to. Raises KeyError for a version that was never published."""
    for text in TEXTS:
        if (text.purpose, text.version, text.language) == (purpose, version, language):
            return text
    raise KeyError((purpose, version, language))


def text_hash(shown: str) -> str:
    return hashlib.sha256(shown.encode()).hexdigest()
