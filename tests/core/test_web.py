"""Every answer at the edge: headers, error pages that say what to do next, `finish`, and GET that may not write."""

import re
from collections.abc import Iterator

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask, abort, request
from sqlalchemy.exc import DataError, OperationalError, StatementError

from directory import create_app
from directory.core import transaction
from directory.core.db import db, session
from directory.core.forms import Form, Line
from directory.core.outbox import LetterRow, LetterState
from directory.core.policy import public
from directory.core.refusals import Busy, Conflict, Gone, NotAllowed, NotThere, Refusal, TooMany
from directory.core.web import Answer, confidential, page, refusals_on, safe_next
from tests.conftest import NOW, Client, make_settings

CODES = (400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)
REFUSALS: tuple[type[Refusal], ...] = (NotThere, NotAllowed, Gone, Conflict, Busy, TooMany)


class Note(Form):
    text = Line("Text", needed="Write something.")


def letter(subject: str, /, **values: object) -> LetterRow:
    given = {"kind": "test", "subject": subject, "revision": 0, "due": NOW, "try_at": NOW, "reason": "", **values}
    row = LetterRow(state=LetterState.WAITING, **given)
    session().add(row)
    session().flush()
    return row


def _routes(app: Flask) -> None:
    @app.get("/raise/<int:code>")
    @public
    def raised(code: int) -> str:
        abort(code)

    @app.get("/refuse/<int:number>")
    @public
    def refused(number: int) -> str:
        raise REFUSALS[number]

    @app.get("/crash")
    @public
    def crash() -> str:
        raise RuntimeError("secret detail")

    @app.get("/down")
    @public
    def down() -> str:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    @app.get("/writes")
    @public
    def writes() -> str:
        letter("read")
        return "written"

    @app.post("/write/<int:status>")
    @public
    def write(status: int) -> tuple[str, int]:
        letter(f"status {status}")
        return "said", status

    @app.post("/twice")
    @public
    def twice() -> str:
        letter("same")
        letter("same")
        return "written"

    @app.post("/aside")
    @public
    def aside() -> str:
        def kept() -> None:
            letter("aside")

        letter("lost")
        transaction.aside(kept)
        raise Conflict

    @app.route("/form", methods=["GET", "POST"])
    @public
    def form() -> Answer:
        note = Note(meta={"csrf": False})
        if note.validate_on_submit():
            with refusals_on(note):
                letter("form")
                if "refuse" in request.args:
                    raise Conflict("Not %(what)s.", field="text", what="today")
                return "done"
        return page("errors/page.html", form=note, title="Form", sentence="", status=200)

    @app.get("/private")
    @public
    def private() -> Answer:
        return confidential("mine")


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("edge")
    app = create_app(make_settings(folder, DATABASE_URL=f"sqlite:///{folder}/edge.db"))
    app.extensions["csrf"]._exempt_views |= {f"{__name__}.{name}" for name in ("write", "twice", "aside", "form")}
    app.test_client_class = Client
    _routes(app)
    with app.app_context():
        db.create_all()
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(edge: Flask) -> Client:
    with edge.app_context(), transaction.unit():
        session().execute(sa.delete(LetterRow))
    made = edge.test_client()
    assert isinstance(made, Client)
    return made


