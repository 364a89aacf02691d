"""What comes after booking: more is asked for, a colleague is suggested, silence closes, the patient opens it again."""

import secrets
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import access, declining, outcomes, preparing, silence, withdrawing
from directory.consultations.models import Consultation
from directory.consultations.rules import asking
from directory.consultations.rules.asking import DeclineReason
from directory.consultations.rules.states import Appointment, State
from directory.core import clock, transaction, visitors
from directory.core.db import session
from directory.core.outbox import Letter, deliver_due
from directory.photos.models import Photo
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from directory.scheduling.models import Claim
from tasks import housekeeping
from tasks.schedule import BEAT
from tests.conftest import NOW, Client
from tests.consultations.desk import ENDS, STARTS, Desk, blind_post, press, set_up, text
from tests.factories import consultations as made

pytestmark = pytest.mark.both
ASK = {"views": "crown", "words": "Please part the hair. SECRET"}
DAY = timedelta(days=1)


@pytest.fixture
def desk(app: Flask) -> Desk:
    """A call on a Tuesday at ten in the morning, where the clinic is open from Monday to Friday."""
    return set_up(app)


@pytest.fixture
def due(desk: Desk) -> Desk:
    """It took place: the opinion is due by Friday."""
    desk.write(lambda row: outcomes.attended(row.id, "person:1", ENDS))
    desk.at(ENDS + timedelta(hours=1))
    return desk


def ask(desk: Desk, **changes: str) -> int:
    owner = desk.browser(desk.people.owner)
    return press(owner, f"{desk.page}/ask", f"{desk.page}/ask", **{**ASK, **changes}).status_code


def patient_of(desk: Desk) -> Client:
    """A browser that has been opened with a code just now."""
    client, visitor = desk.browser(), secrets.token_hex(16)
    desk.write(lambda row: access.trust(row, visitor, clock.now(), proven=True))
    with client.session_transaction() as kept:
        kept[visitors.KEY] = visitor
    return client


def more(desk: Desk) -> str:
    return f"/c/{desk.token}/more"


def sent(app: Flask) -> list[Letter]:
    found: list[Letter] = []
    with app.app_context():
        while deliver_due(clock.now, found.append):
            pass
    return found


def last_day(desk: Desk) -> date:
    due = desk.row().opinion_due
    assert due is not None
    return due.astimezone(clock.zone("America/New_York")).date()


def test_the_clock_stands_still_until_what_was_asked_is_sent(due: Desk) -> None:
    assert last_day(due) == date(2026, 12, 4)  # Friday
    due.at(ENDS + DAY)
    assert ask(due) == 303
    assert (due.row().state, due.row().opinion_due) == (State.MORE_ASKED, None)
    due.at(ENDS + 10 * DAY)  # a Friday
    patient = patient_of(due)
    page = text(patient.get(more(due)))
    assert "Please part the hair. SECRET" in page
    assert "Crown" in page
    assert press(patient, more(due), more(due), words="").status_code == 422
    assert press(patient, more(due), more(due), words="I did, here.").status_code == 303
    assert due.row().state is State.OPINION_DUE
    assert last_day(due) == date(2026, 12, 15)  # two clinic days were left
    shown = text(due.browser(due.people.owner).get(due.page))
    assert "I did, here." in shown
    assert [due.events().count(what) for what in ("more_asked", "answered")] == [1, 1]


def test_sent_twice_is_sent_once(due: Desk) -> None:
    ask(due)
    patient = patient_of(due)
    form = patient.get(more(due)).text
    assert "That is all" in form
    for _ in range(2):
        assert blind_post(patient, more(due), words="Once.").status_code == 303
    assert due.events().count("answered") == 1
    assert len(due.letters("physician_answered")) == 1
    assert "That is all" not in patient.get(more(due)).text


def test_a_photo_alone_is_an_answer_and_its_view_is_asked_for_on_the_photos_page(due: Desk) -> None:
    ask(due, views="donor_left", words="")
    patient = patient_of(due)
    photos = patient.get(f"/c/{due.token}/prepare/photos").text
    assert photos.index("Left side, behind the ear") < photos.index("The other side")
    due.photo("donor_left")
    assert press(patient, more(due), more(due), words="").status_code == 422  # it was there before
    due.write(lambda _row: session().execute(sa.update(Photo).values(created=clock.now())))
    assert press(patient, more(due), more(due), words="").status_code == 303
    assert due.row().state is State.OPINION_DUE


