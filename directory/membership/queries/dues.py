"""Dues as the treasurer and the member read them. Nothing here is read by the directory or by its search."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Invoice, Membership, Payment, PaymentLine
from directory.membership.rules.dues import State
from directory.physicians.models import Physician

PAGE = 50


@dataclass(frozen=True, slots=True)
class Total:
    """Of one currency and state, in minor units; `paid` is what came less what went back."""

    currency: str
    state: State
    count: int
    cents: int
    paid: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One invoice of a statement with its payments."""

    invoice: Invoice
    payments: tuple[Payment, ...]

    @property
    def paid(self) -> int:
        return sum(-each.cents if each.refund else each.cents for each in self.payments)


def or_404(number: int) -> Invoice:
    found = session().get(Invoice, number)
    if found is None:
        raise NotThere
    return found


def own_or_404(number: int, person_id: int) -> Invoice:
    query = sa.select(Invoice).join(Physician, Physician.id == Invoice.physician_id)
    found = session().scalar(query.where(Invoice.number == number, Physician.person_id == person_id))
    if found is None:
        raise NotThere
    return found


def locked(number: int) -> Invoice:
    query = sa.select(Invoice).where(Invoice.number == number).with_for_update()
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    return found


def sums(number: int) -> tuple[int, int]:
    """(paid, refunded)"""
    query = sa.select(Payment.refund, sa.func.sum(Payment.cents)).where(Payment.invoice == number)
    found = {bool(row[0]): int(row[1]) for row in session().execute(query.group_by(Payment.refund))}
    return found.get(False, 0), found.get(True, 0)


def statement(physician_id: int) -> list[Entry]:
    """Newest first."""
    query = sa.select(Invoice).where(Invoice.physician_id == physician_id).order_by(Invoice.number.desc())
    return _entries(list(session().scalars(query)))


def entry(invoice: Invoice) -> Entry:
    return _entries([invoice])[0]


def _entries(invoices: list[Invoice]) -> list[Entry]:
    query = sa.select(Payment).where(Payment.invoice.in_([each.number for each in invoices])).order_by(Payment.id)
    found: dict[int, list[Payment]] = {}
    for row in session().scalars(query):
        found.setdefault(row.invoice, []).append(row)
    return [Entry(each, tuple(found.get(each.number, ()))) for each in invoices]


def page(state: State | None, number: int) -> tuple[list[Entry], int]:
    """What is due first, the oldest day first."""
    where = Invoice.state == state if state is not None else sa.true()
    total = session().scalar(sa.select(sa.func.count()).select_from(Invoice).where(where)) or 0
    order = (Invoice.state != State.DUE, Invoice.due, Invoice.number)
    query = sa.select(Invoice).where(where).order_by(*order).limit(PAGE).offset((number - 1) * PAGE)
    return _entries(list(session().scalars(query))), total


def totals() -> list[Total]:
    net = sa.case((Payment.refund, -Payment.cents), else_=Payment.cents)
    paid = sa.select(Payment.invoice, sa.func.sum(net).label("cents")).group_by(Payment.invoice).subquery()
    query = (
        sa.select(
            Invoice.currency,
            Invoice.state,
            sa.func.count(),
            sa.func.sum(Invoice.cents),
            sa.func.coalesce(sa.func.sum(paid.c.cents), 0),
        )
        .outerjoin(paid, paid.c.invoice == Invoice.number)
        .group_by(Invoice.currency, Invoice.state)
        .order_by(Invoice.currency, Invoice.state)
    )
    return [Total(row[0], State(row[1]), row[2], int(row[3]), int(row[4])) for row in session().execute(query)]


def oldest_due(physician_id: int) -> date | None:
    query = sa.select(sa.func.min(Invoice.due)).where(Invoice.physician_id == physician_id)
    return session().scalar(query.where(Invoice.state == State.DUE))


def last_period(physician_id: int) -> date | None:
    """The end of the last year that an invoice was issued for."""
    return session().scalar(sa.select(sa.func.max(Invoice.period_to)).where(Invoice.physician_id == physician_id))


def waiting_lines() -> list[tuple[PaymentLine, Invoice | None]]:
    """Lines without an end, each with the invoice that its reference names, if that is due and in the same currency."""
    query = sa.select(PaymentLine).where(PaymentLine.matched.is_(None), PaymentLine.aside.is_(None))
    rows = list(session().scalars(query.order_by(PaymentLine.received, PaymentLine.id)))
    return [(row, _suggested(row)) for row in rows]


def _suggested(row: PaymentLine) -> Invoice | None:
    from directory.membership.rules.dues import Line

    number = Line(row.received, row.cents, row.currency, row.payer, row.reference, row.digest).invoice
    found = session().get(Invoice, number) if number is not None else None
    fits = found is not None and found.state is State.DUE and found.currency == row.currency
    return found if fits else None


def to_issue(until: date) -> list[int]:
    """Members whose next year begins by then."""
    last = sa.select(sa.func.max(Invoice.period_to)).where(Invoice.physician_id == Membership.physician_id)
    begins = last.correlate(Membership).scalar_subquery()
    query = sa.select(Membership.physician_id).where(begins <= until).order_by(Membership.physician_id)
    return list(session().scalars(query))


def overdue(today: date) -> list[int]:
    """Members with something due before that day."""
    query = sa.select(Invoice.physician_id).where(Invoice.state == State.DUE, Invoice.due <= today).distinct()
    return list(session().scalars(query.order_by(Invoice.physician_id)))
