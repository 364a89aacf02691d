"""Taking a consent back: what rested on it closes at once, also what is open at this moment. And giving it again."""

from datetime import datetime

from directory.accounts import actions as accounts
from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import preparing
from directory.consultations.actions.history import happened
from directory.consultations.queries import access, consents
from directory.consultations.queries.preparing import language_of, owner_of
from directory.core.refusals import N_, Conflict
from directory.photos import actions as photos


class NothingToGive(Conflict):
    message = N_("This consent is in force already, or the consultation has ended.")


def withdraw(consultation_id: int, purpose: Purpose, now: datetime) -> bool:
    """True if there was one to withdraw; done twice it is done once. Appointment and request stay as they are."""
    consultation = access.locked(consultation_id)
    patient, owner = f"patient:{consultation.patient_id}", owner_of(consultation)
    if not accounts.withdraw_consent(patient, purpose, about=owner, now=now):
        return False
    photos.close_openings(owner, now)
    happened(consultation, "consent_withdrawn", patient, now, purpose=purpose.value)
    return True


def give_again(consultation_id: int, purpose: Purpose, now: datetime) -> None:
    """A new row in today's words; the withdrawn one stays as it is. A complete request that waited for it is sent.

    Raises NothingToGive.
    """
    consultation = access.locked(consultation_id)
    if not consents.may_give_again(consultation, purpose):
        raise NothingToGive
    patient = f"patient:{consultation.patient_id}"
    accounts.give_consent(
        patient,
        purpose,
        about=owner_of(consultation),
        values=consents.values(consultation, purpose, now),
        language=language_of(consultation),
        now=now,
    )
    happened(consultation, "consent_given", patient, now, purpose=purpose.value)
    preparing.send_if_ready(consultation, now)
