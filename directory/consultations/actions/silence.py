"""Sixty days without a word from the patient close a consultation; the patient may open it again."""

from datetime import datetime

import sqlalchemy as sa

from directory.consultations.actions import announcing, booking
from directory.consultations.actions.cases import case_of
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation
from directory.consultations.queries import access
from directory.consultations.queries.pages import closed_by_silence
from directory.consultations.rules.asking import SILENCE, WAITS
from directory.consultations.rules.states import CONSULTATIONS, Appointment
from directory.core.db import session
from directory.core.refusals import N_, Conflict
from directory.physicians.rules import VisitKind


class NotClosed(Conflict):
    message = N_("This consultation cannot be opened again. You can book a new one at any time.")


def close_silent(now: datetime) -> int:
    """Returns how many. A call that has not been marked waits for the physician, not for the patient."""
    row = Consultation
    waits = sa.and_(row.state.in_(sorted(WAITS)), row.updated < now - SILENCE)
    theirs = sa.or_(row.visit == VisitKind.WRITTEN, row.appointment == Appointment.ATTENDED)
    found = session().scalars(sa.select(row.id).where(waits, theirs).order_by(row.id)).all()
    return sum(_close(consultation_id, now) for consultation_id in found)


def _close(consultation_id: int, now: datetime) -> bool:
    consultation = access.locked(consultation_id)
    if consultation.state not in WAITS or consultation.updated >= now - SILENCE:
        return False
    consultation.state = CONSULTATIONS.target("close", consultation.state, case_of(consultation, now))
    consultation.active_key, consultation.opinion_due, consultation.updated = None, None, now
    consultation.sequence += 1
    session().flush()
    happened(consultation, "closed", "system", now)
    announcing.closed(consultation, now)
    return True


def reopen(consultation_id: int, now: datetime) -> Consultation:
    """By the patient: where it waited, it waits again. Raises NotClosed, or AlreadyHave where there is a newer one."""
    consultation = access.locked(consultation_id)
    if not closed_by_silence(consultation):
        raise NotClosed
    if consultation.confirmed is not None:
        booking.take_place(consultation, now=now)  # may refuse: before anything has changed
    sent = consultation.appointment is not None or consultation.ready is not None
    move = "reopen_asked" if sent else "reopen"
    consultation.state = CONSULTATIONS.target(move, consultation.state, case_of(consultation, now))
    consultation.updated = now
    session().flush()
    happened(consultation, "opened_again", f"patient:{consultation.patient_id}", now)
    return consultation
