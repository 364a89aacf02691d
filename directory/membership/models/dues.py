"""Dues: invoices with numbers that have no gap, what was paid and given back, and the bank's lines to be matched."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.dues import State, Way


class InvoiceCounter(Model):
    """One row. It is locked by whoever issues, and goes back with a transaction that does: no gap, no double."""

    __tablename__ = "invoice_counters"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)
    __table_args__ = (sa.CheckConstraint("id = 1", name="one"), sa.CheckConstraint("last >= 0", name="last"))


class Invoice(Model):
    """Of one year of membership. The amount is in minor units of the currency."""

    __tablename__ = "invoices"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("memberships.physician_id"))
    name: Mapped[str] = mapped_column(sa.String(160))  # as it was when it was issued
    period_from: Mapped[date]
    period_to: Mapped[date]
    cents: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    policy: Mapped[int] = mapped_column(sa.ForeignKey("policy_versions.number"))
    state: Mapped[State] = mapped_column(StringEnum(State), default=State.DUE)
    issued: Mapped[datetime]
    due: Mapped[date]
    settled: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(sa.String(80), default="")
    note: Mapped[str] = mapped_column(sa.String(500), default="")  # why it was waived
    __table_args__ = (
        one_of("state", State),
        sa.UniqueConstraint("physician_id", "period_from"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("cents > 0", name="cents"),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name="currency"),
        sa.CheckConstraint("period_to > period_from", name="period"),
        sa.CheckConstraint("(state = 'due') = (settled IS NULL)", name="settled"),
        sa.CheckConstraint("state <> 'waived' OR note <> ''", name="waived"),
        sa.Index("ix_invoices_state_due", "state", "due"),
    )


class PaymentLine(Model):
    """A line of the bank's list, until it is matched with an invoice or set aside."""

    __tablename__ = "payment_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    received: Mapped[date]
    cents: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    payer: Mapped[str] = mapped_column(sa.String(160))
    reference: Mapped[str] = mapped_column(sa.String(200))
    imported: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(sa.String(80))
    matched: Mapped[datetime | None]
    aside: Mapped[datetime | None]  # belongs to no invoice
    __table_args__ = (
        sa.CheckConstraint("cents > 0", name="cents"),
        sa.CheckConstraint("matched IS NULL OR aside IS NULL", name="one_end"),
    )


@append_only
class Payment(Model):
    """Money that came, or (`refund`) went back. Lines are added, never changed."""

    __tablename__ = "payments"
    id: Mapped[int] = mapped_column(primary_key=True)
    invoice: Mapped[int] = mapped_column(sa.ForeignKey("invoices.number"), index=True)
    cents: Mapped[int]
    refund: Mapped[bool] = mapped_column(default=False)
    received: Mapped[date]
    way: Mapped[Way] = mapped_column(StringEnum(Way))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment_lines.id"), unique=True)
    actor: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime]
    __table_args__ = (
        one_of("way", Way),
        sa.CheckConstraint("cents > 0", name="cents"),
        sa.CheckConstraint("(way = 'import') = (line_id IS NOT NULL)", name="line"),
    )
