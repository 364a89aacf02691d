"""Memberships: the state mirrors the physician's standing, every move is a line that is only added."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.physicians.rules import Standing


class Membership(Model):
    """One a physician, for life: who returns after leaving goes on with it."""

    __tablename__ = "memberships"
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), primary_key=True)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"))  # None: from before
    state: Mapped[Standing] = mapped_column(StringEnum(Standing))
    policy: Mapped[int] = mapped_column(sa.ForeignKey("policy_versions.number"))
    since: Mapped[date]
    term_ends: Mapped[date]
    re_review_opens: Mapped[date]
    entered: Mapped[datetime]  # the present state
    unconfirmed_since: Mapped[date | None]  # no current licence or cover; None: both are confirmed
    administrative: Mapped[bool] = mapped_column(default=False)  # suspended for want of papers; no finding
    resigning: Mapped[datetime | None]  # when the member's wish takes effect; until then it can be taken back
    __table_args__ = (
        one_of("state", Standing),
        sa.CheckConstraint("state <> 'draft'", name="admitted"),
        sa.CheckConstraint("term_ends > since AND re_review_opens < term_ends", name="term"),
        sa.CheckConstraint("NOT administrative OR state = 'suspended'", name="administrative"),
        sa.Index("ix_memberships_state", "state"),
    )


@append_only
class MembershipStep(Model):
    """One move, in order. `reason` is for the office."""

    __tablename__ = "membership_steps"
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("memberships.physician_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    move: Mapped[str] = mapped_column(sa.String(40))
    before: Mapped[Standing] = mapped_column(StringEnum(Standing))
    after: Mapped[Standing] = mapped_column(StringEnum(Standing))
    actor: Mapped[str] = mapped_column(sa.String(80))
    reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    at: Mapped[datetime]
    __table_args__ = (one_of("before", Standing), one_of("after", Standing))
