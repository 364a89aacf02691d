"""Which times are asked for, and which one is chosen. Addresses are typed by machines too, so each mistake is named."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField

from directory.core import clock
from directory.core.forms import Form, clean_line
from directory.core.refusals import N_, Refusal
from directory.physicians.rules import VisitKind

PAGE_DAYS = 14
MOST_DAYS = 62
_FAR = timedelta(days=3660)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


class BadQuery(Refusal):
    """An address that cannot be understood."""

    status: ClassVar[int] = 400


class BadStart(Refusal):
    field = "start"


class BadKind(Refusal):
    field = "kind"
    message = N_("Choose a video call, a telephone call or a written opinion.")


@dataclass(frozen=True, slots=True)
class TimesAsked:
    """`kind` None: any."""

    first: date
    days: int
    zone: str
    kind: VisitKind | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A written opinion has no start."""

    visit: VisitKind
    starts: datetime | None


def read_times(given: Mapping[str, Sequence[str]], *, zone: str, now: datetime) -> TimesAsked:
    """`zone` is used where none is asked for. Raises BadQuery with a sentence about the first mistake."""
    for name in ("from", "days", "zone", "kind"):
        if len(given.get(name, ())) > 1:
            raise BadQuery(N_("“%(name)s” was given more than once. Give it once."), name=name)
    asked = {name: values[0] for name, values in given.items() if values and values[0]}
    zone = _zone(asked.get("zone"), zone)
    return TimesAsked(
        first=_date(asked.get("from"), clock.today(zone, now)),
        days=_days(asked.get("days")),
        zone=zone,
        kind=_kind(asked.get("kind")),
    )


def _zone(text: str | None, default: str) -> str:
    if text is None:
        return default
    if not clock.is_zone(text):
        raise BadQuery(N_("This time zone is not known. Use a name such as Europe/Paris."))
    return text


def _date(text: str | None, today: date) -> date:
    if text is None:
        return today
    try:
        found = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise BadQuery(N_("“from” must be a date such as 2026-12-01."))
    if abs(found - today) > _FAR:
        raise BadQuery(N_("“from” is too far from today."))
    return found


def _days(text: str | None) -> int:
    if text is None:
        return PAGE_DAYS
    number = int(text) if re.fullmatch(r"\d{1,3}", text, re.ASCII) else 0
    if not 1 <= number <= MOST_DAYS:
        raise BadQuery(N_("“days” must be a whole number from 1 to %(most)d."), most=MOST_DAYS)
    return number


def _kind(text: str | None) -> VisitKind | None:
    if text is None:
        return None
    try:
        return VisitKind(text)
    except ValueError:
        raise BadQuery(N_("“kind” must be video, telephone or written.")) from None


class HoldForm(Form):
    """The page's own fields; `from` only brings the reader back to the same days."""

    start = StringField(lazy_gettext("Choose a time"))
    kind = StringField(lazy_gettext("Kind of consultation"))
    first = HiddenField(name="from")  # "from" is a word of Python

    def asked(self) -> Chosen:
        """Raises BadKind or BadStart."""
        for field in (self.start, self.kind):
            if len(field.raw_data or ()) > 1:
                raise BadStart(N_("Choose one time only."))
        kind = _chosen_kind(self.kind.data)
        return Chosen(kind, None if kind is VisitKind.WRITTEN else _instant(clean_line(self.start.data)))


def _chosen_kind(text: str | None) -> VisitKind:
    try:
        return VisitKind(clean_line(text))
    except ValueError:
        raise BadKind from None


def _instant(text: str) -> datetime:
    if not text:
        raise BadStart(N_("Choose a time."))
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise BadStart(N_("This is not a time. Please choose one of the times shown."))
    if match[3] is None:
        raise BadStart(N_("This time has no time zone, so it could mean several moments. Please choose one shown."))
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadStart(N_("This date does not exist. Please choose one of the times shown.")) from None
