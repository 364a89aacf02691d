"""Signals before the parts are up: every way out goes through each `finally`, and no child is lost on the way."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKED_TO_END = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def end_on_signals() -> None:
    """Until honcho takes over: leave by way of every `finally`, so that nothing started so far stays behind."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


@contextmanager
def held_back() -> Iterator[None]:
    """Signals that come within the block are obeyed at its end.

    A handler that raises while `Popen` is still starting the child loses it: the child runs, and nobody knows it.
    """
    if threading.current_thread() is not threading.main_thread():  # handlers run in the main thread only
        yield
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda each, _frame: came.append(each)) for number in ASKED_TO_END}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for each in came:
        signal.raise_signal(each)
