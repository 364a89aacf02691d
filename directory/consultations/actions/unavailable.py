"""A physician who sees nobody any more: what is booked is called off in the same transaction, with alternatives.

Nothing is passed on to anybody: photos and answers stay in the patient's consultation.
"""

from datetime import datetime

import sqlalchemy as sa

from directory.consultations import letters
from directory.consultations.actions import ending
from directory.consultations.actions.cases import case_of, state_of
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation
from directory.consultations.queries import access
from directory.consultations.rules.booking import CancelReason
from directory.consultations.rules.states import APPOINTMENTS, COMING, OPEN
from directory.core.db import session
from directory.core.outbox import post


def coming_ids(physician_id: int, now: datetime) -> list[int]:
    """Calls that lie ahead, and written requests without an answer; in the order in which they are locked."""
    ahead = sa.and_(Consultation.appointment.in_(sorted(COMING)), Consultation.starts > now)
    query = sa.select(Consultation.id).where(
        Consultation.physician_id == physician_id,
        Consultation.state.in_(sorted(OPEN)),
        sa.or_(ahead, Consultation.appointment.is_(None)),
    )
    return list(session().scalars(query.order_by(Consultation.id)))


def call_off(physician_id: int, actor: str, now: datetime) -> int:
    """`actor` is whoever changed the standing. A call that has taken place goes on: its opinion is owed."""
    found = coming_ids(physician_id, now)
    for consultation_id in found:
        _one(access.locked(consultation_id), actor, now)
    return len(found)


def _one(consultation: Consultation, actor: str, now: datetime) -> None:
    if consultation.appointment in COMING:
        move = APPOINTMENTS.target("cancel_by_office", state_of(consultation), case_of(consultation, now))
        consultation.appointment, consultation.proposed = move, None
    ending.end(consultation, CancelReason.PHYSICIAN, now)
    happened(consultation, "cancelled", actor, now, reason=CancelReason.PHYSICIAN.value)
    post(letters.UNAVAILABLE, consultation.id, due=now, revision=consultation.sequence)


def tell_paused(physician_id: int, now: datetime) -> int:
    """Booking is paused while papers are confirmed: who has a time is told that it stands for now. Once a pause."""
    found = coming_ids(physician_id, now)
    for consultation_id in found:
        post(letters.PAUSED, consultation_id, due=now, revision=now.toordinal())
    return len(found)
