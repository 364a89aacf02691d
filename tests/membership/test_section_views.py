"""Writing an application: pages, saving, two windows, evidence and documents; and nobody else's."""

import io
import json

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from directory.accounts.rules import Role
from directory.core import clock, files, transaction
from directory.core.db import session
from directory.membership.models.application import Application
from directory.membership.models.section import Document, EvidencePiece, SectionText
from directory.membership.queries import application as applications
from directory.membership.queries import sections
from directory.membership.rules.application import State
from directory.membership.rules.documents import BYTES_MOST
from directory.membership.rules.sections import Section
from tests import cast
from tests.conftest import Client, browser
from tests.factories import membership_application as factory
from tests.factories import membership_documents as pdfs

pytestmark = pytest.mark.both
HOME = "/membership/application"
JSON = "application/json"  # as the script that saves while one writes


@pytest.fixture
def applicant(app: Flask) -> cast.Member:
    with app.app_context():
        return cast.member("applicant@example.org", "Dr Robin Vale", Role.APPLICANT, enrolled=False)


@pytest.fixture
def mine(app: Flask, client: Client, applicant: cast.Member) -> int:
    """The id of a draft whose owner is signed in, without a second factor."""
    with app.app_context(), transaction.unit():
        made = factory.draft(applicant.id, now=clock.now()).id
    cast.sign_in_fast(client, applicant, second_factor=False)
    return made


def row(application_id: int) -> Application:
    return session().get_one(Application, application_id)


def save(client: Client, section: str, revision: int, accept: str = "text/html", **fields: str) -> TestResponse:
    token = cast.csrf_token(client, f"{HOME}/{section}")
    headers = {"Accept": accept}
    data = {"csrf_token": token, "revision": str(revision), **fields}
    return client.post(f"{HOME}/{section}", data=data, headers=headers)


def body(app: Flask, application_id: int, section: Section) -> dict[str, str | bool]:
    with app.app_context(), transaction.reading():
        return dict(sections.text_of(row(application_id), section).body)


def test_without_an_application_the_page_leads_to_the_beginning(client: Client, applicant: cast.Member) -> None:
    cast.sign_in_fast(client, applicant, second_factor=False)
    assert client.get(HOME).location == "/membership/apply"


def test_a_visitor_signs_in_by_e_mail(client: Client) -> None:
    assert client.get("/membership/apply").location == "/sign-in/email?next=/membership/apply"


def test_anybody_signed_in_can_begin_and_becomes_an_applicant(app: Flask, client: Client) -> None:
    with app.app_context():
        owner = cast.assemble().owner
    cast.sign_in_fast(client, owner)
    assert client.get(HOME).status_code == 403
    answer = cast.post_form(client, "/membership/apply", name="Dr Olive Owner")
    assert (answer.status_code, answer.location) == (303, HOME)
    page = client.get(HOME)
    assert page.status_code == 200
    assert "Dr Olive Owner" in page.text
    assert client.get("/membership/apply").location == HOME


@pytest.mark.parametrize("section", [section.value for section in Section])
def test_every_section_opens(client: Client, mine: int, section: str) -> None:
    answer = client.get(f"{HOME}/{section}")
    if section == "cases":
        assert answer.status_code == 303
    else:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("section", ["criterion-9", "nothing", "..", "%00", "x" * 300])
def test_what_is_no_section_is_not_there(client: Client, mine: int, section: str) -> None:
    assert client.get(f"{HOME}/{section}").status_code == 404


def test_what_is_saved_is_sealed_and_shown_again(app: Flask, client: Client, mine: int) -> None:
    answer = save(client, "criterion-3", 0, statement="Angles of fifteen degrees at the temple.")
    assert answer.status_code == 303
    assert "Angles of fifteen degrees" in client.get(f"{HOME}/criterion-3").text
    with app.app_context(), transaction.reading():
        kept = session().get_one(SectionText, (mine, Section.CRITERION_3))
        assert b"Angles" not in kept.body
        assert kept.revision == 1


