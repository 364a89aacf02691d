"""Two workers at once make one digest, and each letter is in one of them; with a control that shows the race without
the constraint."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import outbox, transaction
from directory.core.db import session, upsert
from directory.core.outbox import LetterDigest, Way, digests
from directory.core.outbox.leasing import mark
from tests.conftest import NOW
from tests.core.test_outbox_waiting import DAY, MORNING, Post, deliver, kinds, lines, person, post, states
from tests.membership.test_rounds_races import at_once

__all__ = ["kinds"]
Upsert = Callable[..., Any]


@pytest.mark.both
def test_each_letter_is_in_one_digest_however_many_workers_there_are(app: Flask) -> None:
    with app.app_context():
        person(Way.DIGEST)
        post(NOW, *"12345")
        deliver(NOW, Post())
        post(MORNING, *"6789")
    server = Post()
    assert at_once(app, [lambda: (deliver(MORNING, server), None)[1]] * 4) == []
    with app.app_context():
        deliver(MORNING + outbox.LEASE, server)
        deliver(MORNING + DAY + outbox.LEASE, server)
        assert states() == dict.fromkeys("123456789", "sent in the daily digest")
    assert sorted(line for letter in server.sent for line in lines(letter)) == [f"Letter {n}" for n in "123456789"]


def digests_of_two_workers(app: Flask, monkeypatch: pytest.MonkeyPatch, write: Upsert) -> int:
    """Both have looked, and seen no digest, before either writes one."""
    with app.app_context():
        person(Way.DIGEST)
        post(NOW, "1", "2")
    looked = threading.Barrier(2)

    def wait_and_write(*given: object, **named: object) -> object:
        looked.wait(timeout=30)
        return write(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(digests, "upsert", wait_and_write)
        assert at_once(app, [lambda: (outbox.deliver_due(lambda: NOW, Post()), None)[1]] * 2) == []
    with app.app_context(), transaction.reading():
        assert states() == dict.fromkeys("12", "gathered")
        return session().scalar(sa.select(sa.func.count()).select_from(LetterDigest)) or 0


@pytest.mark.postgres
def test_two_workers_at_once_make_one_digest(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert digests_of_two_workers(app, monkeypatch, upsert) == 1


def insert(table: type[object], rows: list[Mapping[str, object]], **_named: object) -> object:
    return sa.insert(table).values(rows)


@pytest.mark.postgres
def test_control_without_the_constraint_they_make_two(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context(), transaction.unit():
        session().execute(sa.text("ALTER TABLE letter_digests DROP CONSTRAINT uq_letter_digests_reader_day"))
    assert digests_of_two_workers(app, monkeypatch, insert) == 2


def lost_while_closing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, gathering: Callable[..., Any], patience: float
) -> list[str]:
    """A letter has found its digest; before it joins, another worker sends that digest. What is in none at last?"""
    with app.app_context():
        person(Way.DIGEST)
        post(NOW, "1")
        deliver(NOW, Post())
        post(MORNING, "2")
    server, found, sent = Post(), threading.Event(), threading.Event()

    def wait_and_mark(*given: Any, **named: Any) -> bool:
        if "digest_id" in named:
            found.set()
            sent.wait(timeout=patience)
        return mark(*given, **named)

    def join() -> None:
        outbox.deliver_due(lambda: MORNING, server)

    def send() -> None:
        assert found.wait(timeout=30)
        outbox.deliver_due(lambda: MORNING, server)
        sent.set()

    with monkeypatch.context() as patch:
        patch.setattr(digests, "mark", wait_and_mark)
        patch.setattr(digests, "_gathering", gathering)
        assert at_once(app, [join, send]) == []
    with app.app_context():
        deliver(MORNING + DAY + outbox.LEASE, server)
    return sorted({"Letter 1", "Letter 2"} - {line for letter in server.sent for line in lines(letter)})


@pytest.mark.postgres
def test_what_joins_while_the_digest_closes_is_in_it_or_in_the_next(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender waits for the lock: so long as this test waits for the sender, then it goes on."""
    assert lost_while_closing(app, monkeypatch, digests._gathering, patience=0.5) == []


@pytest.mark.postgres
def test_control_without_the_lock_a_letter_is_in_no_digest(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(wishes: outbox.Wishes, _now: object) -> LetterDigest | None:
        return session().scalar(digests._open(wishes.reader))

    assert lost_while_closing(app, monkeypatch, unlocked, patience=30) == ["Letter 2"]
