"""The desk's pages by browser: who sees what, every page answers, nothing breaks on bad input; comments; the answer."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory.accounts.rules import Role
from directory.core import clock, links, outbox, transaction
from directory.core.db import db, session
from directory.membership.actions import adverse, comments, desk
from directory.membership.letters.comments import LINK
from directory.membership.models import Application, Comment, Round
from directory.membership.queries import application as applications
from directory.membership.rules.application import State
from directory.membership.rules.comments import Weight
from tests.cast import Member, csrf_token, member, sign_in_fast
from tests.factories import membership_application as application_factory
from tests.factories import membership_desk as make
from tests.factories import membership_documents as pdfs
from tests.factories import membership_rounds as rounds_factory
from tests.membership.test_review_views import Fresh


@dataclass(frozen=True, slots=True)
class World:
    app: Flask
    one: Member
    two: Member
    applicant: Member
    judges: tuple[Member, ...]
    lay: Member
    application: int
    reference: str

    def client(self, person: Member | None = None) -> FlaskClient:
        db.session.remove()
        made = Fresh(self.app, self.app.response_class, use_cookies=True)
        if person is not None:
            sign_in_fast(made, person)
        return made

    def path(self, rest: str = "") -> str:
        return f"/office/membership/{self.reference}{rest}"

    def post(self, client: FlaskClient, path: str, at: str | None = None, **fields: object) -> TestResponse:
        return client.post(path, data={"csrf_token": csrf_token(client, at or path), **fields})

    def row(self) -> Application:
        return applications.locked(self.application)


@pytest.fixture
def world(context: Flask) -> World:
    one = member("one@example.org", "Kim Office", Role.COORDINATOR)
    two = member("two@example.org", "Lee Second", Role.COORDINATOR)
    applicant = member("applicant@example.org", "Dr Robin Vale", Role.APPLICANT)
    judges = tuple(member(f"j{n}@example.org", f"Judge Number{n}", Role.REVIEWER, Role.PHYSICIAN) for n in range(3))
    lay = member("lay@example.org", "Lou Lay", Role.REVIEWER)
    with transaction.unit():
        make.judges([each.id for each in judges])
        row = application_factory.draft(applicant.id, now=clock.now())
        application_factory.complete(row, clock.now())
        row.state, row.submitted, row.name_shown = State.SCREENING, clock.now(), True
        values = row.id, row.reference
    db.session.remove()
    return World(context, one, two, applicant, judges, lay, *values)


def opened(world: World) -> int:
    with transaction.unit():
        people = [each.id for each in world.judges]
        made = make.opened(world.row(), people, world.lay.id, person_id=world.one.id, now=clock.now())
        return made.id


def against(world: World) -> int:
    """A comment that weighs against, sent and read."""
    round_id = opened(world)
    with transaction.unit():
        made = make.from_patient(session().get_one(Round, round_id), now=clock.now())
        comments.send(made, clock.now())
        comments.verify(world.row(), made, person_id=world.one.id, now=clock.now())
        comments.read(world.row(), made, Weight.AGAINST, person_id=world.one.id, now=clock.now())
        return made.id


PAGES: tuple[str, ...] = (
    "",
    "/screening",
    "/screening/1",
    "/credentials",
    "/decline",
    "/ask",
    "/round",
    "/comments",
    "/summary",
)
PAGES += ("/conflict", "/waivers", "/referees", "/period")


def test_every_page_of_a_file_answers(world: World) -> None:
    client = world.client(world.one)
    for page in PAGES:
        assert client.get(world.path(page)).status_code == 200, page
    against(world)
    client = world.client(world.one)
    for page in PAGES:
        assert client.get(world.path(page)).status_code == 200, page


def test_nobody_else_sees_the_desk(world: World) -> None:
    for person in (world.applicant, world.judges[0]):
        client = world.client(person)
        for page in ("/office/membership", world.path(), world.path("/comments")):
            assert client.get(page).status_code == 403
    assert world.client().get(world.path()).status_code in {302, 303}


def test_a_coordinator_in_conflict_finds_no_trace(world: World) -> None:
    comment = against(world)
    with transaction.unit():
        desk.declare_conflict(world.row(), world.one.id, "We trained together.", clock.now())
        document = "0" * 32
    client = world.client(world.one)
    posts: tuple[str, ...] = (
        "/take",
        "/notes",
        "/conflict/1/undo",
        "/decline/confirm",
        "/decline/withdraw",
        "/credentials/1/end",
    )
    posts += (f"/comments/{comment}/read", f"/comments/{comment}/verify", f"/comments/{comment}/refuse")
    posts += ("/waivers/patients/end", f"/documents/{document}")
    for page in PAGES:
        assert client.get(world.path(page)).status_code == 404, page
    token = csrf_token(client, "/account")
    for page in (*PAGES, *posts):
        answer = client.post(world.path(page), data={"csrf_token": token})
        assert answer.status_code in {404, 405}, page
    for page in ("/office", "/office/membership", f"/office/membership?reference={world.reference}"):
        text = client.get(page).text
        assert f">{world.reference}<" not in text
        assert "Robin Vale" not in text
    for state in State:
        text = client.get(f"/office/membership?state={state}").text
        assert "Robin Vale" not in text
        assert "(1)" not in text
    assert '<span class="count">0</span><a href="/office/membership?state=submitted">' in client.get("/office").text
    streams = (
        f"?stream=application:{world.application}",
        f"?subject=application:{world.application}",
        "?stream=round:1",
    )
    other = world.client(world.two)
    for stream in streams:
        assert "person:" not in client.get(f"/office/audit{stream}").text
        assert "person:" in other.get(f"/office/audit{stream}").text
    for kind in ("application_receipt", "comment_notice", "round_seat"):
        shown, hidden = (each.get(f"/office/letters?kind={kind}").text for each in (other, client))
        assert "0 e-mails" in hidden
        assert kind == "application_receipt" or "0 e-mails" not in shown
    assert "Robin Vale" in other.get("/office/membership").text
    assert "We trained together." in other.get(world.path()).text


def test_the_queue_takes_whatever_the_address_holds(world: World) -> None:
    client = world.client(world.one)
    for query in ("?state=x&order=y&page=-1", "?reference=%25_%00", "?page=99999999", "?state=draft&order=state"):
        assert client.get(f"/office/membership{query}").status_code == 200
    assert world.reference in client.get(f"/office/membership?reference={world.reference[:5].lower()}").text


def test_screening_by_the_pages(world: World) -> None:
    client = world.client(world.one)
    answer = world.post(client, world.path("/screening/1"), finding="clear", note="")
    assert (answer.status_code, "Say in a sentence" in answer.text) == (422, True)
    for number in range(1, 5):
        answer = world.post(client, world.path(f"/screening/{number}"), finding="clear", note="Looked up.")
        assert answer.status_code == 303
    assert client.get(world.path("/screening/5")).status_code == 404
    page = client.get(world.path("/credentials?kind=licence")).text
    assert "MA-48211" in page
    fields = {"kind": "licence", "title": "Licence", "issuer": "Board", "number": "MA-48211", "country": "US"}
    fields |= {"region": "MA", "result": "confirmed", "expires": "2030-06-30"}
    answer = world.post(client, world.path("/credentials"), **fields)
    assert (answer.status_code, "Give the source" in answer.text) == (422, True)
    answer = world.post(client, world.path("/credentials"), **fields, address="https://board.example.org")
    assert answer.status_code == 303
    text = client.get(world.path("/screening")).text
    assert text.count("Not there") == 4
    assert "https://board.example.org" in text
    assert world.post(client, world.path("/credentials/1/end"), at=world.path("/screening")).status_code == 303


def test_declining_needs_two(world: World) -> None:
    client = world.client(world.one)
    assert world.post(client, world.path("/decline"), rule="9", reapply="x", reason="").status_code == 422
    answer = world.post(client, world.path("/decline"), rule="1", reapply="2027-06-01", reason="None is listed.")
    assert answer.status_code == 303
    answer = world.post(client, world.path("/decline/confirm"), at=world.path("/screening"))
    assert (answer.status_code, "a second coordinator has to confirm" in answer.text) == (409, True)
    other = world.client(world.two)
    assert "None is listed." in other.get(world.path("/screening")).text
    assert world.post(other, world.path("/decline/confirm"), at=world.path("/screening")).status_code == 303
    assert "Declined" in other.get(world.path()).text


def test_information_is_asked_for_item_by_item(world: World) -> None:
    client = world.client(world.one)
    assert world.post(client, world.path("/ask")).status_code == 422
    answer = world.post(client, world.path("/ask"), section_1="criterion-3", words_1="Which angle?")
    assert answer.status_code == 303
    assert "Which angle?" in client.get(world.path()).text
    home = world.client(world.applicant).get("/membership/application").text
    assert "Which angle?" in home
    assert world.post(client, world.path("/notes"), at=world.path(), words="Called.").status_code == 303
    assert "Called." in client.get(world.path()).text
    assert "Called." not in world.client(world.applicant).get("/membership/application").text


def test_a_round_is_previewed_and_opened(world: World) -> None:
    client = world.client(world.one)
    text = client.get(world.path("/round")).text
    for words in ("Hard stop 1 was not checked.", "No unexpired licence", "Colleagues who have answered: 0"):
        assert words in text
    with transaction.unit():
        make.screened(world.row(), world.one.id, clock.now())
        make.waived(world.row(), world.one.id, clock.now())
    client = world.client(world.one)
    members = [str(each.id) for each in world.judges]
    answer = world.post(client, world.path("/round"), members=members[:2], lay=str(world.lay.id))
    assert (answer.status_code, "At least 3 members" in answer.text) == (422, True)
    answer = world.post(client, world.path("/round"), members=members)
    assert (answer.status_code, "Choose one lay reviewer." in answer.text) == (422, True)
    assert world.post(client, world.path("/round"), members=["x", "-1"], lay="9999").status_code == 422
    answer = world.post(client, world.path("/round"), members=members, lay=str(world.lay.id))
    assert (answer.status_code, "Open the round and tell everybody" in answer.text) == (200, True)
    fields: dict[str, Any] = {"members": members, "lay": str(world.lay.id), "seen": "y"}
    assert world.post(client, world.path("/round"), **fields).status_code == 303
    assert "Comments until" in client.get(world.path("/round")).text
    assert world.client(world.judges[0]).get("/review").text.count("R-") >= 1


def test_waivers_by_the_page(world: World) -> None:
    client = world.client(world.one)
    assert world.post(client, world.path("/waivers"), what="patients", least="5", reason="x").status_code == 422
    assert world.post(client, world.path("/waivers"), what="patients", least="1", reason="Moved.").status_code == 303
    assert "1 instead of 2" in client.get(world.path("/waivers")).text
    answer = world.post(client, world.path("/waivers/patients/end"), at=world.path("/waivers"))
    assert answer.status_code == 303
    assert world.post(client, world.path("/waivers/x/end"), at=world.path("/waivers")).status_code == 404


def test_a_conflict_is_declared_and_a_colleague_takes_it_back(world: World) -> None:
    client = world.client(world.one)
    assert world.post(client, world.path("/conflict"), reason="").status_code == 422
    assert world.post(client, world.path("/conflict"), reason="A cousin.").status_code == 303
    assert client.get(world.path()).status_code == 404
    other = world.client(world.two)
    undo = world.path(f"/conflict/{world.one.id}/undo")
    assert world.post(other, undo, at=world.path()).status_code == 303
    assert world.client(world.one).get(world.path()).status_code == 200


def test_a_document_opens_by_a_post_that_is_recorded(world: World) -> None:
    from directory.membership.actions import sections
    from directory.membership.queries import sections as queries
    from directory.membership.rules.criteria import EvidenceKind
    from directory.membership.rules.evidence import Piece, Shape
    from directory.membership.rules.sections import Section

    with transaction.unit():
        row = world.row()
        row.state = State.DRAFT
        key = applications.own_vault(row)
        from directory.core import vault

        document = "ab" * 16
        sealed = sections.store_document(vault.opened(key), queries.document_name(row, document), document, pdfs.pdf())
        piece = Piece(EvidenceKind.CV, Shape.DOCUMENT, "CV")
        sections.add_piece(row.id, Section.CRITERION_7, piece, document=sealed, replaces=None, now=clock.now())
        row.state = State.SCREENING
    client = world.client(world.one)
    path = world.path(f"/documents/{document}")
    assert client.get(path).status_code == 303
    assert world.post(client, path, at=world.path()).status_code == 303
    shown = client.get(path)
    assert (shown.status_code, shown.mimetype) == (200, "application/pdf")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert world.client(world.two).get(path).status_code == 303


def sent_letters(world: World) -> list[outbox.Letter]:
    sent: list[outbox.Letter] = []
    with world.app.app_context():
        outbox.deliver_due(clock.now, sent.append)
    return sent


def test_a_patient_comments_by_a_link_and_the_button(world: World) -> None:
    opened(world)
    visitor, path = world.client(), f"/membership/comments/{world.reference}"
    listed = visitor.get("/membership/comments").text
    assert path in listed
    assert world.post(visitor, path, words="", name="", email="x").status_code == 422
    fields = {"words": "The scar is wide.", "name": "Pat Novak", "email": "pat@example.org"}
    answer = world.post(visitor, path, **fields, clinic="Vale Clinic", when="May 2024")
    assert answer.headers["Location"].endswith("/membership/comments/asked")
    db.session.remove()
    letters = [each for each in sent_letters(world) if each.to == "pat@example.org"]
    link = re.search(r"/membership/comments/send/[\w-]+", letters[-1].text)
    assert link
    assert "scar" not in letters[-1].text
    visitor = world.client()
    assert "The scar is wide." in visitor.get(link.group()).text
    office = world.client(world.one)
    assert "The scar is wide." not in office.get(world.path("/comments")).text
    assert world.post(visitor, link.group()).status_code == 303
    assert "The scar is wide." in office.get(world.path("/comments")).text
    assert "Add a document" in visitor.get(link.group()).text
    with transaction.reading():
        assert session().query(Comment).one().received is not None
    db.session.remove()


def test_a_proof_is_a_pdf_and_only_the_office_sees_it(world: World) -> None:
    import io

    round_id = opened(world)
    with transaction.unit():
        made = make.from_patient(session().get_one(Round, round_id), now=clock.now())
        comments.send(made, clock.now())
        number, token = made.id, links.token_for(LINK, made.submission)
    visitor, page = world.client(), f"/membership/comments/send/{token}"

    def give(data: bytes) -> int:
        fields = {"csrf_token": csrf_token(visitor, page), "file": (io.BytesIO(data), "bill.pdf")}
        return visitor.post(f"{page}/proof", data=fields, content_type="multipart/form-data").status_code

    assert give(pdfs.HOSTILE["script"]) == 422
    assert give(b"") == 422
    assert give(pdfs.pdf(text=b"A bill")) == 303
    office = world.client(world.one)
    proof = world.path(f"/comments/{number}/proof")
    assert office.get(proof).status_code == 303
    assert world.post(office, proof, at=world.path("/comments")).status_code == 303
    assert b"A bill" in office.get(proof).data
    path = world.path(f"/comments/{number}/verify")
    assert world.post(office, path, at=world.path("/comments")).status_code == 303
    read = world.path(f"/comments/{number}/read")
    assert world.post(office, read, at=world.path("/comments"), weight="against").status_code == 303
    assert world.post(office, read, at=world.path("/comments"), weight="x").status_code == 422


def test_a_wrong_link_is_not_there_and_a_stranger_sees_no_hidden_name(world: World) -> None:
    opened(world)
    visitor = world.client()
    assert visitor.get("/membership/comments/send/wrong").status_code == 404
    assert visitor.get("/membership/comments/A-0000-0000").status_code == 404
    with transaction.unit():
        world.row().name_shown = False
    visitor = world.client()
    page = visitor.get(f"/membership/comments/{world.reference}")
    assert (page.status_code, "Robin Vale" in page.text) == (200, False)
    assert "Robin Vale" not in visitor.get("/membership/comments").text


def test_a_member_reads_the_name_and_comments_a_recused_one_finds_nothing(world: World) -> None:
    round_id = opened(world)
    with transaction.unit():
        world.row().name_shown = False
        from tests.factories import physicians

        rounds_factory.recuse(session().get_one(Round, round_id), world.judges[0].id, now=clock.now())
        made = physicians.bare_physician("Una Member")
        made_id = made.id
    una = member("una@example.org", "Dr Una Member", Role.PHYSICIAN)
    with transaction.unit():
        from directory.physicians.models import Physician

        session().get_one(Physician, made_id).person_id = una.id
    path = f"/membership/comments/{world.reference}"
    client = world.client(una)
    assert "Robin Vale" in client.get(path).text
    assert world.post(client, path, words="Careful work.").status_code == 303
    answer = world.post(client, path, words="And more.")
    assert (answer.status_code, "We have a comment of yours" in answer.text) == (409, True)
    assert world.client(world.judges[0]).get(path).status_code == 404
    answer = world.post(world.client(world.judges[1]), path, words="I sit here.")
    assert (answer.status_code, "You sit in this panel" in answer.text) == (422, True)


def test_the_applicant_answers_a_summary_and_the_panel_reads_both(world: World) -> None:
    number = against(world)
    office = world.client(world.one)
    path = world.path("/summary")
    named = world.post(office, path, sources=[str(number)], words="Pat Novak is unhappy.")
    assert (named.status_code, "names somebody" in named.text) == (422, True)
    assert world.post(office, path, sources=[str(number)], words="A patient is unhappy.").status_code == 303
    applicant = world.client(world.applicant)
    assert "/membership/application/summaries/1" in applicant.get("/membership/application").text
    answer_page = "/membership/application/summaries/1"
    text = applicant.get(answer_page).text
    assert "A patient is unhappy." in text
    assert "Novak" not in text
    assert world.post(applicant, answer_page, answer="").status_code == 422
    assert world.post(applicant, answer_page, answer="I offered a revision.").status_code == 303
    assert applicant.get("/membership/application/summaries/2").status_code == 404
    with transaction.unit():
        round_ = session().query(Round).one()
        rounds_factory.declare(round_, world.judges[0].id, now=clock.now())
        reference = round_.reference
    panel = world.client(world.judges[0]).get(f"/review/{reference}").text
    assert "A patient is unhappy." in panel
    assert "I offered a revision." in panel
    assert "Novak" not in panel


def test_another_applicant_does_not_find_the_summary(world: World) -> None:
    number = against(world)
    with transaction.unit():
        adverse.summarise(world.row(), "Unhappy.", [number], person_id=world.one.id, now=clock.now())
    other = member("other2@example.org", "Dr Other", Role.APPLICANT)
    with transaction.unit():
        application_factory.draft(other.id, "Dr Other", clock.now())
    assert world.client(other).get("/membership/application/summaries/1").status_code == 404


def test_the_desks_first_page_counts_what_waits(world: World) -> None:
    round_id = opened(world)
    with transaction.unit():
        made = make.from_patient(session().get_one(Round, round_id), now=clock.now())
        comments.send(made, clock.now())
        rounds_factory.application(state=State.SUBMITTED, now=clock.now())
    text = world.client(world.one).get("/office").text
    assert '<span class="count">1</span><a href="/office/membership?state=submitted">' in text
    assert '<span class="count">1</span><a href="/office/membership?state=in_review">' in text
