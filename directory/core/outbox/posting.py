"""Letters as rows without a body, written in the transaction of what they tell about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core import plain, transaction
from directory.core.db import Model, StringEnum, one_of, session, upsert
from directory.core.outbox.rendering import KINDS

DELIVER = "tasks.letters.deliver_due"


class LetterState(StrEnum):
    WAITING = "waiting"
    GATHERED = "gathered"  # goes out with the digest it belongs to
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


class LetterRow(Model):
    __tablename__ = "letters"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
    revision: Mapped[int]
    due: Mapped[datetime]
    try_at: Mapped[datetime]
    state: Mapped[LetterState] = mapped_column(StringEnum(LetterState), default=LetterState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    ended: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    digest_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letter_digests.id"), index=True)
    __table_args__ = (
        sa.UniqueConstraint("kind", "subject", "revision"),
        one_of("state", LetterState),
        sa.CheckConstraint("state <> 'gathered' OR digest_id IS NOT NULL", name="gathered"),
        sa.Index("ix_letters_state_try_at", "state", "try_at"),
    )


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter to be queued."""

    kind: str
    subject: str | int
    due: datetime
    revision: int = 0


def post(kind: str, subject: str | int, *, due: datetime, revision: int = 0) -> None:
    """Queue a letter in this transaction; posted twice, the same (kind, subject, revision) is sent once."""
    post_all([Posted(kind, subject, due, revision)])


def post_all(letters: Iterable[Posted]) -> None:
    """As `post`, for the letters of one step: one statement."""
    rows = [_row(letter) for letter in letters]
    if not rows:
        return
    plain.run(upsert(LetterRow, (), keys=["kind", "subject", "revision"], update=[]), rows)
    transaction.ring(DELIVER)


def post_dropped(letters: Iterable[Posted], now: datetime) -> None:
    """Those that were no longer due when their moment came, and are due again; what was sent stays so."""
    same = [(letter.kind, str(letter.subject), letter.revision) for letter in letters]
    names = sa.tuple_(LetterRow.kind, LetterRow.subject, LetterRow.revision)
    dropped = sa.and_(names.in_(same), LetterRow.state == LetterState.DROPPED)
    session().execute(sa.update(LetterRow).where(dropped).values({**_anew(now), "digest_id": None}))
    transaction.ring(DELIVER)


def _row(letter: Posted) -> dict[str, object]:
    row = {"kind": KINDS[letter.kind].name, "subject": str(letter.subject), "revision": letter.revision}
    row |= {"due": letter.due, "try_at": letter.due}
    return row | {"state": LetterState.WAITING, "attempts": 0, "reason": ""}


def send_again(letter_id: int, now: datetime) -> None:
    """A coordinator asks for a failed letter once more; the mail server gets as much patience as at first."""
    failed = sa.and_(LetterRow.id == letter_id, LetterRow.state == LetterState.FAILED)
    session().execute(sa.update(LetterRow).where(failed).values(_anew(now)))
    transaction.ring(DELIVER)


def _anew(due: datetime) -> dict[str, object]:
    return {"state": LetterState.WAITING, "attempts": 0, "due": due, "try_at": due, "reason": "", "ended": None}
