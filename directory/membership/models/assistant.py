"""People who help to fill a case log. They upload; they never submit."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model


class Assistant(Model):
    __tablename__ = "assistants"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    invited: Mapped[datetime]
    accepted: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("email = lower(email) AND email <> ''", name="email"),
        sa.CheckConstraint("(accepted IS NULL) = (person_id IS NULL)", name="accepted"),
        sa.Index(
            "uq_assistants_active",
            "application_id",
            "email",
            unique=True,
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        ),
    )
