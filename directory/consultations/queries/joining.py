"""What the two Join pages show: the way in while it is open, who said what, and the number to call instead."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from directory.consultations.models import Consultation, Event
from directory.consultations.queries import sealed
from directory.consultations.rules import joining
from directory.consultations.rules.booking import Contact
from directory.consultations.rules.joining import Call, Phase, Way
from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.core.settings import current
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from directory.scheduling import queries as times

CALL = "call"  # the part of the sealed answers that holds the number for this time
NOBODY_CAME = "nobody_came"


@dataclass(frozen=True, slots=True)
class JoinPage:
    consultation: Consultation
    physician: Physician
    phase: Phase
    opens: datetime
    closes: datetime
    way: Way | None  # always None while the page is not open
    video: bool
    showing: str  # the number a call comes from, as far as it is known
    shows: str  # the same as a sentence for the patient
    late_minutes: int | None
    nobody_came: bool
    may_say_nobody_came: bool
    number: str  # to call instead, for this time only
    known: str  # the number given when booking
    leave_message: bool


def call_of(consultation: Consultation) -> Call:
    """Raises NotThere for a written request: it has no time."""
    if consultation.starts is None or consultation.ends is None:
        raise NotThere
    return Call(consultation.appointment, consultation.starts, consultation.ends)


def phase_of(consultation: Consultation, now: datetime) -> Phase | None:
    """None for a written request."""
    return None if consultation.starts is None else joining.phase(call_of(consultation), now)


def join_page(consultation: Consultation, now: datetime) -> JoinPage:
    call = call_of(consultation)
    phase = joining.phase(call, now)
    clinic = physicians.primary_clinic(consultation.physician_id)
    contact = _contact(consultation)
    return JoinPage(
        consultation=consultation,
        physician=physicians.by_id(consultation.physician_id),
        phase=phase,
        opens=joining.opens_at(call.starts),
        closes=joining.closes_at(call.ends),
        way=_way(consultation) if phase is Phase.OPEN else None,
        video=consultation.visit is VisitKind.VIDEO,
        showing=clinic.phone if clinic else "",
        shows=number_words(clinic.phone if clinic else ""),
        late_minutes=consultation.late_minutes,
        nobody_came=said_nobody_came(consultation),
        may_say_nobody_came=joining.may_say_nobody_came(call, now),
        number=number_of(consultation, now),
        known=contact.phone,
        leave_message=contact.leave_message,
    )


def number_of(consultation: Consultation, now: datetime) -> str:
    """The number to call instead: while the page of this very time is open, and no longer."""
    call = call_of(consultation)
    if not consultation.call_instead or joining.phase(call, now) is not Phase.OPEN:
        return ""
    try:
        kept = sealed.answers_of(consultation).get(CALL, {})
    except vault.Erased:
        return ""
    return str(kept.get("number", "")) if kept.get("starts") == call.starts.isoformat() else ""


def said_nobody_came(consultation: Consultation) -> bool:
    """Of this time: after a move the question is a new one."""
    query = sa.select(Event.detail).where(Event.consultation_id == consultation.id, Event.what == NOBODY_CAME)
    starts = consultation.starts.isoformat() if consultation.starts else ""
    return any(detail.get("starts") == starts for detail in session().scalars(query))


def number_words(showing: str) -> str:
    """Which number shows when the physician calls: the same sentence in e-mails and on the Join page."""
    if showing:
        return str(_("The number that shows is %(number)s, or it is withheld.", number=showing))
    return str(_("The number that shows may be withheld."))


def _way(consultation: Consultation) -> Way | None:
    if consultation.visit is not VisitKind.VIDEO:
        return None
    name = joining.room(current().link_key, consultation.uid)
    own = times.booking_rules(consultation.physician_id).video_address
    return joining.way_in(current().video_url, own, name)


def _contact(consultation: Consultation) -> Contact:
    try:
        return sealed.contact_of(consultation)
    except vault.Erased:
        return sealed.EMPTY
