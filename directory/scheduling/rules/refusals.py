"""Why a time cannot be had."""

from collections.abc import Sequence

from directory.core.refusals import N_, Conflict, Refusal, TooMany
from directory.scheduling.rules.sheet import OpenTime


class SlotTaken(Conflict):
    """Carries the nearest available times; `values["nearest"]` has their starts as UTC text for JSON."""

    message = N_("This time was just taken. Please choose another one.")
    field = "start"

    def __init__(self, message: str | None = None, /, *, nearest: Sequence[OpenTime] = ()) -> None:
        self.nearest = list(nearest)
        starts = [each.starts.strftime("%Y-%m-%dT%H:%M:%SZ") for each in nearest]
        super().__init__(message, nearest=starts)


class NotOffered(Refusal):
    message = N_("This time is not offered. Please choose one of the times shown.")
    field = "start"


class NotBookable(Conflict):
    message = N_("This physician takes no bookings at the moment. Please choose another physician.")


class HoldEnded(Conflict):
    message = N_("Your time is no longer reserved. Please choose a time again.")


class HoldsAtOnce(Conflict):
    """Two choices of one browser at the same moment: the constraint lets one of them through."""

    message = N_("You chose two times at the same moment. Please choose a time again.")
    constraint = "uq_claims_session_hold"
    field = "start"


class TooManyHolds(TooMany):
    message = N_(
        "Many times were reserved from your connection in the last minutes. Please wait a little and try again."
    )
    field = "start"
