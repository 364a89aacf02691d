"""Signing in through the pages: what works, what is refused, and what nobody can tell from the answer."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from directory.accounts import actions, queries
from directory.accounts.actions import passwords
from directory.accounts.models import Person, SignInSession
from directory.accounts.rules import Role, totp
from directory.accounts.views import seen
from directory.core import audit, clock, transaction
from directory.core.db import session
from tests import cast
from tests.conftest import Client


@pytest.fixture
def people(app: Flask) -> cast.Cast:
    with app.app_context():
        return cast.assemble()


def browser(app: Flask, network: str = "127.0.0.1") -> Client:
    made = app.test_client()
    assert isinstance(made, Client)
    made.environ_base["REMOTE_ADDR"] = network
    return made


def log(app: Flask) -> list[tuple[str, str]]:
    with app.app_context(), transaction.reading():
        rows = session().execute(sa.select(audit.AuditRow.action, audit.AuditRow.subject).order_by(audit.AuditRow.seq))
        return [(action, subject) for action, subject in rows]


def without_tokens(answer: TestResponse) -> str:
    return re.sub(r'value="[^"]*"', "", answer.text)


@pytest.mark.both
def test_a_physician_signs_in_with_password_and_code(client: Client, people: cast.Cast) -> None:
    answer = cast.post_form(client, "/sign-in", email=people.owner.email.upper(), password=cast.PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/sign-in/code")
    answer = cast.post_form(client, "/sign-in/code", code=people.owner.code())
    assert (answer.status_code, answer.location) == (303, "/practice")
    page = client.get("/account")
    assert page.status_code == 200
    assert people.owner.email in page.text


def test_the_fast_way_opens_the_same_pages(client: Client, people: cast.Cast) -> None:
    cast.sign_in_fast(client, people.coordinator)
    assert client.get("/account").status_code == 200


def test_the_office_arrives_in_the_office_and_next_is_kept(client: Client, people: cast.Cast) -> None:
    cast.sign_in_fast(client, people.coordinator, second_factor=False)
    answer = cast.post_form(client, "/sign-in/code", code=people.coordinator.code())
    assert answer.location == "/office"
    client.post("/sign-out", data={"csrf_token": cast.csrf_token(client)})
    wanted = "/sign-in?next=/office/consultations?page%3D2"
    answer = cast.post_form(client, wanted, email=people.coordinator.email, password=cast.PASSWORD)
    assert answer.location == "/sign-in/code?next=/office/consultations?page%3D2"
    answer = cast.post_form(client, answer.location, code=cast.unused_code(client, people.coordinator))
    assert answer.location == "/office/consultations?page=2"


@pytest.mark.parametrize("evil", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_next_never_leads_off_the_site(client: Client, people: cast.Cast, evil: str) -> None:
    cast.sign_in_fast(client, people.owner, second_factor=False)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    assert kept
    token = cast.csrf_token(client, "/sign-in/code")
    answer = client.post(
        "/sign-in/code", query_string={"next": evil}, data={"csrf_token": token, "code": people.owner.code()}
    )
    assert answer.location == "/practice"


@pytest.mark.both
def test_the_answer_never_says_whether_an_address_exists(app: Flask, people: cast.Cast) -> None:
    with app.app_context(), transaction.unit():
        actions.create("invited@example.org", "Invited", [Role.PHYSICIAN], clock.now())
    answers = []
    for email in (people.owner.email, cast.STRANGER, "invited@example.org"):
        answer = cast.post_form(browser(app), "/sign-in", email=email, password="a wrong password here")
        answers.append((answer.status_code, without_tokens(answer).replace(email, "")))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422
    assert "The e-mail address or the password is not right." in answers[0][1]


def test_an_unknown_address_costs_as_many_hashes(
    app: Flask, people: cast.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, checked = passwords._matches, list[str]()

    def spy(stored: str, password: str) -> bool:
        checked.append(stored)
        return real(stored, password)

    monkeypatch.setattr(passwords, "_matches", spy)
    for email in (people.owner.email, cast.STRANGER):
        cast.post_form(browser(app), "/sign-in", email=email, password="a wrong password here")
    assert [one.split("$")[1:4] for one in checked] == [["argon2id", "v=19", "m=19456,t=2,p=1"]] * 2


def test_failures_are_in_the_log_although_the_request_was_refused(app: Flask, people: cast.Cast) -> None:
    for email in (people.owner.email, cast.STRANGER):
        cast.post_form(browser(app), "/sign-in", email=email, password="a wrong password here")
    assert log(app)[-2:] == [("sign_in_failed", f"person:{people.owner.id}"), ("sign_in_failed", "person:unknown")]
    with app.app_context():
        assert audit.verify() is None


def test_the_password_is_never_written_back_or_logged(
    client: Client, people: cast.Cast, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "a wrong but telling password"
    with capture_logs() as lines:
        answer = cast.post_form(client, "/sign-in", email=people.owner.email, password=secret)
        cast.sign_in(client, people.owner)
    assert secret not in answer.text
    said = f"{lines} {caplog.text}"
    assert "accounts.sign_in" in said
    for hidden in (secret, cast.PASSWORD, totp.text_of(people.owner.secret), people.owner.email):
        assert hidden not in said


def test_after_five_wrong_passwords_one_waits_known_or_not(
    app: Flask, people: cast.Cast, set_settings: Callable[..., None]
) -> None:
    set_settings(rate_limits=True)
    for email in (people.owner.email, cast.STRANGER):
        visitor = browser(app, "203.0.113.7" if email == cast.STRANGER else "203.0.113.8")
        codes = [
            cast.post_form(visitor, "/sign-in", email=email, password="a wrong password here").status_code
            for _ in range(5)
        ]
        waiting = cast.post_form(visitor, "/sign-in", email=email, password=cast.PASSWORD)
        assert codes == [422] * 5
        assert waiting.status_code == 429
        assert 0 < int(waiting.headers["Retry-After"]) <= 31
        assert "too many attempts" in waiting.text
        assert email in waiting.text, "what was typed is kept"


def test_the_owner_is_not_locked_out_by_a_stranger(
    app: Flask, people: cast.Cast, set_settings: Callable[..., None]
) -> None:
    set_settings(rate_limits=True)
    stranger = browser(app, "203.0.113.7")
    for _ in range(6):
        cast.post_form(stranger, "/sign-in", email=people.owner.email, password="a wrong password here")
    cast.sign_in(browser(app, "198.51.100.1"), people.owner)


def test_wrong_codes_are_limited_too(app: Flask, people: cast.Cast, set_settings: Callable[..., None]) -> None:
    set_settings(rate_limits=True)
    visitor = browser(app)
    cast.sign_in(visitor, people.owner, second_factor=False)
    statuses = [cast.post_form(visitor, "/sign-in/code", code="not-a-code").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert ("second_factor_failed", f"person:{people.owner.id}") in log(app)


@pytest.mark.both
def test_a_session_planted_before_signing_in_is_thrown_away(client: Client, people: cast.Cast) -> None:
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        cookie["signed_in"] = "planted"
        cookie["visitor"] = "f" * 32
        before = cookie.get("csrf_token")
    cast.sign_in(client, people.owner, second_factor=False)
    with client.session_transaction() as cookie:
        first = cookie["signed_in"]
        assert first != "planted"
        assert "visitor" not in cookie
        assert cookie.get("csrf_token") != before
    cast.post_form(client, "/sign-in/code", code=people.owner.code())
    with client.session_transaction() as cookie:
        assert cookie["signed_in"] != first, "a token copied before the second factor is worth nothing"


def test_the_zone_chosen_before_is_kept(client: Client, people: cast.Cast) -> None:
    with client.session_transaction() as cookie:
        cookie["zone"] = "America/Denver"
    cast.sign_in(client, people.owner)
    with client.session_transaction() as cookie:
        assert cookie["zone"] == "America/Denver"
    assert "Mountain Standard Time" in client.get("/account").text


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: Client, people: cast.Cast) -> None:
    answer = cast.post_form(client, "/sign-in", email=people.owner.email, password=cast.PASSWORD)
    flags = answer.headers["Set-Cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags
    assert "Expires" not in flags, "it ends with the browser"
    assert "no-store" in client.get("/sign-in").headers["Cache-Control"]


def test_without_the_token_of_the_form_nothing_happens(client: Client, people: cast.Cast) -> None:
    answer = client.post("/sign-in", data={"email": people.owner.email, "password": cast.PASSWORD})
    assert answer.status_code == 403
    assert client.get("/account").location == "/sign-in?next=/account"


@pytest.mark.both
def test_an_old_cookie_is_worth_nothing_after_sign_out(app: Flask, client: Client, people: cast.Cast) -> None:
    cast.sign_in(client, people.owner)
    stolen = client.get_cookie("coalition")
    assert stolen is not None
    answer = client.post("/sign-out", data={"csrf_token": cast.csrf_token(client, "/account")})
    assert (answer.status_code, answer.location) == (303, "/")
    thief = browser(app)
    thief.set_cookie("coalition", stolen.value)
    assert thief.get("/account").location == "/sign-in?next=/account"


def test_signing_out_twice_is_harmless(client: Client) -> None:
    assert client.post("/sign-out", data={"csrf_token": cast.csrf_token(client)}).status_code == 303


def test_a_code_of_the_app_is_not_taken_twice(app: Flask, people: cast.Cast) -> None:
    code = people.owner.code()
    first, second = browser(app), browser(app)
    for visitor in (first, second):
        cast.sign_in(visitor, people.owner, second_factor=False)
    assert cast.post_form(first, "/sign-in/code", code=code).status_code == 303
    answer = cast.post_form(second, "/sign-in/code", code=code)
    assert answer.status_code == 422
    assert "not right or was used before" in answer.text
    assert second.get("/account").location == "/sign-in/code?next=/account"


def test_after_a_working_day_the_code_is_asked_again(
    app: Flask, client: Client, people: cast.Cast, set_settings: Callable[..., None]
) -> None:
    cast.sign_in(client, people.owner)
    set_settings(clock_offset=timedelta(hours=8, minutes=1))
    assert client.get("/account").location == "/sign-in/code?next=/account"
    set_settings(clock_offset=timedelta(days=14, minutes=1))
    assert client.get("/account").location == "/sign-in?next=/account"


def test_a_post_without_a_session_leads_to_signing_in_not_back_to_the_post(client: Client) -> None:
    answer = client.post("/account/sessions/end", data={"csrf_token": cast.csrf_token(client)})
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_a_program_gets_a_status_not_a_page(client: Client) -> None:
    answer = client.get("/account", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.get_json()["error"] == "SignInNeeded"


def test_a_closed_account_looks_like_none(app: Flask, client: Client, people: cast.Cast) -> None:
    with app.app_context(), transaction.unit():
        actions.close(people.owner.id, actor="system", now=clock.now())
    answer = cast.post_form(client, "/sign-in", email=people.owner.email, password=cast.PASSWORD)
    assert answer.status_code == 422


def test_an_old_hash_is_renewed_at_sign_in(app: Flask, client: Client, people: cast.Cast) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(cast.PASSWORD)
    with app.app_context(), transaction.unit():
        session().execute(sa.update(Person).where(Person.id == people.owner.id).values(password_hash=weak))
    cast.sign_in(client, people.owner)
    with app.app_context(), transaction.reading():
        person = queries.by_id(people.owner.id)
        assert person is not None
        assert (person.password_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"email": "", "password": ""},
        {"email": "x" * 5000, "password": "y"},
        {"email": "a@b.c\x00", "password": "\x00"},
        {"email": "\u202egro.elpmaxe@reffo", "password": "\u202e" * 100},
        {"email": "a@b.c", "password": "z" * 100_000},
        {"email": ["a@b.c", "d@e.f"], "password": ["1", "2"], "more": "fields"},
    ],
)
def test_bad_input_gets_a_sentence(client: Client, people: cast.Cast, fields: dict[str, object]) -> None:
    answer = client.post("/sign-in", data={"csrf_token": cast.csrf_token(client), **fields})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_bad_codes_get_a_sentence(client: Client, people: cast.Cast) -> None:
    cast.sign_in(client, people.owner, second_factor=False)
    for typed in ("", " ", "٤٥٦٧٨٩", "\x00\x00\x00\x00\x00\x00", "k" * 40, "k" * 5000, "000000"):
        answer = cast.post_form(client, "/sign-in/code", code=typed)
        assert (answer.status_code, "There is a problem" in answer.text) == (422, True), typed


def test_last_use_is_known_with_redis_and_missed_by_nobody_without(
    client: Client, people: cast.Cast, set_settings: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(seen._quiet, "until", 0.0)
    cast.sign_in_fast(client, people.owner)
    assert "Last used:" in client.get("/account").text
    set_settings(redis_url="redis://127.0.0.1:1/0")
    answer = client.get("/account")
    assert (answer.status_code, "Last use: not known" in answer.text) == (200, True)
    monkeypatch.setitem(seen._quiet, "until", 0.0)


def test_a_broken_password_check_leaves_no_session(app: Flask, client: Client, people: cast.Cast) -> None:
    cast.post_form(client, "/sign-in", email=people.owner.email, password="a wrong password here")
    with app.app_context(), transaction.reading():
        assert session().scalar(sa.select(SignInSession.id)) is None