def test_the_e_mails_say_nothing_of_what_is_asked(due: Desk) -> None:
    sent(due.app)
    ask(due)
    [letter] = sent(due.app)
    assert (letter.to, letter.subject) == ("robin@example.org", "Something more is asked for")
    assert f"/c/{due.token}/more" in letter.text
    for word in ("SECRET", "hair", "Crown", "crown", "photo"):
        assert word not in letter.text.partition("Nobody watches")[0]
    press(patient_of(due), more(due), more(due), words="My SECRET answer.")
    [letter] = sent(due.app)
    assert letter.subject == f"More was sent: {due.reference}"
    assert "SECRET" not in letter.text + letter.html


def test_before_a_call_it_is_asked_and_the_call_stays_as_it_is(desk: Desk) -> None:
    assert ask(desk) == 303
    assert ask(desk, words="And one more.") == 303
    row = desk.row()
    assert (row.state, row.appointment) == (State.WAITING_FOR_PATIENT, Appointment.BOOKED)
    assert len(desk.letters("more_asked")) == 2
    assert "asks for something more" in text(desk.browser().get(f"/c/{desk.token}"))
    assert press(patient_of(desk), more(desk), more(desk), words="For both.").status_code == 303
    assert text(desk.browser(desk.people.owner).get(desk.page)).count("For both.") == 2
    assert (desk.row().state, desk.row().opinion_due) == (State.WAITING_FOR_PATIENT, None)
    desk.write(lambda row: outcomes.attended(row.id, "person:1", ENDS))
    assert last_day(desk) == date(2026, 12, 4)


def test_when_late_one_day_is_left(due: Desk) -> None:
    due.at(STARTS + 9 * DAY)  # Thursday of the week after
    due.write(lambda _row: outcomes.run_over(clock.now()))
    assert due.row().state is State.OVERDUE
    ask(due)
    press(patient_of(due), more(due), more(due), words="Here.")
    assert last_day(due) == date(2026, 12, 11)


def test_nothing_is_asked_where_nothing_can_be_sent(desk: Desk) -> None:
    desk.at(STARTS)
    owner = desk.browser(desk.people.owner)
    assert owner.get(f"{desk.page}/ask").status_code == 409
    assert f"{desk.page}/ask" not in owner.get(desk.page).text
    desk.at(NOW)
    owner = desk.browser(desk.people.owner)
    desk.write(lambda row: withdrawing.withdraw(row.id, Purpose.SHARE, NOW))
    assert f"{desk.page}/ask" not in owner.get(desk.page).text
    assert blind_post(owner, f"{desk.page}/ask", **ASK).status_code == 409
    assert desk.letters("more_asked") == []


def test_an_empty_question_an_unknown_view_and_an_eleventh_are_refused(due: Desk) -> None:
    assert ask(due, views="", words="  ") == 422
    assert ask(due, views="teeth") == 422
    assert ask(due, words="x" * 1001) == 422

    def often(row: Consultation) -> None:
        row.state = State.OPINION_DUE

    for _ in range(10):
        due.write(often)
        assert ask(due) == 303
    due.write(often)
    assert due.browser(due.people.owner).get(f"{due.page}/ask").status_code == 409


def test_only_the_physician_of_it_asks_and_declines_and_only_a_known_device_reads(due: Desk) -> None:
    other = due.browser(due.people.other)
    for path in ("ask", "decline"):
        assert other.get(f"{due.page}/{path}").status_code == 404
        assert blind_post(other, f"{due.page}/{path}", reason="field", **ASK).status_code == 404
        assert due.browser().get(f"{due.page}/{path}").status_code in {302, 303}
    ask(due)
    stranger = due.browser()
    assert "/code?next=" in stranger.get(more(due)).location
    assert "/code?next=" in blind_post(stranger, more(due), words="Not me").location
    assert "SECRET" not in stranger.get(f"/c/{due.token}").text
    assert due.row().state is State.MORE_ASKED


def test_without_a_question_the_page_leads_back(desk: Desk) -> None:
    for path in ("more", "declined"):
        assert patient_of(desk).get(f"/c/{desk.token}/{path}").location.endswith(f"/c/{desk.token}")


def decline(desk: Desk, **fields: str) -> int:
    owner = desk.browser(desk.people.owner)
    given = {"reason": "field", "words": "Dr Y does this daily. SECRET", **fields}
    return press(owner, f"{desk.page}/decline", f"{desk.page}/decline", **given).status_code


