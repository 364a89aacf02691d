"""How many tries are allowed. Every wait ends by itself: nobody can be locked out for ever.

A stranger who tries an address from elsewhere cannot keep its owner out: the wait for the address as a whole does not
hold on a network from which the owner has signed in before, and a reset by e-mail forgives what was counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, TooMany

WINDOW = timedelta(minutes=15)
FREE_TRIES = 5  # from one network for one address
FIRST_WAIT = timedelta(seconds=30)  # doubled with every further try, never longer than the window
NETWORK_TRIES = 60  # a clinic behind one address has many people
TARGET_TRIES = 30


class Kind(StrEnum):
    SIGN_IN = "sign_in"
    CODE = "code"
    RESET = "reset"
    EMAIL = "email"  # a link to sign in with was asked for


class WaitALittle(TooMany):
    message = N_("There were too many attempts. Please wait a minute and try again.")


LONGER = N_("There were too many attempts. Please wait %(minutes)d minutes and try again.")


@dataclass(frozen=True, slots=True)
class Tally:
    """Tries inside the window: by this network on this target, and by all of either."""

    both: int
    last: datetime | None  # the latest of `both`
    network: int
    target: int
    known_network: bool  # the target's owner has signed in from here before


def wait_after(tries: int) -> timedelta:
    """Nothing for the first tries, then 30 seconds, 1, 2, 4, 8 and at most 15 minutes."""
    if tries < FREE_TRIES:
        return timedelta()
    return min(WINDOW, FIRST_WAIT * (1 << min(tries - FREE_TRIES, 10)))


def check(tally: Tally, now: datetime) -> None:
    """Raises WaitALittle; says how long."""
    until = tally.last + wait_after(tally.both) if tally.last else now
    if tally.network >= NETWORK_TRIES or (tally.target >= TARGET_TRIES and not tally.known_network):
        until = max(until, now + WINDOW / 3)
    if until > now:
        seconds = int((until - now).total_seconds()) + 1
        minutes = -(-seconds // 60)
        raise WaitALittle(LONGER if minutes > 1 else None, retry_after=seconds, minutes=minutes)
