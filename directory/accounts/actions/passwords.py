"""Passwords: argon2id, never inside a transaction, at most two at once in a process (each takes 19 MiB)."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from directory.accounts import letters
from directory.accounts.actions.attempts import forgive
from directory.accounts.actions.sessions import end_all
from directory.accounts.models import Person
from directory.accounts.rules import LinkEnded, normal_password
from directory.accounts.rules.attempts import Kind
from directory.core import audit, links, outbox
from directory.core.db import session
from directory.core.refusals import Busy

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
PATIENCE = 10  # seconds to wait for one's turn
_turns = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`newer` is the hash to keep instead, where the parameters have changed since."""

    right: bool
    newer: str | None = field(default=None, repr=False)


def hashed(password: str) -> str:
    """Slow on purpose. Raises RuntimeError inside a transaction: on SQLite everybody else would wait for it."""
    with _turn():
        return HASHER.hash(_bytes(password))


def verify(stored: str | None, password: str) -> Verdict:
    """As slow for an unknown address as for a known one. Raises RuntimeError inside a transaction."""
    with _turn():
        spare = _of_nobody()
        right = _matches(stored or spare, password) and stored is not None
        outdated = right and stored is not None and HASHER.check_needs_rehash(stored)
        return Verdict(right, HASHER.hash(_bytes(password)) if outdated else None)


@contextmanager
def _turn() -> Iterator[None]:
    if session().in_transaction():
        raise RuntimeError("a password is hashed outside any transaction: the write lock would be held meanwhile")
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        _turns.release()


@cache
def _of_nobody() -> str:
    """What an unknown address is checked against; nobody knows its password."""
    return HASHER.hash(secrets.token_bytes(32))


def _matches(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return normal_password(password).encode(errors="replace")


def ask_reset(email_digest: str, *, now: datetime, expires: datetime) -> None:
    """The same work whether the address is known or not: a link and a letter, which is dropped when it is nobody's."""
    token = _link(email_digest, now=now, expires=expires)
    outbox.post(letters.PASSWORD_RESET, email_digest, due=now, revision=letters.reset_revision(token, now))


def invite(email_digest: str, *, now: datetime, expires: datetime) -> None:
    """As a reset, in the words of an invitation."""
    token = _link(email_digest, now=now, expires=expires)
    outbox.post(letters.INVITATION, email_digest, due=now, revision=letters.reset_revision(token, now))


def _link(email_digest: str, *, now: datetime, expires: datetime) -> str:
    """Asked twice within the time it is one link; an ended one must not come back to life in an old e-mail."""
    present = links.token_for(letters.RESET_LINK, email_digest)
    if present and links.subject_of(letters.RESET_LINK, present, now) is None:
        links.revoke(letters.RESET_LINK, email_digest)
    return links.issue(letters.RESET_LINK, email_digest, expires=expires)


def forget_old(now: datetime) -> None:
    """Links for addresses that are nobody's. Those of accounts stay: their generation must not begin again."""
    nobodys = links.Link.subject.not_in(sa.select(Person.email_digest))
    ended = sa.and_(links.Link.purpose == letters.RESET_LINK, links.Link.expires < now)
    session().execute(sa.delete(links.Link).where(ended, nobodys))


def reset(token: str, password_hash: str, now: datetime) -> int:
    """Set the password behind a link, once; every session ends. Returns the person's id; raises LinkEnded."""
    digest = links.subject_of(letters.RESET_LINK, token, now)
    person = _locked(Person.email_digest == digest) if digest else None
    # Asked again under the person's lock: of two at once, the second finds the link revoked.
    if person is None or links.subject_of(letters.RESET_LINK, token, now) != person.email_digest:
        raise LinkEnded
    links.revoke(letters.RESET_LINK, person.email_digest)
    _keep(person, password_hash, now)
    for kind in Kind:
        forgive(kind, person.email_digest)
    end_all(person.id, actor=f"person:{person.id}", now=now)
    audit.record("site", "password_reset", actor="visitor", subject=f"person:{person.id}", now=now)
    return person.id


def change(person_id: int, password_hash: str, *, keep_session: int, now: datetime) -> None:
    """The other sessions end, and a reset asked for before is void."""
    person = _locked(Person.id == person_id)
    if person is None:
        raise LinkEnded
    links.revoke(letters.RESET_LINK, person.email_digest)
    _keep(person, password_hash, now)
    end_all(person_id, actor=f"person:{person_id}", now=now, but=keep_session)
    audit.record("site", "password_changed", actor=f"person:{person_id}", subject=f"person:{person_id}", now=now)


def set_first(person_id: int, password_hash: str, now: datetime) -> None:
    """For the command that makes an account."""
    person = _locked(Person.id == person_id)
    if person is not None:
        person.password_hash, person.password_changed = password_hash, now


def _keep(person: Person, password_hash: str, now: datetime) -> None:
    person.password_hash, person.password_changed = password_hash, now
    outbox.post(letters.PASSWORD_CHANGED, person.id, due=now, revision=letters.minute(now))


def _locked(which: sa.ColumnElement[bool]) -> Person | None:
    query = sa.select(Person).where(which, Person.closed.is_(None)).with_for_update()
    return session().scalar(query.execution_options(populate_existing=True))
