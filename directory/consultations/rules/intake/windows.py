"""Until when a patient may still add or change answers."""

from datetime import datetime

from directory.consultations.rules.states import COMING, ENDED, Appointment, State
from directory.core.refusals import N_, Conflict
from directory.physicians.rules import VisitKind


class Closed(Conflict):
    message = N_("What you sent can still be read here, but no longer changed: the consultation has begun or ended.")


def is_open(
    visit: VisitKind, state: State, appointment: Appointment | None, starts: datetime | None, now: datetime
) -> bool:
    """A call: until it starts. A written opinion: until it is signed. Always while the physician asks for more."""
    if state in ENDED or state is State.DRAFT:
        return False
    if state is State.MORE_ASKED or visit is VisitKind.WRITTEN:
        return True
    return appointment in COMING and starts is not None and now < starts
