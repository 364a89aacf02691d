"""The audit chain: rows cannot change, and what changes all the same is found."""

import hashlib
import threading
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from directory.core import audit
from directory.core.db import db, session
from directory.core.transaction import unit

pytestmark = pytest.mark.both


def record(now: datetime, count: int = 3, stream: str = "site") -> None:
    with unit():
        for number in range(count):
            audit.record(stream, "tested", actor="system", subject=f"thing:{number}", now=now, number=number)


def test_a_chain_holds(context: Flask, now: datetime) -> None:
    record(now)
    record(now, stream="consultation:1")
    record(now)
    assert audit.verify() is None
    rows = session().scalars(sa.select(audit.AuditRow).order_by(audit.AuditRow.stream, audit.AuditRow.seq)).all()
    assert [(row.stream, row.seq) for row in rows] == [
        *[("consultation:1", n) for n in (1, 2, 3)],
        *[("site", n) for n in range(1, 7)],
    ]


def test_what_is_rolled_back_leaves_no_row(context: Flask, now: datetime) -> None:
    def undone() -> None:
        with unit():
            audit.record("site", "tested", actor="system", subject="x", now=now)
            raise RuntimeError("undo")

    with pytest.raises(RuntimeError):
        undone()
    record(now, 1)
    assert session().scalar(sa.select(sa.func.count()).select_from(audit.AuditRow)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_rows SET action = 'forged' WHERE seq = 2",
        "DELETE FROM audit_rows WHERE seq = 2",
        "DELETE FROM audit_rows",
    ],
)
def test_the_database_refuses_changes(context: Flask, now: datetime, statement: str) -> None:
    record(now)
    with pytest.raises(DBAPIError, match="append-only"):
        session().execute(sa.text(statement))
    session().rollback()
    assert audit.verify() is None


def test_the_database_refuses_a_replaced_row(context: Flask, now: datetime) -> None:
    record(now)
    copy = "SELECT stream, seq, at, actor, 'forged', subject, detail, previous, hash FROM audit_rows WHERE seq = 2"
    columns = "(stream, seq, at, actor, action, subject, detail, previous, hash)"
    verb = "INSERT OR REPLACE" if db.engine.dialect.name == "sqlite" else "INSERT"
    with pytest.raises(DBAPIError):
        session().execute(sa.text(f"{verb} INTO audit_rows {columns} {copy}"))
    session().rollback()
    assert audit.verify() is None


def without_triggers(*statements: str) -> None:
    """What somebody with the database's own keys could do."""
    sqlite = db.engine.dialect.name == "sqlite"
    drops = [f"DROP TRIGGER audit_rows_{name}" for name in ("no_update", "no_delete", "no_replace")]
    ours = drops if sqlite else ["ALTER TABLE audit_rows DISABLE TRIGGER ALL"]
    with unit():
        for statement in (*ours, *statements):
            session().execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statement", "seq", "reason"),
    [
        ("UPDATE audit_rows SET action = 'forged' WHERE seq = 2", 2, "its content was changed"),
        ("DELETE FROM audit_rows WHERE seq = 2", 3, "row 2 is missing"),
        ("DELETE FROM audit_rows WHERE seq = 3", 3, "the chain ends before its head"),
        ("DELETE FROM audit_heads", 1, "the head is missing"),
    ],
)
def test_forgery_is_named(context: Flask, now: datetime, statement: str, seq: int, reason: str) -> None:
    record(now)
    without_triggers(statement)
    assert audit.verify() == audit.Break("site", seq, reason)


def test_a_stream_without_its_rows_is_named_and_one_stream_can_be_asked_for(context: Flask, now: datetime) -> None:
    record(now)
    record(now, stream="round:1")
    without_triggers("DELETE FROM audit_rows WHERE stream = 'site'")
    assert audit.verify() == audit.Break("site", 1, "the chain ends before its head")
    assert audit.verify(streams=["round:1"]) is None


def test_a_break_in_the_middle_of_many_batches_is_named(context: Flask, now: datetime) -> None:
    for stream in ("a", "b", "c"):
        record(now, audit.BATCH + 7, stream)
    passed: list[int] = []
    assert audit.verify(passed.append) is None
    assert sum(passed) == audit.size() == 3 * (audit.BATCH + 7)
    assert max(passed) <= audit.BATCH
    without_triggers("UPDATE audit_rows SET actor = 'person:1' WHERE stream = 'b' AND seq = 500")
    assert audit.verify() == audit.Break("b", 500, "its content was changed")


def test_a_chain_cut_off_before_another_begins_is_named(context: Flask, now: datetime) -> None:
    record(now, stream="a")
    record(now, stream="b")
    without_triggers("DELETE FROM audit_rows WHERE stream = 'a' AND seq = 3")
    assert audit.verify() == audit.Break("a", 3, "the chain ends before its head")


def test_the_root_is_a_plain_hash_over_all_heads(context: Flask, now: datetime) -> None:
    assert audit.root() == audit.Root(hashlib.sha256().hexdigest(), 0, 0)
    record(now)
    record(now, 2, stream="round:1")
    heads = sorted(session().execute(sa.select(audit.AuditHead.stream, audit.AuditHead.seq, audit.AuditHead.hash)))
    lines = "".join(f"{stream}\t{seq}\t{digest}\n" for stream, seq, digest in heads)
    before = audit.root()
    assert before == audit.Root(hashlib.sha256(lines.encode()).hexdigest(), 2, 5)
    record(now, 1)
    assert audit.root().digest != before.digest


def test_a_chain_under_another_key_does_not_hold(context: Flask, now: datetime) -> None:
    record(now)
    context.extensions["settings"] = replace(context.extensions["settings"], audit_key=b"x" * 32)
    assert audit.verify() == audit.Break("site", 1, "its content was changed")


def test_many_writers_make_one_chain(app: Flask, now: datetime) -> None:
    start = threading.Barrier(8)

    def write() -> None:
        with app.app_context():
            start.wait()
            record(now, 5)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert audit.verify() is None
        assert session().scalar(sa.select(sa.func.count()).select_from(audit.AuditRow)) == 40
