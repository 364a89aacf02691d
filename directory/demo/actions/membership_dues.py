"""Dues of demo members: a year's invoice each, most of them paid, some due, one waived, one given back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from directory.demo.actions.membership_story import Hall
from directory.demo.rules.members import Member
from directory.membership.actions import dues
from directory.membership.models import Invoice
from directory.physicians.rules import LISTED

WAIVED, REFUNDED, IN_PART = 7, 11, 5  # numbers of members
RECENT = 4  # every so many: issued lately and not paid yet


def write(chosen: Sequence[Member], ids: Mapping[int, int], treasurer: int, where: Hall) -> None:
    """In the order of the days, as invoices have their numbers."""
    listed = [each for each in chosen if each.standing in LISTED]
    for each in sorted(listed, key=lambda each: each.number % RECENT == 0):
        days = 24 if each.number % RECENT == 0 else 75
        at = where.today - timedelta(days=days) + timedelta(hours=9, minutes=each.number)
        invoice = dues.issue(ids[each.number], actor="system", now=at)
        if each.number % RECENT:
            _settle(invoice, each.number, f"person:{treasurer}", at + timedelta(days=8 + each.number % 20))


def _settle(invoice: Invoice, number: int, actor: str, now: datetime) -> None:
    if number == WAIVED:
        dues.waive(invoice.number, "Parental leave (demonstration).", actor=actor, now=now)
        return
    cents = invoice.cents // 2 if number == IN_PART else invoice.cents
    dues.pay(invoice.number, cents, now.date(), actor=actor, now=now)
    if number == REFUNDED:
        later = now + timedelta(days=3)
        dues.refund(invoice.number, cents, later.date(), "Paid twice (demonstration).", actor=actor, now=later)
