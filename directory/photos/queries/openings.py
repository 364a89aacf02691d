"""Who opened an owner's photos, when, and why."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.core.db import session
from directory.core.refusals import NotThere
from directory.photos.models import Opening
from directory.photos.rules import REVIEWER, WHY


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One line of "Who looked at my photos"; `why` is a sentence to translate."""

    at: datetime
    role: str
    name: str
    why: str
    photos: int


def openings_of(owner: str) -> list[OpeningRow]:
    """The latest first."""
    query = sa.select(Opening).where(Opening.owner == owner).order_by(Opening.at.desc(), Opening.id)
    return [OpeningRow(row.at, row.role, row.name, WHY[row.why], row.photos) for row in session().scalars(query)]


def opened_photos_since(actor: str, since: datetime) -> int:
    """How many photos somebody opened from a moment on, to notice an odd number."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Opening.photos), 0))
    return int(session().scalar(query.where(Opening.actor == actor, Opening.at >= since)) or 0)


def opening_or_404(opening_id: str, actor: str, now: datetime) -> Opening:
    """Live, and this person's own: for pages that go on showing photos after the POST that opened them."""
    query = sa.select(Opening).where(Opening.id == opening_id, Opening.actor == actor, Opening.until > now)
    found = session().scalar(query)
    if found is None:
        raise NotThere
    return found


def sheet_or_404(sheet: str, actor: str, now: datetime) -> dict[str, Opening]:
    """The live openings of one contact sheet by owner, this person's own."""
    query = sa.select(Opening).where(Opening.sheet == sheet, Opening.actor == actor, Opening.until > now)
    found = {opening.owner: opening for opening in session().scalars(query)}
    if not found:
        raise NotThere
    return found


def reader_to_mark(opening_id: str) -> str | None:
    """The name of a reviewer: what they are shown carries their initials."""
    opening = session().get(Opening, opening_id)
    return opening.name if opening is not None and opening.role == REVIEWER else None
