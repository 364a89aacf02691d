"""The weeks of times on which a booked consultation is moved."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask

from directory.consultations.models import Consultation
from directory.consultations.queries.grid import Grid, times_page
from directory.core import transaction
from directory.physicians import queries as physicians
from directory.scheduling import actions
from directory.scheduling.queries.days import generic_zone
from directory.scheduling.rules import BookingSettings
from tests.conftest import NOW
from tests.consultations.desk import STARTS, Desk, set_up
from tests.factories import scheduling as make

AUTUMN = date(2027, 11, 7)  # New York's clock shows 1 am twice


@pytest.fixture
def desk(app: Flask) -> Desk:
    return set_up(app)


def open_autumn(desk: Desk) -> None:
    with desk.app.app_context(), transaction.unit():
        physician = physicians.by_id(desk.physician_id)
        make.exception(physician, AUTUMN, opens=True, starts=60, ends=120)
        actions.change_settings(physician.id, BookingSettings(window=365), NOW)


def grid(desk: Desk, first: date, zone: str = "") -> Grid:
    with desk.app.test_request_context():
        return times_page(desk.row(), first, NOW, zone)


def test_the_repeated_hour_is_told_apart(desk: Desk) -> None:
    open_autumn(desk)
    day = grid(desk, AUTUMN, "America/New_York").days[0]
    shown = [re.sub(r"\s", " ", label) for _, label in day.times]
    assert shown == ["1:00 AM EDT", "1:30 AM EDT", "1:00 AM EST", "1:30 AM EST"]
    assert [value[11:16] for value, _ in day.times] == ["05:00", "05:30", "06:00", "06:30"]


def test_the_physician_reads_the_patients_repeated_hour_apart_too(desk: Desk) -> None:
    open_autumn(desk)

    def move_house(row: Consultation) -> None:
        row.zone = "America/Toronto"

    desk.write(move_house)
    page = desk.browser(desk.people.owner).get(f"{desk.page}/propose?from={AUTUMN}").text
    words = re.sub(r"\s", " ", page)
    assert "1:30 AM EDT (1:30 AM EDT)" in words
    assert "1:30 AM EST (1:30 AM EST)" in words


def test_an_empty_week_leads_to_the_next_day_with_times(desk: Desk) -> None:
    with desk.app.app_context(), transaction.unit():
        make.time_off(physicians.by_id(desk.physician_id), STARTS + timedelta(days=2), STARTS + timedelta(days=20))
    found = grid(desk, date(2026, 12, 4))
    assert found.days == []
    assert found.next_day is not None
    assert found.next_day.first == date(2026, 12, 21)
    patient = desk.browser().get(f"/c/{desk.token}/change?from=2026-12-04").text
    assert "Skip to the next available day: Monday, December 21, 2026" in patient
    assert "from=2026-12-21" in patient
    physician = desk.browser(desk.people.owner).get(f"{desk.page}/propose?from=2026-12-04").text
    assert "Skip to the next available day: Monday, December 21, 2026" in physician


def test_a_full_calendar_leads_nowhere(desk: Desk) -> None:
    with desk.app.app_context(), transaction.unit():
        make.time_off(physicians.by_id(desk.physician_id), STARTS + timedelta(days=1), STARTS + timedelta(days=400))
    found = grid(desk, date(2026, 12, 4))
    assert (found.days, found.next_day) == ([], None)


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("UTC", "Coordinated Universal Time"),
        ("Etc/UTC", "Coordinated Universal Time"),
        ("America/New_York", "Eastern Time"),
        ("Europe/London", "United Kingdom Time"),
    ],
)
def test_a_zone_of_no_country_has_a_name_as_well(app: Flask, zone: str, name: str) -> None:
    with app.test_request_context():
        assert generic_zone(zone) == name
