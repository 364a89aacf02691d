"""What the office checked before a panel is asked: hard stops, credentials at their source, the four-eyes decline."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.screening import Finding, SourceResult
from directory.physicians.rules import CredentialKind

_OPEN = sa.text("confirmed IS NULL AND withdrawn IS NULL")


@append_only
class HardStop(Model):
    """One tick of the check list. The latest of a stop counts; those before it stay readable.

    `stop` is the number of the hard stop in the application's policy version, from 1.
    """

    __tablename__ = "hard_stops"
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stop: Mapped[int]
    finding: Mapped[Finding] = mapped_column(StringEnum(Finding))
    note: Mapped[bytes]  # sealed as "application/<reference>/hard-stop/<number>"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
    __table_args__ = (one_of("finding", Finding), sa.CheckConstraint("stop > 0", name="stop"))


class CredentialCheck(Model):
    """One credential, asked for at its source. The decision makes verified credentials of those that were confirmed."""

    __tablename__ = "credential_checks"
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[CredentialKind] = mapped_column(StringEnum(CredentialKind))
    result: Mapped[SourceResult] = mapped_column(StringEnum(SourceResult))
    expires: Mapped[date | None]
    # rules.screening.Credential as JSON, sealed as "application/<reference>/credential/<number>"
    body: Mapped[bytes]
    checked: Mapped[date]  # the day the source said so
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
    ended: Mapped[datetime | None]  # checked anew, or entered by mistake
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    __table_args__ = (
        one_of("kind", CredentialKind),
        one_of("result", SourceResult),
        sa.CheckConstraint("kind NOT IN ('licence', 'malpractice') OR expires IS NOT NULL", name="expires"),
        sa.CheckConstraint("(ended IS NULL) = (ended_by IS NULL)", name="ended"),
    )


class DeclineProposal(Model):
    """Two coordinators decline as ineligible: the first names the rule and the date, a second one confirms."""

    __tablename__ = "decline_proposals"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    rule: Mapped[int]  # as HardStop.stop
    reapply_from: Mapped[date]
    reason: Mapped[bytes]  # sealed as "application/<reference>/decline"
    proposed_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    proposed: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    confirmed: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    withdrawn: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("rule > 0", name="rule"),
        sa.CheckConstraint("confirmed_by <> proposed_by", name="four_eyes"),
        sa.CheckConstraint("(confirmed IS NULL) = (confirmed_by IS NULL)", name="confirmed"),
        sa.CheckConstraint("(withdrawn IS NULL) = (withdrawn_by IS NULL)", name="withdrawn"),
        sa.CheckConstraint("confirmed IS NULL OR withdrawn IS NULL", name="one_end"),
        sa.Index(
            "uq_decline_proposals_one_open", "application_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
    )
