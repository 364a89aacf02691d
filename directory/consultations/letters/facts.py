"""What a letter knows about its consultation, read when it is sent; and an invented one for the previews."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from directory.accounts import queries as accounts
from directory.consultations.models import Consultation
from directory.consultations.queries import access, sealed
from directory.consultations.queries.access import LETTER
from directory.consultations.rules.booking import confirm_by
from directory.consultations.rules.tasks import Task, missing
from directory.core import links
from directory.core.settings import current
from directory.physicians import queries as physicians
from directory.physicians.rules import VisitKind


@dataclass(frozen=True, slots=True)
class Facts:
    to: str
    physician_to: str
    name: str
    physician: str
    visit: VisitKind
    starts: datetime | None
    ends: datetime | None
    proposed: datetime | None
    zone: str
    physician_zone: str
    locale: str
    reference: str
    uid: str
    sequence: int
    link: str
    practice: str
    private: bool
    confirmed: bool
    confirm_by: datetime
    missing: tuple[Task, ...]
    clinic_phone: str
    fewer: bool
    slug: str
    now: datetime
    hours: int = 0
    code: str = ""
    minutes: int = 0

    @property
    def showing(self) -> str:
        """The number a call comes from, as far as it is known."""
        return self.clinic_phone

    @property
    def initials(self) -> str:
        """How a patient is called in a physician's mailbox."""
        return ".".join(word[0].upper() for word in self.name.split()[:2] if word) + "."


def facts_of(
    consultation: Consultation, now: datetime, *, hours: int = 0, code: str = "", purpose: str = LETTER
) -> Facts:
    """Raises vault.Erased after erasure: such a letter is never due."""
    physician = physicians.by_id(consultation.physician_id)
    contact = sealed.contact_of(consultation)
    clinic = physicians.primary_clinic(physician.id)
    token = links.token_for(purpose, str(consultation.id)) or ""
    base = current().base_url
    return Facts(
        to=sealed.email_of(access.patient_of(consultation)) if consultation.patient_id else contact.email,
        physician_to=_physician_address(physician.person_id),
        name=contact.name,
        physician=physician.display_name,
        visit=consultation.visit,
        starts=consultation.starts,
        ends=consultation.ends,
        proposed=consultation.proposed,
        zone=consultation.zone,
        physician_zone=physician.zone,
        locale=consultation.locale,
        reference=consultation.reference,
        uid=consultation.uid,
        sequence=consultation.sequence,
        link=f"{base}/c/{token}",
        practice=f"{base}/practice/consultations/{consultation.reference}",
        private=consultation.private,
        confirmed=consultation.confirmed is not None,
        confirm_by=confirm_by(now, consultation.starts, current().confirm_within_hours),
        missing=tuple(missing(consultation.tasks_done)),
        clinic_phone=clinic.phone if clinic else "",
        fewer=consultation.fewer_reminders,
        slug=physician.slug,
        now=now,
        hours=hours,
        code=code,
        minutes=consultation.late_minutes or 0,
    )


def _physician_address(person_id: int | None) -> str:
    """A physician without an account is written to through the office."""
    person = accounts.by_id(person_id) if person_id else None
    return person.email if person else current().office_email


def example(now: datetime) -> Facts:
    """Invented, for the office's previews."""
    starts = (now + timedelta(days=7)).replace(hour=14, minute=30, second=0, microsecond=0)
    base = current().base_url
    return Facts(
        to="someone@example.org",
        physician_to="physician@example.org",
        name="Robin Example",
        physician="Dr Alex Example",
        visit=VisitKind.VIDEO,
        starts=starts,
        ends=starts + timedelta(minutes=30),
        proposed=starts + timedelta(days=1),
        zone="Europe/London",
        physician_zone="America/New_York",
        locale="en",
        reference="EXAM-PLE2",
        uid="0" * 32,
        sequence=1,
        link=f"{base}/c/example",
        practice=f"{base}/practice/consultations/EXAM-PLE2",
        private=False,
        confirmed=False,
        confirm_by=now + timedelta(hours=24),
        missing=(Task.HAIR_LOSS, Task.PHOTOS),
        clinic_phone="+1 202 555 0143",
        fewer=False,
        slug="example",
        now=now,
        hours=24,
        code="123456",
        minutes=10,
    )
