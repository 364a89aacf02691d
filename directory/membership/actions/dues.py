"""Dues: issued, paid, waived, given back; what the clock does with them. Never public, never part of the search.

Order of locks: physician, membership, counter, invoice, line.
"""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from directory.core import audit, transaction
from directory.core.db import session, upsert
from directory.core.outbox import Posted, post_all
from directory.membership.actions import membership
from directory.membership.letters import dues as letters
from directory.membership.models import Invoice, InvoiceCounter, Membership, Payment
from directory.membership.queries import dues as queries
from directory.membership.queries import membership as members
from directory.membership.queries import policy as policies
from directory.membership.rules.dues import (
    AHEAD_DAYS,
    FIRST_DAYS,
    AmountWrong,
    NotDue,
    NoteMissing,
    NotPaid,
    State,
    Way,
    next_year,
    reminders,
    state_of,
)
from directory.membership.rules.membership import MOVES, SYSTEM
from directory.physicians.actions.standing import locked as lock_physician
from directory.physicians.rules import FORMER, Standing


def issue(physician_id: int, *, actor: str, now: datetime) -> Invoice:
    """For the next year of membership. Raises IssuedBefore where there is one for that year (by its constraint)."""
    physician = lock_physician(physician_id)
    row = members.locked(physician_id)
    begins, due = _period(row, now)
    number, plan = row.policy, policies.of(row.policy).dues
    invoice = Invoice(
        number=_next_number(),
        physician_id=physician_id,
        name=physician.display_name,
        period_from=begins,
        period_to=next_year(begins),
        cents=plan.cents,
        currency=plan.currency,
        policy=number,
        state=State.DUE,
        issued=now,
        due=due,
    )
    session().add(invoice)
    session().flush()
    _announce(invoice, plan.reminders, now)
    _record(invoice, "issued", actor, now, cents=invoice.cents, currency=invoice.currency)
    return invoice


def _period(row: Membership, now: datetime) -> tuple[date, date]:
    """(first day of the year, due day). The first year begins with the membership, and is due a month later."""
    last = queries.last_period(row.physician_id)
    first = now.date() + timedelta(days=FIRST_DAYS)
    if last is not None and last >= row.since:
        return last, max(last, first)
    begins = row.since
    while next_year(begins) <= now.date():  # a member from before: the years that have passed are not asked for
        begins = next_year(begins)
    return begins, first


def _next_number() -> int:
    """The row is locked until the transaction ends: the next one waits, and a rolled-back number is given again."""
    session().execute(upsert(InvoiceCounter, [{"id": 1, "last": 0}], keys=["id"], update=[]))
    query = sa.update(InvoiceCounter).where(InvoiceCounter.id == 1).values(last=InvoiceCounter.last + 1)
    statement = query.returning(InvoiceCounter.last).execution_options(synchronize_session=False)
    return int(session().execute(statement).scalar_one())


def _announce(invoice: Invoice, days: tuple[int, ...], now: datetime) -> None:
    found = [Posted(letters.ISSUED, invoice.number, now)]
    for each, day in reminders(now.date(), invoice.due, days).items():
        at = datetime.combine(day, now.timetz())
        found.append(Posted(letters.REMINDER, invoice.number, at, each))
    post_all(found)


def pay(
    number: int,
    cents: int,
    received: date,
    *,
    actor: str,
    now: datetime,
    note: str = "",
    line_id: int | None = None,
) -> Invoice:
    """All or a part. A lapsed membership whose dues are settled in time is restored in the same commit."""
    invoice = locked(number)
    if cents <= 0:
        raise AmountWrong
    if invoice.state is not State.DUE:
        raise NotDue
    _enter(invoice, cents, received, refund=False, note=note, line_id=line_id, actor=actor, now=now)
    _settle(invoice, actor, now)
    _restore(invoice.physician_id, now)
    return invoice


def locked(number: int) -> Invoice:
    """The physician first: paying may restore a membership."""
    physician_id = queries.or_404(number).physician_id
    lock_physician(physician_id)
    members.locked(physician_id)
    return queries.locked(number)


