"""How typed text is read: the gazetteer is built with the same `fold`, so change both or neither."""

import re
import unicodedata

LONGEST = 100
SPELT_OUT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
# Letters that do not fall apart into a letter and an accent, and apostrophes, which join: "L'Aquila" is one word.
WHOLE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ə": "e", "ǝ": "e"}
    | dict.fromkeys("'’‘ʼʻ`´", "")
)
ZIP = re.compile(r"(\d{5})(?:[- ]\d{4})?", re.ASCII)
STATE_AND_ZIP = re.compile(r"\b[A-Za-z]{2},? +(\d{5})(?:-\d{4})?", re.ASCII)
UMLAUTS = re.compile("[aou]e")
INVISIBLE = frozenset({"Mn", "Mc", "Me", "Cf"})


def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, "St." spelt out: "St. John's" -> "saint johns"."""
    # Taken apart before and after: "𝓐" has no lower case until it is an A, and lower case can bring new accents.
    lower = unicodedata.normalize("NFKD", text).casefold().translate(WHOLE_LETTERS)
    plain = unicodedata.normalize("NFKD", lower)
    words = unicodedata.normalize("NFC", "".join(map(_kept, plain))).split()
    return " ".join(SPELT_OUT.get(word, word) for word in _initials_joined(words))


def without_umlauts(key: str) -> str:
    """The other way to write an umlaut: "muenchen" -> "munchen"."""
    return UMLAUTS.sub(lambda found: found[0][0], key)


def zip_code(text: str) -> str | None:
    """Only a bare ZIP code or one after a state: "75001 Paris" is no place in Texas."""
    found = ZIP.fullmatch(text.strip()) or STATE_AND_ZIP.search(text)
    return found[1] if found else None


def allowed_errors(key: str) -> int:
    """Three letters with an error in them are another word; a long name may hold three."""
    return sum(len(key) >= length for length in (4, 6, 12))


def _kept(character: str) -> str:
    if character.isalnum():
        return character
    # Marks and invisible signs (accents, text direction) vanish; everything else separates words.
    return "" if unicodedata.category(character) in INVISIBLE else " "


def _initials_joined(words: list[str]) -> list[str]:
    """ "u s a" -> "usa": people write D.C. and DC."""
    joined: list[str] = []
    open_run = False
    for word in words:
        single = len(word) == 1 and word.isascii() and word.isalpha()
        if single and open_run:
            joined[-1] += word
        else:
            joined.append(word)
        open_run = single
    return joined
