"""The real thing: web, worker, beat and their own Redis, as `run` starts them, on a database with a few physicians."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from directory import create_app
from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow, LetterState
from directory.core.run import folder, port
from directory.core.settings import from_environment, public_names
from directory.physicians.rules import VisitKind
from directory.scheduling.queries import open_times
from tests import cast
from tests.cast import Member
from tests.conftest import NOW
from tests.factories import consultations, physicians, scheduling
from tests.journeys import mailbox
from tests.journeys.mailbox import Mailbox

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is served, who is on it, and what it has sent."""

    base: str
    var_dir: Path
    mail: Mailbox
    app: Flask  # the same site in this process, to ask it and to make rows
    vale: Member  # takes calls and written requests, in New York
    office: Member
    vale_slug: str
    sato_slug: str  # video calls only, in London
    paused_slug: str
    reference: str  # of a consultation with Dr Vale in a week
    token: str  # the link to it

    def code(self, person: Member) -> str:
        """What the person's app shows: by the site's clock."""
        with self.app.app_context():
            return person.code()

    def quiet(self) -> None:
        """Waits until every e-mail that is due has left: what changes from now on is somebody's doing."""
        deadline = time.monotonic() + PATIENCE
        while self._due():
            assert time.monotonic() < deadline, "e-mails that are due do not leave"
            time.sleep(0.1)

    def _due(self) -> int:
        with self.app.app_context(), transaction.reading():
            waiting = sa.and_(LetterRow.state == LetterState.WAITING, LetterRow.due <= clock.now())
            return session().scalar(sa.select(sa.func.count()).select_from(LetterRow).where(waiting)) or 0

    def dump(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table."""
        with closing(sqlite3.connect(f"file:{self.var_dir}/coalition.db?mode=ro", uri=True)) as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
            return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names}  # noqa: S608 (names of our tables)


@contextmanager
def running(home: Path) -> Iterator[Site]:
    """Everything is started here and has ended when the block is left."""
    with mailbox.serving() as (mail, smtp_port):
        env = _environment(home / "var", smtp_port)
        site = _prepared(env, mail)
        with (home / "run.out").open("wb") as out:
            command = [sys.executable, "-m", "directory", "run"]
            process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )
        try:
            _wait(site.base, process, home / "run.out")
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
            folder.end_leftovers(site.var_dir)


def _environment(var_dir: Path, smtp_port: int) -> dict[str, str]:
    """Nothing of the developer's own settings."""
    var_dir.mkdir(mode=0o700)
    ours = {name.upper() for name in public_names()}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {
        **kept,
        "VAR_DIR": str(var_dir),
        "PORT": str(port.claim("127.0.0.1", 0)),
        "RATE_LIMITS": "off",
        "VIDEO_URL": "https://video.example.org/{room}",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(smtp_port),
        # A journey must not end otherwise on a Friday night, at midnight or when the clocks change.
        "CLOCK_OFFSET": str(int((NOW - datetime.now(UTC)).total_seconds())),
    }


def _prepared(env: dict[str, str], mail: Mailbox) -> Site:
    """The tables as the product makes them; then a few people, instead of demo data."""
    settings = from_environment(env)
    app = create_app(settings)
    with app.app_context():
        upgrade()
        vale = cast.member("vale@example.org", "Dr Rosa Vale", Role.PHYSICIAN)
        office = cast.member("office@example.org", "Kim Office", Role.COORDINATOR)
        with transaction.unit():
            rows = _rows(vale)
    return Site(settings.base_url, settings.var_dir, mail, app, vale, office, *rows)


def _rows(vale: Member) -> tuple[str, str, str, str, str]:
    now = clock.now()
    first = consultations.physician_of(vale, now=now)
    physicians.procedure(first)
    physicians.publication(first)
    second = scheduling.available("Europe/London", now=now, name="Ken Sato", languages=("en", "ja"))
    london = {"name": "Thames Clinic", "city": "London", "region": "England", "country": "GB", "zone": "Europe/London"}
    physicians.clinic(second, at=(51.5074, -0.1278), position=1, **london)
    physicians.licence(second, "GB", None)
    third = scheduling.available(
        "America/Vancouver", now=now, name="Ana Ruiz", visits=[VisitKind.VIDEO], booking_paused=True
    )
    week = now + timedelta(days=7)
    starts = open_times(first.id, week, week + timedelta(days=7), now, VisitKind.VIDEO)[-1].starts
    made = consultations.confirmed(first, starts, now=now, email="reader@example.org")
    return first.slug, second.slug, third.slug, made.reference, consultations.token_of(made)


def _wait(base: str, process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(base):
        assert process.poll() is None, output.read_text()
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.1)


def _answers(base: str) -> bool:
    try:
        with urlopen(f"{base}/readyz", timeout=5) as answer:  # noqa: S310 (our own address)
            return bool(json.load(answer)["database"] == "ok")
    except (URLError, OSError):
        return False
