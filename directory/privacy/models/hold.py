"""Legal holds and their history. Words are sealed in a vault of the hold's own, which ends when its case is erased."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.privacy.rules.holds import STANDING, State

_STANDS = sa.text("state IN ({})".format(", ".join(f"'{state}'" for state in sorted(STANDING))))


class LegalHold(Model):
    """`subject` names what is frozen, as the audit does: "application:7". One a subject at a time."""

    __tablename__ = "legal_holds"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
    state: Mapped[State] = mapped_column(StringEnum(State), default=State.REQUESTED)
    vault_id: Mapped[str] = mapped_column(sa.ForeignKey("vaults.id"), unique=True)
    court: Mapped[bytes | None]  # the order that forbids telling the person, sealed as "hold/court"
    told: Mapped[datetime | None]  # when the letter to the person was posted
    review_on: Mapped[date]
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    asked: Mapped[datetime]
    signed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    signed: Mapped[datetime | None]
    end_asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    ended: Mapped[datetime | None]
    __table_args__ = (
        one_of("state", State),
        sa.CheckConstraint("signed_by <> asked_by", name="four_eyes"),
        sa.CheckConstraint("state <> 'refused' OR ended_by <> asked_by", name="refused_by_another"),
        sa.CheckConstraint("state <> 'released' OR ended_by <> end_asked_by", name="released_by_another"),
        sa.CheckConstraint("(signed_by IS NULL) = (signed IS NULL)", name="signed"),
        sa.CheckConstraint("(signed_by IS NULL) = (state IN ('requested', 'refused'))", name="signed_state"),
        sa.CheckConstraint("state <> 'ending' OR end_asked_by IS NOT NULL", name="ending"),
        sa.CheckConstraint("state <> 'released' OR end_asked_by IS NOT NULL", name="released"),
        sa.CheckConstraint("(ended_by IS NULL) = (ended IS NULL)", name="ended"),
        sa.CheckConstraint("(ended IS NULL) = (state NOT IN ('refused', 'released'))", name="ended_state"),
        sa.Index("uq_legal_holds_one", "subject", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        sa.Index("ix_legal_holds_state_review_on", "state", "review_on"),
    )


@append_only
class HoldStep(Model):
    """One line of a hold's history; its words are sealed as "hold/<number>"."""

    __tablename__ = "hold_steps"
    hold_id: Mapped[int] = mapped_column(sa.ForeignKey("legal_holds.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    move: Mapped[str] = mapped_column(sa.String(40))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
    review_on: Mapped[date]  # as it stood after this line
    words: Mapped[bytes | None]
