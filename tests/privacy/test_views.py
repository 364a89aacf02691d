"""The office's pages: what is kept how long, the reports, the register, and a hold from asking to its end."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.rules import Role
from directory.core import clock, outbox, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.membership.actions import desk
from directory.membership.models import Application
from directory.membership.queries import application as applications
from directory.pages import queries as pages
from directory.pages import rules
from directory.privacy import letters
from directory.privacy.actions import retention
from directory.privacy.queries.letters import HOLDS
from directory.privacy.rules.retention import TABLE
from tests.cast import Member, csrf_token, member, post_form, sign_in_fast
from tests.conftest import Client, browser
from tests.factories import privacy as make


@dataclass(frozen=True, slots=True)
class World:
    app: Flask
    one: Member
    two: Member
    id: int
    reference: str

    def client(self, person: Member) -> Client:
        made = browser(self.app)
        sign_in_fast(made, person)
        return made

    def conflict(self, person: Member) -> None:
        with self.app.app_context(), transaction.unit():
            desk.declare_conflict(applications.locked(self.id), person.id, "We are friends.", clock.now())


@pytest.fixture
def world(app: Flask) -> World:
    """An application whose photos are due in ten days."""
    with app.app_context():
        one, two = (member(f"office{n}@example.org", f"Kim Office{n}", Role.COORDINATOR) for n in (1, 2))
        application_id = make.over(clock.now() - timedelta(days=386))
        with transaction.reading():
            reference = session().get_one(Application, application_id).reference
        return World(app, one, two, application_id, reference)


def ask(world: World, client: Client, **fields: str) -> int:
    review = (clock.now() + timedelta(days=60)).date().isoformat()
    given = {"reference": world.reference.lower(), "words": "A claim was announced.", "review_on": review, **fields}
    answer = post_form(client, "/office/holds/new", **given)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].rpartition("/")[2])


def test_the_table_is_printed_with_what_is_coming(world: World) -> None:
    client = world.client(world.one)
    text = client.get("/office/retention").text
    assert all(rule.source in text for rule in TABLE)
    assert "<td>12 months</td>" in text
    assert "<td>6 years</td>" in text
    assert "30 days" in text
    assert world.reference in text
    assert "The task has not run yet." in text


@pytest.mark.both
def test_a_report_names_what_was_erased_and_not_to_somebody_in_conflict(world: World) -> None:
    with world.app.app_context():
        later = clock.now() + timedelta(days=20)
        retention.run(retention.plan(later), later)
    assert world.reference in world.client(world.one).get("/office/retention/1").text
    world.conflict(world.two)
    client = world.client(world.two)
    assert "Nothing was due." in client.get("/office/retention/1").text
    assert world.reference not in client.get("/office/retention").text
    assert client.get("/office/retention/2").status_code == 404


def test_a_hold_from_asking_to_its_end(world: World) -> None:
    one, two = world.client(world.one), world.client(world.two)
    number = ask(world, one)
    at = f"/office/holds/{number}"
    page = one.get(at).text
    assert "Frozen from now on." in page
    assert "a second coordinator has to do it" in page
    assert post_form(one, f"{at}/sign", at="/office/holds/new").status_code == 409
    assert post_form(two, f"{at}/sign", at=at).status_code == 303
    assert "Legal hold" in one.get("/office/retention").text
    assert post_form(one, f"{at}/ask_end", at=at).status_code == 422
    assert post_form(one, f"{at}/ask_end", at=at, words="Settled.").status_code == 303
    assert post_form(two, f"{at}/release", at=at).status_code == 303
    assert "Signed: ended" in two.get("/office/holds").text
    assert post_form(two, f"{at}/release", at="/office/holds/new").status_code == 409


def test_a_court_s_order_is_named_and_its_end_tells_the_person(world: World) -> None:
    one, two = world.client(world.one), world.client(world.two)
    bare = {"reference": world.reference, "words": "A claim.", "review_on": "", "silent": "y"}
    refused = post_form(one, "/office/holds/new", **bare)
    assert refused.status_code == 422
    number = ask(world, one, silent="y", court="District court, 4 O 12/26")
    at = f"/office/holds/{number}"
    post_form(two, f"{at}/sign", at=at)
    register = one.get("/office/holds").text
    assert "No, a court forbids it" in register
    assert "District court, 4 O 12/26" in register
    assert post_form(one, f"{at}/tell", at=at, words="Lifted.").status_code == 303
    assert "No, a court forbids it" not in one.get("/office/holds").text


def test_a_coordinator_in_conflict_finds_no_hold_and_cannot_ask(world: World) -> None:
    number = ask(world, world.client(world.one))
    world.conflict(world.two)
    client = world.client(world.two)
    assert client.get(f"/office/holds/{number}").status_code == 404
    assert post_form(client, f"/office/holds/{number}/sign", at="/office/holds/new").status_code == 404
    assert "There is no legal hold." in client.get("/office/holds").text
    answer = client.get(f"/office/holds/new?reference={world.reference}")
    assert answer.status_code == 200
    review = (clock.now() + timedelta(days=60)).date().isoformat()
    fields = {"reference": world.reference, "words": "A claim.", "review_on": review}
    refused = post_form(client, "/office/holds/new", **fields)
    assert "There is no application with this reference." in refused.text


def test_an_unknown_step_is_not_there(world: World) -> None:
    client = world.client(world.one)
    number = ask(world, client)
    assert post_form(client, f"/office/holds/{number}/burn", at="/office/holds/new").status_code == 404


@pytest.mark.both
def test_a_coordinator_in_conflict_finds_no_e_mail_of_its_hold(world: World) -> None:
    """Neither in the list nor in its numbers, nor to send again; the office's other e-mails stay."""
    number = ask(world, world.client(world.one))
    world.conflict(world.one)
    with world.app.app_context(), transaction.unit():
        session().execute(sa.delete(LetterRow))
        outbox.post_all([outbox.Posted(kind, number, clock.now()) for kind in sorted(HOLDS)])
        outbox.post_all([outbox.Posted(letters.REVIEW, number + 1, clock.now())])
    with world.app.app_context(), transaction.reading():
        seen = {
            person.name: {(row.kind, row.subject) for row in pages.letter_page(pages.Shown(), 1, person.id).rows}
            for person in (world.one, world.two)
        }
        hidden = session().scalars(sa.select(LetterRow.id).where(LetterRow.subject == str(number))).first()
    other = (letters.REVIEW, str(number + 1))
    assert seen == {"Kim Office1": {other}, "Kim Office2": {other} | {(kind, str(number)) for kind in HOLDS}}
    client = world.client(world.one)
    token = csrf_token(client, "/office/letters")
    assert client.post(f"/office/letters/{hidden}/again", data={"csrf_token": token}).status_code == 404


def test_every_e_mail_of_a_hold_is_known_to_count_holds(app: Flask) -> None:
    registered = {name for name, kind in outbox.KINDS.items() if kind.load.__module__ == letters.__name__}
    assert registered == HOLDS
    assert rules.kinds_about("hold") == HOLDS
