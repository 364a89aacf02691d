"""Both Join pages: when they open, what they show, what can be said there."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.consultations.actions.booking import AlreadyHave
from directory.consultations.models import Consultation
from directory.consultations.queries import access, codes, sealed
from directory.consultations.queries.joining import join_page
from directory.consultations.rules.states import Appointment
from directory.core import transaction
from directory.core.db import session
from directory.core.outbox import preview
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from directory.scheduling.models import BookingRules
from tests.conftest import Client
from tests.consultations import steps
from tests.consultations.desk import ENDS, STARTS, Desk, blind_post, press, set_up, text
from tests.factories import consultations as made

OPENS = STARTS - timedelta(minutes=15)
CLOSES = ENDS + timedelta(hours=2)
PATTERN = "https://video.example.org/{room}"
HOST = "video.example.org/"
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(app: Flask, set_settings: Callable[..., None]) -> Desk:
    set_settings(video_url=PATTERN)
    return set_up(app)


def written(desk: Desk) -> None:
    def change(row: Consultation) -> None:
        row.visit, row.appointment, row.starts, row.ends = VisitKind.WRITTEN, None, None, None

    desk.write(change)


@pytest.mark.both
@pytest.mark.parametrize(
    ("moment", "shown"), [(OPENS - SECOND * 3, False), (OPENS + SECOND, True), (CLOSES - SECOND * 30, True)]
)
def test_the_room_shows_from_15_minutes_before(desk: Desk, moment: datetime, shown: bool) -> None:
    desk.at(moment)
    answer = desk.patient().get(desk.join)
    assert (answer.status_code, HOST in answer.text) == (200, shown)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    theirs = desk.browser(desk.people.owner).get(f"{desk.page}/join")
    assert (theirs.status_code, HOST in theirs.text) == (200, shown)


def test_the_way_in_is_not_even_loaded_before_or_after(desk: Desk) -> None:
    with desk.app.app_context():
        row = session().get_one(Consultation, desk.consultation_id)
        ways = [join_page(row, at).way is not None for at in (OPENS - SECOND, OPENS, STARTS, CLOSES, CLOSES + SECOND)]
    assert ways == [False, True, True, True, False]


def test_after_the_end_the_page_says_what_to_do(desk: Desk) -> None:
    desk.at(CLOSES + SECOND * 5)
    shown = desk.browser().get(desk.join).text
    assert HOST not in shown
    assert "This page has closed." in shown
    assert "/times" in shown


def test_before_it_opens_the_page_says_when(desk: Desk) -> None:
    assert "The way in opens here at 2:45" in text(desk.browser().get(desk.join))
    assert "The way in opens here at 9:45" in text(desk.browser(desk.people.owner).get(f"{desk.page}/join"))


def test_both_sides_get_the_same_room_which_nobody_can_guess(desk: Desk) -> None:
    desk.at(STARTS)
    pages = [desk.patient().get(desk.join).text, desk.browser(desk.people.owner).get(f"{desk.page}/join").text]
    rooms = {page.partition(HOST)[2].partition('"')[0] for page in pages}
    assert len(rooms) == 1
    assert len(rooms.pop()) == 32
    assert all("startWithVideoMuted" in page and "Nobody may record" in page for page in pages)


@pytest.mark.parametrize("state", [Appointment.CANCELLED_BY_PATIENT, Appointment.ATTENDED, Appointment.MISSED])
def test_a_call_that_is_over_shows_no_room(desk: Desk, state: Appointment) -> None:
    def end(row: Consultation) -> None:
        row.appointment = state

    desk.write(end)
    desk.at(STARTS)
    assert HOST not in desk.browser().get(desk.join).text
    assert HOST not in desk.browser(desk.people.owner).get(f"{desk.page}/join").text


def test_the_physicians_own_address_is_the_second_choice(desk: Desk, set_settings: Callable[..., None]) -> None:
    own = "https://meet.example.org/dr-owner"
    with desk.app.app_context(), transaction.unit():
        mine = sa.update(BookingRules).where(BookingRules.physician_id == desk.physician_id)
        session().execute(mine.values(video_address=own))
    desk.at(STARTS)
    assert own not in desk.patient().get(desk.join).text
    set_settings(video_url="")
    desk.at(STARTS)
    assert own in desk.patient().get(desk.join).text


def test_without_any_room_the_telephone_is_offered(desk: Desk, set_settings: Callable[..., None]) -> None:
    set_settings(video_url="")
    desk.at(STARTS)
    assert "No video room is set up for this call" in desk.patient().get(desk.join).text
    theirs = desk.browser(desk.people.owner).get(f"{desk.page}/join").text
    assert "No video address is set up" in theirs
    assert "+442079460018" in theirs


def test_a_telephone_call_says_which_number_shows_and_hides_the_patients(app: Flask) -> None:
    desk = set_up(app, visit=VisitKind.TELEPHONE)
    desk.at(STARTS)
    shown = desk.browser().get(desk.join)
    assert "The number that shows" in text(shown)
    assert "9460018" not in shown.text, "a forwarded link tells no number"
    assert "+442079460018" in desk.browser(desk.people.owner).get(f"{desk.page}/join").text


def test_a_telephone_call_without_a_number_asks_for_one(app: Flask) -> None:
    desk = set_up(app, visit=VisitKind.TELEPHONE, phone="")
    desk.at(STARTS)
    browser, owner = desk.patient(), desk.browser(desk.people.owner)
    assert "Please give below the number to call you at." in browser.get(desk.join).text
    assert "given no number yet" in owner.get(f"{desk.page}/join").text
    path = f"/c/{desk.token}/call-instead"
    assert press(browser, path, desk.join, number="").status_code == 422
    assert press(browser, path, desk.join, number="+44 20 7946 0999").status_code == 303
    assert "tel:+442079460999" in owner.get(f"{desk.page}/join").text


def test_a_written_request_has_no_join_page(desk: Desk) -> None:
    written(desk)
    assert desk.browser().get(desk.join).status_code == 404
    assert desk.browser(desk.people.owner).get(f"{desk.page}/join").status_code == 404


def test_wrong_and_foreign_links_show_nothing(desk: Desk) -> None:
    desk.at(STARTS)
    browser = desk.browser()
    for path in ("join", "late", "call-instead", "nobody-came", "video-after-all"):
        answer = browser.get(f"/c/wrong/{path}") if path == "join" else blind_post(browser, f"/c/wrong/{path}")
        assert answer.status_code == 404, path
    assert desk.browser(desk.people.owner).get(f"/practice/consultations/{desk.token}/join").status_code == 404


# What can be said


@pytest.mark.both
def test_i_am_late_is_told_to_the_physician_once(desk: Desk) -> None:
    desk.at(OPENS + SECOND)
    browser = desk.browser()
    for _ in range(2):
        assert blind_post(browser, f"/c/{desk.token}/late").status_code == 303
    assert len(desk.letters("patient_late")) == 1
    assert desk.events().count("patient_late") == 1
    owner = desk.browser(desk.people.owner)
    assert "The patient says: a little late." in owner.get(desk.page).text
    assert "The patient says: a little late." in owner.get(f"{desk.page}/join").text


@pytest.mark.both
def test_call_me_instead_shows_the_number_for_this_time_only(desk: Desk) -> None:
    desk.at(STARTS)
    browser, owner = desk.patient(), desk.browser(desk.people.owner)
    sent = press(browser, f"/c/{desk.token}/call-instead", desk.join, number="020 7946 0999")
    assert sent.status_code == 303
    shown = browser.get(desk.join).text
    assert HOST not in shown
    assert "+442079460999" not in shown
    assert "ending in 99" in shown
    assert "tel:+442079460999" in owner.get(desk.page).text
    desk.at(CLOSES + SECOND * 5)
    assert "+442079460999" not in owner.get(desk.page).text
    assert b"7946" not in (desk.row().sealed_answers or b"")


def test_an_empty_number_keeps_the_one_given_when_booking(desk: Desk) -> None:
    desk.at(STARTS)
    press(desk.patient(), f"/c/{desk.token}/call-instead", desk.join, number="")
    assert "tel:+442079460018" in desk.browser(desk.people.owner).get(f"{desk.page}/join").text


def test_video_after_all_forgets_the_number(desk: Desk) -> None:
    desk.at(STARTS)
    browser = desk.patient()
    press(browser, f"/c/{desk.token}/call-instead", desk.join, number="+442079460999")
    assert press(browser, f"/c/{desk.token}/video-after-all", desk.join).status_code == 303
    assert HOST in browser.get(desk.join).text
    with desk.app.app_context():
        assert sealed.answers_of(session().get_one(Consultation, desk.consultation_id))["call"] == {}


@pytest.mark.parametrize("number", ["12", "hello", "+999999999999", "\x00", "\u202ehello", "9" * 5000])
def test_a_number_that_is_none_is_refused_and_kept_to_mend(desk: Desk, number: str) -> None:
    desk.at(STARTS)
    answer = press(desk.patient(), f"/c/{desk.token}/call-instead", desk.join, number=number)
    assert answer.status_code in {303, 422}
    assert (answer.status_code == 303) is (number == "\x00"), "nothing visible is as good as nothing"
    if answer.status_code == 422:
        assert "There is a problem" in answer.text
        assert not desk.row().call_instead


@pytest.mark.both
def test_nobody_came_tells_the_office_once_and_blames_nobody(desk: Desk) -> None:
    tenth = STARTS + timedelta(minutes=10)
    browser = desk.browser()
    desk.at(tenth - SECOND * 5)
    assert "The physician has not come" not in browser.get(desk.join).text
    assert blind_post(browser, f"/c/{desk.token}/nobody-came").status_code == 422
    desk.at(tenth + SECOND)
    for _ in range(2):
        assert blind_post(browser, f"/c/{desk.token}/nobody-came").status_code == 303
    assert len(desk.letters("nobody_came")) == 1
    assert desk.events().count("nobody_came") == 1
    assert desk.row().appointment is Appointment.BOOKED
    shown = browser.get(desk.join).text
    assert "The office has been told" in shown
    assert "Choose a new time" in shown
    office = desk.browser(desk.people.coordinator)
    assert "Patient waits alone" in office.get("/office/consultations").text


@pytest.mark.parametrize("path", ["late", "call-instead", "nobody-came", "video-after-all"])
@pytest.mark.parametrize("moment", [OPENS - timedelta(minutes=1), CLOSES + timedelta(minutes=1)])
def test_nothing_is_said_before_or_after(desk: Desk, path: str, moment: datetime) -> None:
    desk.at(moment)
    before = desk.events()
    assert blind_post(desk.patient(), f"/c/{desk.token}/{path}", number="+442079460999").status_code == 409
    assert desk.events() == before


@pytest.mark.parametrize("path", ["late", "call-instead", "nobody-came", "video-after-all"])
def test_a_post_without_a_token_or_a_get_does_nothing(desk: Desk, path: str) -> None:
    desk.at(STARTS + timedelta(minutes=11))
    before = desk.events()
    assert desk.browser().post(f"/c/{desk.token}/{path}").status_code == 403
    assert desk.browser().get(f"/c/{desk.token}/{path}").status_code in {404, 405}
    assert desk.events() == before


def test_the_letter_to_the_office_names_no_patient(context: Flask, now: datetime) -> None:
    letter = preview("nobody_came", now)
    assert letter.to == context.extensions["settings"].office_email
    assert "EXAM-PLE2" in letter.text
    assert "EXAM-PLE2" in letter.html
    assert "Robin" not in letter.text + letter.html


def test_the_page_after_booking_a_telephone_call_speaks_of_no_way_in(app: Flask, client: Client) -> None:
    physician = steps.available(app, visits=[VisitKind.TELEPHONE])
    chosen = steps.open_time(app, physician)
    steps.hold(client, physician, chosen, "telephone")
    steps.post(client, "/book/you", {**steps.ABOUT_YOU, "phone": "020 7946 0018"})
    steps.post(client, "/book/help", steps.HELP)
    booked = client.get(f"/c/{steps.finish(client, chosen).token}/booked").get_data(as_text=True)
    assert "calls you at the number you gave" in booked
    assert "way in" not in booked


# A link alone


def test_the_link_alone_shows_no_room_and_asks_for_a_code(desk: Desk) -> None:
    desk.at(STARTS)
    stranger = desk.browser()
    shown = stranger.get(desk.join).text
    assert HOST not in shown
    assert "The way in opens with a code" in shown
    sent = press(stranger, f"/c/{desk.token}/code/send", desk.join, next=desk.join)
    with desk.app.app_context():
        code = access.last_code(desk.consultation_id)
        assert code is not None
        digits = codes.digits(desk.consultation_id, code.nonce)
    entered = press(stranger, f"/c/{desk.token}/code", sent.location, code=digits, next=desk.join)
    assert entered.location == desk.join
    assert HOST in stranger.get(desk.join).text


def test_before_the_start_the_code_can_be_had_already(desk: Desk) -> None:
    assert "On this device, the way in opens with a code" in desk.browser().get(desk.join).text
    assert "opens with a code" not in desk.patient().get(desk.join).text


@pytest.mark.parametrize("path", ["call-instead", "video-after-all"])
def test_a_forwarded_link_neither_leaves_nor_takes_a_number(desk: Desk, path: str) -> None:
    desk.at(STARTS)
    press(desk.patient(), f"/c/{desk.token}/call-instead", desk.join, number="+442079460999")
    stranger, before = desk.browser(), desk.events()
    page = stranger.get(desk.join).text
    assert "ending in" not in page
    assert "at the number given for this time" in page
    refused = blind_post(stranger, f"/c/{desk.token}/{path}", number="+442079460111")
    assert refused.status_code == 303
    assert refused.location.startswith(f"/c/{desk.token}/code?next=")
    assert refused.location.endswith("join")
    assert desk.events() == before
    assert "tel:+442079460999" in desk.browser(desk.people.owner).get(desk.page).text


@pytest.mark.both
def test_after_nobody_came_the_same_person_books_again_and_the_old_call_stays(desk: Desk) -> None:
    def again(now: datetime) -> Consultation:
        physician = session().get_one(Physician, desk.physician_id)
        return made.confirmed(physician, STARTS + timedelta(days=7), now=now)

    begun = STARTS + timedelta(minutes=11)
    with desk.app.app_context(), pytest.raises(AlreadyHave), transaction.unit():
        again(begun)
    desk.at(begun)
    assert blind_post(desk.browser(), f"/c/{desk.token}/nobody-came").status_code == 303
    before = desk.row().person_digest
    with desk.app.app_context(), transaction.unit():
        assert again(begun).person_digest == before
    assert (desk.row().appointment, desk.row().cancel_reason) == (Appointment.BOOKED, "")
    press(desk.browser(desk.people.owner), f"{desk.page}/mark/absent", desk.page)
    assert desk.row().appointment is Appointment.PHYSICIAN_ABSENT


@pytest.mark.both
def test_a_call_to_which_nobody_came_takes_no_place_when_it_is_confirmed_later(desk: Desk) -> None:
    def unconfirmed(row: Consultation) -> None:
        row.confirmed = row.active_key = None

    desk.write(unconfirmed)
    begun = STARTS + timedelta(minutes=11)
    desk.at(begun)
    assert blind_post(desk.browser(), f"/c/{desk.token}/nobody-came").status_code == 303
    press(desk.browser(), f"/c/{desk.token}/keep", f"/c/{desk.token}")
    late = desk.row()
    assert (late.confirmed is not None, late.active_key) == (True, None)
    with desk.app.app_context(), transaction.unit():
        physician = session().get_one(Physician, desk.physician_id)
        assert made.confirmed(physician, STARTS + timedelta(days=7), now=begun).active_key is not None
