"""Photos, the places they take, and who opened them. No pixel and no word of a patient is in these tables."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.photos.rules import MAX_PHOTOS, Format, Problem, State, Why


class Photo(Model):
    """A deleted photo stays as a stub: which view, from when to when, nothing else.

    `quarantine` names the upload until the worker is done with it, `quarantine_key` is its key sealed in the vault;
    `stored` names the cleaned copies. `attempts` and `due` are the worker's lease.
    """

    __tablename__ = "photos"
    __table_args__ = (
        one_of("state", State),
        one_of("problem", Problem),
        one_of("form", Format),
        sa.CheckConstraint("(state = 'failed') = (problem IS NOT NULL)", name="failed_with_problem"),
        sa.CheckConstraint(
            "state <> 'ready' OR (width > 0 AND height > 0) OR deleted IS NOT NULL", name="ready_has_size"
        ),
        sa.CheckConstraint(
            "state <> 'waiting' OR quarantine IS NOT NULL OR deleted IS NOT NULL", name="waiting_has_bytes"
        ),
        sa.CheckConstraint("purged IS NULL OR deleted IS NOT NULL", name="purged_after_deleted"),
        sa.Index(
            "ix_photos_work",
            "due",
            sqlite_where=sa.text("due IS NOT NULL"),
            postgresql_where=sa.text("due IS NOT NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    vault_id: Mapped[str] = mapped_column(sa.ForeignKey("vaults.id"), index=True)
    owner: Mapped[str] = mapped_column(sa.String(80), index=True)
    view: Mapped[str] = mapped_column(sa.String(30))
    state: Mapped[State] = mapped_column(StringEnum(State))
    problem: Mapped[Problem | None] = mapped_column(StringEnum(Problem))
    advice: Mapped[list[str]]
    form: Mapped[Format] = mapped_column(StringEnum(Format))
    width: Mapped[int | None]
    height: Mapped[int | None]
    likeness: Mapped[bytes | None]  # the perceptual hash, sealed: it tells two photos of one person apart
    stored: Mapped[str] = mapped_column(sa.String(32), unique=True)
    quarantine: Mapped[str | None] = mapped_column(sa.String(32), unique=True)
    quarantine_key: Mapped[bytes | None]
    attempts: Mapped[int] = mapped_column(default=0)
    due: Mapped[datetime | None]  # when the worker looks at it next; None: nothing is left to do
    created: Mapped[datetime]
    deleted: Mapped[datetime | None]
    purged: Mapped[datetime | None]  # its bytes are gone from the store


class PhotoSlot(Model):
    """An owner has sixteen places; a photo takes one until it is deleted."""

    __tablename__ = "photo_slots"
    __table_args__ = (sa.CheckConstraint(f"slot >= 0 AND slot < {MAX_PHOTOS}", name="slot"),)
    owner: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    photo_id: Mapped[str] = mapped_column(sa.ForeignKey("photos.id"), unique=True)


class Opening(Model):
    """Somebody opened an owner's photos; its addresses end at `until`. The patient reads these rows."""

    __tablename__ = "photo_openings"
    __table_args__ = (one_of("why", Why), sa.CheckConstraint("until > at", name="ends_later"))
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(80), index=True)
    actor: Mapped[str] = mapped_column(sa.String(80), index=True)
    role: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(160))  # as it was then: people change their names
    why: Mapped[Why] = mapped_column(StringEnum(Why))
    photos: Mapped[int]
    at: Mapped[datetime]
    until: Mapped[datetime]
    sheet: Mapped[str | None] = mapped_column(sa.String(32), index=True)  # opened together, as one contact sheet
