"""Rounds and who sits on them. The electorate is frozen when a round opens: later rows are replacements, and say so."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.result import Verdict
from directory.membership.rules.rounds import Kind, Seat, Secrecy, State


class Round(Model):
    """About an application (admission, appeal of a decision) or a member (re-review, removal, appeal of a removal)."""

    __tablename__ = "rounds"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(12), unique=True)  # R-XXXX-XXXX
    kind: Mapped[Kind] = mapped_column(StringEnum(Kind))
    secrecy: Mapped[Secrecy] = mapped_column(StringEnum(Secrecy))
    state: Mapped[State] = mapped_column(StringEnum(State), default=State.PLANNED)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    physician_id: Mapped[int | None] = mapped_column(sa.ForeignKey("physicians.id"), index=True)
    policy: Mapped[int | None] = mapped_column(sa.ForeignKey("policy_versions.number"))  # pinned at opening
    earlier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rounds.id"), unique=True)  # its second ballot
    vault_id: Mapped[str] = mapped_column(sa.ForeignKey("vaults.id"), unique=True)  # notes, reasons, remarks
    planned: Mapped[datetime]
    opened: Mapped[datetime | None]
    comments_end: Mapped[datetime | None]  # of the comment period
    comments_until: Mapped[datetime | None]  # no ballot is cast before; later than `comments_end` where it was put off
    closes: Mapped[datetime | None]  # when ballots are due
    extended: Mapped[bool] = mapped_column(default=False)
    kept_open: Mapped[bool] = mapped_column(default=False)  # not closed before `closes`, though all ballots are in
    closed: Mapped[datetime | None]
    reason: Mapped[bytes | None]  # why it was voided or a second ballot ordered, sealed as "round/<reference>/reason"
    result: Mapped[dict[str, Any] | None] = mapped_column(
        sa.JSON(none_as_null=True)
    )  # rules.tally.Result as JSON, written once by closing
    verdict: Mapped[Verdict | None] = mapped_column(StringEnum(Verdict))  # the result's; a decision is bound to it
    __table_args__ = (
        one_of("verdict", Verdict),
        sa.UniqueConstraint("id", "verdict"),
        sa.CheckConstraint("verdict IS NULL OR closed IS NOT NULL", name="verdict_when_closed"),
        one_of("kind", Kind),
        one_of("secrecy", Secrecy),
        one_of("state", State),
        sa.CheckConstraint("application_id IS NOT NULL OR physician_id IS NOT NULL", name="about"),
        sa.CheckConstraint(
            "state IN ('planned', 'void') OR (opened IS NOT NULL AND policy IS NOT NULL)", name="opened"
        ),
        sa.CheckConstraint("state NOT IN ('closed', 'confirmed') OR closed IS NOT NULL", name="closed"),
        sa.Index(
            "uq_rounds_one_at_a_time",
            "application_id",
            unique=True,
            sqlite_where=sa.text("state IN ('planned', 'open')"),
            postgresql_where=sa.text("state IN ('planned', 'open')"),
        ),
        sa.Index(
            "uq_rounds_one_a_member",
            "physician_id",
            unique=True,
            sqlite_where=sa.text("state IN ('planned', 'open') AND application_id IS NULL"),
            postgresql_where=sa.text("state IN ('planned', 'open') AND application_id IS NULL"),
        ),
        sa.CheckConstraint("comments_until IS NULL OR closes IS NULL OR closes > comments_until", name="closes"),
        sa.Index("ix_rounds_state_closes", "state", "closes"),
    )


class Elector(Model):
    """One seat. `recused` takes the file, its numbers and its name away from this person; `replaced` ends the seat."""

    __tablename__ = "electors"
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    seat: Mapped[Seat] = mapped_column(StringEnum(Seat))
    seated: Mapped[datetime]
    replacement: Mapped[bool] = mapped_column(default=False)  # seated after the opening
    declared: Mapped[datetime | None]  # has said whether there is a conflict
    recused: Mapped[datetime | None]
    replaced: Mapped[datetime | None]  # did not vote in time; somebody else sits here now
    reason: Mapped[bytes | None]  # of the recusal, sealed as "round/<reference>/recusal/<person>"
    __table_args__ = (
        one_of("seat", Seat),
        sa.CheckConstraint("recused IS NULL OR declared IS NOT NULL", name="declared_first"),
        sa.Index("ix_electors_person_id", "person_id"),
    )
