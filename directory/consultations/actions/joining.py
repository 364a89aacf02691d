"""What is said around a call: late, call me instead, nobody came. Nothing of it is a fault of anybody."""

from datetime import datetime

from directory.consultations import letters
from directory.consultations.actions.drafting import save_answers
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation
from directory.consultations.queries import access, joining
from directory.consultations.rules import joining as rules
from directory.core.outbox import post


def running_late(consultation_id: int, minutes: int, actor: str, now: datetime) -> Consultation:
    """The physician comes later: one e-mail for each number of minutes said, however often the button is pressed."""
    consultation = _open(consultation_id, now)
    rules.check_minutes(minutes)
    if consultation.late_minutes == minutes:
        return consultation
    consultation.late_minutes = minutes
    happened(consultation, "running_late", actor, now, minutes=minutes)
    post(letters.RUNNING_LATE, f"{consultation.id}:{minutes}", due=now, revision=consultation.sequence)
    return consultation


def patient_late(consultation_id: int, now: datetime) -> Consultation:
    """The patient comes later: told to the physician once."""
    consultation = _open(consultation_id, now)
    if consultation.patient_late:
        return consultation
    consultation.patient_late = True
    happened(consultation, "patient_late", _patient(consultation), now)
    post(letters.PATIENT_LATE, consultation.id, due=now, revision=consultation.sequence)
    return consultation


def call_instead(consultation_id: int, number: str, now: datetime) -> Consultation:
    """A number for this time only, sealed; the physician's page shows it while the call is open."""
    consultation = _open(consultation_id, now)
    starts = joining.call_of(consultation).starts.isoformat()
    save_answers(consultation, joining.CALL, {"number": number, "starts": starts}, now)
    consultation.call_instead = True
    happened(consultation, "call_instead", _patient(consultation), now)
    return consultation


def video_after_all(consultation_id: int, now: datetime) -> Consultation:
    """The number is forgotten at once."""
    consultation = _open(consultation_id, now)
    if consultation.call_instead:
        save_answers(consultation, joining.CALL, {}, now)
        consultation.call_instead = False
        happened(consultation, "video_after_all", _patient(consultation), now)
    return consultation


def nobody_came(consultation_id: int, now: datetime) -> Consultation:
    """Ten minutes after the start the patient is alone: the office is told, once; nobody is blamed."""
    consultation = access.locked(consultation_id)
    call = joining.call_of(consultation)
    rules.check_nobody_came(call, now)
    if joining.said_nobody_came(consultation):
        return consultation
    consultation.active_key = None  # a new time can be booked at once, without giving this one up as if by the patient
    happened(consultation, joining.NOBODY_CAME, _patient(consultation), now, starts=call.starts.isoformat())
    post(letters.NOBODY_CAME, consultation.id, due=now, revision=consultation.sequence)
    return consultation


def _open(consultation_id: int, now: datetime) -> Consultation:
    consultation = access.locked(consultation_id)
    rules.check_open(joining.call_of(consultation), now)
    return consultation


def _patient(consultation: Consultation) -> str:
    return f"patient:{consultation.patient_id}"
