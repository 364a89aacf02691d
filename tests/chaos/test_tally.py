"""The control: the count sees what is lost. A worker that stamps a letter before it sends it must fail by it."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from directory.core import outbox
from directory.core.outbox import Content, Due, Letter, LetterState, Send, delivering, leasing
from directory.core.transaction import unit
from tests.chaos import tally
from tests.chaos.tally import Owed, Result, Taken

Deliver = Callable[[Callable[[], datetime], Send], object]


class Killed(BaseException):
    """No handler of the worker's may see a kill, so it is no Exception."""


class DiesOnce:
    """A worker's hand: it dies over the second message, after or before the server has taken it."""

    def __init__(self, *, after: bool) -> None:
        self.taken: list[Taken] = []
        self.after = after
        self.messages = 0

    def __call__(self, letter: Letter) -> None:
        self.messages += 1
        dies = self.messages == 2
        if dies and not self.after:
            raise Killed
        self.taken.append(Taken(letter.to, letter.message_id))
        if dies:
            raise Killed


@pytest.fixture
def owed(context: Flask, now: datetime) -> Iterator[list[Owed]]:
    """Three letters to three people, due."""
    outbox.register("control", _load, lambda _now: _content("example"))
    with unit():
        for name in "abc":
            outbox.post("control", name, due=now)
    yield [Owed(f"{name}@example.org", outbox.message_id("control", name, 0)) for name in "abc"]
    outbox.KINDS.pop("control")


def _load(due: Due) -> Content:
    return _content(due.subject)


def _content(name: str) -> Content:
    from directory.consultations.letters.message import Message

    return Content(f"{name}@example.org", "A letter", {"message": Message("Hello,", ("A line.",))}, template="message")


def stamped_first(now: Callable[[], datetime], send: Send) -> None:
    """What `outbox.deliver_due` must not be: the letter counts as sent before it is."""
    for letter_id in leasing.due_ids(now()):
        leased = leasing.lease(letter_id, now())
        assert leased is not None
        letter = delivering._ready(leased, now())
        assert letter is not None
        leasing.stamp(leased, LetterState.SENT, now())
        send(letter)


def killed_once(deliver: Deliver, hand: DiesOnce, now: datetime) -> list[Taken]:
    """The worker dies; another goes on after the lease."""
    with pytest.raises(Killed):
        deliver(lambda: now, hand)
    deliver(lambda: now + outbox.LEASE, hand)
    return hand.taken


def test_a_killed_worker_loses_nothing(owed: list[Owed], now: datetime) -> None:
    taken = killed_once(outbox.deliver_due, DiesOnce(after=False), now)
    assert tally.count(owed, taken) == Result(lost=(), copies=0, twins=())


def test_killed_before_the_stamp_it_sends_a_copy_that_says_so(owed: list[Owed], now: datetime) -> None:
    taken = killed_once(outbox.deliver_due, DiesOnce(after=True), now)
    assert tally.count(owed, taken) == Result(lost=(), copies=1, twins=())


def test_a_worker_that_stamps_first_is_caught(owed: list[Owed], now: datetime) -> None:
    taken = killed_once(stamped_first, DiesOnce(after=False), now)
    assert tally.count(owed, taken) == Result(lost=(owed[1],), copies=0, twins=())


def test_another_message_id_to_the_same_person_is_no_copy() -> None:
    taken = [Taken("a", "<1>"), Taken("a", "<1>"), Taken("a", "<2>"), Taken("office", "<3>"), Taken("office", "<4>")]
    assert tally.count([Owed("a", "<1>")], taken) == Result(lost=(), copies=1, twins=("a",))


def test_half_a_line_was_never_answered(tmp_path: Path) -> None:
    whole = [json.dumps({"what": what, "to": "a", "id": "<1>"}) for what in ("begin", "taken", "begin")]
    record = tmp_path / "post.jsonl"
    record.write_text("\n".join([*whole, '{"what": "taken", "to": "b"']))
    assert tally.read(record) == [Taken("a", "<1>")]
