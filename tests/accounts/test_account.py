"""Second factor, devices, forgotten and changed passwords: through the pages."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts import letters, queries
from directory.accounts.models import Attempt
from directory.accounts.rules import Role, totp
from directory.core import clock, links, outbox, transaction
from directory.core.db import session
from directory.core.outbox import Letter, LetterRow
from tests import cast
from tests.conftest import Client

NEW = "five other quiet words now"


@pytest.fixture
def people(app: Flask) -> cast.Cast:
    with app.app_context():
        return cast.assemble()


@pytest.fixture
def newcomer(app: Flask) -> cast.Member:
    with app.app_context():
        return cast.member("new@example.org", "Dr Nova New", Role.PHYSICIAN, enrolled=False)


def shown_secret(client: Client, path: str = "/account/second-factor") -> bytes:
    found = re.search(r'<strong class="reference">([A-Z2-7 ]+)</strong>', client.get(path).text)
    assert found
    import base64

    return base64.b32decode(found.group(1).replace(" ", ""))


def deliver(app: Flask) -> list[Letter]:
    sent: list[Letter] = []
    with app.app_context():
        outbox.deliver_due(clock.now, sent.append)
    return sent


def link_in(letter: Letter) -> str:
    found = re.search(r"/reset/[\w-]+", letter.text)
    assert found
    assert found.group(0) in letter.html
    return found.group(0)


@pytest.mark.both
def test_a_newcomer_sets_up_the_second_factor_before_anything_else(client: Client, newcomer: cast.Member) -> None:
    answer = cast.post_form(client, "/sign-in?next=/practice/times", email=newcomer.email, password=cast.PASSWORD)
    assert answer.location == "/account/second-factor?next=/practice/times"
    secret = shown_secret(client)
    assert shown_secret(client) == secret, "a reload shows the same"
    code = totp.code(secret, totp.step_of(clock.now()))
    answer = cast.post_form(client, "/account/second-factor?next=/practice/times", code=code)
    assert answer.status_code == 200
    codes = re.findall(r"<code>([2-9a-z]{5}-[2-9a-z]{5})</code>", answer.text)
    assert len(set(codes)) == 10
    assert 'href="/practice/times"' in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert "10 recovery codes are left" in client.get("/account").text


def test_a_wrong_code_sets_nothing_up(client: Client, newcomer: cast.Member) -> None:
    cast.sign_in_fast(client, newcomer, second_factor=False)
    answer = cast.post_form(client, "/account/second-factor", code="000000")
    assert (answer.status_code, "There is a problem" in answer.text) == (422, True)
    assert "Not set up yet" in client.get("/account").text


def test_sending_the_set_up_twice_does_not_change_it(client: Client, newcomer: cast.Member) -> None:
    cast.sign_in_fast(client, newcomer, second_factor=False)
    code = totp.code(shown_secret(client), totp.step_of(clock.now()))
    assert cast.post_form(client, "/account/second-factor", code=code).status_code == 200
    assert cast.post_form(client, "/account/second-factor", code=code).status_code == 422


def test_the_qr_code_is_a_picture_of_this_site_alone(client: Client, newcomer: cast.Member) -> None:
    assert client.get("/account/second-factor/qr.svg").status_code == 303
    cast.sign_in_fast(client, newcomer, second_factor=False)
    assert "data:" not in client.get("/account/second-factor").text
    picture = client.get("/account/second-factor/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.text.startswith("<?xml")
    assert "no-store" in picture.headers["Cache-Control"]
    assert "style=" not in picture.text


def test_the_password_alone_does_not_replace_an_app(client: Client, people: cast.Cast) -> None:
    cast.sign_in_fast(client, people.owner, second_factor=False)
    for path in ("/account/second-factor", "/account/second-factor/qr.svg", "/account/password", "/account"):
        assert client.get(path).location.startswith("/sign-in/code"), path
    token = cast.csrf_token(client, "/sign-in/code")
    for path in ("/account/recovery-codes", "/account/sessions/end", "/account/password", "/account/second-factor"):
        answer = client.post(path, data={"csrf_token": token, "password": cast.PASSWORD, "new": NEW, "code": "1"})
        assert answer.location.startswith("/sign-in/code"), path


def test_another_app_replaces_the_first(client: Client, people: cast.Cast) -> None:
    cast.sign_in(client, people.owner)
    secret = shown_secret(client)
    assert secret != people.owner.secret
    code = totp.code(secret, totp.step_of(clock.now()))
    assert cast.post_form(client, "/account/second-factor", code=code).status_code == 200


def test_a_recovery_code_opens_the_account_once(app: Flask, client: Client, people: cast.Cast) -> None:
    cast.sign_in_fast(client, people.owner)
    answer = client.post("/account/recovery-codes", data={"csrf_token": cast.csrf_token(client, "/account")})
    code = re.findall(r"<code>([^<]+)</code>", answer.text)[0]
    statuses = []
    for _ in range(2):
        visitor = app.test_client()
        cast.sign_in(visitor, people.owner, second_factor=False)
        statuses.append(cast.post_form(visitor, "/sign-in/code", code=code.upper()).status_code)
    assert statuses == [303, 422]


def test_recovery_codes_need_an_app(client: Client, newcomer: cast.Member) -> None:
    cast.sign_in_fast(client, newcomer, second_factor=False)
    answer = client.post("/account/recovery-codes", data={"csrf_token": cast.csrf_token(client, "/account")})
    assert answer.location == "/account/second-factor"


@pytest.mark.both
def test_one_device_is_signed_out_from_another(app: Flask, client: Client, people: cast.Cast) -> None:
    lost = app.test_client()
    cast.sign_in_fast(lost, people.owner)
    cast.sign_in_fast(client, people.owner)
    page = client.get("/account").text
    addresses = re.findall(r"/account/sessions/\d+/end", page)
    assert len(addresses) == 1, "the present device has no button of its own"
    client.post(addresses[0], data={"csrf_token": cast.csrf_token(client, "/account")})
    assert lost.get("/account").status_code == 303
    assert client.get("/account").status_code == 200


def test_the_device_of_another_person_is_not_there(app: Flask, client: Client, people: cast.Cast) -> None:
    theirs = app.test_client()
    cast.sign_in_fast(theirs, people.other)
    cast.sign_in_fast(client, people.owner)
    token = cast.csrf_token(client, "/account")
    for number in (1, 999, 2**31, 10**30):
        assert client.post(f"/account/sessions/{number}/end", data={"csrf_token": token}).status_code == 404
    assert theirs.get("/account").status_code == 200


def test_signing_out_everywhere_includes_this_device(app: Flask, client: Client, people: cast.Cast) -> None:
    elsewhere = app.test_client()
    cast.sign_in_fast(elsewhere, people.owner)
    cast.sign_in_fast(client, people.owner)
    client.post("/account/sessions/end", data={"csrf_token": cast.csrf_token(client, "/account")})
    assert client.get("/account").status_code == 303
    assert elsewhere.get("/account").status_code == 303


@pytest.mark.both
def test_a_forgotten_password_is_replaced_by_the_link(app: Flask, client: Client, people: cast.Cast) -> None:
    elsewhere = app.test_client()
    cast.sign_in_fast(elsewhere, people.owner)
    answer = cast.post_form(client, "/forgot", email=people.owner.email)
    assert (answer.status_code, answer.location) == (303, "/forgot/sent")
    (letter,) = deliver(app)
    assert letter.to == people.owner.email
    path = link_in(letter)
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200, "fetching changes nothing"
    answer = cast.post_form(client, path, new=NEW)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert elsewhere.get("/account").status_code == 303, "all sessions ended"
    assert client.get(path).status_code == 410
    csrf = cast.csrf_token(client)
    assert client.post(path, data={"csrf_token": csrf, "new": "yet another long one"}).status_code == 410
    assert cast.post_form(client, "/sign-in", email=people.owner.email, password=cast.PASSWORD).status_code == 422
    assert cast.post_form(client, "/sign-in", email=people.owner.email, password=NEW).status_code == 303
    assert [one.subject for one in deliver(app)] == ["Your password was changed"]


def test_a_second_reset_soon_after_the_first_gets_its_own_letter(app: Flask, client: Client, people: cast.Cast) -> None:
    cast.post_form(client, "/forgot", email=people.owner.email)
    path = link_in(deliver(app)[0])
    cast.post_form(client, path, new=NEW)
    cast.post_form(client, "/forgot", email=people.owner.email)
    second = [one for one in deliver(app) if one.subject == "Choose a new password"]
    assert len(second) == 1
    assert link_in(second[0]) != path


def test_asking_twice_sends_one_letter(app: Flask, client: Client, people: cast.Cast) -> None:
    for _ in range(2):
        cast.post_form(client, "/forgot", email=people.owner.email)
    assert len(deliver(app)) == 1


@pytest.mark.both
def test_forgot_answers_the_same_for_every_address(app: Flask, people: cast.Cast) -> None:
    seen = []
    for email in (people.owner.email, cast.STRANGER):
        visitor = app.test_client()
        answer = cast.post_form(visitor, "/forgot", email=email)
        body = re.sub(r'value="[^"]{20,}"', "", visitor.get(answer.location).text)
        with app.app_context(), transaction.reading():
            rows = session().scalar(sa.select(sa.func.count()).select_from(LetterRow))
        seen.append((answer.status_code, answer.location, body, rows))
    assert seen[0][:3] == seen[1][:3]
    assert (seen[0][3], seen[1][3]) == (1, 2), "one row each"
    assert [letter.to for letter in deliver(app)] == [people.owner.email], "the stranger's is dropped by the worker"


def test_forgot_is_limited_alike(app: Flask, people: cast.Cast, set_settings: Callable[..., None]) -> None:
    set_settings(rate_limits=True)
    for email in (people.owner.email, cast.STRANGER):
        visitor = app.test_client()
        statuses = [cast.post_form(visitor, "/forgot", email=email).status_code for _ in range(6)]
        assert statuses == [303] * 5 + [429]
    with app.app_context(), transaction.reading():
        assert people.owner.email not in set(session().scalars(sa.select(Attempt.target)))


@pytest.mark.parametrize("email", ["", "nobody", "a@", "a b@example.org", "a@example.org\x00@", "x" * 3000 + "@a.org"])
def test_forgot_wants_an_address(client: Client, email: str) -> None:
    answer = cast.post_form(client, "/forgot", email=email)
    assert (answer.status_code, "There is a problem" in answer.text) == (422, True)


@pytest.mark.parametrize("token", ["x", "A" * 27, "%00", "..%2f..", "\u202e", "x" * 3000])
def test_a_link_that_is_none_says_so(client: Client, token: str) -> None:
    answer = client.get(f"/reset/{token}")
    assert answer.status_code in {404, 410}


def test_the_page_of_a_link_that_is_none_is_kept_nowhere(client: Client) -> None:
    headers = client.get("/reset/wrong").headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("weak", ["", "short", "password12345", "x" * 300, "owner@example.org"])
def test_a_weak_password_is_refused_and_the_link_still_works(
    app: Flask, client: Client, people: cast.Cast, weak: str
) -> None:
    cast.post_form(client, "/forgot", email=people.owner.email)
    path = link_in(deliver(app)[0])
    answer = cast.post_form(client, path, new=weak)
    assert (answer.status_code, "There is a problem" in answer.text) == (422, True)
    assert cast.post_form(client, path, new=NEW).status_code == 303


def test_an_expired_link_has_ended(
    app: Flask, client: Client, people: cast.Cast, set_settings: Callable[..., None]
) -> None:
    cast.post_form(client, "/forgot", email=people.owner.email)
    path = link_in(deliver(app)[0])
    set_settings(clock_offset=timedelta(hours=1, seconds=5))
    answer = client.get(path)
    assert answer.status_code == 410
    assert "has ended or was used before" in answer.text


def test_an_old_e_mail_does_not_come_back_to_life(
    app: Flask, client: Client, people: cast.Cast, set_settings: Callable[..., None]
) -> None:
    cast.post_form(client, "/forgot", email=people.owner.email)
    old = link_in(deliver(app)[0])
    set_settings(clock_offset=timedelta(days=30))
    cast.post_form(client, "/forgot", email=people.owner.email)
    new = link_in(deliver(app)[0])
    assert client.get(old).status_code == 410
    assert client.get(new).status_code == 200


def test_a_reset_letter_that_waited_too_long_is_dropped(
    app: Flask, client: Client, people: cast.Cast, set_settings: Callable[..., None]
) -> None:
    cast.post_form(client, "/forgot", email=people.owner.email)
    set_settings(clock_offset=timedelta(hours=2))
    assert deliver(app) == []


def test_the_password_is_changed_with_the_present_one(app: Flask, client: Client, people: cast.Cast) -> None:
    cast.sign_in_fast(client, people.owner)
    elsewhere = app.test_client()
    cast.sign_in_fast(elsewhere, people.owner)
    wrong = cast.post_form(client, "/account/password", password="not this one", new=NEW)
    assert (wrong.status_code, "not your present password" in wrong.text) == (422, True)
    assert "not this one" not in wrong.text
    right = cast.post_form(client, "/account/password", password=cast.PASSWORD, new=NEW)
    assert (right.status_code, right.location) == (303, "/account")
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert cast.post_form(app.test_client(), "/sign-in", email=people.owner.email, password=NEW).status_code == 303


def test_the_invitation_leads_to_a_password(app: Flask, client: Client) -> None:
    from directory.accounts import actions
    from directory.accounts.actions import passwords

    with app.app_context(), transaction.unit():
        person = actions.create("guest@example.org", "Dr Gale Guest", [Role.PHYSICIAN], clock.now())
        passwords.invite(person.email_digest, now=clock.now(), expires=clock.now() + timedelta(days=3))
    (letter,) = deliver(app)
    assert "Hello Dr Gale Guest," in letter.text
    assert cast.post_form(client, link_in(letter), new=NEW).status_code == 303
    assert cast.post_form(client, "/sign-in", email="guest@example.org", password=NEW).status_code == 303


def test_the_letter_of_a_closed_account_is_dropped(app: Flask, client: Client, people: cast.Cast) -> None:
    from directory.accounts import actions

    cast.post_form(client, "/forgot", email=people.owner.email)
    with app.app_context(), transaction.unit():
        actions.close(people.owner.id, actor="system", now=clock.now())
    assert deliver(app) == []


@pytest.mark.parametrize(
    "kind", [letters.PASSWORD_RESET, letters.INVITATION, letters.PASSWORD_CHANGED, letters.SECOND_FACTOR_CHANGED]
)
def test_every_letter_has_text_html_and_a_preview(context: Flask, kind: str) -> None:
    with context.test_request_context():
        letter = outbox.preview(kind, clock.now())
    assert letter.to == "someone@example.org"
    assert len(letter.text) > 100
    assert "<h1" in letter.html
    assert context.extensions["settings"].base_url in letter.text


@pytest.mark.both
def test_every_page_opens_on_both_databases(client: Client, people: cast.Cast) -> None:
    for path in ("/sign-in", "/forgot", "/forgot/sent"):
        assert client.get(path).status_code == 200, path
    cast.sign_in(client, people.owner)
    for path in ("/account", "/account/password", "/account/second-factor", "/account/second-factor/qr.svg"):
        assert client.get(path).status_code == 200, path
    token = cast.csrf_token(client, "/account")
    assert client.post("/account/recovery-codes", data={"csrf_token": token}).status_code == 200


def test_the_account_page_costs_the_same_for_one_and_three_devices(
    app: Flask, client: Client, people: cast.Cast
) -> None:
    statements: list[str] = []
    with app.app_context():
        sa.event.listen(session().get_bind(), "before_cursor_execute", lambda *a: statements.append(a[2]))
    counts = []
    for visitor in (client, app.test_client(), app.test_client()):
        cast.sign_in_fast(visitor, people.owner)
        statements.clear()
        assert client.get("/account").status_code == 200
        counts.append(len([one for one in statements if one.startswith("SELECT")]))
    assert len(set(counts)) == 1, counts


def test_reset_links_are_for_one_person(context: Flask) -> None:
    people = cast.assemble()
    with transaction.unit():
        digests = [person.email_digest for one in (people.owner, people.other) if (person := queries.by_id(one.id))]
        tokens = {links.issue(letters.RESET_LINK, one, expires=clock.now() + timedelta(hours=1)) for one in digests}
    assert len(tokens) == 2
