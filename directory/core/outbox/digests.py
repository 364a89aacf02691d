"""One e-mail a person and day for what need not come at once.

A digest is a row and a letter of its own kind, sent by the same leases. Letters join it while it gathers; when it is
due it closes, under the lock that joining takes too: what comes later goes into the next one.
"""

from datetime import date, datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, session, upsert
from directory.core.outbox.leasing import Leased, mark
from directory.core.outbox.posting import LetterRow, LetterState, post
from directory.core.outbox.rendering import DIGEST, KINDS, Content, Due
from directory.core.outbox.topics import Wishes

log = structlog.get_logger(__name__)


class LetterDigest(Model):
    __tablename__ = "letter_digests"
    id: Mapped[int] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(sa.String(80))
    day: Mapped[date]
    due: Mapped[datetime]
    closed: Mapped[datetime | None]  # takes in nothing more
    __table_args__ = (sa.UniqueConstraint("reader", "day"),)


def join(leased: Leased, wishes: Wishes, now: datetime) -> None:
    """Into the digest that gathers, or a new one; inside a unit of work."""
    digest = _gathering(wishes, now)
    if mark(leased, LetterState.GATHERED, now, digest_id=digest.id):
        post(DIGEST, digest.id, due=digest.due)


def _gathering(wishes: Wishes, now: datetime) -> LetterDigest:
    """Locked. Of two workers that begin one at once the constraint lets one write, and both find it."""
    found = session().scalar(_open(wishes.reader).with_for_update())
    if found is not None:
        return found
    day, due = _next(wishes, now)
    row = {"reader": wishes.reader, "day": day, "due": due}
    session().execute(upsert(LetterDigest, [row], keys=["reader", "day"], update=[]))
    return _gathering(wishes, now)


def _open(reader: str) -> sa.Select[LetterDigest]:
    gathering = sa.and_(LetterDigest.reader == reader, LetterDigest.closed.is_(None))
    query = sa.select(LetterDigest).where(gathering).order_by(LetterDigest.day).limit(1)
    return query.execution_options(populate_existing=True)


def _next(wishes: Wishes, now: datetime) -> tuple[date, datetime]:
    """The next day that has had none: one that was late counts for the day on which it went too."""
    ended = sa.and_(LetterDigest.reader == wishes.reader, LetterDigest.closed.is_not(None))
    last = session().execute(sa.select(sa.func.max(LetterDigest.day), sa.func.max(LetterDigest.closed)).where(ended))
    of_day, closed = last.one()
    day, due = wishes.digest_after(now)
    while closed is not None and day <= max(of_day, wishes.day_of(closed)):
        day, due = wishes.digest_after(due)
    return day, due


def next_due(wishes: Wishes, now: datetime) -> datetime:
    """When a letter that comes now would go out with the others."""
    found = session().scalar(_open(wishes.reader))
    return found.due if found is not None else _next(wishes, now)[1]


def plan_again(wishes: Wishes, now: datetime) -> None:
    """The reader has chosen another time: what has gathered comes then."""
    found = session().scalar(_open(wishes.reader).with_for_update())
    if found is None:
        return
    found.day, found.due = _next(wishes, now)
    session().flush()
    own = sa.and_(LetterRow.kind == DIGEST, LetterRow.subject == str(found.id), LetterRow.state == LetterState.WAITING)
    session().execute(sa.update(LetterRow).where(own).values(due=found.due, try_at=found.due))


def reader_of(digest_id: int) -> str | None:
    return session().scalar(sa.select(LetterDigest.reader).where(LetterDigest.id == digest_id))


def gathered(digest_id: int, now: datetime) -> list[Content]:
    """What it says now, in the order in which it came."""
    return [found for found in (_said(row, now) for row in _rows(digest_id)) if isinstance(found, Content)]


def _said(row: LetterRow, now: datetime) -> Content | Exception | None:
    try:
        return KINDS[row.kind].load(Due(row.subject, row.revision, now))
    except Exception as error:  # one bad letter must not stop the others; it is shown to the office
        log.error("letter_failed", letter=row.id, kind=row.kind, exc_info=error)
        return error


def _rows(digest_id: int) -> list[LetterRow]:
    own = sa.and_(LetterRow.digest_id == digest_id, LetterRow.state == LetterState.GATHERED)
    query = sa.select(LetterRow).where(own).order_by(LetterRow.due, LetterRow.id)
    return list(session().scalars(query.execution_options(populate_existing=True)))


def close(digest_id: int, now: datetime) -> None:
    """Nothing more comes in; what is no longer due, or cannot be written, falls out."""
    query = sa.select(LetterDigest).where(LetterDigest.id == digest_id).with_for_update()
    digest = session().scalars(query.execution_options(populate_existing=True)).one()
    digest.closed = digest.closed or now
    for row in _rows(digest_id):
        found = _said(row, now)
        if isinstance(found, Exception):
            _leave(row, LetterState.FAILED, type(found).__name__, now)
        elif found is None:
            _leave(row, LetterState.DROPPED, "no longer due", now)
    session().flush()


def _leave(row: LetterRow, state: LetterState, reason: str, now: datetime) -> None:
    row.state, row.reason, row.ended, row.digest_id = state, reason, now, None


def mark_sent(leased: Leased, now: datetime) -> None:
    """The digest and what was in it, in one transaction."""
    if not mark(leased, LetterState.SENT, now):
        return
    own = sa.and_(LetterRow.digest_id == int(leased.subject), LetterRow.state == LetterState.GATHERED)
    values = {"state": LetterState.SENT, "ended": now, "reason": "in the daily digest"}
    session().execute(sa.update(LetterRow).where(own).values(values).execution_options(synchronize_session=False))
