"""What may wait: quiet hours, the daily digest, and letters nobody wishes. Nothing is lost, nothing comes twice."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.actions.preferences import choose
from directory.accounts.models import Person
from directory.accounts.rules.quiet import Hours
from directory.core import outbox, transaction
from directory.core.db import session
from directory.core.outbox import Content, Due, Letter, LetterRow, LetterState, Way
from tests.conftest import NOW
from tests.factories import accounts

pytestmark = pytest.mark.both
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENING = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
AWAKE, NIGHT = Hours(), Hours(quiet=True)
SAYS: dict[str, str | None] = {}
ENDS: dict[str, datetime] = {}
TOPIC = outbox.Topic("waiting_test", "A topic", "A sentence.", readers=frozenset(), ways=outbox.ANY)


def _load(due: Due) -> Content | None:
    said = SAYS.get(due.subject, f"Letter {due.subject}")
    if said == "broken":
        raise ValueError("a defect in the renderer")
    if said is None or due.now >= ENDS.get(due.subject, due.now + DAY):
        return None
    return Content(
        "reader@example.org", said, {"lines": [said]}, template="round", link=f"https://x.test/{due.subject}"
    )


def _example(_now: datetime) -> Content:
    return Content("reader@example.org", "A letter", {"lines": ["One line."]}, template="round", link="https://x.test")


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    SAYS.clear()
    ENDS.clear()
    outbox.TOPICS[TOPIC.name] = TOPIC
    outbox.register("may_wait", _load, _example, TOPIC)
    outbox.register("at_once", _load, _example)
    yield
    outbox.TOPICS.pop(TOPIC.name)
    outbox.KINDS.pop("may_wait")
    outbox.KINDS.pop("at_once")


class Post:
    """A mail server of the test's own."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []

    def __call__(self, letter: Letter) -> None:
        self.sent.append(letter)

    @property
    def subjects(self) -> list[str]:
        return [letter.subject for letter in self.sent]


def wish(way: Way, hours: Hours = AWAKE, now: datetime = NOW) -> None:
    with transaction.unit():
        choose(1, hours, {TOPIC.name: way}, now)


def person(way: Way, hours: Hours = AWAKE) -> None:
    with transaction.unit():
        assert accounts.person(email="reader@example.org").id == 1
    wish(way, hours)


def post(due: datetime, *subjects: str, kind: str = "may_wait") -> None:
    with transaction.unit():
        for subject in subjects:
            outbox.post(kind, subject, due=due)


def deliver(at: datetime, server: Callable[[Letter], None]) -> int:
    """As the task does: until nothing more is sent; and the next sweep, which finds digests."""
    return sum(outbox.deliver_due(lambda: at, server) for _sweep in range(3))


def states() -> dict[str, str]:
    with transaction.reading():
        rows = session().scalars(sa.select(LetterRow).where(LetterRow.kind != outbox.DIGEST))
        return {row.subject: f"{row.state} {row.reason}".strip() for row in rows}


def lines(letter: Letter) -> list[str]:
    return [line.removeprefix("- ") for line in letter.text.splitlines() if line.startswith("- ")]


def test_in_quiet_hours_a_letter_waits_and_then_says_what_is_true(context: Flask) -> None:
    person(Way.AT_ONCE, NIGHT)
    server = Post()
    post(EVENING, "1")
    assert deliver(EVENING, server) == 0
    assert states() == {"1": "waiting quiet hours"}
    SAYS["1"] = "What is true in the morning"
    assert deliver(MORNING - HOUR, server) == 0
    assert deliver(MORNING, server) == 1
    assert deliver(MORNING, server) == 0
    assert server.subjects == ["What is true in the morning"]


def test_a_letter_without_a_topic_and_one_to_nobody_known_do_not_wait(context: Flask) -> None:
    person(Way.DIGEST, NIGHT)
    server = Post()
    post(EVENING, "1", kind="at_once")
    assert deliver(EVENING, server) == 1
    with transaction.unit():
        session().execute(sa.update(Person).values(email="other@example.org"))
    post(EVENING, "2")
    assert deliver(EVENING, server) == 1


def test_what_would_be_too_late_in_the_morning_comes_at_once(context: Flask) -> None:
    person(Way.DIGEST, NIGHT)
    server = Post()
    ENDS["1"] = MORNING - HOUR
    post(EVENING, "1")
    assert deliver(EVENING, server) == 1
    assert server.subjects == ["Letter 1"]


def test_what_was_turned_off_is_dropped_with_its_reason(context: Flask) -> None:
    person(Way.OFF)
    post(NOW, "1")
    assert deliver(NOW, Post()) == 0
    assert states() == {"1": "dropped turned off by its reader"}


def test_a_digest_holds_a_line_and_a_link_for_each_and_comes_once(context: Flask) -> None:
    person(Way.DIGEST)
    server = Post()
    post(NOW, "1", "2")
    assert deliver(NOW, server) == 0
    post(NOW + HOUR, "3")
    assert deliver(NOW + HOUR, server) == 0
    assert states() == dict.fromkeys("123", "gathered")
    assert deliver(MORNING, server) == 1
    assert deliver(MORNING + DAY, server) == 0
    (digest,) = server.sent
    assert (digest.to, digest.subject) == ("reader@example.org", "3 messages for you today")
    assert lines(digest) == ["Letter 1", "Letter 2", "Letter 3"]
    assert all(
        f"https://x.test/{number}" in digest.text and f"https://x.test/{number}" in digest.html for number in "123"
    )
    assert states() == dict.fromkeys("123", "sent in the daily digest")


