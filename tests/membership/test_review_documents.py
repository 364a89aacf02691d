"""A reviewer opens a PDF of the file: by a button, recorded, in a sandbox, nowhere kept; and nobody else sees it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.rules import Role
from directory.core import clock, transaction, vault
from directory.core.audit import AuditRow
from directory.core.db import session
from directory.membership.actions import recusals, sections
from directory.membership.models import Application, ItemOpening
from directory.membership.queries import application as applications
from directory.membership.queries import rounds as queries
from directory.membership.queries.sections import document_name
from directory.membership.rules.application import State
from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.evidence import Piece, Shape
from directory.membership.rules.sections import Section
from tests.cast import Member, csrf_token, member, sign_in_fast
from tests.conftest import Client, browser
from tests.factories import membership_documents as papers
from tests.factories import membership_rounds as make

pytestmark = pytest.mark.both
DOCUMENT = "d" * 32
CV = papers.pdf(text=b"Twelve years in Boston")


@dataclass(frozen=True, slots=True)
class World:
    """An open admission whose seventh criterion has a document; everybody has declared."""

    app: Flask
    reference: str
    people: tuple[Member, ...]

    def client(self, person: Member) -> Client:
        made = browser(self.app)
        sign_in_fast(made, person)
        return made

    @property
    def address(self) -> str:
        return f"/review/{self.reference}/7/documents/{DOCUMENT}"

    def open(self, client: Client) -> str:
        """By the button; where it leads."""
        token = csrf_token(client, f"/review/{self.reference}/7")
        answer = client.post(self.address, data={"csrf_token": token})
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def openings(self) -> list[tuple[str, str, dict[str, str]]]:
        with self.app.app_context(), transaction.reading():
            rows = session().scalars(sa.select(AuditRow).where(AuditRow.stream == "openings").order_by(AuditRow.seq))
            return [(row.actor, row.subject, row.detail) for row in rows]


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        people = tuple(member(f"r{n}@example.org", f"Reviewer Number{n}", Role.REVIEWER) for n in range(4))
        with transaction.unit():
            found = make.application()
            _add(found)
            first, *ids = (person.id for person in people)
            round_ = make.opened_people([first, *ids[:-1]], ids[-1], application_id=found.id, now=clock.now())
            for each in (first, *ids):
                make.declare(round_, each, now=clock.now() + timedelta(seconds=1))
            return World(app, round_.reference, people)


def _add(found: Application) -> None:
    state, found.state = found.state, State.DRAFT
    key = vault.opened(applications.own_vault(found))
    sealed = sections.store_document(key, document_name(found, DOCUMENT), DOCUMENT, CV)
    piece = Piece(EvidenceKind.CV, Shape.DOCUMENT, "Training")
    sections.add_piece(found.id, Section.CRITERION_7, piece, document=sealed, replaces=None, now=clock.now())
    found.state = state
    session().flush()


def test_the_page_has_a_button_that_opens_it_and_is_recorded(world: World) -> None:
    reviewer = world.people[0]
    client = world.client(reviewer)
    assert f'action="{world.address}"' in client.get(f"/review/{world.reference}/7").text
    assert world.open(client) == world.address
    codes = {"role": "reviewer", "why": "review"}
    assert world.openings() == [(f"person:{reviewer.id}", f"document:{DOCUMENT}", codes)]
    with world.app.app_context(), transaction.reading():
        rows = session().execute(sa.select(ItemOpening.person_id, ItemOpening.criterion, ItemOpening.item)).all()
        assert rows == [(reviewer.id, 7, f"document:{DOCUMENT}")]


def test_it_is_shown_whole_in_a_sandbox_and_kept_nowhere(world: World) -> None:
    client = world.client(world.people[0])
    shown = client.get(world.open(client))
    assert (shown.status_code, shown.data) == (200, CV)
    assert shown.headers["Content-Type"] == "application/pdf"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["Content-Disposition"] == 'inline; filename="document.pdf"'
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in shown.headers["Cache-Control"]
    assert shown.headers["Referrer-Policy"] == "no-referrer"


def test_the_address_alone_shows_nothing_before_it_is_opened_by_this_reviewer(world: World) -> None:
    """The opening of one is none of another: the address leads to the page with the button."""
    world.open(world.client(world.people[0]))
    answer = world.client(world.people[1]).get(world.address)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/review/{world.reference}/7")
    assert b"%PDF" not in answer.data
    assert len(world.openings()) == 1


def test_another_document_another_criterion_and_no_token_open_nothing(world: World) -> None:
    client = world.client(world.people[0])
    token = csrf_token(client, f"/review/{world.reference}/7")
    for path in (world.address.replace("/7/", "/8/"), world.address.replace(DOCUMENT, "e" * 32)):
        assert client.get(path).status_code == 404
        assert client.post(path, data={"csrf_token": token}).status_code == 404
    assert client.post(world.address).status_code == 403
    assert world.openings() == []


def test_a_recused_reviewer_and_a_stranger_get_404_also_after_they_opened_it(world: World) -> None:
    reviewer = world.people[0]
    client = world.client(reviewer)
    world.open(client)
    with world.app.app_context(), transaction.unit():
        recusals.recuse(queries.locked_seat_or_404(world.reference, reviewer.id), "We are friends.", clock.now())
    with world.app.app_context():
        stranger = member("other@example.org", "Otto Other", Role.REVIEWER)
    for each in (client, world.client(stranger)):
        assert each.get(world.address).status_code == 404
        token = csrf_token(each, "/account")
        assert each.post(world.address, data={"csrf_token": token}).status_code == 404
    assert len(world.openings()) == 1
