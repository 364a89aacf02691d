"""The coordinators' pages of consultations."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.consultations.actions import ending
from directory.consultations.models import Consultation
from directory.consultations.rules.booking import CancelReason
from directory.consultations.rules.states import Appointment, State
from directory.core import transaction
from directory.core.audit import AuditRow, verify
from directory.core.db import session
from directory.core.outbox import LetterRow, LetterState
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from tests.conftest import NOW
from tests.consultations.desk import ENDS, STARTS, Desk, blind_post, counted, press, set_up, text
from tests.factories import consultations as made

REASON = {"why": "help", "words": "She telephoned: the e-mail never came."}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return set_up(app)


def another(desk: Desk, minutes: int = 30, visit: VisitKind = VisitKind.VIDEO) -> str:
    with desk.app.app_context(), transaction.unit():
        physician = session().get_one(Physician, desk.physician_id)
        starts = STARTS + timedelta(minutes=minutes)
        return made.booked(physician, starts, visit=visit, email=f"m{minutes}@example.org").reference


def rows(page: str) -> str:
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize(
    "path", ["/office/consultations", "/office/consultations/{0}", "/office/consultations/{0}/cancel"]
)
def test_only_coordinators_come_in(desk: Desk, path: str) -> None:
    path = path.format(desk.reference)
    assert desk.browser(desk.people.coordinator).get(path).status_code == 200
    assert desk.browser(desk.people.owner).get(path).status_code == 403
    assert desk.browser().get(path).location.startswith("/sign-in")
    half = desk.browser(desk.people.coordinator, second_factor=False)
    assert half.get(path).status_code == 303


@pytest.mark.parametrize("path", ["photos", "contact", "cancel", "mark/attend"])
def test_physicians_may_not_post_there(desk: Desk, path: str) -> None:
    desk.at(ENDS)
    assert blind_post(desk.browser(desk.people.owner), f"{desk.office}/{path}", **REASON).status_code == 403
    assert desk.openings() == []


@pytest.mark.both
def test_the_page_shows_no_name_no_answer_and_no_photo(desk: Desk) -> None:
    photo = desk.photo()
    answer = desk.browser(desk.people.coordinator).get(desk.office)
    assert answer.status_code == 200
    for hidden in ("Robin", "robin@example.org", "7946", "It began at the temples.", photo):
        assert hidden not in answer.text, hidden
    for shown in (desk.reference, "confirmation", "Booked", "Dr Olive Owner"):
        assert shown in answer.text, shown


@pytest.mark.both
def test_the_list_filters_by_all_it_offers(desk: Desk) -> None:
    other = another(desk)
    office = desk.browser(desk.people.coordinator)
    desk.write(lambda row: ending.cancel(row.id, "cancel_by_office", CancelReason.OTHER, "person:1", NOW))
    both, mine, theirs = {desk.reference, other}, {desk.reference}, {other}
    for query, expected in {
        "": both,
        "state=withdrawn": mine,
        "state=waiting_for_patient": theirs,
        "appointment=booked": theirs,
        "appointment=cancelled_by_office": mine,
        "physician=olive": both,
        "physician=nobody": set(),
        "physician=%25": set(),
        "since=2026-12-01&until=2026-12-01": both,
        "since=2026-12-02": set(),
        "until=2026-11-30": set(),
        f"q={other.lower().replace('-', '')}": theirs,
        f"q={desk.reference[:4]}": mine,
        "show=attention": theirs,
    }.items():
        page = office.get(f"/office/consultations?{query}").text
        assert {each for each in both if each in rows(page)} == expected, query


def test_odd_filters_are_answered(desk: Desk) -> None:
    office = desk.browser(desk.people.coordinator)
    dates = ("since=9999-12-31&until=9999-12-31", "since=0001-01-01", "until=soon")
    pages = ("page=0", "page=-3", "page=99999999999999999999")
    words = ("state=draft", "state=x&appointment=y", "q=%00%27%22", "physician=" + "a" * 9000)
    for query in (*dates, *pages, *words):
        assert office.get(f"/office/consultations?{query}").status_code == 200, query
    assert office.get("/office/consultations/NONE-NONE").status_code == 404


def test_drafts_are_nobodys_business(desk: Desk) -> None:
    def back_to_draft(row: Consultation) -> None:
        row.state = State.DRAFT

    desk.write(back_to_draft)
    office = desk.browser(desk.people.coordinator)
    assert desk.reference not in office.get("/office/consultations").text
    assert office.get(desk.office).status_code == 404


def test_the_list_costs_the_same_at_one_and_three_rows(desk: Desk) -> None:
    office = desk.browser(desk.people.coordinator)
    with counted(desk.app) as one:
        office.get("/office/consultations")
    another(desk, 30), another(desk, 60)
    with counted(desk.app) as three:
        page = office.get("/office/consultations").text
    assert rows(page).count("<tr>") == 3
    assert len(three) == len(one)
    assert len(one) <= 5, one


def test_an_address_that_is_not_confirmed_is_marked(desk: Desk) -> None:
    other = another(desk)
    office = desk.browser(desk.people.coordinator)
    assert rows(office.get("/office/consultations").text).count("Address not confirmed") == 1
    assert "Address not confirmed" in office.get(f"/office/consultations/{other}").text
    assert "Address not confirmed" not in office.get(desk.office).text


# Opening what the patient sent


@pytest.mark.both
def test_photos_open_with_a_reason_and_the_reason_is_kept(desk: Desk) -> None:
    photo = desk.photo()
    office = desk.browser(desk.people.coordinator)
    answer = press(office, f"{desk.office}/photos", desk.office, **REASON)
    assert answer.status_code == 303
    opening = desk.openings()[0]
    assert (opening.role, opening.name, str(opening.why)) == ("coordinator", "Kim Office", "help")
    shown = office.get(answer.location).text
    assert photo in shown
    assert REASON["words"] in shown
    with desk.app.app_context():
        details = [str(row.detail) for row in session().scalars(sa.select(AuditRow))]
        assert not any("telephoned" in detail for detail in details), "no words of a person in the chain"
        assert verify() is None
    physician = desk.browser(desk.people.owner).get(desk.page).text
    assert "Kim Office" in physician
    assert REASON["words"] not in physician


@pytest.mark.parametrize(
    "given", [{}, {"why": "help"}, {"words": "Because."}, {"why": "care", "words": "Because."},
              {"why": "x", "words": "Because."}, {"why": "help", "words": "\x00 "}, {"why": "help", "words": "w" * 501}]
)  # fmt: skip
@pytest.mark.parametrize("what", ["photos", "contact"])
def test_without_a_good_reason_nothing_opens(desk: Desk, what: str, given: dict[str, str]) -> None:
    photo = desk.photo()
    answer = press(desk.browser(desk.people.coordinator), f"{desk.office}/{what}", desk.office, **given)
    assert answer.status_code == 422
    assert photo not in answer.text
    assert "robin@example.org" not in answer.text
    assert desk.openings() == []
    assert "opened" not in " ".join(desk.events())


@pytest.mark.both
def test_contact_details_show_in_one_answer_only(desk: Desk) -> None:
    office = desk.browser(desk.people.coordinator)
    answer = press(office, f"{desk.office}/contact", desk.office, **REASON)
    assert answer.status_code == 200
    assert "robin@example.org" in answer.text
    assert desk.events()[-1] == "contact_opened"
    assert "robin@example.org" not in office.get(desk.office).text
    with desk.app.app_context():
        opened = session().scalars(sa.select(AuditRow).where(AuditRow.stream == "openings")).one()
        assert opened.subject == f"consultation:{desk.consultation_id}:contact"


# Marks, cancelling, letters


@pytest.mark.both
@pytest.mark.parametrize(
    ("move", "appointment"),
    [("attend", Appointment.ATTENDED), ("miss", Appointment.MISSED), ("absent", Appointment.PHYSICIAN_ABSENT)],
)
def test_the_office_marks_what_happened(desk: Desk, move: str, appointment: Appointment) -> None:
    desk.at(ENDS)
    office = desk.browser(desk.people.coordinator)
    assert press(office, f"{desk.office}/mark/{move}", desk.office).status_code == 303
    assert desk.row().appointment is appointment
    assert "Kim Office" in text(office.get(desk.office))


def test_the_office_marks_nothing_before_the_start(desk: Desk) -> None:
    answer = press(desk.browser(desk.people.coordinator), f"{desk.office}/mark/miss", desk.office)
    assert answer.status_code == 422
    assert desk.row().appointment is Appointment.BOOKED
    assert blind_post(desk.browser(desk.people.coordinator), f"{desk.office}/mark/x").status_code == 404


@pytest.mark.both
def test_the_office_cancels(desk: Desk) -> None:
    office, path = desk.browser(desk.people.coordinator), f"{desk.office}/cancel"
    assert press(office, path, path).status_code == 422
    assert press(office, path, path, reason="other").status_code == 303
    assert desk.row().appointment is Appointment.CANCELLED_BY_OFFICE
    assert office.get(path).status_code == 409


def test_the_office_withdraws_a_written_request(desk: Desk) -> None:
    reference = another(desk, visit=VisitKind.WRITTEN)
    office, path = desk.browser(desk.people.coordinator), f"/office/consultations/{reference}/cancel"
    assert path in office.get(f"/office/consultations/{reference}").text
    assert press(office, path, path, reason="not_needed").status_code == 303
    assert "Withdrawn" in office.get(f"/office/consultations/{reference}").text
    assert press(office, path, path, reason="not_needed").status_code == 409


def test_failed_letters_of_this_consultation_can_be_sent_again(desk: Desk) -> None:
    with desk.app.app_context(), transaction.unit():
        mine = sa.and_(LetterRow.kind == "confirmation", LetterRow.subject == str(desk.consultation_id))
        failed = {"state": LetterState.FAILED, "reason": "mailbox full", "ended": NOW}
        session().execute(sa.update(LetterRow).where(mine).values(failed))
    office = desk.browser(desk.people.coordinator)
    page = office.get(desk.office).text
    assert "mailbox full" in page
    assert "Send again" in page


def test_letters_of_another_with_a_like_number_are_not_shown(desk: Desk) -> None:
    with desk.app.app_context(), transaction.unit():
        row = session().scalars(sa.select(LetterRow).where(LetterRow.kind == "confirmation")).one()
        row.subject = f"{desk.consultation_id}7"
    assert "confirmation" not in desk.browser(desk.people.coordinator).get(desk.office).text


@pytest.mark.both
def test_the_link_is_sent_again_to_the_address_of_the_booking(desk: Desk) -> None:
    office = desk.browser(desk.people.coordinator)
    for _ in range(2):
        assert press(office, f"{desk.office}/link", desk.office).status_code == 303
    assert desk.events()[-1] == "link_sent"
    assert 1 <= len(desk.letters("resume")) <= 2, "once a minute"
    assert blind_post(desk.browser(desk.people.owner), f"{desk.office}/link").status_code == 403


def test_no_link_is_sent_to_what_has_ended(desk: Desk) -> None:
    desk.write(lambda row: ending.cancel(row.id, "cancel_by_office", CancelReason.OTHER, "person:1", NOW))
    office = desk.browser(desk.people.coordinator)
    assert blind_post(office, f"{desk.office}/link").status_code == 409
    assert desk.letters("resume") == []


@pytest.mark.both
def test_the_office_sees_how_many_consultations_are_ahead_before_it_pauses_booking(desk: Desk) -> None:
    with desk.app.app_context():
        slug = session().get_one(Physician, desk.physician_id).slug
    office, page = desk.browser(desk.people.coordinator), f"/office/physicians/{slug}"
    assert "1 consultation is still ahead" in text(office.get(page))
    desk.at(STARTS + timedelta(minutes=1))
    assert "No consultation is ahead" in text(desk.browser(desk.people.coordinator).get(page))


def test_the_e_mails_of_a_consultation_have_names(desk: Desk) -> None:
    page = desk.browser(desk.people.coordinator).get(desk.office).text
    assert ">Booking confirmation</a>" in page
    assert ">Physician: new booking</a>" in page
    assert f"/office/letters?of=consultation&amp;subject={desk.consultation_id}" in page
