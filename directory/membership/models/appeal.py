"""Appeals against decisions. The grounds and the minutes of the hearing are sealed in the vault of what was decided."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.appeal import Hearing


class Appeal(Model):
    """One a decision. Its outcome is the decision of its own round, nothing else."""

    __tablename__ = "appeals"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    matter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member_matters.id"), index=True)  # a removal
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decisions.id"), unique=True)
    grounds: Mapped[bytes]  # sealed as "application/<reference>/appeal/<decision>", or of the matter
    hearing: Mapped[Hearing] = mapped_column(StringEnum(Hearing))
    companion: Mapped[bool] = mapped_column(default=False)
    lodged: Mapped[datetime]
    hearing_at: Mapped[datetime | None]
    minutes: Mapped[bytes | None]  # as the grounds, "hearing"
    minutes_at: Mapped[datetime | None]
    round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rounds.id"), unique=True)
    __table_args__ = (
        sa.CheckConstraint("(application_id IS NULL) <> (matter_id IS NULL)", name="about_one"),
        one_of("hearing", Hearing),
        sa.CheckConstraint("(minutes IS NULL) = (minutes_at IS NULL)", name="minutes"),
        sa.CheckConstraint("round_id IS NULL OR hearing = 'none' OR minutes IS NOT NULL", name="heard_first"),
    )
