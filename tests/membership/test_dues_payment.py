"""Where dues are paid is a place outside: shown to the member while something is due, and to nobody else."""

from collections.abc import Callable

import pytest
from flask import Flask

from directory.accounts.models import Person
from directory.core import clock, outbox, transaction
from directory.core.db import session
from directory.membership.actions import dues as actions
from directory.membership.rules.dues import State, payment_address
from directory.physicians.models import Physician
from tests import cast
from tests.cast import Member
from tests.factories import membership_matters as make
from tests.factories.membership_matters import said
from tests.membership.test_review_views import fresh

PATTERN = "https://pay.example.org/coalition?for={reference}"
PLACE = "https://pay.example.org/coalition?for=INV-000001"


def issued() -> tuple[Member, str]:
    """The member, and the address of the public profile."""
    now = clock.now()
    with transaction.unit():
        physician, person = make.member(now=now)
        row = session().get_one(Person, person)
        who = Member(person, row.email, row.name, cast.enrol(person))
        slug = session().get_one(Physician, physician).slug
        actions.issue(physician, actor="person:1", now=now)
    return who, f"/physicians/{slug}"


def letter() -> list[str]:
    with transaction.reading():
        content = outbox.KINDS["invoice"].load(outbox.Due("1", 0, clock.now()))
    assert content is not None
    return [each.address for each in said(content).buttons]


def test_the_member_is_led_there_while_the_invoice_is_due(context: Flask, set_settings: Callable[..., None]) -> None:
    set_settings(dues_payment_url=PATTERN)
    who, profile = issued()
    client = fresh(context, who)
    assert PLACE in client.get("/practice/membership").text
    assert letter()[0] == PLACE
    assert "pay.example.org" not in client.get(profile).text
    with transaction.unit():
        actions.pay(1, 120_000, clock.now().date(), actor="person:1", now=clock.now())
    assert "pay.example.org" not in client.get("/practice/membership").text


def test_without_such_a_place_there_is_no_link(context: Flask) -> None:
    who, _profile = issued()
    assert "Pay this invoice" not in fresh(context, who).get("/practice/membership").text
    assert [address for address in letter() if "pay" in address] == []


@pytest.mark.parametrize("state", [state for state in State if state is not State.DUE])
def test_what_is_not_due_is_not_paid(state: State) -> None:
    assert payment_address(PATTERN, 1, state) == ""
