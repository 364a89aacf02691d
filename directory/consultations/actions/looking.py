"""Opening what a patient sent: always by a POST, always recorded for the patient to read."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime

from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation, Event
from directory.consultations.queries import history, sealed
from directory.consultations.queries.preparing import owner_of
from directory.consultations.rules.booking import Contact
from directory.core import audit, vault
from directory.core.db import session
from directory.photos import actions as photos
from directory.photos.models import Opening
from directory.photos.rules import Why


@dataclass(frozen=True, slots=True)
class Reader:
    """Who opens: `name` as the patient will read it."""

    person_id: int
    name: str

    @property
    def actor(self) -> str:
        return f"person:{self.person_id}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the office opens something: one of the three it may have, and what it was about."""

    why: Why
    words: str


def open_photos(consultation: Consultation, reader: Reader, now: datetime) -> Opening:
    """For the physician of this consultation."""
    owner = owner_of(consultation)
    opening = photos.open_for(owner, reader.actor, role="physician", name=reader.name, why=Why.CARE, now=now)
    happened(consultation, "photos_opened", reader.actor, now, why=str(Why.CARE), opening=opening.id)
    return opening


def open_photos_for(consultation: Consultation, reader: Reader, reason: Reason, now: datetime) -> Opening:
    """For the office, with a reason."""
    owner = owner_of(consultation)
    opening = photos.open_for(owner, reader.actor, role="coordinator", name=reader.name, why=reason.why, now=now)
    _record(consultation, "photos_opened", opening.id, reader=reader, reason=reason, now=now)
    return opening


def open_contact_for(consultation: Consultation, reader: Reader, reason: Reason, now: datetime) -> Contact:
    """Name, address and telephone, for the office, with a reason; shown in the answer and not again."""
    audit.record_opening(
        reader.actor, "coordinator", what=f"{owner_of(consultation)}:contact", why=str(reason.why), now=now
    )
    _record(consultation, "contact_opened", secrets.token_hex(16), reader=reader, reason=reason, now=now)
    return sealed.contact_of(consultation)


def _record(
    consultation: Consultation, what: str, opening: str, *, reader: Reader, reason: Reason, now: datetime
) -> None:
    """The chain holds the code of the reason; its words may name people, so they are sealed with the patient's key."""
    key = sealed.key_of(consultation)
    kept = vault.seal(key, history.because_name(consultation, opening), reason.words.encode())
    codes = {"why": str(reason.why), "opening": opening}
    detail = {**codes, "because": base64.b64encode(kept).decode()}
    session().add(Event(consultation_id=consultation.id, at=now, actor=reader.actor, what=what, detail=detail))
    stream = f"consultation:{consultation.id}"
    audit.record(stream, what, actor=reader.actor, subject=stream, now=now, **codes)
