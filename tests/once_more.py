"""What drives a browser, processes or threads is run once more when it fails, and the summary of the run says so.

Such a test depends on moments that are not ours: of the browser, of the kernel, of a busy machine. One such failure
among thousands of tests would stop a good change. Every other test is in our hands, and fails at once. More than
eight in one run (`--max-suite-reruns`, pyproject.toml) are no accidents, and are not run again.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

import pytest

T = TypeVar("T")
SEVERAL_AT_ONCE = ("threading", "subprocess", "multiprocessing", "ThreadPoolExecutor", "Barrier", "Thread")
PATIENCE = 2  # what could not be started twice is not tried for every further test


def mark(items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("browser"):
            item.add_marker("browser")
        if item.get_closest_marker("browser") or item.get_closest_marker("chaos") or _several_at_once(item):
            item.add_marker(pytest.mark.flaky(reruns=1))


def _several_at_once(item: pytest.Item) -> bool:
    """Its file brings threads or processes: whichever comes first there is the kernel's choice."""
    module = getattr(item, "module", None)
    return any(hasattr(module, name) for name in SEVERAL_AT_ONCE)


def tell(reporter: pytest.TerminalReporter) -> None:
    for test in dict.fromkeys(report.nodeid for report in reporter.stats.get("rerun", ())):
        reporter.write_line(f"WARNING: failed, so it was run once more: {test}", yellow=True)


@contextmanager
def renewed(make: Callable[[], AbstractContextManager[T]]) -> Iterator[Callable[[pytest.FixtureRequest], T]]:
    """One for all who ask; made anew for a test that is run once more, or it would find what its first run left."""
    with ExitStack() as stack:
        made: list[T] = []
        problems: list[Exception] = []

        def get(request: pytest.FixtureRequest) -> T:
            if len(problems) >= PATIENCE:
                raise problems[-1]
            if not made or getattr(request.node, "execution_count", 1) > 1:
                made.clear()
                stack.close()
                try:
                    made.append(stack.enter_context(make()))
                except Exception as problem:
                    problems.append(problem)
                    raise
            return made[0]

        yield get
