"""What a booking asks of the database; and the same form sent twice at once."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.consultations.models import Consultation
from directory.core.db import db, session
from directory.core.outbox import LetterRow
from directory.physicians.models import Physician
from tests.conftest import Client, browser
from tests.consultations import steps

pytestmark = pytest.mark.both
HOLD, CONFIRMATION = 11, 18  # two more for a hold where networks are counted


def ready(app: Flask, client: Client, physician: Physician) -> dict[str, str]:
    """All pages are filled in; what the last one sends."""
    steps.hold(client, physician, steps.open_time(app, physician))
    steps.post(client, "/book/you", steps.ABOUT_YOU)
    steps.post(client, "/book/help", steps.HELP)
    page = client.get("/book/check").get_data(as_text=True)
    reference = page.split('name="reference"')[1].split('value="')[1].split('"')[0]
    return {"consent": "y", "reference": reference, "csrf_token": steps.csrf(page)}


def statements(app: Flask, work: Callable[[], Any]) -> list[str]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return seen


def test_a_hold_and_a_confirmation_take_so_many_statements(app: Flask, client: Client) -> None:
    """A higher number is a slower booking: the write lock of SQLite is held from the first to the last."""
    physician = steps.available(app)
    data = ready(app, client, physician)
    page = client.get(f"/physicians/{physician.slug}/times").get_data(as_text=True)
    other = steps.open_time(app, physician).isoformat()
    again = {"start": other, "kind": "video", "csrf_token": steps.csrf(page)}
    held = statements(app, lambda: client.post(f"/physicians/{physician.slug}/hold", data=again))
    confirmed = statements(app, lambda: client.post("/book/check", data=data))
    assert (len(held), len(confirmed)) == (HOLD, CONFIRMATION), "\n".join(held + confirmed)


def test_the_same_form_sent_twice_at_once_is_one_booking(app: Flask, client: Client) -> None:
    data = ready(app, client, steps.available(app))
    cookie = client.get_cookie("coalition")
    assert cookie is not None
    where, together = [], Barrier(2)

    def send() -> None:
        one = browser(app)
        one.set_cookie("coalition", cookie.value)
        together.wait()
        where.append(one.post("/book/check", data=data).location)

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(where)) == 1
    assert where[0].startswith("/c/")
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Consultation)) == 1
        confirmations = sa.select(sa.func.count()).where(LetterRow.kind == "confirmation")
        assert session().scalar(confirmations) == 1
