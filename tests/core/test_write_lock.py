"""Writers on SQLite: each waits for the other, and is told when it cannot."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from directory.core import db
from directory.core.db import session
from directory.core.transaction import unit


@contextmanager
def locked(app: Flask, seconds: float) -> Iterator[None]:
    """Another process's write, which takes its time."""
    path = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(seconds, other.rollback)
    release.start()
    try:
        yield
    finally:
        release.join()
        other.close()


def test_a_writer_waits_for_another_and_then_writes(context: Flask) -> None:
    began = time.monotonic()
    with locked(context, 0.3), unit():
        session().execute(sa.text("UPDATE letters SET reason = ''"))
        waited = time.monotonic() - began
    assert 0.25 < waited < 4  # not the whole of its patience
    assert session().execute(sa.text("PRAGMA busy_timeout")).scalar() == 5000


def test_a_lock_that_is_never_free_is_a_refusal(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "_BUSY", 1)
    with locked(context, 2), pytest.raises(OperationalError), unit():
        session().execute(sa.text("UPDATE letters SET reason = ''"))
