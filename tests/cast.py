"""The named cast: who signs in, and how. `owner` and `other` are physicians; the stranger has no account."""

import re
from dataclasses import dataclass
from functools import cache

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory.accounts import actions, queries
from directory.accounts.actions import passwords, second_factor, sessions
from directory.accounts.models import Person
from directory.accounts.rules import Role, totp
from directory.accounts.views.who import TOKEN
from directory.core import clock, transaction
from directory.core.db import session

PASSWORD = "four quiet words together"
STRANGER = "stranger@example.org"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account: values only, valid in every transaction."""

    id: int
    email: str
    name: str
    secret: bytes = b""  # of the authenticator app; empty: none set up

    def code(self, *, ahead: int = 0) -> str:
        """What the app shows now, or some steps later."""
        return totp.code(self.secret, totp.step_of(clock.now()) + ahead)


@dataclass(frozen=True, slots=True)
class Cast:
    owner: Member
    other: Member
    coordinator: Member


def assemble() -> Cast:
    """The cast in the database, with passwords and second factors; call outside any transaction."""
    return Cast(
        owner=member("owner@example.org", "Dr Olive Owner", Role.PHYSICIAN),
        other=member("other@example.org", "Dr Otto Other", Role.PHYSICIAN),
        coordinator=member("office@example.org", "Kim Office", Role.COORDINATOR),
    )


def member(email: str, name: str, *roles: Role, enrolled: bool = True) -> Member:
    """One more person who can sign in with PASSWORD."""
    with transaction.unit():
        person = actions.create(email, name, roles, clock.now())
        passwords.set_first(person.id, _hash(), clock.now())
        return Member(person.id, email, name, enrol(person.id) if enrolled else b"")


def enrol(person_id: int) -> bytes:
    """Give a person an authenticator app; returns its secret. Call inside `transaction.unit()`."""
    secret = second_factor.offered_secret(person_id, 0, 0)
    second_factor.give_secret(person_id, secret, clock.now())
    return secret


@cache
def _hash() -> str:
    """Hashed once for the whole run, with the real parameters."""
    return passwords.HASHER.hash(PASSWORD)


def sign_in(client: FlaskClient, person: Member, second_factor: bool = True) -> None:
    """Through the real pages, as a browser without JavaScript does."""
    answer = post_form(client, "/sign-in", email=person.email, password=PASSWORD)
    assert answer.status_code == 303, answer.text
    if second_factor:
        answer = post_form(client, "/sign-in/code", code=unused_code(client, person))
        assert answer.status_code == 303, answer.text


def sign_in_fast(client: FlaskClient, person: Member, second_factor: bool = True) -> None:
    """The same session without the pages: for tests that are about something else."""
    with client.application.app_context(), transaction.unit():
        token = sessions.enter(person.id, newer_hash=None, network="test", agent="", now=clock.now())
        if second_factor:
            found = queries.signed_in(token, clock.now())
            assert found is not None
            token = sessions.confirm(found.session_id, clock.now())
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token


def post_form(client: FlaskClient, path: str, at: str | None = None, **fields: str) -> TestResponse:
    """Open the page (`at`, or the path itself), take its CSRF token and send the form."""
    return client.post(path, data={"csrf_token": csrf_token(client, at or path), **fields})


def csrf_token(client: FlaskClient, path: str = "/sign-in") -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert found, f"no form at {path}"
    return found.group(1)


def unused_code(client: FlaskClient, person: Member) -> str:
    """A code that works now. An app's owner who signs in a fourth time in half a minute waits; a test does not."""
    assert person.secret, f"{person.email} has no authenticator app"
    now = totp.step_of(clock.now())
    with client.application.app_context(), transaction.unit():
        row = session().get_one(Person, person.id)
        if row.totp_step > now:
            row.totp_step = now
        step = max(row.totp_step + 1, now - 1)
    return totp.code(person.secret, step)
