"""The audit log: rows appended one a commit, against bare commits of one row; and a long log verified.

python -m bench.audit
BENCH_DATABASE_URL chooses another database, BENCH_AUDIT_ROWS a shorter log than a million rows.
"""

import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

import click
import sqlalchemy as sa

from bench.lines import say
from directory import create_app
from directory.core import audit, transaction
from directory.core.db import db, session
from directory.core.settings import from_environment

ROWS = int(os.environ.get("BENCH_AUDIT_ROWS", "1000000"))
COMMITS, STREAM, BATCH = 400, 500, 5000
APPEND, MORE_MEMORY = 0.3, 32  # at least this share of the floor; at most this many MiB more than at the start
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
BARE = sa.table("bench_bare", sa.column("at"), sa.column("actor"), sa.column("action"), sa.column("hash"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder}/bench.db"
        given = {"VAR_DIR": folder, "RATE_LIMITS": "off", "REDIS_URL": "redis://127.0.0.1:1/0", "DATABASE_URL": url}
        app = create_app(from_environment(given))
        with app.app_context():
            db.create_all()
            _bare_table()
            try:
                appending(db.engine.dialect.name)
                verifying(db.engine.dialect.name)
            finally:
                db.session.remove()
                with db.engine.begin() as connection:
                    connection.execute(sa.text("DROP TABLE bench_bare"))
                db.drop_all()


def _bare_table() -> None:
    columns = "id INTEGER PRIMARY KEY" if db.engine.dialect.name == "sqlite" else "id BIGSERIAL PRIMARY KEY"
    with db.engine.begin() as connection:
        text = "at TEXT, actor VARCHAR(80), action VARCHAR(80), hash VARCHAR(64)"
        connection.execute(sa.text(f"CREATE TABLE bench_bare ({columns}, {text})"))


def appending(database: str) -> None:
    """Turn by turn, so that both see the same machine."""
    taken = [(_timed(_append), _timed(_insert)) for _ in range(COMMITS)]
    ours, bare = (median(column) for column in zip(*taken, strict=True))
    ratio = bare / ours
    figure, floor = f"{1 / ours:.0f} rows/s", f"{1 / bare:.0f} rows/s"
    say(f"audit append, one a commit, {database}", figure, floor, ratio, f"at least {APPEND}", met=ratio >= APPEND)


def _append() -> None:
    with transaction.unit():
        audit.record("site", "tried", actor="person:1", subject="thing:1", now=NOW, number=1)


def _insert() -> None:
    """A row of the same width, in a transaction of the same kind; nothing locked, nothing hashed."""
    with transaction.unit():
        values = {"at": NOW.isoformat(), "actor": "person:1", "action": "tried", "hash": "0" * 64}
        session().execute(sa.insert(BARE), [values])


def _timed(work: Callable[[], None]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def verifying(database: str) -> None:
    rows = _filled()
    before = _forgotten()
    with transaction.reading(), click.progressbar(length=rows, label="verify", file=sys.stderr) as bar:
        started = perf_counter()
        assert audit.verify(bar.update) is None
        taken = perf_counter() - started
    more = _memory("VmHWM") - before
    floor = _timed(_walk)
    ratio = floor / taken
    figure = f"{rows / taken:,.0f} rows/s"
    say(f"verify {rows:,} rows, {database}", figure, f"{rows / floor:,.0f} rows/s", ratio, "-", met=True)
    memory = f"+{more:.0f} MiB"
    say("  of it: memory beyond the start", memory, "-", None, f"at most {MORE_MEMORY} MiB", met=more <= MORE_MEMORY)


def _filled() -> int:
    """Streams of 500 rows, written as the site does, many a commit."""
    wanted = iter(range(ROWS))
    while batch := list(islice(wanted, BATCH)):
        with transaction.unit():
            for number in batch:
                stream = f"consultation:{number // STREAM}"
                audit.record(stream, "tried", actor="person:1", subject=stream, now=NOW, number=number)
    return audit.size()


def _walk() -> None:
    """The floor: the same rows read in order and looked at by nobody."""
    with transaction.reading():
        for rows in _batches():
            assert rows


def _batches() -> Iterator[object]:
    query = sa.select(*audit.AuditRow.__table__.columns).order_by(audit.AuditRow.stream, audit.AuditRow.seq)
    yield from session().execute(query.execution_options(yield_per=audit.BATCH)).partitions()


def _forgotten() -> float:
    """MiB resident now. Linux forgets the most there ever was, or filling the log would hide what verifying takes."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(field: str) -> float:
    """Where the system does not say it like Linux: the most there ever was, which then shows no difference."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith(field))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
