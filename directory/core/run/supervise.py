"""Hands the parts over to honcho, says when the site answers, and ends everything when one part ends."""

import contextlib
import http.client
import os
import queue
import shlex
import signal
import sys
import threading
import time
from types import FrameType

from honcho.manager import Manager
from honcho.process import Process

from directory.core.run import folder, parts, port
from directory.core.run.own_redis import Redis
from directory.core.settings import Settings

READY_WITHIN = 60.0
HEAD_START = 3.0
SIGN_INS = "demo-sign-ins.txt"  # written by whoever loads demo data


def run(settings: Settings, chosen: tuple[parts.Part, ...], redis: Redis) -> int:
    """Serves until a signal comes or a part ends; everything that was started has ended when this returns."""
    signal.signal(signal.SIGHUP, _as_terminated)  # honcho knows the other two; a closed terminal must end us as well
    manager = Parts(settings)
    for part in chosen:
        manager.add_process(part.name, "exec " + shlex.join(part.command), env=part.env, cwd=str(parts.ROOT))
    threading.Thread(target=_announce, args=(settings, manager), daemon=True).start()
    threading.Thread(target=manager.end_with, args=(redis,), daemon=True).start()
    manager.loop()
    manager.sweep()
    return manager.verdict()


def _as_terminated(_number: int, _frame: FrameType | None) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


class Parts(Manager):  # type: ignore[misc]  # honcho has no types
    """honcho's manager with four changes: threads in place of its helper processes, which would outlive a killed
    run; the first part gets a head start; a part's leader alone is asked to end, so that the worker can finish its
    tasks; and signal handlers print nothing, for they may interrupt a print."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.events: queue.Queue[object] = queue.Queue()
        self.first_answers = threading.Event()
        self._procmgr = _Signals()
        self._folder = settings.var_dir
        self._noted: set[int] = set()
        self._asked_to_end = False
        self._first_ended = ""

    def _start(self) -> None:
        first, *others = (part["obj"] for part in self._processes.values())
        self._start_one(first)
        threading.Thread(target=self._start_later, args=(others,), daemon=True).start()

    def _start_one(self, part: Process) -> None:
        threading.Thread(target=part.run, args=(self.events,), daemon=True).start()

    def _start_later(self, others: list[Process]) -> None:
        self.first_answers.wait(HEAD_START)
        for part in others:
            self._start_one(part)

    def _all_started(self) -> bool:
        self._note()
        if self._asked_to_end or self._ended():
            self.first_answers.set()
        started = bool(super()._all_started())
        if started and self._asked_to_end:
            super().terminate()
        return started

    def _note(self) -> None:
        new = set(self._pids()) - self._noted
        if new:
            self._noted |= new
            folder.note(self._folder, new)

    def terminate(self) -> None:
        """Before every part has a process, the wish is remembered: honcho would fail on the ones without."""
        if not self._asked_to_end:
            self._asked_to_end = True
            self._first_ended = self._first_ended or self._ended()

    def end_with(self, redis: Redis) -> None:
        """Our own Redis is no part of honcho's: it comes before the database is prepared and goes last."""
        if redis.process is None:
            return
        redis.process.wait()
        if not self._asked_to_end:
            self._first_ended = "redis"
            os.kill(os.getpid(), signal.SIGTERM)

    def sweep(self) -> None:
        """A leader that died may have left children; each group is ended for good."""
        for pid in self._pids():
            folder.end_group(pid, signal.SIGKILL)

    def verdict(self) -> int:
        if not self._first_ended:
            return int(self.returncode or 0)
        print(
            f"{self._first_ended} ended by itself, so everything was ended; the lines above say why.", file=sys.stderr
        )
        return 1

    def _ended(self) -> str:
        return next((name for name, part in self._processes.items() if "returncode" in part), "")

    def _pids(self) -> list[int]:
        return [part["pid"] for part in self._processes.values() if "pid" in part]

    def _system_print(self, data: str) -> None:
        pass


class _Signals:
    def terminate(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)

    def kill(self, pid: int) -> None:
        folder.end_group(pid, signal.SIGKILL)


def _announce(settings: Settings, manager: Parts) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not _answers(settings):
        if time.monotonic() > deadline:
            print(f"The site has not answered for {READY_WITHIN:.0f} seconds; the lines above may say why.", flush=True)
            return
        time.sleep(0.05)
    manager.first_answers.set()
    path = settings.var_dir / SIGN_INS
    sign_ins = f"{path.read_text().rstrip()}\n" if path.exists() else ""
    print(f"\nCoalition is ready: {settings.base_url}\n{sign_ins}Press Ctrl-C to end it.\n", flush=True)


def _answers(settings: Settings) -> bool:
    host, number = port.local(settings.host), settings.port
    connection = http.client.HTTPConnection(host, number, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
