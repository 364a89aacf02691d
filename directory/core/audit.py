"""Append-only, hash-chained record, one chain a stream. Triggers refuse change; rows carry opaque ids and codes only.

Streams: `site`, `consultation:<id>`, `openings`. Each row's hash is HMAC-SHA256 over the previous hash and the
canonical row. `record` queues; `seal` (called by the commit) writes, so that the heads are the last locks taken.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core import plain
from directory.core.append_only import append_only
from directory.core.columns import connection
from directory.core.db import Model, session, upsert
from directory.core.settings import current

PENDING = "audit.pending"
BATCH = 500


@append_only
class AuditRow(Model):
    __tablename__ = "audit_rows"
    stream: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(80))
    action: Mapped[str] = mapped_column(sa.String(80), index=True)
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Model):
    __tablename__ = "audit_heads"
    stream: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, before it has its place in the chain."""

    stream: str
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, str | int | bool | None]


_ENTRY = [each.name for each in fields(Entry)]


@dataclass(frozen=True, slots=True)
class Break:
    """The first row at which a chain no longer holds."""

    stream: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Root:
    """All chains in one value."""

    digest: str
    streams: int
    rows: int


def record(
    stream: str, action: str, *, actor: str, subject: str, now: datetime, **detail: str | int | bool | None
) -> None:
    """Queue a row for this unit of work. `actor` is `person:<id>`, `patient:<id>`, `visitor` or `system`."""
    entry = Entry(stream, now, actor, action, subject, detail)
    session().info.setdefault(PENDING, []).append(entry)


def record_opening(actor: str, role: str, *, what: str, why: str, now: datetime) -> None:
    """Somebody opened photos or evidence: who, in what role, what, when and why (a code)."""
    record("openings", "opened", actor=actor, subject=what, now=now, role=role, why=why)


def discard() -> None:
    """Forget what was queued: its transaction was rolled back."""
    session().info.pop(PENDING, None)


def seal() -> None:
    """Write the queued rows, in three statements however many there are.

    The heads are locked in the order of their streams, so that two commits never wait for each other in a circle.
    """
    pending: list[Entry] = session().info.pop(PENDING, [])
    if not pending:
        return
    session().flush()
    heads = _locked_heads(sorted({entry.stream for entry in pending}))
    plain.run(_new_rows(), list(_chained(pending, heads)))
    ends = [{"stream": stream, "seq": seq, "hash": digest} for stream, (seq, digest) in sorted(heads.items())]
    plain.run(upsert(AuditHead, (), keys=["stream"], update=["seq", "hash"]), ends)


def _chained(entries: Iterable[Entry], heads: dict[str, tuple[int, str]]) -> Iterator[dict[str, object]]:
    """The rows, each in its place; `heads` moves on with them."""
    for entry in entries:
        seq, previous = heads[entry.stream]
        row = {field: getattr(entry, field) for field in _ENTRY} | {"seq": seq + 1, "previous": previous}
        digest = _hash(entry, seq + 1, previous)
        heads[entry.stream] = seq + 1, digest
        yield {**row, "hash": digest}


def _locked_heads(streams: list[str]) -> dict[str, tuple[int, str]]:
    """Made where they are new. An update that changes nothing locks a head and tells what it is now."""
    told = (AuditHead.stream, AuditHead.seq, AuditHead.hash)
    statement = upsert(AuditHead, (), keys=["stream"], update=["stream"], returning=told)
    rows = connection().execute(statement, [{"stream": stream, "seq": 0, "hash": ""} for stream in streams])
    return {stream: (seq, digest) for stream, seq, digest in rows}


@cache
def _new_rows() -> sa.Insert:
    return sa.insert(cast(sa.Table, AuditRow.__table__))


def row_hash(row: AuditRow) -> str:
    """HMAC-SHA256, hex, over the canonical JSON of the row with the previous hash in it."""
    return _hash(row, row.seq, row.previous)


