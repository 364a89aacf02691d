"""The period the office draws for "12 consecutive cases", and why a case of it is missing."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model


class DrawnPeriod(Model):
    """Planned (`due`) when the draft is first seen, drawn later. A further draw is a new row, with its reason."""

    __tablename__ = "drawn_periods"
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due: Mapped[datetime]
    drawn: Mapped[datetime | None]
    seed: Mapped[str | None] = mapped_column(sa.String(64))  # with it and the day of the draw anybody can draw again
    months: Mapped[int]
    starts: Mapped[date | None]
    ends: Mapped[date | None]  # the last day
    actor: Mapped[str | None] = mapped_column(sa.String(80))
    reason: Mapped[bytes | None]  # of a further draw, sealed as "application/<reference>/draw/<number>"
    total: Mapped[int | None]  # operations done in it, as the applicant states
    stated: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("number > 0 AND months > 0", name="number"),
        sa.CheckConstraint(
            "(drawn IS NULL) = (seed IS NULL) AND (drawn IS NULL) = (starts IS NULL) "
            "AND (drawn IS NULL) = (ends IS NULL) AND (drawn IS NULL) = (actor IS NULL)",
            name="drawn",
        ),
        sa.CheckConstraint(
            "(total IS NULL) = (stated IS NULL) AND (total IS NULL OR drawn IS NOT NULL)", name="stated"
        ),
        sa.Index(
            "ix_drawn_periods_due",
            "due",
            sqlite_where=sa.text("drawn IS NULL"),
            postgresql_where=sa.text("drawn IS NULL"),
        ),
    )


class PeriodGap(Model):
    """Why the operation at this place of the period is not among the cases."""

    __tablename__ = "period_gaps"
    application_id: Mapped[int] = mapped_column(primary_key=True)
    draw: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[bytes]  # sealed as "application/<reference>/gap/<draw>/<place>"
    __table_args__ = (
        sa.ForeignKeyConstraint(["application_id", "draw"], ["drawn_periods.application_id", "drawn_periods.number"]),
        sa.CheckConstraint("place >= 1 AND place <= 999", name="place"),
    )
