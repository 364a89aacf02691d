"""How often somebody is reminded."""

from datetime import datetime

from directory.consultations.actions.history import happened
from directory.consultations.queries import access


def fewer(consultation_id: int, actor: str, now: datetime) -> None:
    """Reminders already posted ask for it when they are sent. Pressed twice is pressed once."""
    consultation = access.locked(consultation_id)
    if consultation.fewer_reminders:
        return
    consultation.fewer_reminders, consultation.updated = True, now
    happened(consultation, "fewer_reminders", actor, now)
