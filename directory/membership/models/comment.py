"""What members and verified patients said while comments were open, and what of it the applicant was told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.comments import Proof, Sender, Weight

_SENT = sa.text("received IS NOT NULL")


class Comment(Model):
    """Never published. A patient's counts as received when the button behind the e-mailed link was pressed.

    Words and contact are sealed in the referees' vault, so that they are erased with what referees said.
    """

    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"), index=True)
    submission: Mapped[str] = mapped_column(sa.String(32), unique=True)  # one page sent twice is one comment
    sender: Mapped[Sender] = mapped_column(StringEnum(Sender))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # a member
    email_digest: Mapped[str | None] = mapped_column(sa.String(64))  # a patient: keyed hash
    told: Mapped[bytes]  # rules.comments.Told as JSON, sealed as "comment/<submission>/told"
    written: Mapped[datetime]
    received: Mapped[datetime | None]
    proof: Mapped[Proof] = mapped_column(StringEnum(Proof), default=Proof.NONE)
    document: Mapped[str | None] = mapped_column(sa.String(32), unique=True)  # of a treatment: stored sealed
    verified: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    refused: Mapped[datetime | None]  # the office could not verify the sender: it counts for nothing
    refused_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    weight: Mapped[Weight | None] = mapped_column(StringEnum(Weight))  # as the office reads it
    read_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    read: Mapped[datetime | None]
    summary_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("adverse_summaries.id")
    )  # by which the applicant knows
    __table_args__ = (
        one_of("sender", Sender),
        one_of("proof", Proof),
        one_of("weight", Weight),
        sa.CheckConstraint("(sender = 'member') = (person_id IS NOT NULL)", name="member"),
        sa.CheckConstraint("(sender = 'member') = (email_digest IS NULL)", name="patient"),
        sa.CheckConstraint("verified IS NULL OR refused IS NULL", name="one_end"),
        sa.CheckConstraint("refused IS NULL OR refused_by IS NOT NULL", name="refused"),
        sa.CheckConstraint("(weight IS NULL) = (read IS NULL) AND (read IS NULL) = (read_by IS NULL)", name="read"),
        sa.CheckConstraint("summary_id IS NULL OR weight = 'against'", name="summary"),
        sa.Index("ix_comments_summary_id", "summary_id"),
        # One comment a sender and round; a further one is an addition to write to the office.
        sa.Index(
            "uq_comments_one_a_member",
            "round_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("person_id IS NOT NULL"),
            postgresql_where=sa.text("person_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_comments_one_an_address",
            "round_id",
            "email_digest",
            unique=True,
            sqlite_where=_SENT,
            postgresql_where=_SENT,
        ),
    )


class AdverseSummary(Model):
    """What weighs against an applicant, without its authors, and the answer. Both stand beside one another for the
    panel. What it is made of: the comments that name it, and statements of referees where `referees` says so."""

    __tablename__ = "adverse_summaries"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    number: Mapped[int]  # of the application, whatever the round
    words: Mapped[bytes]  # sealed in the application's vault as "application/<reference>/adverse/<number>"
    referees: Mapped[bool] = mapped_column(default=False)
    sent: Mapped[datetime]
    sent_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    due: Mapped[datetime]
    answer: Mapped[bytes | None]  # sealed as ".../answer"
    answered: Mapped[datetime | None]
    __table_args__ = (
        sa.UniqueConstraint("round_id", "number"),
        sa.CheckConstraint("(answer IS NULL) = (answered IS NULL)", name="answered"),
        sa.CheckConstraint("due > sent", name="due"),
    )
