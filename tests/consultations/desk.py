"""The people and pages around a consultation, for tests of the staff half: clock, cast, forms, letters, statements."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from directory.accounts import actions as accounts
from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import access
from directory.consultations.models import Consultation, Event
from directory.consultations.queries import preparing
from directory.core import transaction, visitors
from directory.core.db import db, session
from directory.core.outbox import LetterRow
from directory.photos.models import Opening
from tests import cast
from tests.cast import Cast, Member
from tests.conftest import NOW, Client
from tests.factories import consultations as made
from tests.factories import photos

STARTS = made.STARTS
ENDS = STARTS + made.LENGTH


@dataclass(slots=True)
class Desk:
    """One physician with one confirmed consultation; the clock stands where `at` puts it."""

    app: Flask
    people: Cast
    physician_id: int
    consultation_id: int
    reference: str
    token: str

    def at(self, moment: datetime) -> None:
        settings = self.app.extensions["settings"]
        self.app.extensions["settings"] = replace(settings, clock_offset=moment - datetime.now(UTC))

    def browser(self, person: Member | None = None, *, second_factor: bool = True) -> Client:
        client = self.app.test_client()
        assert isinstance(client, Client)
        if person is not None:
            cast.sign_in_fast(client, person, second_factor)
        return client

    def patient(self) -> Client:
        """A browser that has been opened with a code."""
        client, visitor = self.browser(), secrets.token_hex(16)
        self.write(lambda row: access.trust(row, visitor, ENDS, proven=True))
        with client.session_transaction() as kept:
            kept[visitors.KEY] = visitor
        return client

    @property
    def page(self) -> str:
        return f"/practice/consultations/{self.reference}"

    @property
    def office(self) -> str:
        return f"/office/consultations/{self.reference}"

    @property
    def join(self) -> str:
        return f"/c/{self.token}/join"

    def row(self) -> Consultation:
        with self.app.app_context():
            return session().get_one(Consultation, self.consultation_id)

    def events(self) -> list[str]:
        query = sa.select(Event.what).where(Event.consultation_id == self.consultation_id).order_by(Event.id)
        with self.app.app_context():
            return list(session().scalars(query))

    def letters(self, kind: str) -> list[LetterRow]:
        mine = sa.or_(
            LetterRow.subject == str(self.consultation_id), LetterRow.subject.like(f"{self.consultation_id}:%")
        )
        with self.app.app_context():
            return list(session().scalars(sa.select(LetterRow).where(LetterRow.kind == kind, mine)))

    def openings(self) -> list[Opening]:
        with self.app.app_context():
            return list(session().scalars(sa.select(Opening).order_by(Opening.at, Opening.id)))

    def photo(self, view: str = "front", seed: int = 1) -> str:
        with self.app.app_context():
            row = self.row()
            owner = preparing.owner_of(row)
            self.agree_to_photos()
            return photos.make_ready(NOW, row.vault_id, view, owner=owner, data=photos.jpeg(seed=seed)).id

    def agree_to_photos(self) -> None:
        def agree(row: Consultation) -> None:
            about, values = preparing.owner_of(row), preparing.consent_values(row)
            accounts.give_consent(f"patient:{row.patient_id}", Purpose.PHOTOS, about=about, values=values, now=NOW)

        self.write(agree)

    def write(self, act: Callable[[Consultation], object]) -> None:
        """Something that happened before, by a real action or a row."""
        with self.app.app_context(), transaction.unit():
            act(session().get_one(Consultation, self.consultation_id))


def set_up(app: Flask, **values: Any) -> Desk:
    with app.app_context():
        people = cast.assemble()
        with transaction.unit():
            physician = made.physician_of(people.owner)
            made.physician_of(people.other)
            row = made.confirmed(physician, **values)
            desk = Desk(app, people, physician.id, row.id, row.reference, made.token_of(row))
    desk.at(NOW + timedelta(hours=1))
    return desk


def press(client: Client, path: str, at: str, **fields: str) -> TestResponse:
    """As a browser does: open the page, take its token, send a form."""
    return cast.post_form(client, path, at, **fields)


def blind_post(client: Client, path: str, **fields: str) -> TestResponse:
    """With a valid token taken elsewhere, for pages that do not offer the form."""
    return client.post(path, data={"csrf_token": cast.csrf_token(client), **fields})


def text(answer: TestResponse) -> str:
    """What a reader sees, roughly: without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent within."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "PRAGMA")):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
