"""What breaks, and when: moments as parts of the whole time."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.site import Site

KILLS = 4


@dataclass(frozen=True, slots=True)
class Event:
    at: float
    what: str
    do: Callable[[Site], object]


def _worker_dies(site: Site) -> str:
    """And is started again, as a service manager does."""
    at_work = site.kill_worker_at_work()
    site.start_part("worker")
    return "while it sent a message" if at_work else "between messages"


EVENTS = (
    Event(0.10, "the worker is killed", _worker_dies),
    Event(0.20, "Redis is flushed", Site.flush_redis),
    Event(0.26, "the mail server is killed", lambda site: site.kill("mail")),
    Event(0.34, "the mail server is back", Site.start_mail),
    Event(0.38, "the worker is killed", _worker_dies),
    Event(0.46, "Redis is stopped: it takes connections and says nothing", lambda s: s.signal_redis(signal.SIGSTOP)),
    Event(0.58, "Redis goes on", lambda site: site.signal_redis(signal.SIGCONT)),
    Event(0.66, "the worker is killed", _worker_dies),
    Event(0.74, "Redis is killed", Site.kill_redis),
    Event(0.80, "the worker is killed without Redis", _worker_dies),
    Event(0.84, "Redis is back, empty", Site.start_redis),
    Event(0.90, "Redis is flushed", Site.flush_redis),
)


def run(site: Site, seconds: float) -> list[str]:
    """Everything in turn; an event that takes long delays the next. Returns what happened when."""
    began, log = time.monotonic(), []
    for event in EVENTS:
        time.sleep(max(0.0, began + event.at * seconds - time.monotonic()))
        said = event.do(site)
        log.append(f"{time.monotonic() - began:5.1f} s  {event.what} {said or ''}".rstrip())
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    return log
