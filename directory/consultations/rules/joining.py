"""The minutes around a call: when the way in is open, where it leads, what can be said on the Join page. Pure."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.consultations.rules.booking import JOIN_OPENS
from directory.consultations.rules.states import COMING, Appointment
from directory.core.refusals import N_, Conflict, Refusal

STAYS_OPEN = timedelta(hours=2)  # after the planned end: calls run over
NOBODY_AFTER = timedelta(minutes=10)
LATE_CHOICES = (5, 10, 15, 20, 30)
ROOM_BYTES = 20  # 160 bits: a room is entered by whoever knows its name
PLACE = "{room}"
# The settings let a trial use a server on its own machine; nothing goes over a network then.
_SAFE = ("https://", "http://localhost:", "http://127.0.0.1:", "http://[::1]:")


class Phase(StrEnum):
    EARLY = "early"
    OPEN = "open"
    OVER = "over"


class NotOpen(Conflict):
    message = N_("This can be said from 15 minutes before the start until two hours after the end.")


class TooSoon(Refusal):
    message = N_("Please wait until ten minutes after the start. If nobody has come by then, tell us here.")


class WrongMinutes(Refusal):
    field = "minutes"
    message = N_("Choose how many minutes from the list")


@dataclass(frozen=True, slots=True)
class Call:
    """What the decisions look at."""

    appointment: Appointment | None
    starts: datetime
    ends: datetime


def opens_at(starts: datetime) -> datetime:
    return starts - JOIN_OPENS


def closes_at(ends: datetime) -> datetime:
    return ends + STAYS_OPEN


def phase(call: Call, now: datetime) -> Phase:
    """Both ends of the open time are included; a call that is cancelled or marked is over."""
    if call.appointment not in COMING or now > closes_at(call.ends):
        return Phase.OVER
    return Phase.OPEN if now >= opens_at(call.starts) else Phase.EARLY


def check_open(call: Call, now: datetime) -> None:
    """Raises NotOpen: what is said on the Join page is about this time and no other."""
    if phase(call, now) is not Phase.OPEN:
        raise NotOpen


def may_say_nobody_came(call: Call, now: datetime) -> bool:
    return phase(call, now) is Phase.OPEN and now >= call.starts + NOBODY_AFTER


def check_nobody_came(call: Call, now: datetime) -> None:
    """Raises NotOpen or TooSoon."""
    check_open(call, now)
    if now < call.starts + NOBODY_AFTER:
        raise TooSoon


def check_minutes(minutes: int) -> None:
    if minutes not in LATE_CHOICES:
        raise WrongMinutes


def room(key: bytes, uid: str) -> str:
    """32 letters and digits nobody can guess; the same for both sides and after a move to another time."""
    raw = hmac.new(key, f"room\x00{uid}".encode(), hashlib.sha256).digest()[:ROOM_BYTES]
    return base64.b32encode(raw).decode().lower()


@dataclass(frozen=True, slots=True)
class Way:
    """Where a video call takes place. `camera_off` is empty where the other site has to be told by hand."""

    address: str
    camera_off: str = ""


def way_in(pattern: str, own_address: str, name: str) -> Way | None:
    """The installation's own server, else the physician's own address; None: there is neither."""
    if pattern.startswith(_SAFE) and PLACE in pattern:
        address = pattern.replace(PLACE, name)
        return Way(address, f"{address}#config.startWithVideoMuted=true")
    return Way(own_address) if own_address.startswith("https://") else None


def masked(number: str) -> str:
    """The last two digits are enough to know one's own number again."""
    return f"…{number[-2:]}" if len(number) > 4 else ""