def test_after_days_without_a_worker_one_digest_holds_all(context: Flask) -> None:
    person(Way.DIGEST)
    server = Post()
    post(NOW, "1")
    deliver(NOW, server)  # the digest of tomorrow has begun
    for day in range(1, 4):
        post(NOW + day * DAY, f"{day + 1}")
    assert deliver(NOW + 5 * DAY, server) == 1
    assert lines(server.sent[0]) == ["Letter 1", "Letter 2", "Letter 3", "Letter 4"]
    assert deliver(NOW + 9 * DAY, server) == 0


def test_a_day_has_one_digest_also_when_the_one_of_yesterday_was_late(context: Flask) -> None:
    person(Way.DIGEST)
    server = Post()
    post(NOW, "1")
    deliver(NOW, server)
    assert deliver(MORNING + DAY - HOUR, server) == 1  # a day late, an hour before the next would go
    post(MORNING + DAY - HOUR, "2")
    assert deliver(MORNING + DAY - HOUR, server) == 0
    assert deliver(MORNING + DAY, server) == 0
    assert deliver(MORNING + 2 * DAY, server) == 1
    assert [lines(each) for each in server.sent] == [["Letter 1"], ["Letter 2"]]


def test_what_comes_while_the_digest_is_sent_goes_into_the_next(context: Flask) -> None:
    person(Way.DIGEST)
    post(NOW, "1")
    deliver(NOW, Post())
    server = Post()

    def busy(letter: Letter) -> None:
        server(letter)
        if len(server.sent) == 1:
            post(MORNING, "2")
            outbox.deliver_due(lambda: MORNING, server)

    deliver(MORNING, busy)
    assert states() == {"1": "sent in the daily digest", "2": "gathered"}
    deliver(MORNING + DAY, server)
    assert [lines(each) for each in server.sent] == [["Letter 1"], ["Letter 2"]]


def test_a_worker_killed_before_the_stamp_sends_the_same_digest_under_the_same_name(context: Flask) -> None:
    person(Way.DIGEST)
    post(NOW, "1", "2")
    deliver(NOW, Post())
    first, second = Post(), Post()

    def send_and_die(letter: Letter) -> None:
        first(letter)
        raise KeyboardInterrupt  # as a kill would: nothing after it runs

    with pytest.raises(KeyboardInterrupt):
        deliver(MORNING, send_and_die)
    post(MORNING, "3")
    assert deliver(MORNING + outbox.LEASE, second) == 1
    assert first.sent[0].message_id == second.sent[0].message_id
    assert lines(first.sent[0]) == lines(second.sent[0]) == ["Letter 1", "Letter 2"]


def test_what_is_no_longer_due_falls_out_and_an_empty_digest_is_not_sent(context: Flask) -> None:
    person(Way.DIGEST)
    post(NOW, "1", "2")
    deliver(NOW, Post())
    SAYS.update({"1": None, "2": None})
    assert deliver(MORNING, Post()) == 0
    assert states() == dict.fromkeys("12", "dropped no longer due")


def test_one_that_cannot_be_written_does_not_hold_up_the_others(context: Flask) -> None:
    person(Way.DIGEST)
    post(NOW, "1", "2")
    deliver(NOW, Post())
    SAYS["1"] = "broken"
    server = Post()
    assert deliver(MORNING, server) == 1
    assert lines(server.sent[0]) == ["Letter 2"]
    assert states() == {"1": "failed ValueError", "2": "sent in the daily digest"}


def test_a_failed_digest_is_sent_again_with_all_that_was_in_it(context: Flask) -> None:
    person(Way.DIGEST)
    post(NOW, "1")
    deliver(NOW, Post())

    def refuse(_letter: Letter) -> None:
        raise outbox.RejectedAddress("550")

    deliver(MORNING, refuse)
    with transaction.unit():
        failed = session().scalars(sa.select(LetterRow.id).where(LetterRow.state == LetterState.FAILED)).one()
        outbox.send_again(failed, MORNING)
    server = Post()
    assert deliver(MORNING, server) == 1
    assert lines(server.sent[0]) == ["Letter 1"]


def test_a_digest_that_is_late_at_night_waits_for_the_morning(context: Flask) -> None:
    person(Way.DIGEST, NIGHT)
    server = Post()
    post(NOW, "1")
    deliver(NOW, server)
    assert deliver(EVENING + DAY, server) == 0
    assert deliver(MORNING + DAY, server) == 1


def test_what_has_gathered_comes_at_the_hour_that_was_chosen_since(context: Flask) -> None:
    person(Way.DIGEST)
    server = Post()
    post(NOW, "1")
    deliver(NOW, server)
    wish(Way.AT_ONCE, Hours(digest=time(18)))
    assert deliver(NOW + 2 * HOUR, server) == 0
    assert deliver(NOW + 3 * HOUR, server) == 1
    wish(Way.DIGEST, Hours(digest=time(20)), NOW + 4 * HOUR)
    post(NOW + 4 * HOUR, "2")
    assert deliver(NOW + 6 * HOUR, server) == 0, "this day has had its digest"
    assert deliver(NOW + DAY + 5 * HOUR, server) == 1
