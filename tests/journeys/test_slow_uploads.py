"""Ten people upload over a bad connection while others book: nobody waits for them, and none of them holds the lock."""

import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from urllib.parse import urlsplit

import pytest

from tests.chaos.visitors import Crowd
from tests.conftest import NOW
from tests.journeys.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZE = 4_000_000
BOOKINGS = 12
ANSWERED_WITHIN = 4.0  # waiting for an upload would never end; a busy machine takes its time


@contextmanager
def slow_upload(site: Site) -> Iterator[socket.socket]:
    """A photo form whose body comes drop by drop and never ends while the block lasts."""
    where = urlsplit(site.base)
    with closing(socket.create_connection((where.hostname, where.port or 80), timeout=10)) as line:
        head = (
            f"POST /c/{site.token}/prepare/photos HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"Content-Type: multipart/form-data; boundary=drop\r\nContent-Length: {SIZE}\r\n\r\n"
            '--drop\r\nContent-Disposition: form-data; name="front"; filename="photo.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        line.sendall(head.encode())
        yield line


@contextmanager
def dripping(lines: list[socket.socket]) -> Iterator[None]:
    over = threading.Event()

    def drip() -> None:
        while not over.wait(0.05):
            for line in lines:
                line.sendall(b"x" * 1000)

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_bookings_go_on_beside_ten_slow_uploads(site: Site) -> None:
    port = urlsplit(site.base).port
    assert port is not None
    with ExitStack() as stack:
        lines = [stack.enter_context(slow_upload(site)) for _ in range(10)]
        stack.enter_context(dripping(lines))
        time.sleep(0.5)
        with closing(sqlite3.connect(site.var_dir / "coalition.db", timeout=10, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # fails if an upload holds the write lock: none of them ends before
            other.rollback()
        slugs = [site.vale_slug, site.sato_slug]
        crowd = stack.enter_context(Crowd(port, slugs, wanted=BOOKINGS, seconds=4, today=NOW))
        deadline = time.monotonic() + 90
        while len(crowd.diary.booked) + len(crowd.diary.troubles) < BOOKINGS and time.monotonic() < deadline:
            time.sleep(0.1)
    assert crowd.diary.troubles == []
    assert len(crowd.diary.booked) >= BOOKINGS
    assert [each for each in crowd.diary.answers if each.seconds >= ANSWERED_WITHIN] == []