def test_the_script_saves_and_gets_the_next_revision(client: Client, mine: int) -> None:
    first = save(client, "criterion-3", 0, accept=JSON, statement="One")
    second = save(client, "criterion-3", 1, accept=JSON, statement="One and two")
    assert (first.json, second.json) == ({"revision": 1}, {"revision": 2})


def test_a_later_stale_save_gets_409_and_both_texts(app: Flask, client: Client, mine: int) -> None:
    save(client, "criterion-3", 0, statement="What the first window wrote")
    answer = save(client, "criterion-3", 0, statement="What the second window wrote")
    assert answer.status_code == 409
    assert "What the first window wrote" in answer.text
    assert "What the second window wrote" in answer.text
    assert 'name="revision" type="hidden" value="1"' in answer.text
    assert body(app, mine, Section.CRITERION_3)["statement"] == "What the first window wrote"
    answer = save(client, "criterion-3", 1, statement="Both joined")
    assert answer.status_code == 303
    assert body(app, mine, Section.CRITERION_3)["statement"] == "Both joined"


def test_after_comparing_the_other_text_can_stand(app: Flask, client: Client, mine: int) -> None:
    save(client, "criterion-3", 0, statement="First")
    assert save(client, "criterion-3", 1, statement="Second", stored="1").status_code == 303
    assert body(app, mine, Section.CRITERION_3)["statement"] == "First"


def test_the_script_is_told_of_the_other_window(client: Client, mine: int) -> None:
    save(client, "criterion-3", 0, statement="First")
    answer = save(client, "criterion-3", 0, accept=JSON, statement="Second")
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["error"] == "Stale"


def test_the_same_text_sent_twice_is_one_revision(client: Client, mine: int) -> None:
    save(client, "criterion-3", 0, statement="First")
    assert save(client, "criterion-3", 0, statement="First").status_code == 303


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("licence_expires", "soon"),
        ("licence_expires", "99999-01-01"),
        ("name", "x" * 161),
        ("cover_expires", "0001-01-01"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(client: Client, mine: int, field: str, typed: str) -> None:
    answer = save(client, "you", 1, "text/html", **{field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    answer = save(client, "you", 1, JSON, **{field: typed})
    assert answer.status_code == 422


def test_a_country_that_is_none_is_not_kept(app: Flask, client: Client, mine: int) -> None:
    save(client, "you", 1, name="Dr Robin Vale", country="ZZ-evil")
    assert body(app, mine, Section.YOU)["country"] == ""


def test_a_licence_number_is_in_one_live_application_only(app: Flask, client: Client, mine: int) -> None:
    with app.app_context():
        other = cast.member("second@example.org", "Dr Second", Role.APPLICANT)
        with transaction.unit():
            factory.complete(factory.draft(other.id), licence="ma 48211")
    answer = save(client, "you", 1, name="Me", licence_country="US", licence_region="ma", licence_number="MA-48211")
    assert answer.status_code == 409
    assert "with this licence number already" in answer.text


def add(client: Client, kind: str, section: str = "criterion-8", query: str = "", **fields: object) -> TestResponse:
    path = f"{HOME}/{section}/evidence?{query or f'kind={kind}'}"
    return client.post(path, data={"csrf_token": cast.csrf_token(client, path), **fields})


def upload(client: Client, data: bytes, name: str = "cv.pdf", query: str = "") -> TestResponse:
    given = {"shape": "document", "words": "CV of 2026", "file": (io.BytesIO(data), name)}
    return add(client, "cv", "criterion-7", query, **given)


def test_a_document_is_kept_sealed_and_shown_in_a_sandbox(app: Flask, client: Client, mine: int) -> None:
    answer = upload(client, pdfs.pdf())
    assert answer.status_code == 303, answer.text
    with app.app_context(), transaction.reading():
        document = session().query(Document).one()
        assert b"%PDF" not in files.store().get(f"documents/{document.id}")
        address = f"{HOME}/documents/{document.id}"
    assert address in client.get(f"{HOME}/criterion-7").text
    shown = client.get(address)
    assert shown.data == pdfs.pdf()
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["Content-Disposition"] == 'inline; filename="document.pdf"'
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.mimetype == "application/pdf"
    assert client.get(f"{address}?save=1").headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdfs.HOSTILE["script"], "holds a script"),
        (pdfs.HOSTILE["launch"], "holds a script"),
        (pdfs.LOCKED, "protected by a password"),
        (pdfs.TRUNCATED, "damaged or not complete"),
        (pdfs.ZIP, "not a PDF"),
        (b"\xff\xd8\xff\xe0 a photo", "Only PDF documents are taken"),
        (pdfs.pdf() + b" " * BYTES_MOST, "larger than 10 MB"),
    ],
)
def test_other_files_are_refused_with_a_sentence_and_nothing_is_kept(
    app: Flask, client: Client, mine: int, data: bytes, words: str
) -> None:
    answer = upload(client, data)
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context(), transaction.reading():
        assert session().query(EvidencePiece).count() == 0
        assert files.store().names() == []