def _hash(row: Any, seq: int, previous: str) -> str:
    """Of an `AuditRow`, an `Entry` or a result row: whatever has the columns."""
    text = canonical(row, seq, previous)
    return hmac.digest(current().audit_key, text.encode(), "sha256").hex()


def canonical(row: Any, seq: int, previous: str) -> str:
    """The text a hash is made over. Whoever has the key can check a row with this line alone."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    values = [row.stream, seq, at, row.actor, row.action, row.subject, row.detail, previous]
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def size() -> int:
    """How many rows `verify` will read."""
    return session().scalar(sa.select(sa.func.count()).select_from(AuditRow)) or 0


def verify(seen: Callable[[int], object] | None = None, *, streams: Collection[str] = ()) -> Break | None:
    """The first break over all streams (or those given), or None: rows changed, missing, out of order or cut off.

    Constant memory: rows come in batches, each with the head of its stream, and `seen` is told how many have passed.
    Rows and heads are read by one statement, so that what is written meanwhile is no break.
    """
    last: Any = None
    for rows in _with_heads(streams):
        for row in rows:
            same = last is not None and last.stream == row.stream
            broken = None if same else _cut_off(last)
            broken = broken or _broken(row, last if same else None)
            if broken:
                return broken
            last = row
        if seen is not None:
            seen(len(rows))
    return _cut_off(last) or _without_rows(streams)


def root() -> Root:
    """One value over the last row of every stream: whoever keeps it can tell later whether any row changed since.

    SHA-256 over one line a stream, "stream TAB number TAB hash", in the order of their bytes. No key is needed.
    """
    digest, streams, rows = hashlib.sha256(), 0, 0
    query = sa.select(AuditHead.stream, AuditHead.seq, AuditHead.hash).where(AuditHead.seq > 0)
    for stream, seq, head in sorted((stream, seq, head) for stream, seq, head in session().execute(query)):
        digest.update(f"{stream}\t{seq}\t{head}\n".encode())
        streams, rows = streams + 1, rows + seq
    return Root(digest.hexdigest(), streams, rows)


def _with_heads(streams: Collection[str]) -> Iterator[Sequence[Any]]:
    heads = AuditRow.__table__.outerjoin(AuditHead.__table__, AuditRow.stream == AuditHead.stream)
    columns = (*AuditRow.__table__.columns, AuditHead.seq.label("end"), AuditHead.hash.label("head"))
    query = sa.select(*columns).select_from(heads).order_by(AuditRow.stream, AuditRow.seq)
    if streams:
        query = query.where(AuditRow.stream.in_(streams))
    yield from session().execute(query.execution_options(yield_per=BATCH)).partitions()


def _broken(row: Any, before: Any) -> Break | None:
    seq, previous = (before.seq, before.hash) if before is not None else (0, "")
    reason = _problem(row, seq, previous)
    return Break(row.stream, row.seq, reason) if reason else None


def _problem(row: Any, seq: int, previous: str) -> str | None:
    if row.head is None:
        return "the head is missing"
    if row.seq != seq + 1:
        return f"row {seq + 1} is missing"
    if row.previous != previous:
        return "it does not follow the row before"
    return None if hmac.compare_digest(row.hash, _hash(row, row.seq, row.previous)) else "its content was changed"


def _cut_off(last: Any) -> Break | None:
    if last is None or (last.seq, last.hash) == (last.end, last.head):
        return None
    return Break(last.stream, last.seq + 1, "the chain ends before its head")


def _without_rows(streams: Collection[str]) -> Break | None:
    """A stream all of whose rows are gone."""
    rows = sa.select(AuditRow.seq).where(AuditRow.stream == AuditHead.stream).exists()
    query = sa.select(AuditHead.stream).where(AuditHead.seq > 0, ~rows).order_by(AuditHead.stream).limit(1)
    if streams:
        query = query.where(AuditHead.stream.in_(streams))
    stream = session().scalar(query)
    return None if stream is None else Break(stream, 1, "the chain ends before its head")
