"""Agenda and minutes: in order, by time, and without a trace of what the chair takes no part in."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from directory.accounts.rules import Role
from directory.core import transaction
from directory.core.db import session
from directory.membership.actions import making
from directory.membership.models import Elector, Round
from directory.membership.queries import agenda, minutes
from directory.membership.queries.minutes import What
from directory.membership.rules.rounds import Seat, State
from tests import browsing, cast
from tests.cast import Member, member
from tests.conftest import NOW, browser
from tests.factories import membership_decide as decide
from tests.factories import membership_record as make
from tests.factories import membership_rounds
from tests.membership.test_record_look import sound
from tests.membership.test_review_views import fresh

VOTED = membership_rounds.VOTING.date()


def recuse(round_id: int, person: Member) -> None:
    with transaction.unit():
        seat = {"seat": Seat.MEMBER, "seated": NOW, "declared": NOW, "recused": NOW}
        session().add(Elector(round_id=round_id, person_id=person.id, **seat))


def second_round(scores: int) -> int:
    """A further closed admission, of people of its own."""
    with transaction.unit():
        round_, people = membership_rounds.admission_again(3)
        for person in people:
            membership_rounds.cast(round_, person, scores=scores)
        return round_.id


@pytest.mark.both
def test_the_weighted_mean_orders_the_agenda(context: Flask) -> None:
    chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
    _application_id, first, _people = make.decided()
    better = second_round(5)
    found = agenda.items(chair.id)
    assert [(each.round.id, each.mean, each.coverage) for each in found] == [(better, 500, 100), (first, 400, 100)]
    recuse(better, chair)
    assert [each.round.id for each in agenda.items(chair.id)] == [first]


@pytest.mark.both
def test_what_happened_stands_by_time_and_the_decided_leaves_the_agenda(context: Flask) -> None:
    chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
    with transaction.unit():
        round_id = decide.closed().id
    with transaction.unit():
        decide.chosen(session().get_one(Round, round_id), chair.id)
    assert [each.round.id for each in agenda.items(chair.id)] == [round_id]
    assert making.make_due(decide.MADE) == 1
    assert agenda.items(chair.id) == []
    found = minutes.lines(chair.id, VOTED, VOTED)
    assert [(line.what, line.people, str(line.code)) for line in found] == [
        (What.CLOSED, (), "carried"),
        (What.DECIDED, ("Cleo Chair",), "approved"),
    ]
    assert minutes.lines(chair.id, VOTED + timedelta(days=1), VOTED + timedelta(days=9)) == []
    recuse(round_id, chair)
    assert minutes.lines(chair.id, NOW.date(), VOTED) == []


@pytest.mark.both
def test_recusals_stand_in_the_minutes(context: Flask) -> None:
    chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
    _application_id, round_id, _people = make.decided()
    found = minutes.lines(chair.id, NOW.date(), VOTED)
    assert [(line.what, line.people, line.round.id) for line in found] == [
        (What.RECUSED, ("Reviewer 1",), round_id),
        (What.CLOSED, (), round_id),
    ]


def test_open_and_void_rounds_are_not_on_the_agenda(context: Flask) -> None:
    chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
    _application_id, round_id, _people = make.decided()
    with transaction.unit():
        membership_rounds.admission_again(3)
        session().get_one(Round, round_id).state = State.VOID
    assert agenda.items(chair.id) == []


@pytest.mark.parametrize(
    "asked", ["", "?first=x&last=9999-12-31", "?first=2026-12-31&last=2026-01-01", "?first=0001-01-01", "?last=²"]
)
def test_odd_days_are_no_error(context: Flask, asked: str) -> None:
    client = fresh(context, member("chair@example.org", "Cleo Chair", Role.CHAIR))
    assert client.get(f"/review/chair/minutes{asked}").status_code == 200


def test_pages_are_the_chairs(context: Flask) -> None:
    client = fresh(context, member("plain@example.org", "Rea Reviewer", Role.REVIEWER))
    assert [client.get(f"/review/chair/{name}").status_code for name in ("agenda", "minutes")] == [403, 403]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_agenda_and_minutes_are_sound(chromium: Browser, app: Flask, base: str, width: int, dark: bool) -> None:
    with app.app_context():
        chair = cast.member("chair@example.org", "Cleo Chair", Role.CHAIR)
        make.decided()
    client = browser(app)
    cast.sign_in_fast(client, chair)
    with browsing.opened(chromium, width=width, dark=dark) as page:
        browsing.hand_over(client, page, base)
        page.goto(f"{base}/review/chair/agenda")
        expect(page.get_by_role("heading", name="Agenda")).to_be_visible()
        sound(page, "agenda", width, dark)
        page.goto(f"{base}/review/chair/minutes?first={NOW.date()}&last={VOTED}")
        expect(page.get_by_text("Takes no part")).to_be_visible()
        sound(page, "minutes", width, dark)
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Show")).to_be_hidden()
        sound(page, "minutes_print", width, dark)
