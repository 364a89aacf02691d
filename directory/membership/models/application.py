"""The application itself: one row an attempt. What the applicant wrote is sealed in the application's own vault."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.application import LIVE, Outcome, State

_LIVE_SQL = "state IN ({})".format(", ".join(f"'{state}'" for state in sorted(LIVE)))


class Application(Model):
    """`licence` is the keyed hash of country and number (`vault.blind`), once they are given.

    Two vaults: `vault_id` holds the applicant's own words and documents, `cases_vault_id` the case photos and
    `referees_vault_id` what referees say, so that each can be erased in its own time.
    """

    __tablename__ = "applications"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(12), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    state: Mapped[State] = mapped_column(StringEnum(State), default=State.DRAFT)
    outcome: Mapped[Outcome | None] = mapped_column(StringEnum(Outcome))
    policy: Mapped[int] = mapped_column(sa.ForeignKey("policy_versions.number"))  # whose criteria are answered
    vault_id: Mapped[str] = mapped_column(sa.ForeignKey("vaults.id"), unique=True)
    cases_vault_id: Mapped[str] = mapped_column(sa.ForeignKey("vaults.id"), unique=True)
    referees_vault_id: Mapped[str] = mapped_column(sa.ForeignKey("vaults.id"), unique=True)
    licence: Mapped[str | None] = mapped_column(sa.String(64))
    name: Mapped[bytes]  # the applicant's name, sealed as "application/<reference>/name"
    name_shown: Mapped[bool] = mapped_column(
        default=False
    )  # the applicant agreed: to everybody while comments are open
    earlier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"))  # which it was prefilled from
    created: Mapped[datetime]
    touched: Mapped[datetime]  # last work on the draft: it expires 90 days later
    entered: Mapped[datetime]  # the present state
    submitted: Mapped[datetime | None]
    reapply_from: Mapped[date | None]
    frozen: Mapped[datetime | None]  # nothing of it may be erased: a legal hold
    __table_args__ = (
        one_of("state", State),
        one_of("outcome", Outcome),
        sa.CheckConstraint("state <> 'decided' OR outcome IS NOT NULL", name="decided_has_outcome"),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn', 'expired', 'closed') OR submitted IS NOT NULL", name="submitted"
        ),
        sa.Index(
            "uq_applications_live_person",
            "person_id",
            unique=True,
            sqlite_where=sa.text(_LIVE_SQL),
            postgresql_where=sa.text(_LIVE_SQL),
        ),
        sa.Index(
            "uq_applications_live_licence",
            "licence",
            unique=True,
            sqlite_where=sa.text(_LIVE_SQL),
            postgresql_where=sa.text(_LIVE_SQL),
        ),
        sa.Index("ix_applications_state_entered", "state", "entered"),
        sa.Index("ix_applications_person_id", "person_id"),
    )


@append_only
class ApplicationStep(Model):
    """One move of an application, in order; lines are added, never changed. The audit stream proves them."""

    __tablename__ = "application_steps"
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    move: Mapped[str] = mapped_column(sa.String(40))
    before: Mapped[State] = mapped_column(StringEnum(State))
    after: Mapped[State] = mapped_column(StringEnum(State))
    actor: Mapped[str] = mapped_column(sa.String(80))  # as in the audit: "person:7", "system"
    reason: Mapped[bytes | None]  # sealed as "application/<reference>/step/<number>"
    at: Mapped[datetime]
    __table_args__ = (one_of("before", State), one_of("after", State))
