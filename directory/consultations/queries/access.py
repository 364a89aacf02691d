"""Finding a consultation for somebody who may see it. Ownership is in the WHERE clause; a stranger gets 404."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from directory.consultations.models import Code, Consultation, Device, Patient
from directory.consultations.rules.states import State
from directory.core import links
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.core.vault import blind

LINK = "consultation"  # the pages of the browser that booked
LETTER = "letter"  # the same pages from an e-mail: pressing a button there proves the address
PHONE_LINK = "device"  # a QR code's own token, 15 minutes


def visitor_digest(visitor: str) -> str:
    """What the database holds of a browser's random id."""
    return links.digest(f"visitor:{visitor}")


def email_digest(email: str) -> str:
    return blind(email.strip().casefold(), "patient-email")


def draft_of(visitor: str) -> Consultation | None:
    """The draft this browser is writing."""
    return session().scalars(_drafts(), {"visitor": visitor_digest(visitor)}).one_or_none()


@cache
def _drafts() -> sa.Select[Consultation]:
    mine = Consultation.draft_key == sa.bindparam("visitor")
    return sa.select(Consultation).where(mine, Consultation.state == State.DRAFT)


def draft_to_book(visitor: str) -> Consultation | None:
    """As `draft_of`, locked. Of the same form sent twice the second one waits here, and finds no draft any more."""
    return session().scalars(_locked_drafts(), {"visitor": visitor_digest(visitor)}).one_or_none()


@cache
def _locked_drafts() -> sa.Select[Consultation]:
    return _drafts().with_for_update()


def draft_or_404(visitor: str) -> Consultation:
    draft = draft_of(visitor)
    if draft is None:
        raise NotThere
    return draft


def by_link_or_404(token: str, now: datetime) -> Consultation:
    """For state, time, change and cancel: what a link alone opens."""
    subject = links.subject_of(LINK, token, now) or links.subject_of(LETTER, token, now)
    found = session().get(Consultation, int(subject)) if subject and subject.isdigit() else None
    if found is None or found.state is State.DRAFT:
        raise NotThere
    return found


def from_letter(token: str, now: datetime) -> bool:
    """Does this token come from an e-mail? The browser that booked knows another one, which proves nothing."""
    return links.subject_of(LETTER, token, now) is not None


def by_id(consultation_id: int) -> Consultation | None:
    return session().get(Consultation, consultation_id)


def locked(consultation_id: int) -> Consultation:
    """The row, locked for a move; what is in memory is read again."""
    query = sa.select(Consultation).where(Consultation.id == consultation_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one()


@dataclass(frozen=True, slots=True)
class Known:
    """How far this browser may see."""

    reads: bool
    proven: bool


def known(consultation: Consultation, visitor: str | None, now: datetime) -> Known:
    if visitor is None:
        return Known(reads=False, proven=False)
    query = sa.select(Device.proven).where(
        Device.visitor == visitor_digest(visitor), Device.consultation_id == consultation.id, Device.until > now
    )
    proven = session().scalar(query)
    return Known(reads=proven is not None, proven=bool(proven))


def proven_for(patient_id: int, visitor: str, now: datetime) -> bool:
    """Has this browser shown, by a code, that it reads this patient's mail?"""
    query = (
        sa.select(sa.literal(1))
        .select_from(Device)
        .join(Consultation, Consultation.id == Device.consultation_id)
        .where(Device.visitor == visitor_digest(visitor), Device.until > now, Device.proven.is_(True))
        .where(Consultation.patient_id == patient_id)
    )
    return session().scalar(query.limit(1)) is not None


def active_of(active_key: str) -> Consultation | None:
    return session().scalar(sa.select(Consultation).where(Consultation.active_key == active_key))


def patient_by_digest(digest: str) -> Patient | None:
    return session().scalar(sa.select(Patient).where(Patient.email_digest == digest))


def patient_of(consultation: Consultation) -> Patient:
    """Raises NotThere for a draft."""
    patient = session().get(Patient, consultation.patient_id) if consultation.patient_id else None
    if patient is None:
        raise NotThere
    return patient


def consultations_of(patient_id: int) -> int:
    """How many consultations a patient's row has."""
    mine = Consultation.patient_id == patient_id
    return session().scalar(sa.select(sa.func.count()).select_from(Consultation).where(mine)) or 0


def last_code(consultation_id: int) -> Code | None:
    query = sa.select(Code).where(Code.consultation_id == consultation_id).order_by(Code.id.desc()).limit(1)
    return session().scalar(query)


def booked_here(reference: str, visitor: str, now: datetime) -> Consultation | None:
    """A consultation this browser has booked already, by the reference in its form."""
    query = (
        sa.select(Consultation)
        .join(Device, Device.consultation_id == Consultation.id)
        .where(Consultation.reference == reference, Consultation.state != State.DRAFT)
        .where(Device.visitor == visitor_digest(visitor), Device.until > now)
    )
    return session().scalar(query)
