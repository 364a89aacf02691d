"""What a member may write about oneself, and how telephone numbers and languages are read."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from babel import Locale, UnknownLocaleError

from directory.core.refusals import N_, Refusal

STATEMENT_LONGEST = 600
# Advertising words that promise or compare: a patient cannot check them. Word beginnings, case does not matter.
SUPERLATIVES = re.compile(
    r"(?<!\w)("
    r"best(?!\s+(?:wishes|regards|interests?))|guarante\w*|pain[- ]?(?:less|free)\w*|without pain|"
    r"scar[- ]?(?:less|free)\w*|"
    r"leading|top[- ]rated|world[- ](?:class|leading|famous|renowned)|number one|no\.? ?1|#1|"
    r"unrivall?ed|unparallell?ed|unsurpassed|unmatched|unbeatable|finest|greatest|perfect(?:ly)?|flawless\w*|"
    r"miracul\w*|risk[- ]free|100 ?%|cheapest|lowest price\w*|most (?:experienced|advanced|skilled|trusted|famous)|"
    r"permanent cure|cures? baldness"
    r")(?!\w)",
    re.IGNORECASE,
)


class Superlative(Refusal):
    message = N_(
        "Please leave out “%(word)s”: a statement describes your work without promises or comparisons. "
        "Say what you do and how you do it instead."
    )
    field = "statement"


class NotATelephone(Refusal):
    message = N_("Give the telephone number with its country code, for example +1 617 555 0142.")
    field = "phone"


class NotALanguage(Refusal):
    message = N_("Choose languages from the list.")
    field = "languages"


@dataclass(frozen=True, slots=True)
class Phone:
    """`given` is shown as it was written (800-NEW-HAIR), `number` is dialled (E.164)."""

    given: str
    number: str


def check_statement(text: str) -> None:
    found = SUPERLATIVES.search(text)
    if found:
        raise Superlative(word=found[0])


def phone(given: str, country: str = "", *, field: str = "phone") -> Phone:
    """Vanity numbers are accepted; `country` helps where no country code was written."""
    try:
        parsed = phonenumbers.parse(given, country or None)
    except phonenumbers.NumberParseException:
        raise NotATelephone(field=field) from None
    if not phonenumbers.is_possible_number(parsed):
        raise NotATelephone(field=field)
    return Phone(given, phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def language_name(tag: str, locale: Locale | str = "en") -> str:
    """The name of a BCP 47 language in the reader's language; an unknown tag is shown as it is."""
    return _language_name(tag, str(locale))


@lru_cache(4000)
def _language_name(tag: str, locale: str) -> str:
    reader = Locale.parse(locale)
    try:
        return Locale.parse(tag, sep="-").get_display_name(reader) or tag
    except (UnknownLocaleError, ValueError):
        return str(reader.languages.get(tag.split("-")[0], tag))


def initials(name: str) -> str:
    """First and last name's first letters; one letter where there is one name."""
    words = [word for word in re.split(r"[\s]+", name) if word[:1].isalpha()]
    letters = [word[0].upper() for word in (words[:1] + words[-1:] if len(words) > 1 else words)]
    return "".join(letters)


def sort_name(name: str) -> str:
    """Last word first: "Maren Oduya" -> "Oduya, Maren". A coordinator may correct it."""
    words = name.split()
    return f"{words[-1]}, {' '.join(words[:-1])}" if len(words) > 1 else name
