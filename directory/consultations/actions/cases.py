"""What several use cases share: a consultation as its guards see it, and the row of its patient."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from directory.consultations.models import Consultation, Patient
from directory.consultations.queries import access, sealed
from directory.consultations.rules.booking import Contact
from directory.consultations.rules.states import ENDED, Appointment, Case, State
from directory.core import vault
from directory.core.db import session, upsert
from directory.core.refusals import Conflict, NotThere
from directory.core.settings import current
from directory.physicians.rules import VisitKind


def case_of(consultation: Consultation, now: datetime) -> Case:
    return Case(consultation.visit, consultation.starts, now, timedelta(hours=current().change_closes_hours))


def patient_row(draft: Consultation, contact: Contact, now: datetime) -> Patient:
    """The row of this address, made with the draft's vault where it is new."""
    digest = access.email_digest(contact.email)
    sealed_email = vault.seal(sealed.key_of(draft), "patient/email", contact.email.encode())
    row = {"email_digest": digest, "vault_id": draft.vault_id, "sealed_email": sealed_email, "created": now}
    patient = session().scalars(_made(session().get_bind().dialect.name), row).one_or_none()
    patient = patient or access.patient_by_digest(digest)
    if patient is None:
        raise Conflict
    return patient


@cache
def _made(_dialect: str) -> Any:
    """A new row, as it was written; none where there is one already."""
    insert = upsert(Patient, (), keys=["email_digest"], update=[])
    return sa.select(Patient).from_statement(insert.returning(*sa.inspect(Patient).columns))


def with_time(consultation_id: int) -> Consultation:
    consultation = access.locked(consultation_id)
    if consultation.visit is VisitKind.WRITTEN or consultation.state in ENDED - {State.CLOSED}:
        raise NotThere
    return consultation


def state_of(consultation: Consultation) -> Appointment:
    if consultation.appointment is None:
        raise NotThere
    return consultation.appointment
