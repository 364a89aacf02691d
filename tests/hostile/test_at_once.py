"""The same form twenty times at the same moment: one effect, an answer for everybody, no failure."""

import io
import re
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.consultations.models import Code, Consultation, Event
from directory.core import audit
from directory.core.db import Model, session
from directory.photos.models import Opening, Photo
from directory.scheduling.models import Cell, Claim
from tests import cast
from tests.conftest import Client, browser
from tests.consultations import steps
from tests.consultations.desk import ENDS, Desk, set_up
from tests.factories import photos

TIMES = 20
pytestmark = pytest.mark.both


def at_once(app: Flask, cookie: str, path: str, data: Callable[[], dict[str, Any]]) -> Counter[int]:
    """One browser, twenty tabs: their answers by status."""
    gate = threading.Barrier(TIMES)

    def send(_number: int) -> int:
        client = app.test_client()
        client.set_cookie("coalition", cookie)
        fields = data()
        gate.wait(30)
        return client.post(path, data=fields).status_code

    with ThreadPoolExecutor(TIMES) as pool:
        return Counter(pool.map(send, range(TIMES)))


def press(client: Client, path: str, at: str, **fields: str) -> Counter[int]:
    token = cast.csrf_token(client, at)
    return at_once(client.application, cookie_of(client), path, lambda: {"csrf_token": token, **fields})


def cookie_of(client: Client) -> str:
    found = client.get_cookie("coalition")
    assert found is not None
    return found.value


def count(app: Flask, model: type[Model], *which: Any) -> int:
    with app.app_context():
        return session().scalar(sa.select(sa.func.count()).select_from(model).where(*which)) or 0


@pytest.fixture
def desk(app: Flask) -> Desk:
    return set_up(app)


def test_a_time_is_reserved_once(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    times = f"/physicians/{physician.slug}/times"
    start = steps.open_time(app, physician).isoformat()
    client.get(times)
    answers = press(client, f"/physicians/{physician.slug}/hold", times, start=start, kind="video")
    assert set(answers) <= {303, 409}
    assert answers[303] >= 1
    live = count(app, Claim, Claim.expires.is_not(None))
    assert (live, count(app, Cell)) == (1, count(app, Cell, Cell.claim_id.in_(sa.select(Claim.id))))


def test_twenty_visitors_want_one_time(app: Flask) -> None:
    physician = steps.available(app)
    start = steps.open_time(app, physician).isoformat()
    visitors = [browser(app) for _ in range(TIMES)]
    tokens = [cast.csrf_token(each, f"/physicians/{physician.slug}/times") for each in visitors]
    gate = threading.Barrier(TIMES)

    def send(number: int) -> int:
        gate.wait(30)
        data = {"csrf_token": tokens[number], "start": start, "kind": "video"}
        where = {"REMOTE_ADDR": f"10.0.{number}.1"}
        return visitors[number].post(f"/physicians/{physician.slug}/hold", data=data, environ_base=where).status_code

    with ThreadPoolExecutor(TIMES) as pool:
        assert Counter(pool.map(send, range(TIMES))) == {303: 1, 409: TIMES - 1}
    assert count(app, Claim) == 1


def test_one_booking_is_made(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    chosen = steps.open_time(app, physician)
    assert steps.hold(client, physician, chosen).status_code == 303
    assert steps.post(client, "/book/you", steps.ABOUT_YOU).location == "/book/help"
    assert steps.post(client, "/book/help", steps.HELP).location == "/book/check"
    with app.app_context():
        reference = session().scalars(sa.select(Consultation.reference)).one()
    assert press(client, "/book/check", "/book/check", consent="y", reference=reference) == {303: TIMES}
    assert count(app, Consultation) == 1
    assert count(app, Claim) == 1
    assert count(app, Event, Event.what == "booked") <= 1


def test_one_cancellation(desk: Desk) -> None:
    path = f"/c/{desk.token}/cancel"
    answers = press(desk.browser(), path, path, reason="other")
    assert set(answers) <= {303, 409, 422}
    assert answers[303] >= 1
    assert (desk.row().state, count(desk.app, Cell)) == ("withdrawn", 0)
    assert len(desk.letters("cancelled")) == 1


def test_one_change_of_time(desk: Desk) -> None:
    path = f"/c/{desk.token}/change"
    client = desk.browser()
    found = re.search(r'name="start"[^>]*value="([^"]+)"', client.get(path).text)
    assert found is not None
    before = desk.row()
    answers = press(client, path, path, start=found.group(1))
    assert set(answers) <= {303, 409, 422}
    after = desk.row()
    assert (after.sequence, count(desk.app, Claim)) == (before.sequence + 1, 1)


def test_one_kept_address(desk: Desk) -> None:
    answers = press(desk.browser(), f"/c/{desk.token}/keep", f"/c/{desk.token}/cancel")
    assert answers == {303: TIMES}
    assert len([what for what in desk.events() if what == "confirmed"]) <= 1


def test_wrong_codes_are_counted_and_five_is_the_end(desk: Desk) -> None:
    path, client = f"/c/{desk.token}/code", desk.browser()
    assert client.post(f"{path}/send", data={"csrf_token": cast.csrf_token(client, path)}).status_code == 303
    answers = press(client, path, path, code="000000")
    assert set(answers) == {422}
    with desk.app.app_context():
        assert session().scalars(sa.select(Code.tries)).one() == 5


def test_five_codes_are_sent(desk: Desk) -> None:
    path, client = f"/c/{desk.token}/code", desk.browser()
    answers = press(client, f"{path}/send", path)
    assert set(answers) <= {303, 409, 429}
    assert 1 <= count(desk.app, Code) <= 5


def test_it_took_place_once(desk: Desk) -> None:
    desk.at(ENDS)
    client = desk.browser(desk.people.owner)
    answers = press(client, f"{desk.page}/mark/attend", desk.page)
    assert set(answers) <= {303, 409, 422}
    assert answers[303] >= 1
    assert len(desk.letters("follow_up")) <= 1
    assert desk.events().count("attended") <= 1


def test_each_opening_of_photos_is_recorded(desk: Desk) -> None:
    desk.photo()
    answers = press(desk.browser(desk.people.owner), f"{desk.page}/photos", desk.page)
    assert answers[303] == count(desk.app, Opening)
    assert set(answers) <= {303, 409}
    with desk.app.app_context():
        assert audit.verify() is None


def test_uploads_stay_within_their_limit(app: Flask, client: Client) -> None:
    physician = steps.available(app)
    token = steps.book(client, app, physician).token
    picture = photos.jpeg(600, 500)
    csrf = cast.csrf_token(client, f"/c/{token}/prepare/photos")
    path = f"/c/{token}/prepare/photos/front"
    data = lambda: {"csrf_token": csrf, "photo": (io.BytesIO(picture), "a.jpg")}  # noqa: E731 (a fresh file each time)
    answers = at_once(app, cookie_of(client), path, data)
    assert set(answers) <= {200, 409, 422}
    assert answers[200] == count(app, Photo)
    assert 1 <= count(app, Photo) <= 20


def test_twenty_sign_ins_with_one_code_make_one_session_confirmed(app: Flask, client: Client) -> None:
    """A code from the app works once."""
    with app.app_context():
        people = cast.assemble()
    cast.sign_in(client, people.owner, second_factor=False)
    code = cast.unused_code(client, people.owner)
    answers = press(client, "/sign-in/code", "/sign-in/code", code=code)
    assert set(answers) <= {303, 409, 422, 429}
    assert answers[303] >= 1