def test_a_hundred_megabytes_are_refused_before_they_are_read(client: Client, mine: int) -> None:
    path = f"{HOME}/criterion-7/evidence?kind=cv"
    declared = {"CONTENT_LENGTH": str(100 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = client.post(path, environ_overrides=declared)
    assert answer.status_code == 413
    assert "a document 10 MB" in answer.text


def test_other_shapes_of_evidence(client: Client, mine: int) -> None:
    assert add(client, "publications", shape="publication", words="Vale R. Dense packing. 2024.").status_code == 303
    assert add(client, "credential", shape="link", words="Board", address="https://board.example/7").status_code == 303
    assert add(client, "credential", shape="none", words="The board closed in 2001.").status_code == 303
    page = client.get(f"{HOME}/criterion-8").text
    assert "Dense packing. 2024." in page
    assert 'href="https://board.example/7"' in page
    assert "The board closed in 2001." in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"shape": "link", "words": "Board", "address": "javascript:alert(1)"}, "beginning with https://"),
        ({"shape": "link", "words": "Board", "address": "https://"}, "beginning with https://"),
        ({"shape": "none", "words": ""}, "why there is none"),
        ({"shape": "document", "words": "CV"}, "Choose the PDF."),
        ({"words": "CV"}, "Choose how you give it."),
        ({"shape": "case", "words": "CV"}, ""),
    ],
)
def test_evidence_that_says_nothing_is_refused(client: Client, mine: int, fields: dict[str, str], words: str) -> None:
    answer = add(client, "credential", **fields)
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("query", ["kind=case_sheet", "kind=", "", "kind=nothing", "replaces=99", "replaces=x"])
def test_evidence_that_is_not_asked_there_is_not_there(client: Client, mine: int, query: str) -> None:
    assert client.get(f"{HOME}/criterion-8/evidence?{query}").status_code == 404
    assert client.get(f"{HOME}/you/evidence?{query}").status_code == 404


def test_a_piece_is_replaced_by_a_new_version(app: Flask, client: Client, mine: int) -> None:
    upload(client, pdfs.pdf())
    answer = upload(client, pdfs.pdf(text=b"A newer CV"), query="replaces=1")
    assert answer.status_code == 303
    assert upload(client, pdfs.pdf(text=b"Too late"), query="kind=cv").status_code == 303
    with app.app_context(), transaction.reading():
        pieces = session().query(EvidencePiece).order_by(EvidencePiece.number).all()
        assert [(piece.number, piece.replaces, piece.ended is not None) for piece in pieces] == [
            (1, None, True),
            (2, 1, False),
            (3, None, False),
        ]
        first = session().get_one(Document, pieces[0].document_id)
        assert first.replaced_by == pieces[1].document_id


