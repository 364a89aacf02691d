"""The nightly task: everything whose time is over, each case in a transaction of its own, its files after the commit.

Order of locks: the application first; whether it is frozen or under way again is asked once more under its lock. A run
that was killed has erased whole cases only; the next one does the rest, also after days.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog

from directory.core import files, transaction
from directory.core.db import session, upsert
from directory.membership.actions import retention as membership
from directory.membership.queries import application as applications
from directory.membership.queries import retention as endings
from directory.membership.rules.retention import Ended, Part
from directory.privacy.actions import holds
from directory.privacy.models import DoomedFile, Erasure, RetentionRun
from directory.privacy.queries import retention as queries
from directory.privacy.rules.retention import Due, due, night_of

log = structlog.get_logger(__name__)
BATCH = 100
Seen = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do: what is due, and what is due but frozen."""

    due: tuple[Due, ...]
    held: tuple[Due, ...]

    @property
    def cases(self) -> list[int]:
        return sorted({each.case.id for each in self.due})


@dataclass(frozen=True, slots=True)
class Outcome:
    run_id: int
    erased: int
    files: int
    failed: int


def nightly(now: datetime) -> int:
    """Once a night, however often it is asked; files that a killed run left go each time. How much was erased."""
    with transaction.reading():
        done = queries.has_run_since(night_of(now))
    if done:
        remove_files()
        return 0
    return run(plan(now), now).erased


def plan(now: datetime) -> Plan:
    """Reads only: what the dry run prints, and what a run goes through."""
    with transaction.reading():
        found = list(queries.due(now))
    return Plan(
        tuple(each for each in found if not each.case.frozen), tuple(each for each in found if each.case.frozen)
    )


def run(planned: Plan, now: datetime, seen: Seen = lambda _count: None) -> Outcome:
    """Twice, or two at once, erase nothing twice. `seen` is told of each case. A case that fails is left for the next
    run and keeps nobody else waiting."""
    with transaction.unit():
        row = RetentionRun(started=now)
        session().add(row)
        session().flush()
        run_id = row.id
    erased = failed = 0
    for application_id in planned.cases:
        try:
            with transaction.unit():
                erased += erase_due(application_id, run_id, now)
        except Exception:
            failed += 1
            log.exception("retention_failed", application=application_id)
        seen(1)
    removed = remove_files()
    with transaction.unit():
        done = session().get_one(RetentionRun, run_id)
        done.ended, done.failed = now, failed
    return Outcome(run_id, erased, removed, failed)


def erase_due(application_id: int, run_id: int, now: datetime) -> int:
    """Whatever is due of one application, after days without a worker several rules at once; how many rules."""
    application = applications.locked(application_id)
    erased = 0
    while True:
        case = endings.ended_now(application_id)
        found = due(case, now) if case is not None and not case.frozen else []
        if case is None or not found:
            return erased
        gone = membership.erase(application, found[0].rule.parts, rule=found[0].rule.name, now=now)
        _note(case, found[0], gone, run_id=run_id, now=now)
        erased += 1


def _note(case: Ended, done: Due, gone: membership.Erased, *, run_id: int, now: datetime) -> None:
    """In the same transaction: what was done, and which files have to follow."""
    subject = endings.subject_of(case.id)
    session().add(
        Erasure(subject=subject, rule=done.rule.name, run_id=run_id, photos=gone.photos, files=len(gone.files), at=now)
    )
    session().flush()
    _doom(gone.files, now)
    if Part.OWN in done.rule.parts:
        holds.forget(subject, now)


def _doom(names: Sequence[str], now: datetime) -> None:
    if names:
        rows = [{"name": name, "since": now} for name in names]
        session().execute(upsert(DoomedFile, (), keys=["name"], update=[]), rows)


def remove_files() -> int:
    """After the commit that named them. Deleting what is gone is no error, so a kill in between does no harm."""
    removed, last = 0, ""
    while True:
        with transaction.reading():
            names = queries.doomed(last, BATCH)
        if not names:
            return removed
        for name in names:
            files.store().delete(name)
        with transaction.unit():
            session().execute(sa.delete(DoomedFile).where(DoomedFile.name.in_(names)))
        removed, last = removed + len(names), names[-1]
