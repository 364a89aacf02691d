"""Rows written past the unit of work are rows like any other."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import plain
from directory.core.db import session
from directory.core.links import Link
from directory.core.outbox import LetterRow, LetterState
from directory.core.transaction import unit

pytestmark = pytest.mark.both


def letter(now: datetime) -> LetterRow:
    return LetterRow(**_columns(now))


def test_a_row_has_its_key_at_once_and_its_defaults_when_asked(context: Flask, now: datetime) -> None:
    with unit():
        written = plain.insert(letter(now))
        assert written.id is not None
        assert (written.state, written.attempts, written.due) == (LetterState.WAITING, 0, now)
        assert session().get(LetterRow, written.id) is written
    session().expire_all()
    assert session().scalars(sa.select(LetterRow)).one().due == now


def test_it_can_be_changed_in_the_usual_way_and_at_once(context: Flask, now: datetime) -> None:
    later = now + timedelta(days=1)
    with unit():
        written = plain.insert(letter(now))
        written.reason = "waits to be written"
        plain.change(written, due=later, state=LetterState.SENT)
        assert (written.due, written.state) == (later, LetterState.SENT)
    session().expire_all()
    kept = session().scalars(sa.select(LetterRow)).one()
    assert (kept.due, kept.state, kept.reason) == (later, LetterState.SENT, "waits to be written")


def test_only_the_row_itself_is_changed(context: Flask, now: datetime) -> None:
    with unit():
        one, two = plain.insert(letter(now)), plain.insert(LetterRow(**{**_columns(now), "revision": 1}))
        plain.change(one, due=now + timedelta(days=1))
    session().expire_all()
    assert (one.due, two.due) == (now + timedelta(days=1), now)


def _columns(now: datetime) -> dict[str, object]:
    return {"kind": "bench", "subject": "7", "revision": 0, "due": now, "try_at": now}


def test_what_is_rolled_back_was_never_there(context: Flask, now: datetime) -> None:
    with unit():
        plain.insert(letter(now))
        session().rollback()
    assert session().scalars(sa.select(LetterRow)).all() == []


def test_a_key_of_two_columns_is_kept(context: Flask, now: datetime) -> None:
    with unit():
        made = plain.insert(Link(purpose="reset", subject="7", generation=1, digest="0" * 64, expires=now))
        assert session().get(Link, ("reset", "7")) is made


def test_what_must_be_unique_is_written_once(context: Flask, now: datetime) -> None:
    later = LetterRow(**{**_columns(now), "due": now + timedelta(days=1)})
    with unit():
        assert plain.insert_unless_there(letter(now))
        assert not plain.insert_unless_there(later)
        assert later not in session()
    session().expire_all()
    assert session().scalars(sa.select(LetterRow)).one().due == now