def test_declined_before_the_call_its_time_is_free_again_and_colleagues_are_shown(desk: Desk) -> None:
    sent(desk.app)
    assert decline(desk) == 303
    row = desk.row()
    assert (row.state, row.appointment) == (State.DECLINED, Appointment.CANCELLED_BY_PHYSICIAN)
    assert (row.active_key, row.cancel_reason) == (None, "field")
    with desk.app.app_context(), transaction.unit():
        physician = session().get_one(Physician, desk.physician_id)
        made.booked(physician, STARTS, email="other@example.org")
    [letter, *_] = [each for each in sent(desk.app) if each.to == "robin@example.org"]
    assert letter.subject == "Another physician is suggested"
    assert "METHOD:CANCEL" in letter.attachments[0].data.decode()
    with desk.app.app_context():
        colleague = session().scalars(sa.select(Physician.slug).where(Physician.id != desk.physician_id)).one()
    assert f"/physicians/{colleague}/times?kind=video" in letter.text
    assert "SECRET" not in letter.text + letter.html
    assert "experience" not in letter.text
    page = text(patient_of(desk).get(f"/c/{desk.token}/declined"))
    assert "A colleague has more experience with this." in page
    assert "Dr Y does this daily. SECRET" in page
    assert f"/physicians/{colleague}/times" in patient_of(desk).get(f"/c/{desk.token}/declined").text
    assert "SECRET" not in desk.browser().get(f"/c/{desk.token}").text
    assert "suggests a colleague" in text(desk.browser().get(f"/c/{desk.token}"))


def test_declined_after_the_call_it_stays_one_that_took_place(due: Desk) -> None:
    sent(due.app)
    assert decline(due, reason="in_person", words="") == 303
    row = due.row()
    assert (row.state, row.appointment, row.opinion_due) == (State.DECLINED, Appointment.ATTENDED, None)
    [letter] = [each for each in sent(due.app) if each.subject == "Another physician is suggested"]
    assert letter.attachments == ()
    assert "Your time is cancelled" not in letter.text


def test_another_reason_needs_words_and_a_call_that_has_begun_is_marked_first(desk: Desk) -> None:
    assert decline(desk, reason="other", words=" ") == 422
    assert decline(desk, reason="") == 422
    desk.at(STARTS)
    owner = desk.browser(desk.people.owner)
    assert f"{desk.page}/decline" not in owner.get(desk.page).text
    assert blind_post(owner, f"{desk.page}/decline", reason="field").status_code == 409
    assert desk.row().state is State.WAITING_FOR_PATIENT


def test_declined_twice_is_declined_once(desk: Desk) -> None:
    desk.write(lambda row: declining.decline(row.id, DeclineReason.FIELD, "", "person:1", NOW))
    assert blind_post(desk.browser(desk.people.owner), f"{desk.page}/decline", reason="place").status_code == 409
    assert desk.events().count("declined") == 1


def test_a_declined_one_keeps_no_place(desk: Desk) -> None:
    decline(desk)
    with desk.app.app_context(), transaction.unit():
        physician = session().get_one(Physician, desk.physician_id)
        again = made.confirmed(physician, STARTS, now=clock.now())
        assert again.active_key is not None
        assert session().get_one(Claim, again.claim_id).visit_starts == STARTS


def close(desk: Desk, at: datetime) -> int:
    desk.at(at)
    with desk.app.app_context(), transaction.unit():
        return silence.close_silent(clock.now())


def test_sixty_days_of_silence_close_what_was_asked_and_the_patient_opens_it_again(due: Desk) -> None:
    ask(due)
    asked = due.row().updated
    sent(due.app)
    assert close(due, asked + 60 * DAY - timedelta(minutes=5)) == 0
    assert close(due, asked + 60 * DAY + timedelta(minutes=5)) == 1
    assert close(due, asked + 61 * DAY) == 0
    row = due.row()
    assert (row.state, row.active_key, row.appointment) == (State.CLOSED, None, Appointment.ATTENDED)
    assert [letter.subject for letter in sent(due.app)] == ["Closed for now"]
    page = f"/c/{due.token}"
    assert "We heard nothing from you for 60 days" in text(due.browser().get(page))
    due.at(asked + 150 * DAY)  # the link lives on after the closing
    assert press(due.browser(), f"{page}/reopen", page).status_code == 303
    assert due.row().state is State.MORE_ASKED
    assert due.row().active_key is not None
    patient = patient_of(due)
    assert press(patient, more(due), more(due), words="Here it is.").status_code == 303
    assert due.row().state is State.OPINION_DUE


