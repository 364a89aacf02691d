"""The office's pages of removals and re-reviews: preview, opening, refusals with sentences; who may see them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import session
from directory.membership.models import Matter, Membership, Round
from directory.membership.rules.rounds import Kind
from tests.cast import Member, csrf_token, member
from tests.factories import membership_desk as desk
from tests.factories import membership_matters as make
from tests.factories import membership_rounds as rounds
from tests.membership.test_review_views import fresh

FIELDS = {
    "ground": "inspection",
    "asker": "inspection",
    "words": "Two days for an inspection were refused.",
    "evidence": "Our letters of May.",
}


@dataclass(frozen=True, slots=True)
class World:
    app: Flask
    office: Member
    physician: int
    judges: tuple[int, ...]
    lay: int

    def client(self, person: Member | None = None) -> FlaskClient:
        return fresh(self.app, person or self.office)

    def path(self, rest: str) -> str:
        return f"/office/membership/members/{self.physician}{rest}"


@pytest.fixture
def world(context: Flask) -> World:
    office = member("one@example.org", "Kim Office", Role.COORDINATOR)
    with transaction.unit():
        physician, _person = make.member(now=clock.now())
        people = [each.id for each in rounds.reviewers(6)]
        desk.judges(people[:5])
    return World(context, office, physician, tuple(people[:5]), people[5])


def post(client: FlaskClient, path: str, **data: Any) -> Any:
    return client.post(path, data={"csrf_token": csrf_token(client, path), **data})


def due(world: World, days: int = 10) -> None:
    """The re-review could be opened so many days ago."""
    with transaction.unit():
        row = session().get_one(Membership, world.physician)
        today = clock.now().date()
        row.re_review_opens, row.term_ends = today - timedelta(days=days), today + timedelta(days=180 - days)


def opened() -> list[tuple[Kind, int]]:
    with transaction.reading():
        rows = session().execute(sa.select(Round.kind, Matter.physician_id).join(Matter, Matter.round_id == Round.id))
        return [(row[0], row[1]) for row in rows]


def test_a_removal_is_previewed_and_opened(world: World) -> None:
    client, path = world.client(), world.path("/removal")
    assert "Propose removal" in client.get(path).text
    preview = post(client, path, **FIELDS, members=list(world.judges))
    assert preview.status_code == 200
    assert "Open the round and tell the member" in preview.text
    assert opened() == []
    answer = post(client, path, **FIELDS, members=list(world.judges), seen="y")
    assert (answer.status_code, answer.location) == (303, path)
    assert opened() == [(Kind.REMOVAL, world.physician)]
    page = client.get(path).text
    assert "Our letters of May." in page
    assert "No answer yet" in page


def test_everything_that_is_missing_is_said(world: World) -> None:
    client, path = world.client(), world.path("/removal")
    page = post(client, path, members=list(world.judges)).text
    for words in ("Choose the ground.", "Say who asks for it.", "Say what has happened.", "Say what shows it."):
        assert words in page
    few = post(client, path, **FIELDS, members=list(world.judges[:4]), seen="y").text
    assert "This ballot counts with at least 5 votes" in few
    assert opened() == []


def test_a_re_review_that_opens_later_says_when(world: World) -> None:
    page = world.client().get(world.path("/re-review")).text
    assert "The re-review opens on" in page
    assert "Members of the panel" not in page
    answer = post(world.client(), world.path("/re-review"), members=list(world.judges), lay=world.lay, seen="y")
    assert "The re-review opens on" in answer.text
    assert opened() == []


def test_a_re_review_that_is_due_stands_in_the_queue_until_it_is_opened(world: World) -> None:
    due(world)
    client, path = world.client(), world.path("/re-review")
    queue = client.get("/office/membership/members/re-reviews").text
    assert "10 days" in queue
    assert path in queue
    assert "Choose one lay reviewer." in post(client, path, members=list(world.judges)).text
    answer = post(client, path, members=list(world.judges), lay=world.lay, seen="y")
    assert answer.status_code == 303
    assert opened() == [(Kind.RE_REVIEW, world.physician)]
    assert path not in client.get("/office/membership/members/re-reviews").text


def test_the_office_finds_nothing_about_its_own_membership(world: World) -> None:
    with transaction.unit():
        from directory.physicians.models import Physician

        session().get_one(Physician, world.physician).person_id = world.office.id
    client = world.client()
    assert client.get(world.path("/removal")).status_code == 404
    assert client.get(world.path("/re-review")).status_code == 404


def test_a_page_of_nobody_is_not_found(world: World) -> None:
    assert world.client().get("/office/membership/members/999999/removal").status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CHAIR, Role.PHYSICIAN])
def test_only_the_office_opens_matters(world: World, role: Role) -> None:
    client = world.client(member("other@example.org", "Ola Other", role))
    assert client.get(world.path("/removal")).status_code == 403
    assert client.get("/office/membership/members/re-reviews").status_code == 403


def test_an_empty_queue_says_so(world: World) -> None:
    assert "No re-review is due." in world.client().get("/office/membership/members/re-reviews").text
