"""A ceiling on what one piece of image work may take, whatever a file claims or does."""

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

_STATUS = Path("/proc/self/statm")


@contextlib.contextmanager
def at_most(extra: int) -> Iterator[None]:
    """Allocations beyond `extra` bytes fail as MemoryError instead of taking the machine.

    Counts the whole process, so it belongs where one thing is done at a time: the worker. Does nothing where the
    kernel does not tell how much is in use.
    """
    used = _used()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + extra
    if not used or (soft != resource.RLIM_INFINITY and soft <= wanted):
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _used() -> int:
    try:
        return int(_STATUS.read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
