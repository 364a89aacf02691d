"""A matter about a member: a proposed removal, or a re-review. Its round judges it; the member answers first."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.appeal import Hearing
from directory.membership.rules.matter import Asker, Ground
from directory.membership.rules.rounds import Kind


class Matter(Model):
    """What is said stands in sealed columns of the matter's own vault; what follows is the decision of its round."""

    __tablename__ = "member_matters"
    id: Mapped[int] = mapped_column(primary_key=True)
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("memberships.physician_id"), index=True)
    kind: Mapped[Kind] = mapped_column(StringEnum(Kind))
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"), unique=True)
    vault_id: Mapped[str] = mapped_column(sa.ForeignKey("vaults.id"), unique=True)
    ground: Mapped[Ground | None] = mapped_column(StringEnum(Ground))
    asker: Mapped[Asker | None] = mapped_column(StringEnum(Asker))
    said: Mapped[bytes]  # words and evidence as JSON, sealed as "matter/<vault>/said"
    opened: Mapped[datetime]
    opened_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    due: Mapped[datetime]  # until then the member can answer; no ballot is cast before
    answer: Mapped[bytes | None]  # sealed as "matter/<vault>/answer"
    answered: Mapped[datetime | None]
    hearing: Mapped[Hearing] = mapped_column(StringEnum(Hearing), default=Hearing.NONE)
    companion: Mapped[bool] = mapped_column(default=False)
    hearing_at: Mapped[datetime | None]
    minutes: Mapped[bytes | None]  # sealed as "matter/<vault>/minutes"
    minutes_at: Mapped[datetime | None]
    __table_args__ = (
        one_of("kind", Kind),
        one_of("ground", Ground),
        one_of("asker", Asker),
        one_of("hearing", Hearing),
        sa.CheckConstraint("kind IN ('removal', 're_review')", name="about_a_member"),
        sa.CheckConstraint("(kind = 'removal') = (ground IS NOT NULL AND asker IS NOT NULL)", name="ground_given"),
        sa.CheckConstraint("due > opened", name="time_to_answer"),
        sa.CheckConstraint("(answer IS NULL) = (answered IS NULL)", name="answer"),
        sa.CheckConstraint("answered IS NULL OR answered <= due", name="in_time"),
        sa.CheckConstraint("(minutes IS NULL) = (minutes_at IS NULL)", name="minutes"),
        sa.CheckConstraint("hearing = 'none' OR answered IS NOT NULL", name="hearing_asked"),
    )
