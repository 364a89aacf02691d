"""A case log of 600 photos: sent through the site, looked at by the worker, against bare reading and Pillow.

python -m bench.caselog
"""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from bench.lines import say
from directory import create_app
from directory.accounts import actions as accounts
from directory.accounts.actions import sessions
from directory.accounts.rules import Role
from directory.accounts.views.who import TOKEN
from directory.core import clock, transaction
from directory.core.db import db
from directory.core.settings import from_environment
from directory.membership.actions import caselog, starting
from directory.membership.models import Application
from directory.membership.queries import caselog as queries
from directory.membership.rules.operation import CaseAsked, Details
from directory.photos import actions as photos
from directory.photos.rules import LONGEST_SIDE, QUALITY

FILES, A_CASE, A_REQUEST = 600, 15, 6
WIDTH, HEIGHT = 1600, 1200
VIEWS = ("front", "top", "crown", "left", "right")
TIMES = ("before", "10days", "12months")
TARGET = 0.5  # of the floor's files a second, sent and looked at
SENDING = 40  # files a second a browser can send: the site must not be what one waits for


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder) / "files")
        environment = {"VAR_DIR": folder, "RATE_LIMITS": "off", "REDIS_URL": "redis://127.0.0.1:1/0"}
        app = create_app(from_environment(environment))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            db.create_all()
            application, client = prepared(app)
        sending = sent(client, application, files)
        with app.app_context():
            looking = looked_at()
            found = queries.counts(application.id)
            assert (found.all, found.waiting, found.failed, found.unsorted) == (FILES, 0, 0, 0)
        floor = bare(files)
    figure, below = f"{FILES / (sending + looking):.1f} files/s", f"{FILES / floor:.1f} files/s"
    ratio = floor / (sending + looking)
    say("case log of 600 photos, sent and looked at", figure, below, ratio, f"at least {TARGET}", met=ratio >= TARGET)
    rate = FILES / sending
    say("  of it: sending", f"{rate:.1f} files/s", "-", None, f"at least {SENDING}/s", met=rate >= SENDING)


def written(folder: Path) -> list[Path]:
    """600 different photos with some detail, named so that they sort themselves."""
    folder.mkdir()
    made = []
    for n in range(FILES):
        case, place = divmod(n, A_CASE)
        path = folder / f"C{case + 1:02d}_{TIMES[place // len(VIEWS)]}_{VIEWS[place % len(VIEWS)]}.jpg"
        noise = Image.effect_noise((WIDTH // 8, HEIGHT // 8), 60).resize((WIDTH, HEIGHT))
        Image.merge("RGB", [noise, noise, noise]).save(path, quality=90)
        made.append(path)
    return made


def prepared(app: Flask) -> tuple[Application, FlaskClient]:
    now = clock.now()
    with transaction.unit():
        person = accounts.create("bench@example.org", "Robin Vale", [Role.APPLICANT], now)
        application = starting.apply(person.id, "Robin Vale", now)
        token = sessions.enter(person.id, newer_hash=None, network="bench", agent="", now=now)
        for number in range(1, FILES // A_CASE + 1):
            asked = CaseAsked(number, Details(), ("5",), None)
            caselog.add(application, asked, actor=f"person:{person.id}", now=now)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token
    return application, client


def sent(client: FlaskClient, application: Application, files: list[Path]) -> float:
    """As the script of the page does: a few files a request."""
    address = f"/membership/application/{application.reference}/cases/photos"
    started = perf_counter()
    for group in _groups(files):
        parts = [(io.BytesIO(path.read_bytes()), path.name) for path in group]
        answer = client.post(
            address, data={"photo": parts}, content_type="multipart/form-data", headers={"Accept": "application/json"}
        )
        assert [each["state"] for each in answer.get_json()["files"]] == ["sorted"] * len(group), answer.text
    return perf_counter() - started


def _groups(files: list[Path]) -> Iterator[list[Path]]:
    for start in range(0, len(files), A_REQUEST):
        yield files[start : start + A_REQUEST]


def looked_at() -> float:
    """The worker's loop, one photo after the other."""
    started = perf_counter()
    while (photo_id := photos.next_due(clock.now())) is not None:
        photos.process(photo_id, clock.now())
        caselog.photo_settled(photo_id)
    return perf_counter() - started


def bare(files: list[Path]) -> float:
    """Read, open, make smaller, save: nothing checked, sealed or stored."""
    started = perf_counter()
    for path in files:
        image = Image.open(io.BytesIO(path.read_bytes()))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        image.save(io.BytesIO(), "JPEG", quality=QUALITY)
    return perf_counter() - started


if __name__ == "__main__":
    main()
