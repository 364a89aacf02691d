"""Dues: numbers without a gap, payments, waivers, refunds, lapse and restoration; invisible to the search."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from directory.core import outbox, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.membership.actions import bank, making
from directory.membership.actions import dues as actions
from directory.membership.letters.invoice import pdf
from directory.membership.models import Invoice, InvoiceCounter, Payment, PaymentLine
from directory.membership.queries import dues as queries
from directory.membership.rules.dues import (
    AmountWrong,
    FileWrong,
    LineTaken,
    NotDue,
    NoteMissing,
    NotPaid,
    State,
    next_year,
    read_csv,
    to_minor,
)
from directory.physicians import queries as directory
from directory.physicians.models import Physician
from directory.physicians.rules import Asked, Standing
from tests.conftest import NOW
from tests.factories import membership_decide as decide
from tests.factories.membership_decide import MADE
from tests.membership.test_membership_actions import made as made_member
from tests.membership.test_membership_actions import member, state

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("context")]
WHO, DAY = "person:5", timedelta(days=1)


def issued(physician_id: int, now: datetime = NOW) -> int:
    with transaction.unit():
        return actions.issue(physician_id, actor=WHO, now=now).number


def invoice(number: int) -> Invoice:
    with transaction.reading():
        return session().get_one(Invoice, number)


def pay(number: int, cents: int = 120_000, now: datetime = NOW) -> None:
    with transaction.unit():
        actions.pay(number, cents, now.date(), actor=WHO, now=now)


def test_an_admission_brings_the_first_invoice_and_listing_does_not_wait_for_it() -> None:
    with transaction.unit():
        round_, chair = decide.closed(), decide.chair()
        decide.chosen(round_, chair.id)
    making.make_due(MADE)
    row = invoice(1)
    assert (row.state, row.cents, row.currency, row.due) == (State.DUE, 120_000, "USD", (MADE + 30 * DAY).date())
    assert (row.period_from, row.period_to) == (MADE.date(), next_year(MADE.date()))
    with transaction.reading():
        assert session().scalars(sa.select(Physician.standing)).all() == [Standing.ACTIVE]
        kinds = session().scalars(sa.select(LetterRow.kind).where(LetterRow.kind.like("invoice%"))).all()
    assert sorted(kinds) == ["invoice", "invoice_reminder", "invoice_reminder", "invoice_reminder"]


def test_numbers_have_no_gap_after_a_rollback() -> None:
    with transaction.unit():
        first, second, third = (member(name) for name in ("Ada Member", "Bea Member", "Cy Member"))
    assert issued(first) == 1
    with pytest.raises(ZeroDivisionError):
        _issued_and_rolled_back(second)
    assert (issued(third), issued(second)) == (2, 3)
    with transaction.reading():
        assert session().scalars(sa.select(InvoiceCounter.last)).one() == 3


def _issued_and_rolled_back(physician_id: int) -> None:
    with transaction.unit():
        assert actions.issue(physician_id, actor=WHO, now=NOW).number == 2
        raise ZeroDivisionError


def test_a_year_is_invoiced_once() -> None:
    physician_id = made_member()
    first = issued(physician_id)
    second = issued(physician_id)
    assert invoice(second).period_from == invoice(first).period_to
    values = {each.key: getattr(invoice(first), each.key) for each in sa.inspect(Invoice).column_attrs}
    with pytest.raises(IntegrityError), transaction.unit():
        session().execute(sa.insert(Invoice).values(**{**values, "number": 9}))


def test_parts_add_up_and_what_is_settled_takes_no_more() -> None:
    number = issued(made_member())
    pay(number, 50_000)
    assert invoice(number).state is State.DUE
    pay(number, 70_000)
    assert (invoice(number).state, invoice(number).settled) == (State.PAID, NOW)
    with pytest.raises(NotDue):
        pay(number, 1)
    with pytest.raises(AmountWrong):
        pay(issued(made_again()), 0)


def made_again() -> int:
    with transaction.unit():
        return member("Zoe Again")


def test_a_waiver_needs_a_reason_and_a_refund_gives_back_what_came() -> None:
    first, second = issued(made_member()), issued(made_again())
    with pytest.raises(NoteMissing), transaction.unit():
        actions.waive(first, " ", actor=WHO, now=NOW)
    with transaction.unit():
        actions.waive(first, "Parental leave.", actor=WHO, now=NOW)
    assert invoice(first).state is State.WAIVED
    with pytest.raises(NotPaid), transaction.unit():
        actions.refund(second, 1, NOW.date(), "Mistake.", actor=WHO, now=NOW)
    pay(second)
    with pytest.raises(AmountWrong), transaction.unit():
        actions.refund(second, 120_001, NOW.date(), "Mistake.", actor=WHO, now=NOW)
    with transaction.unit():
        actions.refund(second, 120_000, NOW.date(), "Paid twice.", actor=WHO, now=NOW)
    assert invoice(second).state is State.REFUNDED
    with transaction.reading():
        found = {(each.state, each.paid) for each in queries.totals()}
    assert found == {(State.WAIVED, 0), (State.REFUNDED, 0)}


def test_unpaid_dues_lapse_after_sixty_days_and_paying_within_ninety_restores() -> None:
    physician_id = made_member()
    number = issued(physician_id)
    due = datetime.combine(invoice(number).due, NOW.timetz())
    assert actions.sweep(due + 59 * DAY) == 0
    assert actions.sweep(due + 60 * DAY) == 1
    assert state(physician_id) == (Standing.LAPSED, Standing.LAPSED)
    pay(number, now=due + 100 * DAY)
    assert state(physician_id) == (Standing.ACTIVE, Standing.ACTIVE)


def test_after_ninety_days_paying_does_not_restore() -> None:
    physician_id = made_member()
    number = issued(physician_id)
    due = datetime.combine(invoice(number).due, NOW.timetz())
    actions.sweep(due + 60 * DAY)
    pay(number, now=due + 151 * DAY)
    assert state(physician_id)[0] is Standing.LAPSED


def test_the_next_year_is_issued_a_month_before_it_begins_and_once() -> None:
    physician_id = made_member()
    number = issued(physician_id)
    pay(number)
    begins = datetime.combine(invoice(number).period_to, NOW.timetz())
    assert actions.sweep(begins - 31 * DAY) == 0
    assert actions.sweep(begins - 30 * DAY) == 1
    assert actions.sweep(begins - 29 * DAY) == 0
    assert invoice(number + 1).due == begins.date()


def test_of_reminders_that_were_held_up_only_the_last_is_sent_and_none_once_paid() -> None:
    physician_id = made_member()
    number = issued(physician_id)
    due = datetime.combine(invoice(number).due, NOW.timetz())
    sent: list[outbox.Letter] = []
    outbox.deliver_due(lambda: due + 50 * DAY, sent.append)
    assert [each.subject for each in sent if "reminder" in each.subject] == ["A reminder: invoice INV-000001"]
    assert [each.attachments[0].data[:5] for each in sent if "Invoice INV" in each.subject] == [b"%PDF-"]
    assert physician_id


def test_an_invoice_gives_the_same_bytes_each_time(context: Flask) -> None:
    with context.test_request_context():
        row = invoice(issued(made_member()))
        assert pdf(row) == pdf(row)
        assert pdf(row).startswith(b"%PDF-")


def test_a_banks_list_is_read_matched_and_never_counted_twice() -> None:
    number = issued(made_member())
    data = (
        b"Date;Amount;Currency;Payer;Reference\n"
        b"2026-12-01;1.200,00;USD;A Member;INV-000001 dues\n"
        b"2026-12-02;5.00;USD;Somebody;a gift\n"
    )
    with transaction.unit():
        assert bank.import_lines(read_csv(data), actor=WHO, now=NOW) == 2
        assert bank.import_lines(read_csv(data), actor=WHO, now=NOW) == 0
    with transaction.reading():
        lines = [(row.id, found.number if found else None) for row, found in queries.waiting_lines()]
    assert [each for _line, each in lines] == [number, None]
    with transaction.unit():
        bank.match(lines[0][0], number, actor=WHO, now=NOW)
        bank.set_aside(lines[1][0], actor=WHO, now=NOW)
    assert invoice(number).state is State.PAID
    with pytest.raises(LineTaken), transaction.unit():
        bank.match(lines[0][0], number, actor=WHO, now=NOW)
    with transaction.reading():
        assert queries.waiting_lines() == []
        assert session().scalars(sa.select(Payment.line_id)).all() == [lines[0][0]]
        assert session().scalar(sa.select(sa.func.count()).select_from(PaymentLine)) == 2


@pytest.mark.parametrize(
    ("text", "currency", "cents"),
    [("1200", "USD", 120_000), ("1,200.50", "USD", 120_050), ("1.200,50", "EUR", 120_050), ("900", "JPY", 900)],
)
def test_amounts_are_whole_minor_units(text: str, currency: str, cents: int) -> None:
    assert to_minor(text, currency) == cents


@pytest.mark.parametrize("text", ["", "-5", "0", "1.005", "NaN", "1e99", "12 USD", "Infinity"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountWrong):
        to_minor(text, "USD")


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"date,amount,currency,payer,reference\nx,1,USD,,\n", b"\xff\xfe\x00"]
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(FileWrong):
        read_csv(data)


def test_the_order_of_the_search_does_not_change_with_dues() -> None:
    with transaction.unit():
        people = [member(name) for name in ("Ada Member", "Bea Member", "Cy Member", "Di Member", "Ed Member")]
    before = order()
    assert sorted(before) == sorted(people)
    for place, physician_id in enumerate(people):
        number = issued(physician_id)
        if place % 2:
            pay(number)
        elif place == 2:
            with transaction.unit():
                actions.waive(number, "Leave.", actor=WHO, now=NOW)
    assert order() == before


def order() -> list[int]:
    with transaction.reading():
        return [each.id for each in directory.search(Asked(), NOW).cards]


def test_dues_stand_in_no_table_the_search_reads() -> None:
    columns = {column.name for column in Physician.__table__.columns}
    assert not columns & {"dues", "paid", "invoice", "cents"}
