"""The pages on which a record is made and downloaded: whose they are, and what they refuse."""

import io
import zipfile
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from directory.accounts.rules import Role
from directory.core import audit, transaction
from directory.core.db import db, session
from directory.membership.models import Elector, OfficeConflict, Record
from directory.membership.rules.rounds import Seat
from tests.cast import Member, csrf_token, member
from tests.conftest import NOW
from tests.factories import membership_record as make
from tests.factories import membership_rounds
from tests.membership.test_review_views import fresh


@dataclass(frozen=True, slots=True)
class World:
    app: Flask
    application_id: int
    round_id: int
    reference: str
    office: Member
    chair: Member

    def path(self, person: Member) -> str:
        if person is self.office:
            return f"/office/membership/{self.reference}/record"
        return f"/review/chair/records/{self.reference}"

    def client(self, person: Member) -> FlaskClient:
        return fresh(self.app, person)


@pytest.fixture
def world(context: Flask) -> World:
    office = member("office@example.org", "Ola Office", Role.COORDINATOR)
    chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
    application_id, round_id, _people = make.decided()
    reference = make.application(application_id).reference
    db.session.remove()
    return World(context, application_id, round_id, reference, office, chair)


def make_one(world: World, person: Member, redaction: str) -> int:
    client = world.client(person)
    path = world.path(person)
    return client.post(path, data={"csrf_token": csrf_token(client, path), "redaction": redaction}).status_code


def test_a_coordinator_makes_and_downloads_the_editions_without_votes(world: World) -> None:
    assert make_one(world, world.office, "applicant") == 303
    client, path = world.client(world.office), world.path(world.office)
    page = client.get(path)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    number = session().scalars(sa.select(Record.id)).one()
    answer = client.post(f"{path}/{number}", data={"csrf_token": csrf_token(client, path)})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    assert world.reference not in answer.headers["Content-Disposition"]
    actions = session().scalars(sa.select(audit.AuditRow.actor).where(audit.AuditRow.action.startswith("record.")))
    assert list(actions) == [f"person:{world.office.id}"] * 2


def test_the_edition_for_a_court_is_the_chairs_alone(world: World) -> None:
    assert make_one(world, world.office, "court") == 422
    assert make_one(world, world.chair, "court") == 303
    number = session().scalars(sa.select(Record.id)).one()
    client, path = world.client(world.office), world.path(world.office)
    token = csrf_token(client, path)
    assert "For a court" not in client.get(path).text
    assert client.post(f"{path}/{number}", data={"csrf_token": token}).status_code == 404


def test_odd_input_is_refused(world: World) -> None:
    assert make_one(world, world.chair, "everything") == 422
    client, path = world.client(world.chair), world.path(world.chair)
    token = csrf_token(client, path)
    assert client.post(f"{path}/99999", data={"csrf_token": token}).status_code == 404
    assert client.post(f"{path}/1", data={}).status_code == 403
    assert client.get("/review/chair/records/A-0000-0000").status_code == 404


def test_whoever_is_in_conflict_finds_no_file(world: World) -> None:
    with transaction.unit():
        conflict = {"application_id": world.application_id, "reason": b"-", "declared": NOW}
        session().add(OfficeConflict(person_id=world.office.id, **conflict))
    assert world.client(world.office).get(world.path(world.office)).status_code == 404
    assert world.client(world.chair).get(world.path(world.chair)).status_code == 200


def test_a_chair_who_took_no_part_finds_no_file(context: Flask) -> None:
    chair = member("chair@example.org", "Cleo Chair", Role.CHAIR)
    application_id, round_id, _people = make.decided()
    with transaction.unit():
        seat = {"seat": Seat.MEMBER, "seated": NOW, "declared": NOW, "recused": NOW}
        session().add(Elector(round_id=round_id, person_id=chair.id, **seat))
        reference = make.application(application_id).reference
    assert fresh(context, chair).get(f"/review/chair/records/{reference}").status_code == 404


def test_strangers_and_reviewers_are_kept_out(world: World) -> None:
    reviewer = member("plain@example.org", "Rea Reviewer", Role.REVIEWER)
    assert world.client(reviewer).get(world.path(world.office)).status_code == 403
    assert world.client(reviewer).get(world.path(world.chair)).status_code == 403
    assert world.client(world.office).get(world.path(world.chair)).status_code == 403


def test_the_page_says_why_none_can_be_made(world: World) -> None:
    with transaction.unit():
        early = membership_rounds.application(now=NOW).reference
    page = world.client(world.office).get(f"/office/membership/{early}/record")
    assert page.status_code == 200
    assert "There is no decision yet." in page.text
    assert "Make it" not in page.text
