"""Signing in by a link in an e-mail: who gets in, who is told what, and what nobody can tell from the answer."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from directory.accounts import actions, queries
from directory.accounts.actions import email_sign_in
from directory.accounts.models import EmailSignIn, Person
from directory.accounts.rules import Role
from directory.core import clock, outbox, transaction
from directory.core.db import session
from directory.core.refusals import Refusal
from tests import cast
from tests.conftest import Client, browser

pytestmark = pytest.mark.both
NEW = "new@example.org"


def letters(app: Flask) -> list[outbox.Letter]:
    sent: list[outbox.Letter] = []
    with app.app_context():
        outbox.deliver_due(clock.now, sent.append)
    return sent


def ask(client: Client, email: str, path: str = "/sign-in/email") -> None:
    answer = cast.post_form(client, path, email=email)
    assert (answer.status_code, answer.location) == (303, "/sign-in/email/sent")


def link(app: Flask) -> str:
    found = re.search(r"(/sign-in/email/[\w-]+)", letters(app)[-1].text)
    assert found
    return found.group(1)


def people(app: Flask) -> list[str]:
    with app.app_context(), transaction.reading():
        return list(session().scalars(sa.select(Person.email).order_by(Person.id)))


def test_a_new_address_becomes_an_applicant_when_the_button_is_pressed(app: Flask, client: Client) -> None:
    ask(client, " New@Example.org ")
    address = link(app)
    assert people(app) == []
    page = client.get(address)
    assert (page.status_code, people(app)) == (200, [])  # a mail scanner's visit
    answer = cast.post_form(client, address)
    assert (answer.status_code, answer.location) == (303, "/membership/application")
    assert people(app) == [NEW]
    with app.app_context(), transaction.reading():
        person = queries.by_email(NEW)
        assert person is not None
        assert queries.roles_of(person.id) == {Role.APPLICANT}
    assert client.get("/account").status_code == 200


def test_a_link_works_once(app: Flask, client: Client) -> None:
    ask(client, NEW)
    address = link(app)
    cast.post_form(client, address)
    other = browser(app)
    token = cast.csrf_token(other)
    assert other.get(address).status_code == 410
    assert other.post(address, data={"csrf_token": token}).status_code == 410


def test_a_link_ends_after_half_an_hour(app: Flask, client: Client, set_settings: Callable[..., None]) -> None:
    ask(client, NEW)
    address = link(app)
    set_settings(clock_offset=timedelta(minutes=31))
    answer = client.get(address)
    assert answer.status_code == 410
    assert "Sign in by e-mail" in answer.text


def test_coming_back_is_the_same_person(app: Flask, client: Client) -> None:
    for _ in range(2):
        ask(client, NEW)
        cast.post_form(client, link(app))
    assert people(app) == [NEW]


@pytest.mark.parametrize("email", ["owner@example.org", "invited@example.org"])
def test_an_account_that_opens_more_signs_in_with_its_password(app: Flask, client: Client, email: str) -> None:
    with app.app_context():
        cast.assemble()
        with transaction.unit():
            actions.create("invited@example.org", "Kim Invited", [Role.COORDINATOR], clock.now())
    ask(client, email)
    letter = letters(app)[-1]
    assert letter.subject == "Please sign in with your password"
    assert "/sign-in/email/" not in letter.text + letter.html
    assert "/sign-in?next=/membership/apply" in letter.text


def test_a_password_set_since_the_letter_ends_its_link(app: Flask, client: Client) -> None:
    ask(client, NEW)
    address = link(app)
    with app.app_context():
        cast.member(NEW, "Dr New", Role.APPLICANT)
    assert cast.post_form(client, address).status_code == 410


def test_the_answer_is_the_same_for_everybody(app: Flask, client: Client) -> None:
    with app.app_context():
        cast.assemble()
    answers = [cast.post_form(client, "/sign-in/email", email=each) for each in ("owner@example.org", NEW)]
    assert answers[0].status_code == answers[1].status_code == 303
    assert answers[0].location == answers[1].location
    assert answers[0].data == answers[1].data


def test_a_closed_account_gets_no_letter(app: Flask, client: Client) -> None:
    with app.app_context(), transaction.unit():
        person = actions.create(NEW, "Dr New", [Role.APPLICANT], clock.now())
        actions.close(person.id, actor="system", now=clock.now())
    ask(client, NEW)
    assert letters(app) == []


def test_asking_again_and_again_has_to_wait(app: Flask, client: Client, set_settings: Callable[..., None]) -> None:
    set_settings(rate_limits=True)
    answers = [cast.post_form(client, "/sign-in/email", email=NEW).status_code for _ in range(6)]
    assert answers == [303, 303, 303, 303, 303, 429]


def test_the_page_that_was_asked_for_is_kept_and_never_another_site(app: Flask, client: Client) -> None:
    answer = client.get("/membership/application")
    assert answer.status_code in (303, 404)
    ask(client, NEW, "/sign-in/email?next=/account")
    assert cast.post_form(client, link(app)).location == "/account"
    ask(client, NEW, "/sign-in/email?next=//evil.example")
    assert cast.post_form(client, link(app)).location == "/membership/application"


def test_an_applicant_opens_nothing_else(app: Flask, client: Client) -> None:
    ask(client, NEW)
    cast.post_form(client, link(app))
    assert client.get("/office/concerns").status_code == 403
    assert client.get("/practice").status_code == 403


@pytest.mark.parametrize("typed", ["", "nobody", "a@b@c", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_said(client: Client, typed: str) -> None:
    assert cast.post_form(client, "/sign-in/email", email=typed).status_code == 422


def test_what_was_asked_for_is_forgotten(app: Flask, client: Client) -> None:
    ask(client, NEW)
    with app.app_context():
        with transaction.unit():
            actions.forget_old(clock.now() + timedelta(days=2))
        assert session().scalar(sa.select(sa.func.count()).select_from(EmailSignIn)) == 0


def test_both_letters_can_be_seen_by_the_office(context: Flask) -> None:
    for kind in ("email_sign_in", "email_sign_in_password"):
        letter = outbox.preview(kind, clock.now())
        assert "http" in letter.text
        assert "http" in letter.html


def at_once(app: Flask, jobs: list[Callable[[], object]]) -> list[str]:
    """What became of each that began at the same moment: "done", or the name of its refusal."""
    barrier, outcomes = threading.Barrier(len(jobs)), ["" for _ in jobs]

    def run(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction.unit():
                    jobs[number]()
                outcomes[number] = "done"
            except Refusal as refusal:
                outcomes[number] = type(refusal).__name__
            except IntegrityError as broken:
                outcomes[number] = type(transaction.refusal_of(broken)).__name__

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_a_link_pressed_many_times_at_once_signs_in_once(app: Flask, client: Client) -> None:
    ask(client, NEW)
    token = link(app).rpartition("/")[2]
    with app.app_context():
        now = clock.now()
    jobs = [partial(email_sign_in.use, token, network="n", agent="", now=now) for _ in range(6)]
    assert at_once(app, list(jobs)) == ["EmailLinkEnded"] * 5 + ["done"]
    assert people(app) == [NEW]


def test_two_links_of_a_new_address_at_once_make_one_person(app: Flask, client: Client) -> None:
    tokens = []
    for _ in range(2):
        ask(client, NEW)
        tokens.append(link(app).rpartition("/")[2])
    with app.app_context():
        now = clock.now()
    jobs = [partial(email_sign_in.use, token, network="n", agent="", now=now) for token in tokens]
    assert set(at_once(app, list(jobs))) <= {"done", "EmailTaken"}
    assert people(app) == [NEW]
