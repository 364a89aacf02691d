"""What the office does for somebody who has lost their way."""

from datetime import datetime

from directory.consultations.actions import announcing
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation
from directory.consultations.queries import access
from directory.consultations.rules.states import ENDED
from directory.core.refusals import N_, Conflict


class NothingToOpen(Conflict):
    message = N_("This consultation has ended, so its link is not sent again.")


def send_link(consultation_id: int, actor: str, now: datetime) -> Consultation:
    """To the address of the booking and to no other; once a minute, however often it is pressed."""
    consultation = access.locked(consultation_id)
    if consultation.state in ENDED:
        raise NothingToOpen
    announcing.resume(consultation, now)
    happened(consultation, "link_sent", actor, now)
    return consultation
