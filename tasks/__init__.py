"""Celery's side: thin tasks that take ids and delegate. Running one twice is harmless."""

import importlib
import os

from celery import Task
from celery.signals import worker_ready
from flask import Flask

from directory.core.background import celery

PARTS = (
    "letters",
    "uploads",
    "housekeeping",
    "membership",
    "membership_decisions",
    "membership_desk",
    "membership_rounds",
    "membership_referees",
    "privacy",
)


def bind(app: Flask) -> None:
    """Every task runs inside an application context of this app."""

    class ContextTask(Task):  # type: ignore[type-arg]  # Celery's Task is generic in its stubs only
        abstract = True

        def __call__(self, *args: object, **kwargs: object) -> object:
            with app.app_context():
                return self.run(*args, **kwargs)

    celery.Task = ContextTask  # type: ignore[misc]  # Celery's documented way; its stubs call it read-only


def _start_worker() -> None:
    """`celery -A tasks` loads this package without wsgi.py."""
    from directory import create_app

    bind(create_app())
    for part in PARTS:
        importlib.import_module(f"tasks.{part}")
    from tasks.schedule import BEAT

    celery.conf.beat_schedule = BEAT
    worker_ready.connect(_first_beat)


def _first_beat(**_signal: object) -> None:
    """A worker that has just started is seen at once, not at the next sweep."""
    celery.send_task("tasks.housekeeping.heartbeat")


app = celery
if os.environ.get("COALITION_PROCESS") in {"worker", "beat"}:
    _start_worker()
