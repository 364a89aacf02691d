"""From words to a case: the same reading for the form and for a line of CSV, so that both refuse alike."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from directory.core.refusals import N_
from directory.membership.rules.operation import CRITERIA, CaseAsked, Details, Technique

FIELDS = (
    "number",
    "done_on",
    "technique",
    "grafts_1",
    "grafts_2",
    "grafts_3",
    "tool",
    "tool_size",
    "team",
    "minutes",
    "density",
    "not_done",
    "views_missing",
    "criteria",
    "consent_on",
    "covers_identity",
)
WORDS_MOST = 600
TOOL_MOST = 80
Values = Mapping[str, str]
Read = TypeVar("Read")


class Unread(ValueError):
    """Why a value cannot be taken; a sentence to translate."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read, or what is wrong by field."""

    asked: CaseAsked | None
    errors: dict[str, str]


def read(values: Values, today: date) -> Sheet:
    """Everything that is wrong at once. Only the number is needed: a sheet may be filled bit by bit."""
    errors: dict[str, str] = {}

    def take(field: str, reader: Callable[[str], Read], empty: Read) -> Read:
        text = values.get(field, "").strip()
        try:
            return reader(text) if text else empty
        except Unread as wrong:
            errors[field] = str(wrong)
            return empty

    number = take("number", _number, 0)
    if not number and "number" not in errors:
        errors["number"] = N_("Give the case a number, like C07.")
    details = Details(
        done_on=take("done_on", lambda text: _day(text, today), None),
        technique=take("technique", _technique, None),
        grafts_1=take("grafts_1", _within(0, 10_000), 0),
        grafts_2=take("grafts_2", _within(0, 10_000), 0),
        grafts_3=take("grafts_3", _within(0, 10_000), 0),
        tool=take("tool", _words(TOOL_MOST), ""),
        tool_size=take("tool_size", _hundredths, None),
        team=take("team", _within(1, 50), None),
        minutes=take("minutes", _within(10, 1440), None),
        density=take("density", _within(1, 250), None),
        not_done=take("not_done", _words(WORDS_MOST), ""),
        views_missing=take("views_missing", _words(WORDS_MOST), ""),
    )
    asked = CaseAsked(
        number=number,
        details=details,
        criteria=take("criteria", _criteria, ()),
        consent_on=take("consent_on", lambda text: _day(text, today), None),
        covers_identity=take("covers_identity", _yes, False),
    )
    if details.density is not None and details.not_done:
        errors.setdefault("not_done", N_("Give either the measured density or why it was not done, not both."))
    return Sheet(None if errors else asked, errors)


def written(asked: CaseAsked) -> dict[str, str]:
    """The way back: for the form of a case, and for export."""
    sheet = asked.details
    return {
        "number": str(asked.number),
        "done_on": sheet.done_on.isoformat() if sheet.done_on else "",
        "technique": str(sheet.technique or ""),
        "grafts_1": _figure(sheet.grafts_1 or None),
        "grafts_2": _figure(sheet.grafts_2 or None),
        "grafts_3": _figure(sheet.grafts_3 or None),
        "tool": sheet.tool,
        "tool_size": f"{sheet.tool_size // 100}.{sheet.tool_size % 100:02d}" if sheet.tool_size else "",
        "team": _figure(sheet.team),
        "minutes": _figure(sheet.minutes),
        "density": _figure(sheet.density),
        "not_done": sheet.not_done,
        "views_missing": sheet.views_missing,
        "criteria": " ".join(asked.criteria),
        "consent_on": asked.consent_on.isoformat() if asked.consent_on else "",
        "covers_identity": "yes" if asked.covers_identity else "",
    }


def _figure(value: int | None) -> str:
    return "" if value is None else str(value)


def _number(text: str) -> int:
    found = re.fullmatch(r"[cC]?\s*0*([1-9][0-9]{0,2})", text)
    if found is None or not text.isascii():
        raise Unread(N_("Give the case a number from 1 to 999, like C07."))
    return int(found.group(1))


def _within(low: int, high: int) -> Callable[[str], int]:
    def reader(text: str) -> int:
        plain = text.replace(",", "").replace(" ", "") if re.fullmatch(r"\d{1,3}([, ]\d{3})+", text) else text
        if not re.fullmatch(r"[0-9]{1,6}", plain) or not low <= int(plain) <= high:
            raise Unread(
                {
                    (0, 10_000): N_("Write a whole number from 0 to 10000."),
                    (1, 50): N_("Write a whole number from 1 to 50."),
                    (10, 1440): N_("Write the minutes as a whole number from 10 to 1440."),
                    (1, 250): N_("Write grafts per cm² as a whole number from 1 to 250."),
                }[(low, high)]
            )
        return int(plain)

    return reader


def _hundredths(text: str) -> int:
    found = re.fullmatch(r"([0-9]{1,2})(?:[.,]([0-9]{1,2}))?\s*(?:mm)?", text)
    size = int(found.group(1)) * 100 + int((found.group(2) or "").ljust(2, "0")) if found else 0
    if not 20 <= size <= 500:
        raise Unread(N_("Write the size in millimetres, from 0.2 to 5, like 0.9."))
    return size


def _day(text: str, today: date) -> date:
    """Slashes are refused: 3/4 is March here and April there."""
    iso, dots = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text), None
    if iso is None:
        dots = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
    parts = iso.groups() if iso else dots.groups()[::-1] if dots else None
    try:
        found = date(*(int(part) for part in parts)) if parts else None
    except ValueError:
        found = None
    if found is None:
        raise Unread(N_("Write the date as year-month-day, like 2025-03-14."))
    if found > today:
        raise Unread(N_("This date lies in the future."))
    if found.year < 1980:
        raise Unread(N_("This date is too long ago."))
    return found


def _technique(text: str) -> Technique:
    try:
        return Technique(text.upper())
    except ValueError:
        raise Unread(N_("Write FUT or FUE.")) from None


def _words(most: int) -> Callable[[str], str]:
    def reader(text: str) -> str:
        if len(text) > most:
            raise Unread(N_("This is too long: please keep it short."))
        return text

    return reader


def _criteria(text: str) -> tuple[str, ...]:
    """Separated by anything: spaces, commas, semicolons."""
    found = set(re.split(r"[\s,;/+]+", text.strip(" ,;/+")))
    if not found <= set(CRITERIA):
        raise Unread(N_("A case can be used for the criteria 1, 2, 3 and 5."))
    return tuple(sorted(found))


def _yes(text: str) -> bool:
    said = text.lower()
    if said in {"yes", "y", "true", "1"}:
        return True
    if said in {"no", "n", "false", "0"}:
        return False
    raise Unread(N_("Write yes or no."))
