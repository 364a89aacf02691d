"""The append-only history of a consultation: for its page, and for the audit chain."""

from datetime import datetime

from directory.consultations.models import Consultation, Event
from directory.core import audit, plain


def happened(
    consultation: Consultation, what: str, actor: str, now: datetime, **detail: str | int | bool | None
) -> None:
    """One line for the people in it and one in the chain; `detail` holds codes, never words of a person."""
    plain.add(Event, consultation_id=consultation.id, at=now, actor=actor, what=what, detail=detail)
    stream = f"consultation:{consultation.id}"
    audit.record(stream, what, actor=actor, subject=stream, now=now, **detail)