def written(app: Flask) -> Desk:
    return set_up(app, visit=VisitKind.WRITTEN)


def test_a_written_request_that_was_never_finished_closes_and_waits_again_when_opened(app: Flask) -> None:
    desk = written(app)
    assert close(desk, NOW + 59 * DAY) == 0
    assert close(desk, NOW + 61 * DAY) == 1
    assert press(desk.browser(), f"/c/{desk.token}/reopen", f"/c/{desk.token}").status_code == 303
    assert desk.row().state is State.WAITING_FOR_PATIENT
    assert desk.events()[-2:] == ["closed", "opened_again"]
    assert close(desk, NOW + 62 * DAY) == 0


def test_the_sweep_is_on_the_beat_table_and_closes(app: Flask) -> None:
    desk = written(app)
    desk.at(NOW + 61 * DAY)
    with app.app_context():
        assert housekeeping.close_silent() == 1
        assert housekeeping.close_silent() == 0
    assert BEAT["silence"]["task"] == housekeeping.close_silent.name


def test_an_answer_or_a_photo_breaks_the_silence(app: Flask) -> None:
    desk = written(app)
    desk.at(NOW + 50 * DAY)
    desk.write(
        lambda row: preparing.save_photos(row.id, {"crown": "Nobody can help me"}, "", clock.now(), finished=False)
    )
    assert close(desk, NOW + 61 * DAY) == 0
    assert close(desk, NOW + 111 * DAY) == 1


def test_what_waits_for_the_physician_is_not_closed(due: Desk) -> None:
    assert close(due, ENDS + 80 * DAY) == 0
    assert due.row().state is State.OPINION_DUE


def test_a_call_nobody_marked_is_not_closed(desk: Desk) -> None:
    assert close(desk, ENDS + 80 * DAY) == 0


def test_a_missed_call_is_not_opened_again_and_a_newer_one_keeps_its_place(app: Flask, desk: Desk) -> None:
    desk.write(lambda row: outcomes.missed(row.id, "person:1", ENDS))
    assert "Open it again" not in desk.browser().get(f"/c/{desk.token}").text
    blind_post(desk.browser(), f"/c/{desk.token}/reopen")
    assert desk.row().state is State.CLOSED


def test_a_newer_one_keeps_its_place(app: Flask) -> None:
    desk = written(app)
    close(desk, NOW + 61 * DAY)
    with app.app_context(), transaction.unit():
        physician = session().get_one(Physician, desk.physician_id)
        made.confirmed(physician, visit=VisitKind.WRITTEN, now=clock.now())
    answer = desk.browser()
    press(answer, f"/c/{desk.token}/reopen", f"/c/{desk.token}")
    assert "You have a newer consultation" in text(answer.get(f"/c/{desk.token}"))
    assert desk.row().state is State.CLOSED


@pytest.mark.parametrize(
    ("today", "last", "left"),
    [
        (date(2026, 12, 1), date(2026, 12, 4), 3),
        (date(2026, 12, 3), date(2026, 12, 7), 2),  # over a week-end
        (date(2026, 12, 4), date(2026, 12, 4), 1),
        (date(2026, 12, 9), date(2026, 12, 4), 1),
    ],
)
def test_the_days_that_are_left(today: date, last: date, left: int) -> None:
    assert asking.days_left(today, last, frozenset()) == left


@pytest.mark.parametrize("words", ["\x00", "%ED%A0%80", "\u202e turned", "x" * 5000, "<script>alert(1)</script>"])
def test_odd_words_are_taken_or_refused_and_never_a_failure(due: Desk, words: str) -> None:
    owner = due.browser(due.people.owner)
    for path, fields in (("ask", {"views": "crown"}), ("ask", {"views": "\x00"}), ("decline", {"reason": "\x00"})):
        assert press(owner, f"{due.page}/{path}", due.page, words=words, **fields).status_code in {303, 409, 422}
    patient = patient_of(due)
    assert blind_post(patient, more(due), words=words).status_code in {303, 422}
    assert blind_post(patient, f"/c/{due.token}/consents/share/again", consent=words).status_code in {303, 409, 422}
    assert "<script>alert" not in owner.get(due.page).text + patient.get(more(due)).text
