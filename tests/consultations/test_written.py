"""A written request is the patient's alone until it is complete and its address is proved."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts import actions as accounts
from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import preparing as actions
from directory.consultations.models import Consultation
from directory.consultations.queries import preparing as queries
from directory.consultations.rules.states import State
from directory.core.clock import now
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.core.transaction import unit
from tests import cast
from tests.conftest import Client
from tests.consultations import preparing, steps

NO_PHOTOS = {f"cannot_{view}": "Nobody can help me" for view in ("front", "top", "crown", "side", "back")}
OPEN_THE_EMAIL = "Open the e-mail we sent and press the button: then your request goes to Dr"


@dataclass(frozen=True)
class Request:
    app: Flask
    client: Client
    physician: Client
    token: str

    @property
    def row(self) -> Consultation:
        return preparing.the(self.app)

    def complete(self) -> None:
        preparing.fill(self.client, self.token, "hair-loss")
        preparing.fill(self.client, self.token, "health")
        path = f"/c/{self.token}/prepare/photos"
        assert steps.post(self.client, path, NO_PHOTOS, content_type="multipart/form-data").status_code == 303

    def prove(self) -> None:
        preparing.prove(self.client, self.app)

    def told(self) -> list[str]:
        """The e-mails the physician gets of it now; the reminder of the clock comes on another day."""
        at_once = sa.and_(LetterRow.kind.startswith("physician_"), LetterRow.due <= now())
        query = sa.select(LetterRow.kind).where(at_once)
        with self.app.app_context():
            return list(session().scalars(query))

    def seen(self) -> tuple[int, bool, bool]:
        """The status of its page, whether it is in the inbox, whether its clock runs."""
        reference = self.row.reference
        page = self.physician.get(f"/practice/consultations/{reference}").status_code
        queues = ("new", "mine", "theirs", "overdue", "upcoming")
        listed = any(reference in self.physician.get(f"/practice?queue={queue}").text for queue in queues)
        return page, listed, self.row.opinion_due is not None


@pytest.fixture
def request_(app: Flask, client: Client) -> Request:
    with app.app_context():
        people = cast.assemble()
    token = preparing.written(client, app, person_id=people.owner.id)
    physician = app.test_client()
    assert isinstance(physician, Client)
    cast.sign_in_fast(physician, people.owner)
    return Request(app, client, physician, token)


HIDDEN = (404, False, False)
SENT = (200, True, True)


@pytest.mark.both
def test_a_half_written_request_is_seen_by_nobody_though_its_address_is_proved(request_: Request) -> None:
    assert request_.seen() == HIDDEN
    request_.prove()
    preparing.fill(request_.client, request_.token, "hair-loss")
    assert request_.seen() == HIDDEN
    assert request_.told() == []


def test_a_complete_request_waits_for_its_address_and_is_sent_once(request_: Request) -> None:
    request_.complete()
    assert request_.seen() == HIDDEN
    assert request_.row.state is State.WAITING_FOR_PATIENT
    assert OPEN_THE_EMAIL in request_.client.get(f"/c/{request_.token}/prepare").text
    assert "Your request is not sent yet" in request_.client.get(f"/c/{request_.token}").text
    request_.prove()
    assert request_.seen() == SENT
    assert (request_.row.state, request_.row.ready is not None) == (State.OPINION_DUE, True)
    with request_.app.app_context(), unit():
        actions.send_if_ready(session().get_one(Consultation, request_.row.id), now())
    assert request_.told() == ["physician_request"]
    assert OPEN_THE_EMAIL not in request_.client.get(f"/c/{request_.token}/prepare").text


def test_with_the_address_proved_first_the_last_answer_sends_it(request_: Request) -> None:
    request_.prove()
    request_.complete()
    assert request_.seen() == SENT
    assert request_.told() == ["physician_request"]


def test_without_consent_nothing_is_sent(request_: Request) -> None:
    request_.prove()
    row = request_.row
    with request_.app.app_context(), unit():
        owner = queries.owner_of(row)
        accounts.withdraw_consent(f"patient:{row.patient_id}", Purpose.SHARE, about=owner, now=now())
    request_.complete()
    assert request_.seen() == HIDDEN
    assert request_.told() == []


def test_the_page_behind_the_e_mail_has_the_button(request_: Request) -> None:
    letter = preparing.letter(request_.app)
    page = request_.client.get(f"/c/{letter}").text
    assert "This is my address" in page
    preparing.prove(request_.client, request_.app)
    assert "Your address is confirmed" in request_.client.get(f"/c/{letter}").text


def test_consent_given_again_sends_a_request_that_was_complete(request_: Request) -> None:
    request_.prove()
    withdraw, again = (f"/c/{request_.token}/consents/share{rest}" for rest in ("", "/again"))
    assert steps.post(request_.client, withdraw, {}).status_code == 303
    request_.complete()
    assert request_.seen() == HIDDEN
    assert "give it again, and your request is sent" in request_.client.get(f"/c/{request_.token}").text
    assert steps.post(request_.client, again, {"consent": "y"}).status_code == 303
    assert request_.seen() == SENT
    assert request_.told() == ["physician_request"]