def _enter(
    invoice: Invoice,
    cents: int,
    received: date,
    *,
    refund: bool,
    note: str,
    line_id: int | None,
    actor: str,
    now: datetime,
) -> None:
    row = Payment(
        invoice=invoice.number,
        cents=cents,
        refund=refund,
        received=received,
        way=Way.IMPORT if line_id is not None else Way.HAND,
        note=note,
        line_id=line_id,
        actor=actor,
        at=now,
    )
    session().add(row)
    session().flush()
    _record(invoice, "refunded" if refund else "paid", actor, now, cents=cents)


def _settle(invoice: Invoice, actor: str, now: datetime, *, waived: bool = False) -> None:
    paid, refunded = queries.sums(invoice.number)
    invoice.state = state_of(invoice.cents, paid, refunded, waived=waived)
    settled = invoice.state is not State.DUE
    invoice.settled, invoice.settled_by = (now, actor) if settled else (None, "")
    session().flush()


def _restore(physician_id: int, now: datetime) -> None:
    row = members.or_404(physician_id)
    if row.state is not Standing.LAPSED:
        return
    if MOVES.allows("restore_paid", row.state, membership.case(row, actor=SYSTEM, now=now)):
        membership.fire(physician_id, "restore_paid", actor=SYSTEM, now=now)


def waive(number: int, note: str, *, actor: str, now: datetime) -> Invoice:
    """Raises NoteMissing, NotDue."""
    if not note.strip():
        raise NoteMissing
    invoice = locked(number)
    if invoice.state is not State.DUE:
        raise NotDue
    invoice.note = note
    _settle(invoice, actor, now, waived=True)
    _record(invoice, "waived", actor, now)
    _restore(invoice.physician_id, now)
    return invoice


def refund(number: int, cents: int, on: date, note: str, *, actor: str, now: datetime) -> Invoice:
    """At most what has come. Nothing becomes due again by it. Raises NoteMissing, NotPaid, AmountWrong."""
    if not note.strip():
        raise NoteMissing
    invoice = locked(number)
    paid, refunded = queries.sums(number)
    if paid <= refunded:
        raise NotPaid
    if not 0 < cents <= paid - refunded:
        raise AmountWrong
    _enter(invoice, cents, on, refund=True, note=note, line_id=None, actor=actor, now=now)
    if invoice.state is State.PAID and cents + refunded >= paid:
        invoice.state, invoice.settled, invoice.settled_by = State.REFUNDED, now, actor
        session().flush()
    return invoice


def sweep(now: datetime) -> int:
    """For beat: invoices of the next year, and memberships that lapse. Each member in a transaction of its own."""
    with transaction.reading():
        issued, late = queries.to_issue(now.date() + timedelta(days=AHEAD_DAYS)), queries.overdue(now.date())
    changed = 0
    for physician_id in issued:
        with transaction.unit():
            changed += _issue_next(physician_id, now)
    for physician_id in late:
        with transaction.unit():
            changed += _lapse(physician_id, now)
    return changed


def _issue_next(physician_id: int, now: datetime) -> bool:
    lock_physician(physician_id)
    row = members.locked(physician_id)
    last = queries.last_period(physician_id)
    if row.state in FORMER or last is None or last > now.date() + timedelta(days=AHEAD_DAYS):
        return False
    issue(physician_id, actor=SYSTEM, now=now)
    return True


def _lapse(physician_id: int, now: datetime) -> bool:
    lock_physician(physician_id)
    row = members.locked(physician_id)
    if not MOVES.allows("lapse", row.state, membership.case(row, actor=SYSTEM, now=now)):
        return False
    membership.fire(physician_id, "lapse", actor=SYSTEM, now=now)
    return True


def _record(invoice: Invoice, action: str, actor: str, now: datetime, **codes: str | int) -> None:
    stream, subject = f"member:{invoice.physician_id}", f"invoice:{invoice.number}"
    audit.record(stream, f"dues.{action}", actor=actor, subject=subject, now=now, **codes)
