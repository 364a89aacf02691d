"""Concerns and their history. Words and contact are sealed with a vault of the concern's own."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.oversight.rules import Entry, Kind, State


class Concern(Model):
    __tablename__ = "concerns"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(12), unique=True)
    submission: Mapped[str] = mapped_column(sa.String(64))
    kind: Mapped[Kind] = mapped_column(StringEnum(Kind))
    state: Mapped[State] = mapped_column(StringEnum(State), default=State.NEW)
    physician_id: Mapped[int | None] = mapped_column(sa.ForeignKey("physicians.id"), index=True)
    vault_id: Mapped[str] = mapped_column(sa.ForeignKey("vaults.id"), unique=True)
    told: Mapped[bytes]  # rules.Told as JSON, sealed
    raised: Mapped[datetime]
    closed: Mapped[datetime | None]
    __table_args__ = (
        sa.UniqueConstraint("submission"),
        one_of("kind", Kind),
        one_of("state", State),
        sa.CheckConstraint("(state = 'closed') = (closed IS NOT NULL)", name="closed"),
        sa.Index("ix_concerns_state_raised", "state", "raised"),
    )


@append_only
class ConcernEntry(Model):
    """One line of a concern's history: a note or a move with its reason. Lines are added, never changed."""

    __tablename__ = "concern_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concerns.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    entry: Mapped[Entry] = mapped_column(StringEnum(Entry))
    at: Mapped[datetime]
    words: Mapped[bytes]  # sealed with the concern's vault
    __table_args__ = (one_of("entry", Entry),)