def subjects(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(session().scalars(sa.select(LetterRow.subject)))


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_keeps_its_status_and_says_what_to_do_next(visitor: Client, code: int) -> None:
    answer = visitor.get(f"/raise/{code}")
    assert answer.status_code == code
    main = answer.text.partition("<main")[2]
    title = re.search(r"<h1>([^<]+)</h1>", main)
    sentence = re.search(r'<p class="lead">([^<]+)</p>', main)
    assert title
    assert sentence
    assert f"<title>{title.group(1)} –" in answer.text
    assert 'href="/"' in main
    assert "office@" in main
    html5lib.HTMLParser(strict=True).parse(answer.text)


@pytest.mark.parametrize("code", CODES)
def test_a_program_gets_the_same_as_json(visitor: Client, code: int) -> None:
    answer = visitor.get(f"/raise/{code}", headers={"Accept": "application/json"})
    assert answer.status_code == code
    assert set(answer.json or {}) >= {"error", "message"}
    assert answer.json is not None
    assert answer.json["message"]


@pytest.mark.parametrize("number", range(len(REFUSALS)))
def test_a_refusal_is_a_page_with_its_own_sentence(visitor: Client, number: int) -> None:
    answer = visitor.get(f"/refuse/{number}")
    assert answer.status_code == REFUSALS[number].status
    assert REFUSALS[number].message in answer.text
    assert ("Retry-After" in answer.headers) == (REFUSALS[number] in (Busy, TooMany))


def test_a_crash_tells_nothing_of_itself_and_gives_a_number(visitor: Client) -> None:
    answer = visitor.get("/crash")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert re.search(r"Tell us this number: [0-9a-f]{16}", answer.text)


def test_a_busy_database_asks_to_try_again(visitor: Client) -> None:
    answer = visitor.get("/down")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_an_error_page_after_our_failure_asks_the_database_nothing(
    edge: Flask, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setitem(edge.extensions, "identify", lambda: asked.append("who"))
    assert visitor.get("/raise/500").status_code == 500
    assert asked == []
    assert visitor.get("/raise/404").status_code == 404
    assert asked == ["who"]


def test_a_wrong_method_names_the_right_ones(visitor: Client) -> None:
    answer = visitor.delete("/form")
    assert answer.status_code == 405
    assert {"GET", "POST"} <= {name.strip() for name in answer.headers["Allow"].split(",")}


@pytest.mark.parametrize("path", ["/", "/raise/404", "/raise/500", "/static/x/nothing.css", "/private"])
def test_every_answer_carries_the_headers(visitor: Client, path: str) -> None:
    headers = visitor.get(path).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert "Server" not in headers or "Werkzeug" not in headers["Server"]


def test_a_confidential_page_is_kept_nowhere(visitor: Client) -> None:
    headers = visitor.get("/private").headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_get_that_writes_is_a_defect_and_writes_nothing(edge: Flask, visitor: Client) -> None:
    assert visitor.get("/writes").status_code == 500
    assert subjects(edge) == []


@pytest.mark.parametrize(("status", "kept"), [(200, True), (303, True), (409, False), (422, False), (500, False)])
def test_an_answer_below_400_commits_and_any_other_rolls_back(
    edge: Flask, visitor: Client, status: int, kept: bool
) -> None:
    assert visitor.post(f"/write/{status}").status_code == status
    assert subjects(edge) == ([f"status {status}"] if kept else [])


def test_a_broken_promise_of_the_database_is_a_conflict_and_nothing_is_stored(edge: Flask, visitor: Client) -> None:
    assert visitor.post("/twice").status_code == 409
    assert subjects(edge) == []


def test_what_must_outlive_a_refusal_does(edge: Flask, visitor: Client) -> None:
    assert visitor.post("/aside").status_code == 409
    assert subjects(edge) == ["aside"]


def test_a_refusal_on_a_form_lands_at_its_field_and_rolls_back(edge: Flask, visitor: Client) -> None:
    answer = visitor.post("/form?refuse=1", data={"text": "words"})
    assert (answer.status_code, subjects(edge)) == (409, [])
    assert "<title>Error: Form" in answer.text
    assert visitor.post("/form", data={"text": " "}).status_code == 422
    said = visitor.post("/form?refuse=1", data={"text": "x"}, headers={"Accept": "application/json"}).json
    assert said == {"error": "Conflict", "message": "Not today.", "what": "today"}
    assert visitor.post("/form", data={"text": "words"}).text == "done"
    assert subjects(edge) == ["form"]


def test_a_form_without_its_token_is_sent_back_with_a_way_out(client: Client) -> None:
    answer = client.post("/concerns/new", data={"words": "x"})
    assert answer.status_code == 403
    assert "Go back, reload the page and send it again." in answer.text


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "x",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\nx",
        "\\/evil",
        "javascript:x",
    ],
)
def test_only_addresses_of_this_site_are_gone_on_to(context: Flask, target: str | None) -> None:
    assert safe_next(target, "/home") == "/home"
    assert safe_next("/physicians?near=Boston", "/home") == "/physicians?near=Boston"


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("get", "/\x00", None),
        ("get", "/%ff%fe", None),
        ("get", "/?" + "a" * 8000, None),
        ("post", "/concerns/new", b"\xff\xfe\x00"),
        ("post", "/theme", b"theme=%00&next=%0d%0aSet-Cookie:x"),
    ],
)
def test_nonsense_is_never_our_failure(client: Client, method: str, path: str, data: bytes | None) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = client.open(path, method=method.upper(), data=data, content_type=kind if data else None)
    assert answer.status_code < 500
    assert "x" not in answer.headers.get("Set-Cookie", "").partition("=")[0]


def test_too_large_a_body_is_refused(client: Client) -> None:
    answer = client.post("/concerns/new", data={"words": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.both
@pytest.mark.parametrize(
    "path", ["/physicians/%00x", "/concerns/new?physician=%00", "/c/%00", "/physicians/a%ED%A0%80", "/practice/%00"]
)
def test_a_character_no_database_keeps_names_no_page(client: Client, path: str) -> None:
    assert client.get(path).status_code < 500


@pytest.mark.both
@pytest.mark.parametrize("values", [{"revision": 2**70}, {"subject": "half a character: \ud800"}])
@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("HEAD", 404), ("POST", 422)])
def test_what_no_column_holds_is_answered(context: Flask, values: dict[str, object], method: str, status: int) -> None:
    with pytest.raises(Exception) as failed:
        letter("x", **values)
    with context.test_request_context("/", method=method):
        answer = context.make_response(context.handle_user_exception(failed.value))
    assert answer.status_code == status


@pytest.mark.postgres
def test_a_nul_is_answered(context: Flask) -> None:
    with pytest.raises(DataError) as failed:
        letter("\x00")
    with context.test_request_context("/", method="POST"):
        answer = context.make_response(context.handle_user_exception(failed.value))
    assert answer.status_code == 422
    assert "cannot be stored" in answer.get_data(as_text=True)


@pytest.mark.parametrize("fault", [OverflowError("a date of ours"), UnicodeEncodeError("ascii", "é", 0, 1, "ours")])
def test_the_same_error_out_of_our_own_code_is_our_failure(app: Flask, fault: Exception) -> None:
    def break_() -> None:
        raise fault

    with pytest.raises(type(fault)) as failed:
        break_()
    with app.test_request_context("/", method="POST"):
        answer = app.make_response(app.handle_user_exception(failed.value))
    assert answer.status_code == 500


@pytest.mark.both
def test_a_time_without_a_zone_is_our_failure(context: Flask) -> None:
    with pytest.raises(StatementError) as failed:
        letter("x", due=NOW.replace(tzinfo=None))
    with context.test_request_context("/", method="POST"):
        answer = context.make_response(context.handle_user_exception(failed.value))
    assert answer.status_code == 500
