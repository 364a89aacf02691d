"""Addresses of photos: signed by us, for one photo in one size, ending within ten minutes.

Those of an opening need the opening to be there, alive, of the same owner, and the person who opened to be signed in.
Those of a patient's own page are signed for that; they are made only by pages that know the patient.
"""

import hmac
from datetime import datetime
from urllib.parse import urlencode

import sqlalchemy as sa

from directory.core.db import session
from directory.core.refusals import NotThere
from directory.core.vault import blind
from directory.photos.models import Opening, Photo
from directory.photos.rules import OPEN_FOR, Size, State

OWN = "own"
_LATEST = 32_503_680_000  # the year 3000


def opening_address(photo_id: str, size: Size, opening: Opening) -> str:
    """Ends with the opening; asked for again later it does not live longer."""
    return _address(opening.id, photo_id, size, opening.until)


def patient_address(photo_id: str, size: Size, now: datetime) -> str:
    """For the patient's own page; opening one's own photos is no opening to record."""
    return _address(OWN, photo_id, size, now + OPEN_FOR)


def shown_to_opener(
    opening_id: str, photo_id: str, size: str, *, until: str, key: str, actor: str, now: datetime
) -> Photo:
    """Raises NotThere for all that is wrong alike: forged, ended, not opened, another owner's, another's opening."""
    _check(opening_id, photo_id, size, until, key, now)
    query = _ready(photo_id).join(Opening, Opening.owner == Photo.owner)
    return _found(query.where(Opening.id == opening_id, Opening.actor == actor, Opening.until > now))


def shown_to_patient(photo_id: str, size: str, *, until: str, key: str, now: datetime) -> Photo:
    """Raises NotThere."""
    _check(OWN, photo_id, size, until, key, now)
    return _found(_ready(photo_id))


def _address(kind: str, photo_id: str, size: Size, until: datetime) -> str:
    end = str(int(until.timestamp()))
    values = urlencode({"until": end, "key": _signature(kind, photo_id, str(size), end)})
    return f"/photos/{kind}/{photo_id}/{size}?{values}"


def _signature(kind: str, photo_id: str, size: str, until: str) -> str:
    return blind(f"{kind}\x00{photo_id}\x00{size}\x00{until}", "photo address")[:40]


def _check(kind: str, photo_id: str, size: str, until: str, key: str, now: datetime) -> None:
    genuine = hmac.compare_digest(_signature(kind, photo_id, size, until).encode(), key.encode(errors="replace"))
    # Signed by us, so it is a number; the order keeps strange digits from ever reaching int().
    if not genuine or int(until) <= now.timestamp() or int(until) > _LATEST:
        raise NotThere


def _ready(photo_id: str) -> sa.Select[Photo]:
    return sa.select(Photo).where(Photo.id == photo_id, Photo.state == State.READY, Photo.deleted.is_(None))


def _found(query: sa.Select[Photo]) -> Photo:
    photo = session().scalar(query)
    if photo is None:
        raise NotThere
    return photo
