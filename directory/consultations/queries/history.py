"""A consultation's history as staff read it."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from directory.accounts.models import Person
from directory.consultations.models import Consultation, Event
from directory.consultations.queries import sealed
from directory.consultations.rules.history import CANCELLED, words_of
from directory.core import formats, vault
from directory.core.db import session
from directory.photos.rules import WHY, Why


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    what: str
    who: str
    detail: str
    words: str  # a person's own, opened; empty for whoever may not read them


def history_of(consultation: Consultation, zone: str, *, words: bool = False) -> list[HistoryLine]:
    """The latest first, in two statements. `words` opens the sealed reasons as well: for the office."""
    query = sa.select(Event).where(Event.consultation_id == consultation.id).order_by(Event.at.desc(), Event.id.desc())
    events = list(session().scalars(query))
    names = _names(events)
    return [_line(event, consultation, names, zone=zone, words=words) for event in events]


def because_name(consultation: Consultation, opening: str) -> str:
    """Under which name the words of a reason are sealed."""
    return sealed.name_of(consultation, f"because/{opening}")


def _line(event: Event, consultation: Consultation, names: dict[str, str], *, zone: str, words: bool) -> HistoryLine:
    return HistoryLine(
        at=event.at,
        what=_(words_of(event.what)),
        who=_who(event.actor, names),
        detail=_detail(event.detail, zone),
        words=_opened(event, consultation) if words else "",
    )


def _names(events: list[Event]) -> dict[str, str]:
    actors = {event.actor.removeprefix("person:") for event in events if event.actor.startswith("person:")}
    ids = [int(number) for number in actors if number.isdecimal()]
    if not ids:
        return {}
    found = session().execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {f"person:{row.id}": row.name for row in found}


def _who(actor: str, names: dict[str, str]) -> str:
    if actor in names:
        return names[actor]
    return _("The patient") if actor.startswith("patient:") else _("This site")


def _detail(detail: dict[str, Any], zone: str) -> str:
    """The part of a line's codes that a person wants to read."""
    if detail.get("why") in set(Why):
        return _(WHY[Why(detail["why"])])
    if isinstance(detail.get("minutes"), int):
        return ngettext("%(num)s minute", "%(num)s minutes", detail["minutes"])
    if isinstance(detail.get("took_place"), bool):
        return _("Yes") if detail["took_place"] else _("No")
    if detail.get("reason") in CANCELLED:
        return _(CANCELLED[detail["reason"]])
    return _moment(detail.get("starts"), zone)


def _moment(text: object, zone: str) -> str:
    try:
        return formats.moment(datetime.fromisoformat(str(text)), zone) if text else ""
    except ValueError:
        return ""


def _opened(event: Event, consultation: Consultation) -> str:
    kept, opening = event.detail.get("because"), event.detail.get("opening")
    if not kept:
        return ""
    try:
        key = sealed.key_of(consultation)
        return vault.open_(key, because_name(consultation, str(opening)), base64.b64decode(kept)).decode()
    except (vault.Erased, vault.Unreadable):
        return ""
