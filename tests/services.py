"""The services tests need, found or started when first asked for and ended with the last process that uses them.

With CI=true a missing one is a failure; elsewhere the tests that need it are skipped with a line that says so.
"""

import atexit
import fcntl
import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psycopg
import redis

from directory.core.run import folder, own_redis

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
POSTGRES_BINARIES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
ORPHAN = "coalition-redis-"
SHARED = Path(tempfile.gettempdir()) / f"coalition-tests-{os.getuid()}"


@cache
def postgres_url() -> str | None:
    """A server on which databases may be created: TEST_DATABASE_URL, a local one, or one of our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given.replace("postgresql+psycopg://", "postgresql://", 1)
    found = _local_postgres() or _own_postgres()
    return _wanted(found, "PostgreSQL", "install postgresql or set TEST_DATABASE_URL")


@cache
def redis_url() -> str:
    """TEST_REDIS_URL, or a server of this process alone: tests flush it."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        return given
    _end_orphans()
    home = Path(tempfile.mkdtemp(prefix=f"{ORPHAN}{os.getpid()}-"))
    own = own_redis.start(home)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(own_redis.stop, own)
    return own.url


def _end_orphans() -> None:
    """A killed test process could not end its server; the next one does."""
    for home in Path(tempfile.gettempdir()).glob(f"{ORPHAN}*"):
        owner = home.name.removeprefix(ORPHAN).split("-")[0]
        if not owner.isdigit() or folder.born(int(owner)) or home.stat().st_uid != os.getuid():
            continue
        with suppress(redis.RedisError), redis.Redis(unix_socket_path=str(home / "redis.sock")) as left:
            left.shutdown(nosave=True)
        shutil.rmtree(home, ignore_errors=True)


@cache
def chromium() -> str | None:
    """The system's browser; none is ever downloaded."""
    names = (os.environ.get("CHROMIUM", ""), *CHROMIUM)
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    return _wanted(found, "Chromium", "install chromium or name one with CHROMIUM")


def _wanted(found: str | None, what: str, remedy: str) -> str | None:
    if found is None and os.environ.get("CI") == "true":
        raise RuntimeError(f"{what} is missing, and with CI=true no test is skipped for that: {remedy}.")
    return found


def _local_postgres() -> str | None:
    for user in dict.fromkeys((getpass.getuser(), "postgres")):
        url = f"postgresql://{user}@127.0.0.1:5432/postgres"
        if _may_create(url):
            return url
    return None


def _may_create(url: str) -> bool:
    query = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def _own_postgres() -> str | None:
    """One cluster for every process of a run, and for the next run if this one is killed before it can end it."""
    binaries = _postgres_binaries()
    if binaries is None:
        return None
    cluster = _Cluster(binaries, SHARED / "postgres")
    url = cluster.join()
    atexit.register(cluster.leave)
    return url


def _postgres_binaries() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [
        path for pattern in POSTGRES_BINARIES for path in Path("/").glob(pattern[1:]) if (path / "initdb").exists()
    ]
    return max(found, key=lambda path: path.parts, default=None)


class _Cluster:
    """Started by the first process that joins, stopped by the last that leaves; a shared lock counts them."""

    def __init__(self, binaries: Path, home: Path) -> None:
        self.binaries = binaries
        self.home = home
        self.owner = _unprivileged()
        home.mkdir(parents=True, exist_ok=True)
        if self.owner:
            shutil.chown(home, self.owner)
            SHARED.chmod(0o755)
        self.users = (home.parent / "postgres.users").open("a")

    def join(self) -> str:
        with self._alone():
            fcntl.flock(self.users, fcntl.LOCK_SH)
            note = self.home / "url"
            if not (note.exists() and _may_create(note.read_text())):
                note.write_text(self._start())
            return note.read_text()

    def leave(self) -> None:
        with self._alone():
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._run("pg_ctl", "-D", str(self.home / "data"), "-m", "immediate", "stop")
            shutil.rmtree(self.home)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.home.parent / "postgres.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self) -> str:
        data, port = self.home / "data", _unused_port()
        shutil.rmtree(data, ignore_errors=True)
        self._run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k {self.home} -c fsync=off -c max_connections=200"
        self._run("pg_ctl", "-D", str(data), "-l", str(self.home / "log"), "-w", "-o", options, "start")
        return f"postgresql://postgres@127.0.0.1:{port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        subprocess.run(command, check=True, user=self.owner, cwd=self.home, stdout=subprocess.DEVNULL, timeout=60)


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        return number
