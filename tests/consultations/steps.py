"""A patient's steps through the real pages, for tests that begin where booking ends."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from directory.core.clock import now as clock_now
from directory.core.transaction import unit
from directory.physicians.models import Physician
from directory.scheduling import queries as times
from tests.conftest import Client
from tests.factories import scheduling

ABOUT_YOU = {
    "name": "Robin",
    "email": "robin@example.org",
    "country": "GB",
    "region": "",
    "adult": "yes",
    "birth_year": "1985",
}
HELP = {"reason": "receding", "words": "It began at the temples."}


@dataclass(frozen=True)
class Booked:
    token: str
    reference: str
    starts: datetime


def csrf(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def post(client: Client, path: str, data: dict[str, Any], *, at: str | None = None, **kwargs: Any) -> Any:
    """As a browser does: read the page, send its form."""
    page = client.get(at or path).get_data(as_text=True)
    return client.post(path, data={**data, "csrf_token": csrf(page)}, **kwargs)


def available(app: Flask, zone: str = "America/New_York", **values: Any) -> Physician:
    with app.app_context(), unit():
        return scheduling.available(zone, now=clock_now(), **values)


def open_time(app: Flask, physician: Physician, after: timedelta = timedelta(days=6)) -> datetime:
    with app.app_context():
        at = clock_now()
        return times.open_times(physician.id, at + after, at + timedelta(days=20), at)[0].starts


def hold(client: Client, physician: Physician, starts: datetime, kind: str = "video") -> Any:
    data = {"start": starts.astimezone(UTC).isoformat(), "kind": kind}
    return post(client, f"/physicians/{physician.slug}/hold", data, at=f"/physicians/{physician.slug}/times")


def book(client: Client, app: Flask, physician: Physician, *, starts: datetime | None = None, **changes: str) -> Booked:
    """From choosing a time to "Booked", with the answers of ABOUT_YOU unless changed."""
    chosen = starts or open_time(app, physician)
    assert hold(client, physician, chosen).status_code == 303
    assert post(client, "/book/you", {**ABOUT_YOU, **changes}).location == "/book/help"
    assert post(client, "/book/help", HELP).location == "/book/check"
    return finish(client, chosen)


def finish(client: Client, chosen: datetime, **changes: str) -> Booked:
    page = client.get("/book/check").get_data(as_text=True)
    reference = re.search(r'name="reference"[^>]*value="([^"]+)"', page)
    assert reference is not None, page
    data = {"consent": "y", "reference": reference.group(1), "csrf_token": csrf(page), **changes}
    answer = client.post("/book/check", data=data)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return Booked(answer.location.split("/")[2], reference.group(1), chosen)
