"""The physician suggests one of the times that are available; the booked one stands until the patient answers."""

from datetime import datetime, timedelta

from directory.consultations.actions import changing
from directory.consultations.models import Consultation
from directory.consultations.queries import access
from directory.consultations.rules.staff import check_may_propose
from directory.core.refusals import N_, Conflict
from directory.scheduling import queries as times


class TimeNotOpen(Conflict):
    field = "start"
    message = N_("This time is not available any more. Choose one of the times shown.")


def suggest(consultation_id: int, starts: datetime, actor: str, now: datetime) -> Consultation:
    """Raises TimeNotOpen, Begun, or what the table of moves says against it."""
    consultation = access.locked(consultation_id)
    check_may_propose(consultation.starts, now)
    if not _is_open(consultation, starts, now):
        raise TimeNotOpen
    return changing.propose(consultation_id, starts, actor, now)


def _is_open(consultation: Consultation, starts: datetime, now: datetime) -> bool:
    """Far dates are left out first: the calendar around the end of time cannot be computed."""
    if not now < starts < now + timedelta(days=366):
        return False
    until = starts + timedelta(minutes=1)
    return bool(times.open_times(consultation.physician_id, starts, until, now, consultation.visit))
