"""What the office asked an applicant for, and what came back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model


class InformationRequest(Model):
    """Items and reply are sealed in the application's vault; `sections` says in the open which parts reopen."""

    __tablename__ = "information_requests"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"))
    number: Mapped[int]
    items: Mapped[bytes]  # as JSON, sealed as "application/<reference>/information/<number>"
    sections: Mapped[list[str]]
    asked: Mapped[datetime]
    due: Mapped[datetime]
    answered: Mapped[datetime | None]
    overdue: Mapped[datetime | None]  # went back to the office without an answer
    ended: Mapped[datetime | None]  # answered, overdue, or the application was withdrawn
    reply: Mapped[bytes | None]  # sealed as "application/<reference>/reply/<number>"
    snapshot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("application_snapshots.id"))  # taken by the answer
    __table_args__ = (
        sa.UniqueConstraint("application_id", "number"),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name="number"),
        sa.CheckConstraint("answered IS NULL OR ended IS NOT NULL", name="answered"),
        sa.CheckConstraint("overdue IS NULL OR ended IS NOT NULL", name="overdue"),
        sa.Index(
            "uq_information_requests_one_open",
            "application_id",
            unique=True,
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        ),
        sa.Index("ix_information_requests_ended_due", "ended", "due"),
    )
