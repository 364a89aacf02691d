"""The office's own side of a file: who of it takes no part, its notes, and what it waived and why."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.desk import Waivable

_STANDS = sa.text("ended IS NULL")


class OfficeConflict(Model):
    """While it stands the file is not there for this coordinator. Somebody else of the office takes it back."""

    __tablename__ = "office_conflicts"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    reason: Mapped[bytes]  # sealed as "application/<reference>/office-conflict/<person>"
    declared: Mapped[datetime]
    ended: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    __table_args__ = (
        sa.CheckConstraint("(ended IS NULL) = (ended_by IS NULL)", name="ended"),
        sa.CheckConstraint("ended_by <> person_id", name="by_another"),
        sa.Index(
            "uq_office_conflicts_one",
            "application_id",
            "person_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )


@append_only
class OfficeNote(Model):
    """For the office only; no other page shows it."""

    __tablename__ = "office_notes"
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    words: Mapped[bytes]  # sealed as "application/<reference>/note/<number>"
    at: Mapped[datetime]


class Waiver(Model):
    """A round may open with fewer referees than the policy asks for: with how many, who said so, and why."""

    __tablename__ = "waivers"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"))
    what: Mapped[Waivable] = mapped_column(StringEnum(Waivable))
    least: Mapped[int]  # what is asked for instead
    reason: Mapped[bytes]  # sealed as "application/<reference>/waiver/<what>"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
    ended: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    __table_args__ = (
        one_of("what", Waivable),
        sa.CheckConstraint("least >= 0", name="least"),
        sa.CheckConstraint("(ended IS NULL) = (ended_by IS NULL)", name="ended"),
        sa.Index(
            "uq_waivers_one", "application_id", "what", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS
        ),
    )
