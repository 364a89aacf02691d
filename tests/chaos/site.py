"""The real parts, each a process that can be killed alone: web, worker, beat, Redis and a mail server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import redis

from directory.core.run import folder, own_redis, parts
from directory.core.settings import Settings, from_environment
from tests.chaos import tally

OURS = {"ENVIRONMENT", "BASE_URL", "COALITION_PROCESS", "CLOCK_OFFSET", "PHOTO_STORE", "RATE_LIMITS", "HOST"}
MAIL = {"MAIL_SERVER", "MAIL_USERNAME", "MAIL_PASSWORD", "MAIL_USE_TLS", "MAIL_SENDER"}


class Site:
    """Kills what it has started, by process group, and nothing else."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.home = home
        self.port, self.mail_port = _unused_port(), _unused_port()
        self.record = home / "post.jsonl"
        self.redis = own_redis.start(home)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.env = self._environment(database_url)
        self.settings: Settings = from_environment(self.env)
        folder.make(home)

    def _environment(self, database_url: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OURS | MAIL}
        return {
            **kept,
            "VAR_DIR": str(self.home),
            "PORT": str(self.port),
            "DATABASE_URL": database_url,
            "REDIS_URL": self.redis.url,
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": str(self.mail_port),
            "TRUSTED_PROXIES": "1",  # each visitor comes from a network of their own
            "PYTHONUNBUFFERED": "1",
        }

    def start(self) -> None:
        self.start_mail()
        self.start_part("web")
        wait_for(lambda: bool(self.state()), "web answers", 60)
        self.start_part("worker")
        self.start_part("beat")
        wait_for(lambda: '"worker":"ok"' in self.state(), "the worker's heart beats", 60)

    def start_part(self, name: str, **more: str) -> None:
        part = next(each for each in parts.all_of(self.settings, self.env) if each.name == name)
        self.run(name, part.command, {**part.env, **more})

    def start_mail(self) -> None:
        command = [sys.executable, "-m", "tests.chaos.post_office", str(self.mail_port), str(self.record)]
        self.run("mail", command, self.env)
        wait_for(lambda: _listens(self.mail_port), "the mail server listens", 20)

    def run(self, name: str, command: list[str], env: dict[str, str]) -> None:
        assert name not in self.running
        with (self.home / "logs" / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=parts.ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def state(self) -> str:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return str(answer.read().decode()).replace(" ", "")
        except (URLError, OSError):
            return ""

    def kill(self, name: str) -> None:
        """At once, with its children: no handler runs, nothing is tidied up."""
        process = self.running.pop(name)
        folder.end_group(process.pid, signal.SIGKILL)
        process.wait()

    def end(self, name: str) -> None:
        """As an administrator does: its leader is asked, and what it was doing is finished."""
        process = self.running.pop(name)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        folder.end_group(process.pid, signal.SIGKILL)
        process.wait()

    def kill_worker_at_work(self, patience: float = 4.0) -> bool:
        """Killed while it hands over a message, if one comes soon; True if so."""
        begun, deadline = len(tally.read(self.record, "begin")), time.monotonic() + patience
        while (at_work := len(tally.read(self.record, "begin")) > begun) is False and time.monotonic() < deadline:
            time.sleep(0.005)
        self.kill("worker")
        return at_work

    def flush_redis(self) -> None:
        with redis.Redis.from_url(self.redis.url, socket_timeout=5) as client:
            client.flushall()

    def signal_redis(self, number: signal.Signals) -> None:
        assert self.redis.process
        os.kill(self.redis.process.pid, number)

    def kill_redis(self) -> None:
        assert self.redis.process
        self.redis.process.kill()
        self.redis.process.wait()

    def start_redis(self) -> None:
        url = self.redis.url
        self.redis = own_redis.start(self.home)
        assert self.redis.url == url, "every part was told the first address"

    def tracebacks(self) -> str:
        """What the web parts said when something went wrong: the reason behind a 500."""
        text = (self.home / "logs" / "web.log").read_text(errors="replace")
        return "\n".join(part[:4000] for part in text.split("Traceback (most recent call last):")[1:6])

    def close(self) -> None:
        for name in list(self.running):
            self.kill(name)
        if self.redis.process and self.redis.process.poll() is None:
            self.signal_redis(signal.SIGCONT)
            own_redis.stop(self.redis)


def wait_for(condition: Callable[[], bool], what: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"within {seconds:.0f} s: {what}"
        time.sleep(0.1)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as line:
        return line.recv(3) == b"220"
    return False


def _unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        return number
