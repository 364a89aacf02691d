"""A database with physicians to book, and what is found in it afterwards."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import psycopg
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from directory import create_app
from directory.consultations.models import Consultation, Patient
from directory.consultations.queries import sealed
from directory.consultations.rules.states import State
from directory.core import outbox, transaction
from directory.core.clock import now
from directory.core.db import db, session
from directory.core.outbox import LetterRow, LetterState
from directory.core.run import parts
from directory.physicians.models import Physician
from directory.scheduling.models import Cell, Claim
from directory.scheduling.rules import ClaimKind, cells
from tests import services
from tests.chaos.site import Site
from tests.chaos.tally import Owed
from tests.factories import scheduling

PHYSICIANS = 12
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney")


@contextmanager
def database(kind: str, home: Path, name: str) -> Iterator[str | None]:
    """The address of a new database, gone afterwards; None where there is no server."""
    if kind == "sqlite":
        yield f"sqlite:///{home / 'coalition.db'}"
        return
    server = services.postgres_url()
    if server is None:
        yield None
        return
    with _made(server, name):
        yield f"{server.rsplit('/', 1)[0]}/{name}"


@contextmanager
def _made(server: str, name: str) -> Iterator[None]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


class World:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.app: Flask = create_app(site.settings)

    def fill(self) -> list[str]:
        """Physicians with open times for weeks; returns their slugs."""
        with self.app.app_context():
            upgrade()
            with transaction.unit():
                made = [scheduling.available(ZONES[n % len(ZONES)], now=now()) for n in range(PHYSICIANS)]
            return [each.slug for each in made]

    def owed(self) -> list[Owed]:
        """Of every booking in the database, the confirmation: to whom and under which Message-ID."""
        query = sa.select(Consultation, Patient).join(Patient, Patient.id == Consultation.patient_id)
        with self.app.app_context(), transaction.reading():
            rows = session().execute(query.where(Consultation.state != State.DRAFT)).all()
            return [
                Owed(sealed.contact_of(each).email, outbox.message_id("confirmation", str(each.id), each.sequence))
                for each, _ in rows
            ]

    def letters_left(self, at: datetime) -> list[tuple[str, str, str]]:
        """Due and not sent, or given up: kind, state and reason."""
        late = sa.and_(LetterRow.state == LetterState.WAITING, LetterRow.due <= at)
        query = sa.select(LetterRow.kind, LetterRow.state, LetterRow.reason)
        with self.app.app_context(), transaction.reading():
            rows = session().execute(query.where(sa.or_(late, LetterRow.state == LetterState.FAILED)))
            return [(kind, str(state), reason) for kind, state, reason in rows]

    def overlaps(self) -> list[str]:
        """Pairs of bookings of one physician that lie over each other."""
        query = sa.select(Claim.physician_id, Claim.starts, Claim.ends).where(Claim.kind == ClaimKind.BOOKING)
        with self.app.app_context(), transaction.reading():
            rows = session().execute(query.order_by(Claim.physician_id, Claim.starts)).all()
        pairs = pairwise(rows)
        return [f"{a} {b}" for a, b in pairs if a[0] == b[0] and b[1] < a[2]]

    def bookings_without_their_cells(self) -> list[int]:
        """The cells are the promise: each booking has exactly its own."""
        with self.app.app_context(), transaction.reading():
            claims = session().scalars(sa.select(Claim).where(Claim.kind == ClaimKind.BOOKING)).all()
            taken: dict[int, set[int]] = {}
            for claim_id, cell in session().execute(sa.select(Cell.claim_id, Cell.cell)):
                taken.setdefault(claim_id, set()).add(cell)
            return [each.id for each in claims if taken.get(each.id) != set(cells(each.starts, each.ends))]

    def audit_is_whole(self) -> bool:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "audit", "verify"]
        done = subprocess.run(command, cwd=parts.ROOT, env=self.site.env, check=False, capture_output=True, timeout=120)
        return done.returncode == 0

    def bookable(self) -> int:
        with self.app.app_context(), transaction.reading():
            return session().scalar(sa.select(sa.func.count()).select_from(Physician)) or 0

    def close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def lease() -> timedelta:
    return outbox.LEASE
