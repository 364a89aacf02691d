"""Our site and the floor application, each under the gunicorn of `make run`; and clients that keep asking."""

import multiprocessing
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

from directory.core.run import parts
from tests.chaos.site import Site, wait_for

CLIENTS, CONNECTIONS = 2, 4


@contextmanager
def site(database_url: str = "") -> Iterator[Site]:
    """Its folder and Redis are there; nothing is started yet."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        made = Site(Path(folder), database_url or f"sqlite:///{folder}/coalition.db")
        try:
            yield made
        finally:
            made.close()


def flask(made: Site, *arguments: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    subprocess.run(command, cwd=parts.ROOT, env=made.env, check=True, stdout=subprocess.DEVNULL)


def start_web(made: Site) -> int:
    made.start_part("web")
    wait_for(lambda: bool(made.state()), "web answers", 60)
    return made.port


def start_floor(made: Site) -> int:
    port = unused_port()
    command = [word.replace("wsgi:app", "bench.floor:app") for word in parts.web(replace(made.settings, port=port))]
    made.run("floor", command, {**made.env, "DATABASE_URL": made.settings.database_url})
    wait_for(lambda: _answers(port), "the floor answers", 60)
    return port


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/hello", timeout=2):
            return True
    except OSError:
        return False


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        return number


def throughput(port: int, path: str, seconds: float) -> float:
    """Answers a second to clients that ask again as soon as they are answered."""
    with multiprocessing.get_context("fork").Pool(CLIENTS) as pool:
        return sum(pool.starmap(_ask, [(port, path, seconds)] * CLIENTS))


def _ask(port: int, path: str, seconds: float) -> float:
    """What it does with an answer is little: on the same processors it would be counted as the server's work."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    selector, into = selectors.DefaultSelector(), memoryview(bytearray(1 << 20))
    for _ in range(CONNECTIONS):
        line = socket.create_connection(("127.0.0.1", port))
        line.sendall(request)
        selector.register(line, selectors.EVENT_READ, _Awaited())
    done, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        for key, _ in selector.select(timeout=1):
            asking, awaited = key.fileobj, key.data
            assert isinstance(asking, socket.socket)
            awaited.take(into[: asking.recv_into(into)])
            if awaited.left == 0:
                awaited.left = None
                done += 1
                asking.sendall(request)
    return done / (time.monotonic() - began)


class _Awaited:
    """The bytes of an answer that are still to come; None until its head is read, which comes in one piece."""

    def __init__(self) -> None:
        self.left: int | None = None

    def take(self, part: memoryview) -> None:
        if self.left is None:
            head = bytes(part[:4096]).partition(b"\r\n\r\n")[0]
            assert head.startswith(b"HTTP/1.1 200"), head[:200]
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            self.left = len(head) + 4 + length
        self.left -= len(part)
