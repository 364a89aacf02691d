"""Addresses: wrong ones corrected, unproven ones released, nothing lost on the way."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.consultations.actions import access as access_actions
from directory.consultations.actions import changing, outcomes
from directory.consultations.models import Code, Consultation, Device, Patient
from directory.consultations.queries import access, codes, sealed, staff
from directory.consultations.rules.states import Appointment, State
from directory.core import links, outbox
from directory.core.clock import now
from directory.core.db import session
from directory.core.outbox import Letter, LetterRow, LetterState, RejectedAddress
from directory.core.transaction import unit
from directory.physicians.models import Physician
from tests.conftest import NOW, Client, browser
from tests.consultations import preparing, steps

pytestmark = pytest.mark.both


@pytest.fixture
def physician(app: Flask, set_settings: Any) -> Physician:
    set_settings(clock_offset=NOW - datetime.now(UTC))
    return steps.available(app)


@pytest.fixture
def booked(app: Flask, client: Client, physician: Physician) -> steps.Booked:
    return steps.book(client, app, physician)


def the(app: Flask, booked: steps.Booked) -> Consultation:
    with app.app_context():
        return session().scalars(sa.select(Consultation).where(Consultation.reference == booked.reference)).one()


class Post:
    def __init__(self, *, refuse: str = "") -> None:
        self.sent: list[Letter] = []
        self.refuse = refuse

    def __call__(self, letter: Letter) -> None:
        if letter.to == self.refuse:
            raise RejectedAddress("550")
        self.sent.append(letter)


def deliver(app: Flask, *, refuse: str = "") -> list[Letter]:
    server = Post(refuse=refuse)
    with app.app_context():
        while outbox.deliver_due(now, server):
            pass
    return server.sent


def release(app: Flask, set_settings: Any, after: timedelta) -> int:
    set_settings(clock_offset=NOW - datetime.now(UTC) + after)
    with app.app_context(), unit():
        return changing.release_unconfirmed(now())


def correct(client: Client, booked: steps.Booked, email: str) -> None:
    assert steps.post(client, f"/c/{booked.token}/address", {"email": email}).status_code == 303


def test_a_corrected_address_keeps_key_consent_and_answers(app: Flask, client: Client, booked: steps.Booked) -> None:
    before = the(app, booked)
    correct(client, booked, "right@example.org")
    after = the(app, booked)
    with app.app_context():
        assert staff.is_shared(after)
        assert sealed.email_of(access.patient_of(after)) == "right@example.org"
        assert sealed.contact_of(after).email == "right@example.org"
        assert sealed.answers_of(after)["wish"]["words"] == "It began at the temples."
        assert session().scalar(sa.select(sa.func.count()).select_from(Patient)) == 1
    assert after.vault_id == before.vault_id


def test_a_consultation_goes_over_with_its_consents_where_an_address_is_somebody_elses(
    app: Flask, client: Client, booked: steps.Booked, physician: Physician
) -> None:
    other = browser(app)
    second = steps.book(other, app, physician, name="Kim", email="kim@example.org")
    correct(other, second, "robin@example.org")
    first, moved = the(app, booked), the(app, second)
    assert moved.patient_id == first.patient_id
    with app.app_context():
        assert staff.is_shared(moved)
        assert staff.is_shared(first)


def test_the_physician_hears_of_a_booking_whose_address_was_corrected_first(
    app: Flask, client: Client, booked: steps.Booked
) -> None:
    correct(client, booked, "right@example.org")
    sent = deliver(app)
    assert [letter.subject for letter in sent if letter.subject.startswith("New:")] == [f"New: {booked.reference}"]
    assert [letter.to for letter in sent if letter.subject.startswith("Booked")] == ["right@example.org"]


def test_the_proof_of_the_old_address_is_none_of_the_new(app: Flask, client: Client, booked: steps.Booked) -> None:
    with app.app_context(), unit():
        session().execute(sa.update(Device).values(proven=True))
    correct(client, booked, "victim@example.org")
    with app.app_context():
        assert session().scalars(sa.select(Device.proven)).all() == [False]


def test_an_address_the_server_refuses_does_not_keep_a_time(
    app: Flask, booked: steps.Booked, set_settings: Any
) -> None:
    deliver(app, refuse="robin@example.org")
    assert release(app, set_settings, timedelta(hours=23)) == 0
    assert release(app, set_settings, timedelta(hours=25)) == 1
    assert the(app, booked).appointment is Appointment.CANCELLED_BY_OFFICE


def test_a_time_moved_before_its_email_went_out_is_confirmed_anew(
    app: Flask, client: Client, booked: steps.Booked, physician: Physician, set_settings: Any
) -> None:
    later = steps.open_time(app, physician, after=timedelta(days=8))
    assert steps.post(client, f"/c/{booked.token}/change", {"start": later.isoformat()}).status_code == 303
    sent = [letter for letter in deliver(app) if letter.to == "robin@example.org"]
    assert [letter.subject.split(":")[0] for letter in sent] == ["Booked"]
    assert release(app, set_settings, timedelta(hours=25)) == 1


def test_a_proposal_neither_loses_the_confirmation_nor_keeps_the_time(
    app: Flask, booked: steps.Booked, physician: Physician, set_settings: Any
) -> None:
    other = steps.open_time(app, physician, after=timedelta(days=8))
    with app.app_context(), unit():
        changing.propose(the(app, booked).id, other, "person:1", now())
    subjects = {letter.subject.split(":")[0] for letter in deliver(app) if letter.to == "robin@example.org"}
    assert subjects == {"Booked", "Another time is suggested"}
    assert release(app, set_settings, timedelta(hours=25)) == 1


def test_the_call_to_prepare_comes_once_however_often_the_time_moves(
    app: Flask, client: Client, booked: steps.Booked, physician: Physician
) -> None:
    for days in (8, 9, 10):
        start = steps.open_time(app, physician, after=timedelta(days=days))
        steps.post(client, f"/c/{booked.token}/change", {"start": start.isoformat()})
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).where(LetterRow.kind == "prepare")) == 1


def test_a_new_consultation_may_follow_one_that_took_place(
    app: Flask, booked: steps.Booked, physician: Physician, set_settings: Any
) -> None:
    with app.app_context(), unit():
        access_actions.keep(the(app, booked).id, now())
    set_settings(clock_offset=booked.starts - datetime.now(UTC) + timedelta(hours=1))
    with app.app_context(), unit():
        outcomes.attended(the(app, booked).id, "person:1", now())
    other = browser(app)
    second = steps.book(other, app, physician)
    with app.app_context():
        token = links.token_for(access.LETTER, str(the(app, second).id))
    assert steps.post(other, f"/c/{token}/one", {"earlier": "replace"}).status_code == 303
    first = the(app, booked)
    assert (first.appointment, first.state) == (Appointment.ATTENDED, State.WITHDRAWN)
    assert the(app, second).confirmed is not None


def test_thirty_guesses_at_once_are_five(app: Flask, booked: steps.Booked) -> None:
    stranger = browser(app)
    steps.post(stranger, f"/c/{booked.token}/code/send", {}, at=f"/c/{booked.token}/code")
    form = steps.csrf(stranger.get(f"/c/{booked.token}/code").get_data(as_text=True))
    cookie = stranger.get_cookie("coalition")
    assert cookie is not None
    start, answers = threading.Barrier(16), []

    def guess() -> None:
        mine = browser(app)
        mine.set_cookie("coalition", cookie.value)
        start.wait()
        answers.append(mine.post(f"/c/{booked.token}/code", data={"code": "000000x", "csrf_token": form}))

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("is not the code" in answer.get_data(as_text=True) for answer in answers) == 5
    with app.app_context():
        code = session().scalars(sa.select(Code)).one()
        right = codes.digits(code.consultation_id, code.nonce)
    assert steps.post(stranger, f"/c/{booked.token}/code", {"code": right}).status_code == 422


def test_a_refused_address_is_shown_to_the_office(app: Flask, booked: steps.Booked) -> None:
    deliver(app, refuse="robin@example.org")
    with app.app_context():
        failed = session().scalars(sa.select(LetterRow.kind).where(LetterRow.state == LetterState.FAILED)).all()
    assert failed == ["confirmation"]


@pytest.fixture
def requested(app: Flask, client: Client, set_settings: Any) -> str:
    """The token of a written request whose address nobody has proved."""
    set_settings(clock_offset=NOW - datetime.now(UTC))
    return preparing.written(client, app)


def test_a_written_request_nobody_confirmed_ends_a_day_after_its_e_mail(
    app: Flask, client: Client, requested: str, set_settings: Any
) -> None:
    page = client.get(f"/c/{requested}/booked").get_data(as_text=True)
    assert "open this e-mail within 24 hours to keep your request" in page
    assert "Open this e-mail within 24 hours to keep your request" in deliver(app)[0].text
    assert release(app, set_settings, timedelta(hours=23)) == 0
    assert release(app, set_settings, timedelta(hours=25)) == 1
    assert release(app, set_settings, timedelta(hours=26)) == 0
    ended = preparing.the(app)
    assert (ended.state, ended.cancel_reason, ended.appointment) == (State.WITHDRAWN, "not_confirmed", None)
    last = deliver(app)
    assert [(letter.to, letter.subject) for letter in last] == [("robin@example.org", "Your request has ended")]
    assert "It was not sent to anybody" in last[0].text
    assert client.get(f"/c/{requested}").status_code == 200


def test_a_confirmed_written_request_stays(app: Flask, client: Client, requested: str, set_settings: Any) -> None:
    deliver(app)
    preparing.prove(client, app)
    assert release(app, set_settings, timedelta(days=3)) == 0
    assert preparing.the(app).state is State.WAITING_FOR_PATIENT


def test_a_written_request_waits_while_its_e_mail_cannot_go_out(app: Flask, requested: str, set_settings: Any) -> None:
    assert release(app, set_settings, timedelta(days=3)) == 0
    assert preparing.the(app).confirmed is None
