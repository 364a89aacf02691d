"""Whose turn it is, as the patient's page says it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from directory.consultations.models import Consultation
from directory.consultations.rules.states import Appointment, State
from directory.consultations.rules.turn import Standing, turn
from directory.core import transaction
from directory.core.db import session
from directory.physicians import queries as physicians
from directory.physicians.models import Clinic
from directory.physicians.rules import VisitKind
from tests.consultations.desk import set_up

STARTS = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(minutes=30)
DUE = datetime(2026, 12, 4, 4, 59, tzinfo=UTC)  # the last minute of Thursday 3 December in New York
SECOND = timedelta(seconds=1)
OPEN_BY = STARTS - timedelta(days=3)

CALL = Standing(VisitKind.VIDEO, State.READY, Appointment.BOOKED, STARTS, ENDS, None, missing=False, confirmed=True)
WRITTEN = Standing(VisitKind.WRITTEN, State.READY, None, None, None, DUE, missing=False, confirmed=True)


@pytest.mark.parametrize(
    ("case", "at", "begins", "until"),
    [
        (replace(CALL, confirmed=False, confirm_by=OPEN_BY), OPEN_BY - SECOND, "Next: you. Your address", OPEN_BY),
        (replace(CALL, confirmed=False, confirm_by=ENDS), OPEN_BY, "Next: you. Your address", STARTS),
        (replace(CALL, appointment=Appointment.PROPOSED), STARTS - SECOND, "Next: you. Answer", STARTS),
        (replace(CALL, missing=True), STARTS - SECOND, "Next: you. Prepare", STARTS),
        (CALL, STARTS - SECOND, "Next: your call", STARTS),
        (replace(CALL, missing=True, confirmed=False), STARTS, "The call is on", ENDS),
        (CALL, ENDS, "Next: %(physician)s says", ENDS + timedelta(hours=24)),
        (replace(CALL, state=State.CLOSED, appointment=Appointment.MISSED), ENDS, "Next: you. Choose a new", None),
        (replace(CALL, appointment=Appointment.PHYSICIAN_ABSENT), ENDS, "Next: you. Choose a new time first", None),
        (
            replace(CALL, state=State.OPINION_DUE, appointment=Appointment.ATTENDED, opinion_due=DUE),
            ENDS,
            "Next: %(p",
            DUE,
        ),
        (replace(CALL, state=State.WITHDRAWN, appointment=Appointment.CANCELLED_BY_PATIENT), ENDS, "Nothing", None),
        (replace(WRITTEN, state=State.WAITING_FOR_PATIENT, missing=True), STARTS, "Next: you. Prepare", None),
        (replace(WRITTEN, state=State.WAITING_FOR_PATIENT), STARTS, "Next: you. You have withdrawn", None),
        (
            replace(WRITTEN, state=State.WAITING_FOR_PATIENT, missing=True, confirmed=False, confirm_by=OPEN_BY),
            STARTS,
            "Next: you. Your address",
            OPEN_BY,
        ),
        (replace(WRITTEN, state=State.MORE_ASKED), STARTS, "Next: you. Send", None),
        (replace(WRITTEN, state=State.OPINION_DUE), STARTS, "Next: %(physician)s writes", DUE),
        (replace(WRITTEN, state=State.OVERDUE), STARTS, "Next: %(physician)s. The opinion", DUE),
        (replace(WRITTEN, state=State.OPINION_SIGNED), STARTS, "Next: you. Read", None),
    ],
)
def test_each_state_says_who_acts_next_and_until_when(
    case: Standing, at: datetime, begins: str, until: datetime | None
) -> None:
    found = turn(case, at)
    assert found.words.startswith(begins)
    assert found.until == until
    assert ("%(until)s" in found.words) is (until is not None)


def test_an_opinion_is_due_on_the_physicians_day_with_its_weekday(app: Flask) -> None:
    desk = set_up(app, visit=VisitKind.WRITTEN)

    def change(row: Consultation) -> None:
        row.state, row.opinion_due = State.OPINION_DUE, DUE

    desk.write(change)
    page = desk.browser().get(f"/c/{desk.token}").text
    assert "is writing, by Thu, Dec 3" in page
    assert "writes to you by Thu, Dec 3" in page


def test_the_page_names_the_moment_until_which_to_prepare(app: Flask) -> None:
    desk = set_up(app)
    desk.at(STARTS - timedelta(days=2))
    page = desk.browser().get(f"/c/{desk.token}").text
    assert "Three things left to prepare" in page
    assert "Prepare until Tuesday, December 1, 2026, 3:00" in page


def test_near_the_start_the_page_tells_the_clinics_telephone(app: Flask) -> None:
    desk = set_up(app)
    desk.at(STARTS - timedelta(hours=3))
    page = f"/c/{desk.token}"
    assert "Please write to" in desk.browser().get(page).text
    with app.app_context(), transaction.unit():
        clinic = physicians.primary_clinic(desk.physician_id)
        assert clinic is not None
        row = session().get_one(Clinic, clinic.id)
        row.phone, row.phone_number = "+1 202 555 0111", "+12025550111"
    assert "call the clinic at +1 202 555 0111" in desk.browser().get(page).text
