"""Raising a concern as a visitor, and following it as the office."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from directory import create_app
from directory.core import clock, transaction
from directory.core.db import db, session
from directory.core.limits import limiter
from directory.oversight import actions, queries
from directory.oversight.models import Concern
from directory.oversight.rules import CLOSE, Entry, Kind, State, Told
from directory.physicians.rules import Standing
from tests import cast
from tests.conftest import Client, make_settings
from tests.factories import oversight, physicians

NEW = "/concerns/new"
GIVEN = {"kind": "safety", "words": "A burn.\nNobody called back.", "name": "Sam", "email": "sam@example.org"}


@pytest.fixture
def people(app: Flask) -> cast.Cast:
    with app.app_context():
        return cast.assemble()


@pytest.fixture
def reference(app: Flask) -> str:
    with app.app_context(), transaction.unit():
        return oversight.concern().reference


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found.group(1) if found else ""


def send(client: Client, **fields: str) -> int:
    page = client.get(NEW).text
    data = {name: hidden(page, name) for name in ("csrf_token", "submission", "physician")}
    return client.post(NEW, data={**data, **GIVEN, **fields}).status_code


def only_one(app: Flask) -> tuple[Concern, Told]:
    with app.app_context():
        concern = session().scalars(sa.select(Concern)).one()
        return concern, queries.told(concern)


def count(app: Flask) -> int:
    with app.app_context():
        return session().scalar(sa.select(sa.func.count()).select_from(Concern)) or 0


@pytest.mark.both
def test_a_visitor_raises_a_concern_and_gets_a_reference(app: Flask, client: Client) -> None:
    assert send(client, may_contact="y") == 303
    concern, told = only_one(app)
    assert told == Told("", "A burn.\nNobody called back.", "Sam", "sam@example.org", may_contact=True)
    page = client.get("/concerns/sent")
    assert concern.reference in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_the_page_says_to_speak_to_the_physician_first_unless_somebody_is_not_safe(client: Client) -> None:
    text = client.get(NEW).text
    assert "Please speak to your physician first" in text
    assert "If somebody is not safe, do not wait" in text


def test_nobody_who_sent_nothing_sees_a_reference(client: Client) -> None:
    assert client.get("/concerns/sent").location == NEW


def test_the_same_page_sent_twice_is_one_concern_with_one_reference(app: Flask, client: Client) -> None:
    page = client.get(NEW).text
    data = {name: hidden(page, name) for name in ("csrf_token", "submission")} | GIVEN
    assert [client.post(NEW, data=data).status_code for _ in range(2)] == [303, 303]
    assert count(app) == 1


def test_a_profile_link_fills_in_the_physician_and_the_kind(app: Flask, client: Client) -> None:
    with app.app_context(), transaction.unit():
        robin = physicians.physician("Robin Vale")
        robin_id, slug = robin.id, robin.slug
    page = client.get(f"{NEW}?physician={slug}&kind=wrong_fact").text
    assert "Dr Robin Vale" in page
    assert re.search(r'<input checked[^>]*value="wrong_fact"', page)
    assert send(client, physician=slug, kind="wrong_fact") == 303
    concern, _ = only_one(app)
    assert (concern.physician_id, concern.kind) == (robin_id, Kind.WRONG_FACT)


@pytest.mark.parametrize("slug", ["nobody", "../../etc", "a" * 5000, "%00", "suspended"])
def test_a_name_that_is_not_listed_is_not_filled_in(app: Flask, client: Client, slug: str) -> None:
    with app.app_context(), transaction.unit():
        physicians.physician("Sus Pended", slug="suspended", standing=Standing.SUSPENDED)
    answer = client.get(NEW, query_string={"physician": slug, "kind": "\u202ebad"})
    assert (answer.status_code, "Pended" in answer.text) == (200, False)
    assert send(client, physician=slug) == 303
    assert only_one(app)[0].physician_id is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": ""}, "Tell us what happened."),
        ({"words": " \r\n\t "}, "Tell us what happened."),
        ({"words": "x" * 4001}, "This is too long"),
        ({"kind": "nonsense"}, "Not a valid choice"),
        ({"kind": ""}, "Choose what it is about."),
        ({"email": "no address"}, "Enter an e-mail address like name@example.org."),
        ({"email": "", "may_contact": "y"}, "Give an e-mail address, or take this tick away."),
        ({"name": "n" * 121}, "This is too long"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    app: Flask, client: Client, fields: dict[str, str], sentence: str
) -> None:
    page = client.get(NEW).text
    token = {name: hidden(page, name) for name in ("csrf_token", "submission")}
    answer = client.post(NEW, data={**token, **GIVEN, "about": "Keep me", **fields})
    assert answer.status_code == 422
    assert "<title>Error: Raise a concern" in answer.text
    assert answer.text.count(sentence) == 2, "in the summary and at the field"
    assert 'value="Keep me"' in answer.text
    assert hidden(answer.text, "submission") == token["submission"]
    assert count(app) == 0


@pytest.mark.parametrize("words", ["nul \x00 here", "\u202eright to left", "'; DROP TABLE concerns; --", "שלום"])
@pytest.mark.both
def test_strange_characters_are_stored_or_left_out(app: Flask, client: Client, words: str) -> None:
    assert send(client, words=words) == 303
    assert "\x00" not in only_one(app)[1].words


@pytest.mark.parametrize("submission", ["", "short", "G" * 32, "0" * 5000, "\x00"])
def test_an_invented_page_number_is_replaced(app: Flask, client: Client, submission: str) -> None:
    assert send(client, submission=submission) == 303
    assert re.fullmatch(r"[0-9a-f]{32}", only_one(app)[0].submission)


def test_ten_an_hour_are_enough_for_one_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", False)  # so that the end of this test puts it back
    app = create_app(make_settings(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/limits.db", RATE_LIMITS="on"))
    app.test_client_class = Client
    with app.app_context():
        db.create_all()
        db.session.commit()
    client = app.test_client()
    assert isinstance(client, Client)
    codes = [send(client) for _ in range(11)]
    limiter.reset()
    assert codes == [303] * 10 + [429]
    assert count(app) == 10


@pytest.mark.parametrize("path", ["/office/concerns", "/office/concerns/K-2222-2222"])
def test_strangers_and_physicians_do_not_get_in(client: Client, people: cast.Cast, path: str) -> None:
    assert client.get(path).status_code == 303
    cast.sign_in_fast(client, people.owner)
    assert client.get(path).status_code == 403


@pytest.mark.both
def test_the_office_takes_notes_and_closes(app: Flask, client: Client, people: cast.Cast, reference: str) -> None:
    cast.sign_in_fast(client, people.coordinator)
    path = f"/office/concerns/{reference}"
    page = client.get(path)
    assert "Nobody answered for three weeks." in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert cast.post_form(client, f"{path}/take", at=path).status_code == 303
    assert cast.post_form(client, f"{path}/notes", at=path, words="Called them.").status_code == 303
    assert cast.post_form(client, f"{path}/close", at=path, words="Settled.").status_code == 303
    with app.app_context():
        concern = queries.concern_or_404(reference)
        assert concern.state is State.CLOSED
        lines = [(line.entry, line.by, line.words) for line in queries.history(concern)]
    assert lines == [
        (Entry.TAKEN, "Kim Office", ""),
        (Entry.NOTE, "Kim Office", "Called them."),
        (Entry.CLOSED, "Kim Office", "Settled."),
    ]


@pytest.mark.parametrize(("step", "status"), [("close", 422), ("notes", 422), ("reopen", 409), ("nonsense", 404)])
def test_a_step_that_does_not_fit_is_refused_with_a_sentence(
    app: Flask, client: Client, people: cast.Cast, reference: str, step: str, status: int
) -> None:
    cast.sign_in_fast(client, people.coordinator)
    path = f"/office/concerns/{reference}"
    assert cast.post_form(client, f"{path}/{step}", at=path, words="").status_code == status
    with app.app_context():
        assert queries.concern_or_404(reference).state is State.NEW


def test_an_unknown_reference_is_not_there(client: Client, people: cast.Cast) -> None:
    cast.sign_in_fast(client, people.coordinator)
    assert client.get("/office/concerns/K-0000-0000").status_code == 404


@pytest.mark.parametrize("query", ["", "?state=new", "?state=%00&page=-1", "?page=99999999999999999999", "?page=²"])
def test_the_list_takes_any_address(client: Client, people: cast.Cast, reference: str, query: str) -> None:
    cast.sign_in_fast(client, people.coordinator)
    assert client.get(f"/office/concerns{query}").status_code == 200


def test_the_list_shows_age_and_state_and_no_words(app: Flask, client: Client, people: cast.Cast) -> None:
    with app.app_context(), transaction.unit():
        oversight.concern(now=clock.now() - timedelta(days=12, hours=1))
    cast.sign_in_fast(client, people.coordinator)
    text = client.get("/office/concerns").text
    assert re.search(r'<td class="number">12</td>', text)
    assert not any(word in text for word in ("three weeks", "Sam Sender", "sam@"))


def test_an_empty_list_says_so(client: Client, people: cast.Cast) -> None:
    cast.sign_in_fast(client, people.coordinator)
    assert "No concerns here." in client.get("/office/concerns").text


@pytest.mark.both
def test_three_rows_cost_as_many_statements_as_one(
    app: Flask, client: Client, people: cast.Cast, now: datetime, statements: Callable[[], list[str]]
) -> None:
    cast.sign_in_fast(client, people.coordinator)
    costs = []
    for new in (1, 2):
        with app.app_context(), transaction.unit():
            robin = physicians.physician()
            made = [oversight.concern(now=now, physician_id=robin.id) for _ in range(new)]
            actions.move(made[0], CLOSE, "Done.", person_id=people.coordinator.id, now=now)
        client.get("/office/concerns")
        seen = statements()
        assert client.get("/office/concerns").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1] > 0


@pytest.fixture
def statements(app: Flask) -> Callable[[], list[str]]:
    """Call it to begin counting; the list grows with every statement."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    def begin() -> list[str]:
        seen.clear()
        if not sa.event.contains(engine, "before_cursor_execute", note):
            sa.event.listen(engine, "before_cursor_execute", note)
        return seen

    return begin
