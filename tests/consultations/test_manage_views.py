"""Behind the link: state, time, change, cancel. Everything else asks for a code first."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory import create_app
from directory.consultations.actions import access as access_actions
from directory.consultations.actions import changing, outcomes
from directory.consultations.models import Code, Consultation, Device
from directory.consultations.queries import access, codes
from directory.consultations.rules.states import Appointment, State
from directory.core import links, mailer, outbox
from directory.core.clock import now
from directory.core.db import db, session
from directory.core.limits import limiter
from directory.core.outbox import LetterRow, LetterState
from directory.core.transaction import unit
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.scheduling import queries as times
from directory.scheduling.rules import OpenTime
from tests.conftest import Client, browser
from tests.consultations import preparing, steps

pytestmark = pytest.mark.both
OWN_LIMIT = {"/c/<token>/prepare/photos.json"}  # asked by a script every other second


@pytest.fixture
def booked(app: Flask, client: Client) -> steps.Booked:
    return steps.book(client, app, steps.available(app))


@pytest.fixture
def stranger(app: Flask) -> Client:
    """A browser that has only the link."""
    return browser(app)


def the(app: Flask, booked: steps.Booked) -> Consultation:
    with app.app_context():
        return session().scalars(sa.select(Consultation).where(Consultation.reference == booked.reference)).one()


def from_email(app: Flask, booked: steps.Booked) -> str:
    """The token in the e-mails of this booking: another than the one the booking browser knows."""
    with app.app_context():
        token = links.token_for(access.LETTER, str(the_id(booked)))
        assert token is not None
        return token


def the_id(booked: steps.Booked) -> int:
    return session().scalars(sa.select(Consultation.id).where(Consultation.reference == booked.reference)).one()


def later_times(app: Flask, booked: steps.Booked) -> list[OpenTime]:
    consultation = the(app, booked)
    first, last = booked.starts + timedelta(days=1), booked.starts + timedelta(days=9)
    with app.app_context():
        return times.open_times(consultation.physician_id, first, last, now())


def physician_of(app: Flask, consultation: Consultation) -> Physician:
    with app.app_context():
        return physicians.by_id(consultation.physician_id)


def deliver(app: Flask) -> list[str]:
    """Send what is due as the worker would; the text of every e-mail written."""
    with app.app_context():
        with mailer.batch() as send:
            while outbox.deliver_due(now, send):
                pass
        folder = mailer.mail_folder()
        return [path.read_bytes().decode() for path in sorted(folder.glob("*.eml"))]


def test_the_link_alone_shows_state_and_time_and_no_answer(app: Flask, booked: steps.Booked, stranger: Client) -> None:
    page = stranger.get(f"/c/{booked.token}")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Booked" in text
    assert booked.reference in text
    for private in ("Robin", "robin@example.org", "temples", "receding"):
        assert private not in text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_a_forwarded_link_shows_no_health_word(booked: steps.Booked, stranger: Client) -> None:
    for path in ("", "/change", "/cancel", "/code"):
        page = stranger.get(f"/c/{booked.token}{path}").get_data(as_text=True)
        words = re.sub(r"<(script|style|link)[^>]*>", "", page).lower()
        found = [word for word in ("hair", "scalp", "graft", "bald", "surgery", "medicin") if word in words]
        assert not found, (path, found)


@pytest.mark.parametrize("path", ["", "/booked", "/change", "/cancel", "/code", "/one", "/address", "/appointment.ics"])
def test_a_wrong_link_is_one_neutral_page(booked: steps.Booked, stranger: Client, path: str) -> None:
    wrong = stranger.get(f"/c/{'x' * 27}{path}")
    assert wrong.status_code == 404
    assert "the link has ended" in wrong.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/c/wrong", "/c/wrong/change", "/c/wrong/nothing/here", "/phone/wrong"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_the_page_of_a_wrong_link_is_kept_nowhere_and_tells_nothing(client: Client, path: str, accept: str) -> None:
    wrong = client.get(path, headers={"Accept": accept})
    assert wrong.status_code == 404
    assert wrong.headers["Referrer-Policy"] == "no-referrer"
    assert wrong.headers["Cache-Control"] == "private, no-store"
    assert wrong.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "hair" not in re.sub(r"<(script|style|link)[^>]*>", "", wrong.text).lower()


def test_the_pages_behind_links_share_one_limit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)  # put back afterwards: the limiter is shared
    limited_app = create_app(replace(app.extensions["settings"], rate_limits=True))
    client = limited_app.test_client()
    try:
        codes = [client.get("/c/wrong/code").status_code for _ in range(301)]
        assert (set(codes[:300]), codes[300]) == ({404}, 429)
        rules = [rule.rule for rule in limited_app.url_map.iter_rules() if "GET" in (rule.methods or set())]
        ours = [rule for rule in rules if rule.startswith(("/c/", "/phone/")) and rule not in OWN_LIMIT]
        paths = [re.sub(r"<\w+>", "x", rule) for rule in ours]
        assert len(paths) > 15
        assert [path for path in paths if client.get(path).status_code != 429] == []
        limited = client.get("/c/wrong")
        assert limited.headers["Referrer-Policy"] == "no-referrer"
    finally:
        limiter.reset()
        with limited_app.app_context():
            db.engine.dispose()


def test_a_written_request_has_no_calendar_file(app: Flask, client: Client) -> None:
    token = preparing.written(client, app)
    assert client.get(f"/c/{token}/appointment.ics").status_code == 404


def test_opening_every_link_changes_nothing(app: Flask, booked: steps.Booked, stranger: Client) -> None:
    def everything() -> list[tuple[Any, ...]]:
        with app.app_context():
            tables = ("consultations", "devices", "links", "letters", "claims", "consultation_events")
            return [tuple(row) for name in tables for row in session().execute(sa.text(f"SELECT * FROM {name}"))]  # noqa: S608 (fixed names)

    before = everything()
    for letter in deliver(app) and [booked.token]:
        for path in ("", "/booked", "/change", "/cancel", "/code", "/appointment.ics"):
            stranger.get(f"/c/{letter}{path}")
    after = everything()
    letters = {LetterState.SENT.value, LetterState.WAITING.value}
    assert [row for row in before if not letters & set(map(str, row))] == [
        row for row in after if not letters & set(map(str, row))
    ]


def test_keeping_the_time_proves_the_address(app: Flask, booked: steps.Booked, stranger: Client) -> None:
    assert the(app, booked).confirmed is None
    token = from_email(app, booked)
    steps.post(stranger, f"/c/{token}/keep", {}, at=f"/c/{token}")
    assert the(app, booked).confirmed is not None
    with app.app_context():
        assert not access.known(the(app, booked), None, now()).reads


def test_the_browser_that_booked_cannot_prove_an_address_it_does_not_read(
    app: Flask, client: Client, booked: steps.Booked
) -> None:
    """Otherwise one person could fill every calendar with invented addresses."""
    page = client.get(f"/c/{booked.token}").get_data(as_text=True)
    assert "/keep" not in page
    assert steps.post(client, f"/c/{booked.token}/keep", {}, at=f"/c/{booked.token}/cancel").status_code == 404
    assert (
        steps.post(client, f"/c/{booked.token}/one", {"earlier": "replace"}, at=f"/c/{booked.token}/cancel").status_code
        == 404
    )
    assert the(app, booked).confirmed is None
    known = from_email(app, booked)
    for path in ("", "/booked", "/change", "/cancel", "/appointment.ics"):
        assert known not in client.get(f"/c/{booked.token}{path}").get_data(as_text=True)


def code_for(app: Flask, booked: steps.Booked) -> str:
    with app.app_context():
        code = session().scalars(sa.select(Code).order_by(Code.id.desc())).first()
        assert code is not None
        return codes.digits(code.consultation_id, code.nonce)


def test_a_code_opens_the_answers_on_this_device_only(app: Flask, booked: steps.Booked, stranger: Client) -> None:
    steps.post(stranger, f"/c/{booked.token}/code/send", {}, at=f"/c/{booked.token}/code")
    wrong = steps.post(stranger, f"/c/{booked.token}/code", {"code": "000000"})
    assert wrong.status_code == 422
    right = steps.post(stranger, f"/c/{booked.token}/code", {"code": code_for(app, booked)})
    assert right.status_code == 303
    assert the(app, booked).confirmed is not None
    assert stranger.get(f"/c/{booked.token}/booked").status_code == 200
    third = browser(app)
    assert third.get(f"/c/{booked.token}/booked").status_code == 303


def test_a_code_works_once_and_for_ten_minutes(
    app: Flask, booked: steps.Booked, stranger: Client, set_settings: Any
) -> None:
    steps.post(stranger, f"/c/{booked.token}/code/send", {}, at=f"/c/{booked.token}/code")
    code = code_for(app, booked)
    set_settings(clock_offset=timedelta(minutes=10))
    ended = steps.post(stranger, f"/c/{booked.token}/code", {"code": code})
    assert "has ended" in ended.get_data(as_text=True)
    set_settings(clock_offset=timedelta(minutes=9))
    assert steps.post(stranger, f"/c/{booked.token}/code", {"code": code}).status_code == 303
    again = browser(app)
    assert steps.post(again, f"/c/{booked.token}/code", {"code": code}).status_code == 422


def test_five_wrong_tries_end_a_code_though_each_is_refused(app: Flask, booked: steps.Booked, stranger: Client) -> None:
    steps.post(stranger, f"/c/{booked.token}/code/send", {}, at=f"/c/{booked.token}/code")
    for _ in range(5):
        steps.post(stranger, f"/c/{booked.token}/code", {"code": "999999x"})
    right = steps.post(stranger, f"/c/{booked.token}/code", {"code": code_for(app, booked)})
    assert "has ended" in right.get_data(as_text=True)
    with app.app_context():
        assert session().scalar(sa.select(Code.tries)) == 5


def test_reschedule_then_cancel(app: Flask, client: Client, booked: steps.Booked) -> None:
    first = the(app, booked)
    with app.app_context():
        later = times.open_times(
            first.physician_id, booked.starts + timedelta(days=1), booked.starts + timedelta(days=9), now()
        )
    start = later[0].starts.isoformat()
    moved = steps.post(client, f"/c/{booked.token}/change", {"start": start})
    assert moved.status_code == 303
    second = the(app, booked)
    assert (second.starts, second.sequence, second.uid) == (later[0].starts, 1, first.uid)
    with app.app_context():
        freed = times.open_times(first.physician_id, booked.starts, booked.starts + timedelta(minutes=1), now())
        assert [time.starts for time in freed] == [booked.starts]
    gone = steps.post(client, f"/c/{booked.token}/cancel", {"reason": "time", "words": "Sorry"})
    assert gone.status_code == 303
    third = the(app, booked)
    assert (third.appointment, third.state) == (Appointment.CANCELLED_BY_PATIENT, State.WITHDRAWN)
    assert client.get(f"/c/{booked.token}/change").status_code == 409
    with app.app_context():
        freed = times.open_times(first.physician_id, later[0].starts, later[0].starts + timedelta(minutes=1), now())
        assert [time.starts for time in freed] == [later[0].starts]


def test_a_new_time_that_is_taken_leaves_the_old(app: Flask, client: Client, booked: steps.Booked) -> None:
    other = browser(app)
    first = the(app, booked)
    with app.app_context():
        taken = times.open_times(
            first.physician_id, booked.starts + timedelta(days=1), booked.starts + timedelta(days=9), now()
        )[0]
        from directory.physicians import queries as physicians

        physician = physicians.by_id(first.physician_id)
    assert steps.hold(other, physician, taken.starts).status_code == 303
    refused = steps.post(client, f"/c/{booked.token}/change", {"start": taken.starts.isoformat()})
    assert refused.status_code == 409
    assert the(app, booked).starts == booked.starts


@pytest.mark.parametrize("start", ["", "soon", "2026-12-01T09:30:00", "2020-01-01T00:00:00Z", "9999-12-31T23:59:00Z"])
def test_nonsense_times_are_refused_in_words(client: Client, booked: steps.Booked, start: str) -> None:
    refused = steps.post(client, f"/c/{booked.token}/change", {"start": start})
    assert refused.status_code in (409, 422)
    assert "There is a problem" in refused.get_data(as_text=True)


def test_change_and_cancel_close_four_hours_before(
    app: Flask, client: Client, booked: steps.Booked, set_settings: Any
) -> None:
    set_settings(clock_offset=booked.starts - now_of(app) - timedelta(hours=4) + timedelta(seconds=30))
    page = client.get(f"/c/{booked.token}").get_data(as_text=True)
    assert "/change" not in page
    for path in ("change", "cancel"):
        assert client.get(f"/c/{booked.token}/{path}").status_code == 409


def now_of(app: Flask) -> Any:
    with app.app_context():
        return now()


def test_a_wrong_address_is_corrected_and_its_link_ends(app: Flask, client: Client, booked: steps.Booked) -> None:
    steps.post(client, f"/c/{booked.token}/address", {"email": "right@example.org"})
    assert client.get(f"/c/{booked.token}").status_code == 404
    letters = [letter for letter in deliver(app) if "right@example.org" in letter]
    assert len([letter for letter in letters if "Booked" in letter]) == 1
    assert not [letter for letter in deliver(app) if "To: robin@example.org" in letter]


def test_the_address_is_fixed_after_an_hour(
    app: Flask, client: Client, booked: steps.Booked, set_settings: Any
) -> None:
    set_settings(clock_offset=timedelta(minutes=61))
    refused = steps.post(client, f"/c/{booked.token}/address", {"email": "right@example.org"})
    assert refused.status_code == 409


def test_an_unopened_booking_is_released_a_day_after_its_email(
    app: Flask, booked: steps.Booked, set_settings: Any
) -> None:
    def release(after: timedelta) -> int:
        set_settings(clock_offset=after)
        with app.app_context(), unit():
            return changing.release_unconfirmed(now())

    assert release(timedelta(hours=25)) == 0, "the e-mail was never sent"
    set_settings(clock_offset=timedelta(0))
    deliver(app)
    assert release(timedelta(hours=23, minutes=59)) == 0
    assert release(timedelta(hours=24, minutes=1)) == 1
    assert the(app, booked).appointment is Appointment.CANCELLED_BY_OFFICE
    assert [letter for letter in deliver(app) if "given back" in letter]


def test_a_kept_booking_is_not_released(app: Flask, booked: steps.Booked, set_settings: Any) -> None:
    deliver(app)
    with app.app_context(), unit():
        access_actions.keep(the(app, booked).id, now())
    set_settings(clock_offset=timedelta(days=2))
    with app.app_context(), unit():
        assert changing.release_unconfirmed(now()) == 0


def test_one_person_has_one_with_a_physician_and_chooses_which(
    app: Flask, client: Client, booked: steps.Booked
) -> None:
    physician = physician_of(app, the(app, booked))
    first_mail = from_email(app, booked)
    steps.post(client, f"/c/{first_mail}/keep", {}, at=f"/c/{first_mail}")
    other = browser(app)
    second = steps.book(other, app, physician)
    mail = from_email(app, second)
    answer = steps.post(other, f"/c/{mail}/keep", {}, at=f"/c/{mail}")
    assert answer.location == f"/c/{mail}/one"
    steps.post(other, f"/c/{mail}/one", {"earlier": "replace"})
    assert the(app, booked).appointment is Appointment.CANCELLED_BY_PATIENT
    assert the(app, second).confirmed is not None


def test_outcomes_and_what_follows(app: Flask, booked: steps.Booked, set_settings: Any) -> None:
    set_settings(clock_offset=booked.starts - now_of(app) + timedelta(hours=1))
    with app.app_context(), unit():
        outcomes.attended(the(app, booked).id, "person:1", now())
    made = the(app, booked)
    assert (made.appointment, made.state) == (Appointment.ATTENDED, State.OPINION_DUE)
    assert made.opinion_due is not None
    with app.app_context():
        follow = session().scalars(sa.select(LetterRow).where(LetterRow.kind == "follow_up")).one()
        assert made.ends is not None
        assert follow.due == made.ends + timedelta(hours=24)


def test_the_calendar_file_is_neutral(client: Client, booked: steps.Booked) -> None:
    from icalendar import Calendar

    answer = client.get(f"/c/{booked.token}/appointment.ics")
    assert answer.mimetype == "text/calendar"
    [event] = Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(event["summary"]).startswith("Video call with ")
    assert event.decoded("dtstart") == booked.starts
    assert b"hair" not in answer.data.lower()


def test_a_shared_device_is_forgotten_at_once(app: Flask, client: Client, booked: steps.Booked) -> None:
    steps.post(client, "/shared-device", {}, at=f"/c/{booked.token}/booked")
    assert client.get(f"/c/{booked.token}/booked").status_code == 303
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Device)) == 1


def test_fewer_reminders_is_one_button_and_holds_for_those_already_posted(
    app: Flask, booked: steps.Booked, stranger: Client, set_settings: Any
) -> None:
    page = f"/c/{booked.token}"
    assert "Send me fewer reminders" in stranger.get(page).get_data(as_text=True)
    assert steps.post(stranger, f"{page}/fewer", {}, at=page).status_code == 303
    assert the(app, booked).fewer_reminders
    text = stranger.get(page).get_data(as_text=True)
    assert "You get one reminder at most." in text
    assert "Send me fewer reminders" not in text
    set_settings(clock_offset=booked.starts - now() - timedelta(hours=1))
    deliver(app)
    with app.app_context():
        reminders = sa.select(LetterRow.subject, LetterRow.state).where(LetterRow.kind == "reminder")
        found = {subject.partition(":")[2]: state for subject, state in session().execute(reminders)}
    assert found == {"72": LetterState.DROPPED, "24": LetterState.SENT, "2": LetterState.DROPPED}


def test_each_reminder_says_how_to_get_fewer(app: Flask) -> None:
    with app.app_context():
        for kind in ("reminder", "prepare"):
            letter = outbox.preview(kind, now())
            assert "Send me fewer reminders" in letter.text
            assert "Send me fewer reminders" in letter.html


@pytest.mark.parametrize("answer", ["accept", "keep-old"])
def test_answering_a_suggestion_behind_the_e_mail_proves_the_address(
    app: Flask, booked: steps.Booked, stranger: Client, answer: str
) -> None:
    starts = later_times(app, booked)[0].starts
    with app.app_context(), unit():
        changing.propose(the_id(booked), starts, "person:1", now())
    letter = from_email(app, booked)
    assert the(app, booked).confirmed is None
    assert steps.post(stranger, f"/c/{letter}/{answer}", {}, at=f"/c/{letter}").status_code == 303
    consultation = the(app, booked)
    assert consultation.confirmed is not None
    assert consultation.starts == (starts if answer == "accept" else booked.starts)


def test_a_suggestion_can_be_accepted_when_it_lies_inside_the_physicians_notice_by_then(
    app: Flask, client: Client, booked: steps.Booked, set_settings: Callable[..., None]
) -> None:
    soon = booked.starts + timedelta(hours=1)
    with app.app_context(), unit():
        changing.propose(the_id(booked), soon, "person:1", now())
    letter = from_email(app, booked)
    set_settings(clock_offset=booked.starts - now() - timedelta(hours=5))
    assert steps.post(client, f"/c/{letter}/accept", {}, at=f"/c/{letter}").status_code == 303
    row = the(app, booked)
    assert (row.appointment, row.starts, row.proposed) == (Appointment.BOOKED, soon, None)


@pytest.mark.parametrize("answer", ["accept", "keep-old"])
def test_answering_in_the_browser_that_booked_proves_nothing(
    app: Flask, client: Client, booked: steps.Booked, answer: str
) -> None:
    starts = later_times(app, booked)[0].starts
    with app.app_context(), unit():
        changing.propose(the_id(booked), starts, "person:1", now())
    steps.post(client, f"/c/{booked.token}/{answer}", {}, at=f"/c/{booked.token}")
    assert the(app, booked).confirmed is None
    assert the(app, booked).appointment is Appointment.BOOKED
