"""No consultation any more: cancelled by somebody, or replaced by a newer one."""

from datetime import datetime

from directory.consultations.actions import announcing
from directory.consultations.actions.cases import case_of, state_of
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation
from directory.consultations.queries import access, sealed
from directory.consultations.rules.booking import CancelReason
from directory.consultations.rules.states import APPOINTMENTS, COMING, CONSULTATIONS
from directory.core import vault
from directory.core.db import session
from directory.physicians.rules import VisitKind
from directory.scheduling import actions as scheduling


def cancel(
    consultation_id: int, move: str, reason: CancelReason, actor: str, now: datetime, *, words: str = ""
) -> Consultation:
    """`move` is one of the table's cancellations. Frees the time at once, keeps row and history."""
    consultation = access.locked(consultation_id)
    if consultation.visit is not VisitKind.WRITTEN:
        consultation.appointment = APPOINTMENTS.target(move, state_of(consultation), case_of(consultation, now))
    end(consultation, reason, now)
    if words:
        name = sealed.name_of(consultation, "cancel")
        consultation.sealed_cancel_words = vault.seal(sealed.key_of(consultation), name, words.encode())
    happened(consultation, "cancelled", actor, now, reason=reason.value)
    announcing.cancelled(consultation, now)
    return consultation


def replaced(earlier: Consultation, now: datetime) -> None:
    """The person chose a newer consultation with the same physician instead. A call that has been stays what it was."""
    actor = f"patient:{earlier.patient_id}"
    if earlier.appointment is None or earlier.appointment in COMING:
        cancel(earlier.id, "replace", CancelReason.REPLACED, actor, now)
        return
    ended = access.locked(earlier.id)
    ended.state = CONSULTATIONS.target("withdraw", ended.state, case_of(ended, now))
    ended.active_key, ended.updated = None, now
    session().flush()
    happened(ended, "replaced", actor, now)


def end(consultation: Consultation, reason: CancelReason, now: datetime) -> None:
    consultation.state = CONSULTATIONS.target("withdraw", consultation.state, case_of(consultation, now))
    consultation.cancel_reason = reason.value
    consultation.active_key = None
    consultation.sequence += 1
    consultation.updated = now
    session().flush()
    if consultation.claim_id is not None:
        scheduling.release(consultation.claim_id, now)