def test_a_piece_is_removed_once(client: Client, mine: int) -> None:
    add(client, "publications", shape="publication", words="Vale R. 2024.")
    path = f"{HOME}/evidence/1/remove"
    token = cast.csrf_token(client, f"{HOME}/criterion-8")
    assert client.post(path, data={"csrf_token": token}).status_code == 303
    assert client.post(path, data={"csrf_token": token}).status_code == 404
    assert "Vale R. 2024." not in client.get(f"{HOME}/criterion-8").text


def test_nothing_of_it_opens_for_another_applicant(app: Flask, client: Client, mine: int) -> None:
    upload(client, pdfs.pdf())
    with app.app_context():
        with transaction.reading():
            document = session().query(Document).one().id
        other = cast.member("second@example.org", "Dr Second", Role.APPLICANT, enrolled=False)
        with transaction.unit():
            factory.draft(other.id, "Dr Second")
    stranger = browser(app)
    cast.sign_in_fast(stranger, other, second_factor=False)
    assert stranger.get(f"{HOME}/documents/{document}").status_code == 404
    token = cast.csrf_token(stranger, f"{HOME}/criterion-8")
    assert stranger.post(f"{HOME}/evidence/1/remove", data={"csrf_token": token}).status_code == 404
    assert stranger.get(f"{HOME}/criterion-7/evidence?replaces=1").status_code == 404
    assert "Dr Robin Vale" not in stranger.get(HOME).text


def test_an_erased_application_says_so_and_another_can_be_begun(app: Flask, client: Client, mine: int) -> None:
    from directory.core import vault

    with app.app_context(), transaction.unit():
        erased = row(mine)
        vault.destroy(applications.own_vault(erased), clock.now())
        erased.state = State.EXPIRED  # what is erased has ended before
    assert client.get(f"{HOME}/you").status_code == 410
    assert client.get(HOME).headers["Location"] == "/membership/apply"
    assert client.get("/membership/apply").status_code == 200


def test_json_that_is_no_form_saves_nothing(client: Client, mine: int) -> None:
    answer = client.post(f"{HOME}/criterion-3", data=json.dumps({"statement": "x"}), content_type="application/json")
    assert answer.status_code in (403, 422)


ODD = (
    "",
    "\x00",
    "x" * 100_000,
    "\ud800",
    "'; DROP TABLE people;--",
    "<script>",
    "-1",
    "9" * 400,
    "{{7*7}}",
    "%(x)s",
    "\u202e",
)
POSTS = (
    *(f"/{section.value}" for section in (Section.YOU, Section.CRITERION_1, Section.DECLARATIONS)),
    *("/criterion-7/evidence?kind=cv", "/criterion-8/evidence?kind=publications", "/evidence/1/remove"),
    *("/submit", "/withdraw", "/answer", "/link", "/withdraw/undo"),
)


@pytest.mark.parametrize("odd", ODD)
def test_odd_input_is_refused_or_kept_and_never_fails(client: Client, mine: int, odd: str) -> None:
    token = cast.csrf_token(client, f"{HOME}/you")
    text = odd.encode("utf-8", "surrogatepass")
    names = ("name", "statement", "licence_expires", "country", "disclosure", "shape", "words", "address", "expires")
    for path in POSTS:
        sent = {"csrf_token": token, "revision": text} | dict.fromkeys((*names, "issuer", "reason", "reply"), text)
        assert client.post(f"{HOME}{path}", data=sent).status_code < 500, path
        files = {name: (io.BytesIO(text), "odd.pdf") for name in (*names, "file")}
        answer = client.post(f"{HOME}{path}", data={"csrf_token": token, "shape": "document", "words": "CV", **files})
        assert answer.status_code < 500, path


@pytest.mark.parametrize("odd", ["%00", "%ff", "x" * 3000, "%E2%80%AE", "-1", "99999999999999999999"])
def test_odd_addresses_are_not_there(client: Client, mine: int, odd: str) -> None:
    paths = (f"/{odd}", f"/{odd}/evidence?kind=cv", f"/documents/{odd}", f"/criterion-7/evidence?replaces={odd}")
    assert {client.get(f"{HOME}{path}").status_code for path in paths} == {404}
