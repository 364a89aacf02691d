"""The calendar a physician subscribes to: a secret address, initials only, revocable."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from directory.accounts.models import Person
from directory.consultations.models import Consultation
from directory.consultations.rules.states import Appointment
from directory.core import clock, transaction
from directory.core.db import session
from directory.physicians.models import Physician
from tests.conftest import Client
from tests.consultations.desk import STARTS, Desk, press, set_up
from tests.factories import consultations as made

PAGE = "/practice/calendar"


@pytest.fixture
def desk(app: Flask) -> Desk:
    return set_up(app)


def events_of(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def subscribe(desk: Desk, owner: Client) -> str:
    assert press(owner, PAGE, PAGE).status_code == 303
    found = re.search(r'value="http[^"]*(/calendar/[^"]+\.ics)"', owner.get(PAGE).text)
    assert found is not None
    return found.group(1)


@pytest.mark.both
def test_the_calendar_shows_times_and_initials_and_nothing_else(desk: Desk) -> None:
    address = subscribe(desk, desk.browser(desk.people.owner))
    answer = desk.browser().get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    [event] = events_of(answer.data)
    row = desk.row()
    assert (event["uid"].partition("@")[0], event["dtstart"].dt, event["dtend"].dt) == (row.uid, row.starts, row.ends)
    assert str(event["summary"]) == "Video call R.R."
    assert "attendee" not in event
    told = answer.text.lower()
    assert [word for word in ("robin", "reader", "hair", "temples", "medic", desk.token.lower()) if word in told] == []
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert len(address) > 40  # 256 bits


def test_it_follows_what_happens_to_the_calls(desk: Desk) -> None:
    address = subscribe(desk, desk.browser(desk.people.owner))
    with desk.app.app_context(), transaction.unit():
        physician = session().get_one(Physician, desk.physician_id)
        moved = made.confirmed(physician, STARTS + timedelta(hours=1), email="p@example.org", name="Ada Byron").id
        session().get_one(Consultation, desk.consultation_id).appointment = Appointment.CANCELLED_BY_PATIENT
    events = events_of(desk.browser().get(address).data)
    assert [str(event["summary"]) for event in events] == ["Video call A.B."]
    with desk.app.app_context(), transaction.unit():
        row = session().get_one(Consultation, moved)
        row.starts, row.ends = STARTS - timedelta(days=90), STARTS - timedelta(days=90, minutes=-30)
    assert events_of(desk.browser().get(address).data) == []


def test_a_replaced_and_an_ended_address_show_nothing(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    first = subscribe(desk, owner)
    second = subscribe(desk, owner)
    assert [desk.browser().get(each).status_code for each in (first, second)] == [404, 200]
    assert press(owner, PAGE, PAGE, end="y").status_code == 303
    assert press(owner, PAGE, PAGE, end="y").status_code == 303
    assert [desk.browser().get(each).status_code for each in (first, second)] == [404, 404]
    assert "/calendar/" not in owner.get(PAGE).text
    third = subscribe(desk, owner)
    assert third not in {first, second}
    assert desk.browser().get(third).status_code == 200


def test_who_may_not_sign_in_any_more_has_no_calendar(desk: Desk) -> None:
    address = subscribe(desk, desk.browser(desk.people.owner))
    with desk.app.app_context(), transaction.unit():
        session().get_one(Person, desk.people.owner.id).closed = clock.now()
    assert desk.browser().get(address).status_code == 404


def test_another_physicians_calls_are_not_in_it(desk: Desk) -> None:
    answer = desk.browser().get(subscribe(desk, desk.browser(desk.people.other)))
    assert events_of(answer.data) == []


def test_wrong_addresses_are_one_neutral_page(desk: Desk) -> None:
    for token in ("x", "A" * 43, desk.token, "%00", "ä"):
        answer = desk.browser().get(f"/calendar/{token}.ics")
        assert answer.status_code == 404
        assert "hair" not in answer.text.lower()
