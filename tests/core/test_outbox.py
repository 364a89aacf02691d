"""Letters as rows: sent once, rendered from the present, survive dead servers and killed workers."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import outbox
from directory.core.db import session
from directory.core.outbox import Content, Due, Letter, LetterRow, LetterState, RejectedAddress, ServerDown
from directory.core.transaction import unit

pytestmark = pytest.mark.both
STATE: dict[str, str | None] = {}


@pytest.fixture(autouse=True)
def kind() -> Iterator[str]:
    STATE.clear()
    outbox.KINDS.pop("password_reset_test", None)
    yield outbox.register("password_reset_test", _load, lambda _now: _content("a@example.org"))
    outbox.KINDS.pop("password_reset_test", None)


def _content(to: str) -> Content:
    from directory.consultations.letters.message import Message

    return Content(to, "A letter", {"message": Message("Hello,", ("One line.",))}, template="message")


def _load(due: Due) -> Content | None:
    to = STATE.get(due.subject)
    if to == "broken":
        raise ValueError("a defect in the renderer")
    return _content(to) if to else None


class Post:
    """A mail server of the test's own: keeps what it was given, or refuses as told."""

    def __init__(self, refuse: Exception | None = None) -> None:
        self.sent: list[Letter] = []
        self.refuse = refuse

    def __call__(self, letter: Letter) -> None:
        if self.refuse is not None:
            raise self.refuse
        self.sent.append(letter)


def post(now: datetime, *subjects: str, revision: int = 0) -> None:
    with unit():
        for subject in subjects:
            outbox.post("password_reset_test", subject, due=now, revision=revision)


def _same(at: datetime) -> datetime:
    return at


def rows() -> list[tuple[str, LetterState, int]]:
    session().rollback()
    session().expire_all()
    query = sa.select(LetterRow.subject, LetterRow.state, LetterRow.attempts).order_by(LetterRow.id)
    return [(row.subject, row.state, row.attempts) for row in session().execute(query)]


def test_a_due_letter_is_sent_once(context: Flask, now: datetime) -> None:
    STATE["1"] = "a@example.org"
    post(now, "1")
    post(now, "1")
    server = Post()
    assert outbox.deliver_due(lambda: now, server) == 1
    assert outbox.deliver_due(lambda: now, server) == 0
    assert [letter.to for letter in server.sent] == ["a@example.org"]
    assert rows() == [("1", LetterState.SENT, 1)]


def test_one_that_is_not_due_waits(context: Flask, now: datetime) -> None:
    STATE["1"] = "a@example.org"
    post(now + timedelta(seconds=1), "1")
    assert outbox.deliver_due(lambda: now, Post()) == 0
    assert outbox.deliver_due(lambda: now + timedelta(seconds=1), Post()) == 1


def test_it_says_what_is_true_when_it_is_sent(context: Flask, now: datetime) -> None:
    STATE["1"] = "old@example.org"
    post(now, "1")
    STATE["1"] = "new@example.org"
    server = Post()
    outbox.deliver_due(lambda: now, server)
    assert server.sent[0].to == "new@example.org"


def test_no_longer_due_is_dropped(context: Flask, now: datetime) -> None:
    post(now, "1")
    assert outbox.deliver_due(lambda: now, Post()) == 0
    assert rows() == [("1", LetterState.DROPPED, 1)]


def test_one_bad_letter_does_not_stop_the_others(context: Flask, now: datetime) -> None:
    STATE.update({"1": "broken", "2": "b@example.org"})
    post(now, "1", "2")
    server = Post()
    assert outbox.deliver_due(lambda: now, server) == 1
    assert rows() == [("1", LetterState.WAITING, 1), ("2", LetterState.SENT, 1)]


def test_a_broken_letter_is_given_up_and_can_be_sent_again(context: Flask, now: datetime) -> None:
    STATE["1"] = "broken"
    post(now, "1")
    times = [now + timedelta(hours=2) * n for n in range(outbox.MAX_ATTEMPTS)]
    for each in times:
        outbox.deliver_due(partial(_same, each), Post())
    at = times[-1]
    assert rows() == [("1", LetterState.FAILED, outbox.MAX_ATTEMPTS)]
    STATE["1"] = "a@example.org"
    letter_id = session().scalar(sa.select(LetterRow.id))
    with unit():
        outbox.send_again(letter_id or 0, at)
    assert outbox.deliver_due(lambda: at, Post()) == 1


def test_a_refused_address_fails_at_once(context: Flask, now: datetime) -> None:
    STATE["1"] = "a@example.org"
    post(now, "1")
    outbox.deliver_due(lambda: now, Post(RejectedAddress("550")))
    assert rows() == [("1", LetterState.FAILED, 1)]


def test_a_dead_server_keeps_everything_and_stops_the_batch(context: Flask, now: datetime) -> None:
    STATE.update({"1": "a@example.org", "2": "b@example.org"})
    post(now, "1", "2")
    assert outbox.deliver_due(lambda: now, Post(ServerDown("refused"))) == 0
    assert rows() == [("1", LetterState.WAITING, 1), ("2", LetterState.WAITING, 0)]
    server = Post()
    outbox.deliver_due(lambda: now + timedelta(minutes=2), server)
    assert sorted(letter.to for letter in server.sent) == ["a@example.org", "b@example.org"]


def test_a_worker_killed_before_the_stamp_sends_the_same_message_id_again(context: Flask, now: datetime) -> None:
    STATE["1"] = "a@example.org"
    post(now, "1")
    first = Post()

    def send_and_die(letter: Letter) -> None:
        first(letter)
        raise KeyboardInterrupt  # as a kill would: nothing after it runs

    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_due(lambda: now, send_and_die)
    assert outbox.deliver_due(lambda: now, Post()) == 0, "the lease still holds"
    second = Post()
    assert outbox.deliver_due(lambda: now + outbox.LEASE, second) == 1
    assert first.sent[0].message_id == second.sent[0].message_id


def test_two_workers_send_each_letter_once(app: Flask, now: datetime) -> None:
    with app.app_context():
        STATE.update({str(n): f"p{n}@example.org" for n in range(20)})
        post(now, *STATE)
    server, start = Post(), threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            start.wait()
            outbox.deliver_due(lambda: now, server)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(letter.to for letter in server.sent) == sorted(filter(None, STATE.values()))


def test_message_ids_differ_by_kind_subject_and_revision(context: Flask) -> None:
    made = {outbox.message_id(*parts) for parts in [("a", "1", 0), ("b", "1", 0), ("a", "2", 0), ("a", "1", 1)]}
    assert len(made) == 4


def test_every_registered_kind_has_a_preview_in_text_and_html(context: Flask, now: datetime) -> None:
    with context.test_request_context():
        for name in outbox.KINDS:
            letter = outbox.preview(name, now)
            assert letter.text.strip(), name
            assert letter.html.lstrip().startswith("<!doctype html>"), name
