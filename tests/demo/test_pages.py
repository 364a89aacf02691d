"""The demo as visitors, physicians and the office see it."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.models import Person
from directory.accounts.rules import totp
from directory.consultations.models import Consultation
from directory.consultations.queries.access import LINK
from directory.consultations.rules.staff import Queue
from directory.consultations.rules.states import State
from directory.core import clock
from directory.core.db import session
from directory.core.links import token_for
from directory.demo.rules import signs
from directory.physicians.models import Physician, Result
from directory.physicians.rules import LISTED, VisitKind
from tests.cast import Member, post_form, unused_code
from tests.conftest import Client

pytestmark = pytest.mark.slow


def sign_in(client: Client, email: str) -> None:
    """As the sign-ins file says."""
    assert post_form(client, "/sign-in", email=email, password=signs.PASSWORD).status_code == 303
    with client.application.app_context():
        person = session().execute(sa.select(Person.id, Person.name).where(Person.email == email)).one()
        session().rollback()
    answer = post_form(
        client, "/sign-in/code", code=unused_code(client, Member(person.id, email, person.name, signs.SECRET))
    )
    assert answer.status_code == 303, answer.text


def test_every_footer_says_that_the_data_is_invented(visitor: Client) -> None:
    for path in ("/", "/physicians", "/privacy"):
        assert "Demo data:" in visitor.get(path).text, path


def test_search_and_every_listed_profile_answer(filled: Flask, visitor: Client) -> None:
    with filled.app_context():
        rows = list(session().execute(sa.select(Physician.slug, Physician.standing)))
    for slug, standing in rows:
        assert (visitor.get(f"/physicians/{slug}").status_code == 200) == (standing in LISTED), slug
    for address in ("?near=Vancouver", "?near=Kathmandu&radius=25", "?procedure=fue", "?kind=video&available=30"):
        page = visitor.get(f"/physicians{address}")
        assert page.status_code == 200
        assert "Dr " in page.text, address


def test_times_of_the_half_hour_island_are_shown(filled: Flask, visitor: Client) -> None:
    with filled.app_context():
        query = sa.select(Physician.slug).where(Physician.zone == "Australia/Lord_Howe")
        slug = session().scalar(query)
    answer = visitor.get(f"/physicians/{slug}/times.json?days=30")
    assert answer.status_code == 200
    assert answer.get_json()["times"]


def test_pictures_of_results_are_shown(filled: Flask, visitor: Client) -> None:
    with filled.app_context():
        slug, number = (
            session().execute(sa.select(Physician.slug, Result.id).join(Result).where(Physician.id == 1).limit(1)).one()
        )
    for side in ("before", "after"):
        answer = visitor.get(f"/physicians/{slug}/results/{number}/{side}")
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")


def test_the_first_physicians_inbox_has_every_queue(visitor: Client) -> None:
    sign_in(visitor, signs.PHYSICIAN)
    for queue in Queue:
        page = visitor.get(f"/practice?queue={queue.value}")
        assert page.status_code == 200
        assert re.search(r"/practice/consultations/[0-9A-Z-]{9}", page.text), queue


def test_each_consultation_of_the_first_physician_opens(filled: Flask, visitor: Client) -> None:
    sign_in(visitor, "physician@example.org")
    with filled.app_context():
        own = sa.select(Consultation).where(Consultation.physician_id == 1, Consultation.state != State.DRAFT)
        found = {each.reference: _is_sent(each) for each in session().scalars(own)}
    assert sum(found.values()) > 35
    for reference, sent in found.items():
        status = visitor.get(f"/practice/consultations/{reference}").status_code
        assert status == (200 if sent else 404), reference


def _is_sent(consultation: Consultation) -> bool:
    """A written request is its patient's alone until it is complete."""
    return consultation.visit is not VisitKind.WRITTEN or consultation.ready is not None


def test_the_office_sees_consultations_emails_and_physicians(visitor: Client) -> None:
    sign_in(visitor, signs.COORDINATOR)
    for path in ("/office", "/office/consultations", "/office/letters", "/office/physicians", "/office/audit"):
        assert visitor.get(path).status_code == 200, path


def test_the_link_in_each_email_leads_to_its_page(filled: Flask, visitor: Client) -> None:
    with filled.app_context():
        own = sa.select(Consultation.id).where(Consultation.state.in_((State.READY, State.WAITING_FOR_PATIENT)))
        tokens = [token_for(LINK, str(number)) for number in session().scalars(own.limit(5))]
    assert len(tokens) == 5
    for token in tokens:
        assert visitor.get(f"/c/{token}").status_code == 200


def test_the_command_prints_the_code_of_the_moment(filled: Flask) -> None:
    done = filled.test_cli_runner().invoke(args=["demo", "code", signs.COORDINATOR])
    with filled.app_context():
        step = totp.step_of(clock.now())
    assert done.output[:6] in {signs.code(step), signs.code(step - 1)}
    assert filled.test_cli_runner().invoke(args=["demo", "code", "nobody@example.org"]).exit_code == 1
