"""What this browser has chosen so far: physician, kind, time, zone and language."""

from dataclasses import dataclass
from datetime import datetime

from babel import Locale
from flask import request, session
from flask_babel import get_locale
from flask_babel import gettext as _

from directory.consultations.actions import booking, drafting
from directory.consultations.queries.pages import VISITS
from directory.core import formats, visitors
from directory.core.clock import is_zone
from directory.core.db import keep
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind, language_name
from directory.scheduling import queries as times
from directory.scheduling.models import Claim

LANGUAGE = "language"  # of the session: what the reader would like to speak


@dataclass(frozen=True, slots=True)
class Chosen:
    """As the head of every Book page shows it."""

    physician: Physician
    visit: VisitKind
    claim: Claim | None
    zone: str
    language: str
    ended: bool
    nearest: list[tuple[str, str]]

    @property
    def when(self) -> str:
        return formats.moment(self.claim.visit_starts, self.zone) if self.claim else ""

    @property
    def zone_label(self) -> str:
        return formats.zone_label(self.zone, self.claim.visit_starts) if self.claim else ""

    @property
    def until(self) -> str:
        expires = self.claim.expires if self.claim else None
        return formats.clock_time(expires, self.zone) if expires else ""

    @property
    def kind(self) -> str:
        return _(VISITS[self.visit])


def start() -> drafting.Start:
    """Raises NothingChosen where no time or physician was chosen in this browser."""
    chosen = session.get("booking") or {}
    try:
        visit, number, claim = VisitKind(chosen["visit"]), int(chosen["physician"]), chosen.get("claim")
    except (AttributeError, KeyError, TypeError, ValueError):  # nothing, or a cookie older than this code
        raise booking.NothingChosen from None
    physician = keep(physicians.by_id(number))
    return drafting.Start(
        visitor=visitors.visitor_id(),
        physician_id=physician.id,
        visit=visit,
        claim_id=claim,
        zone=zone_of_reader(physician),
        locale=str(get_locale()),
        about=str(session.get("about") or "")[:60],
    )


def zone_of_reader(physician: Physician) -> str:
    zone = session.get("zone")
    return zone if isinstance(zone, str) and is_zone(zone) else physician.zone


def language_of_reader() -> str:
    """The language chosen on these pages, else the first one the browser asks for that has a name."""
    asked = [session.get(LANGUAGE), *(tag.split("-")[0].lower() for tag in request.accept_languages.values())]
    return next((tag for tag in asked if isinstance(tag, str) and _is_language(tag)), "en")


def language_choices(physician: Physician) -> list[tuple[str, str]]:
    """The physician's languages, and the one chosen at present where it is none of them."""
    tags = dict.fromkeys([*physician.languages, language_of_reader()])
    return [(tag, language_name(tag, formats.locale())) for tag in tags]


def _is_language(tag: str) -> bool:
    return tag.split("-")[0] in Locale("en").languages


def chosen(begun: drafting.Start, at: datetime) -> Chosen:
    """The head of the page: physician, time, until when it is reserved, and other times if it has gone."""
    physician = physicians.by_id(begun.physician_id)
    claim = times.claim_by_id(begun.claim_id) if begun.claim_id else None
    live = times.live_hold(begun.visitor, at)
    ended = claim is not None and (live is None or live.id != claim.id)
    nearest = times.nearest(physician.id, claim.visit_starts, begun.visit, at) if ended and claim else []
    options = [(t.starts.isoformat(), formats.moment(t.starts, begun.zone)) for t in nearest]
    spoken = language_name(language_of_reader(), formats.locale())
    return Chosen(physician, begun.visit, claim, begun.zone, spoken, ended, options)
