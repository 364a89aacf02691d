"""VAR_DIR: its lock, its folders, and what an earlier run left behind."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from directory.core.run.refused import CannotRun

FOLDERS = ("photos", "quarantine", "exports", "mail", "logs", "beat")
PATIENCE = 5.0  # seconds a leftover gets to end by itself


@contextmanager
def locked(var_dir: Path) -> Iterator[None]:
    """One run a folder: two would migrate and serve the same database file at once."""
    path = var_dir / "run.lock"
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        file = path.open("a+")
    except OSError as error:
        raise _unusable(var_dir, error) from None
    with file:
        try:
            # Record locks, not flock: children never inherit them, so a killed run leaves no lock behind.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotRun(
                f"The folder {var_dir} is already in use by another run (process {path.read_text().strip()}): "
                "stop that one, or choose another folder with VAR_DIR."
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def make(var_dir: Path) -> None:
    try:
        for name in FOLDERS:
            (var_dir / name).mkdir(exist_ok=True)
            (var_dir / name / ".writable").touch()
            (var_dir / name / ".writable").unlink()
    except OSError as error:
        raise _unusable(var_dir, error) from None


def _unusable(var_dir: Path, error: OSError) -> CannotRun:
    return CannotRun(f"VAR_DIR {var_dir} cannot be used: {error.strerror}.")


def note(var_dir: Path, pids: Iterable[int]) -> None:
    """Remembers the parts with the moment each was born: a number alone may belong to a stranger tomorrow."""
    with (var_dir / "run.pids").open("a") as file:
        file.writelines(f"{pid} {born(pid)}\n" for pid in pids)


def forget(var_dir: Path) -> None:
    (var_dir / "run.pids").unlink(missing_ok=True)


def end_leftovers(var_dir: Path) -> None:
    """A run that was killed could not end its parts; they would hold the port and work on the same rows."""
    left = _noted(var_dir)
    _signal(left, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while any(born(pid) == birth for pid, birth in left.items()) and time.monotonic() < deadline:
        time.sleep(0.05)
    _signal(left, signal.SIGKILL)
    forget(var_dir)


def _noted(var_dir: Path) -> dict[int, str]:
    path = var_dir / "run.pids"
    if not path.exists():
        return {}
    pairs = (line.split(" ", 1) for line in path.read_text().splitlines())
    return {int(pid): birth for pid, birth in pairs if birth and born(int(pid)) == birth}


def _signal(left: dict[int, str], number: signal.Signals) -> None:
    for pid, birth in left.items():
        if born(pid) == birth:
            end_group(pid, number)


def end_group(pid: int, number: signal.Signals) -> None:
    """Each part leads a process group of its own, so its children end with it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def born(pid: int) -> str:
    """When the process started, as the system spells it; empty when there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return _born_by_ps(pid)
    state, *fields = text.rpartition(")")[2].split()
    return "" if state == "Z" else fields[18]


def _born_by_ps(pid: int) -> str:
    if Path("/proc/self").exists():
        return ""
    done = subprocess.run(["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()
