"""The physician declines, with a reason; the patient is shown colleagues."""

from datetime import datetime

from directory.consultations.actions import announcing
from directory.consultations.actions.cases import case_of, state_of
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation
from directory.consultations.queries import access, sealed
from directory.consultations.rules.asking import DeclineReason, check_may_decline
from directory.consultations.rules.states import APPOINTMENTS, COMING, CONSULTATIONS
from directory.core import vault
from directory.core.db import session
from directory.scheduling import actions as scheduling


def decline(consultation_id: int, reason: DeclineReason, words: str, actor: str, now: datetime) -> Consultation:
    """Before a call its time is given back. `words` are for the patient, sealed, and in no e-mail. Raises MarkFirst."""
    consultation = access.locked(consultation_id)
    check_may_decline(consultation.appointment, consultation.starts, now)
    consultation.state = CONSULTATIONS.target("decline", consultation.state, case_of(consultation, now))
    if consultation.appointment in COMING:
        _give_back(consultation, now)
    consultation.cancel_reason, consultation.active_key, consultation.opinion_due = reason.value, None, None
    consultation.sequence += 1
    consultation.updated = now
    if words:
        name = sealed.name_of(consultation, "cancel")
        consultation.sealed_cancel_words = vault.seal(sealed.key_of(consultation), name, words.encode())
    session().flush()
    happened(consultation, "declined", actor, now, reason=reason.value)
    announcing.declined(consultation, now)
    return consultation


def _give_back(consultation: Consultation, now: datetime) -> None:
    case = case_of(consultation, now)
    consultation.appointment = APPOINTMENTS.target("cancel_by_physician", state_of(consultation), case)
    consultation.proposed = None
    if consultation.claim_id is not None:
        scheduling.release(consultation.claim_id, now)
