"""Standing and pauses. The only writer of `physicians.standing`."""

from datetime import date, datetime

import sqlalchemy as sa

from directory.core import audit
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.physicians.actions.searchable import keep_searchable
from directory.physicians.models import Physician, StandingChange
from directory.physicians.rules import FORMER, LISTED, Standing, StandingReason, check_move


def set_standing(
    physician_id: int,
    standing: Standing,
    actor: str,
    now: datetime,
    *,
    reason: StandingReason = StandingReason.OTHER,
    note: str = "",
) -> Physician:
    """Raises NotPossible for a move that is not in the table. The audit log gets codes, the office keeps the words."""
    physician = locked(physician_id)
    before = physician.standing
    check_move(before, standing)
    physician.left_on = now.date() if standing in FORMER else None
    physician.member_since = _since(physician, before, standing, now)
    physician.standing = standing
    change = {"before": before, "after": standing, "reason": reason}
    session().add(StandingChange(physician_id=physician_id, note=note, actor=actor, at=now, **change))
    keep_searchable([physician_id])
    _note("standing_set", physician_id, actor, now, before=before.value, after=standing.value, reason=reason.value)
    return physician


def set_member_since(physician_id: int, day: date, actor: str, now: datetime) -> None:
    """A membership that is older than this site, or that goes on after a removal was taken back."""
    locked(physician_id).member_since = day
    _note("member_since_set", physician_id, actor, now, since=day.isoformat())


def pause_booking(physician_id: int, actor: str, now: datetime) -> None:
    """Future consultations stay as they are; nothing new can be booked."""
    locked(physician_id).booking_paused = True
    _note("booking_paused", physician_id, actor, now)


def resume_booking(physician_id: int, actor: str, now: datetime) -> None:
    locked(physician_id).booking_paused = False
    _note("booking_resumed", physician_id, actor, now)


def locked(physician_id: int) -> Physician:
    """The physician's row comes first in the order of locks."""
    query = sa.select(Physician).where(Physician.id == physician_id).with_for_update()
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    return found


def _since(physician: Physician, before: Standing, after: Standing, now: datetime) -> date | None:
    """Membership begins with the first listing; it begins anew for who had left and is admitted again."""
    begins = after in LISTED and (physician.member_since is None or before is Standing.DRAFT)
    return now.date() if begins else physician.member_since


def _note(action: str, physician_id: int, actor: str, now: datetime, **detail: str) -> None:
    audit.record("site", action, actor=actor, subject=f"physician:{physician_id}", now=now, **detail)
