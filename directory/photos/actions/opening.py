"""Opening photos: always by a POST, always recorded, always for a stated reason."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core import audit
from directory.core.db import session
from directory.photos import queries
from directory.photos.models import Opening
from directory.photos.rules import OPEN_FOR, Why


def open_sheet(owners: Iterable[str], actor: str, *, role: str, name: str, why: Why, now: datetime) -> str:
    """Photos of several owners on one page: an opening of each, for each patient to read; returns the sheet's id."""
    sheet = secrets.token_hex(16)
    for owner in owners:
        open_for(owner, actor, role=role, name=name, why=why, now=now).sheet = sheet
    session().flush()
    return sheet


def open_for(owner: str, actor: str, *, role: str, name: str, why: Why, now: datetime) -> Opening:
    """Who (`actor` as in the audit, `name` as the patient will read it) opens the owner's photos, and why.

    The caller has decided that they may. The addresses of this opening end in ten minutes.
    """
    opening = Opening(
        id=secrets.token_hex(16),
        owner=owner,
        actor=actor,
        role=role,
        name=name[:160],
        why=Why(why),
        photos=len(queries.all_of(owner)),
        at=now,
        until=now + OPEN_FOR,
    )
    session().add(opening)
    session().flush()
    audit.record_opening(actor, role, what=owner, why=str(opening.why), now=now)
    return opening


def close_openings(owner: str, now: datetime) -> int:
    """The owner allows it no more: addresses handed out before show nothing from now on. Returns how many ended."""
    live = session().scalars(sa.select(Opening).where(Opening.owner == owner, Opening.until > now)).all()
    for opening in live:
        opening.until = max(now, opening.at + timedelta(microseconds=1))
    return len(live)
