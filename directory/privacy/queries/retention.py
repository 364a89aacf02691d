"""What is due now or soon, and what the nightly task has erased."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.queries import retention as applications
from directory.privacy.models import DoomedFile, Erasure, RetentionRun
from directory.privacy.rules.retention import SHORTEST, TABLE, Due, Name, Rule, dues

PAGE = 30


def due(now: datetime) -> Iterator[Due]:
    """By case; frozen ones are among them, so that they can be counted."""
    for case in applications.ended(now - SHORTEST):
        yield from (each for each in dues(case) if each.at <= now)


def coming(until: datetime, person_id: int) -> list[Due]:
    """Due until a moment and not erased yet, the earliest first, without what this coordinator may not know of."""
    visible = applications.visible(person_id)
    cases = (each for each in applications.ended(until - SHORTEST) if applications.subject_of(each.id) in visible)
    found = [each for case in cases for each in dues(case) if each.at <= until]
    return sorted(found, key=lambda each: (each.at, each.case.id))


def has_run_since(moment: datetime) -> bool:
    """To its end."""
    query = sa.select(RetentionRun.id).where(RetentionRun.started >= moment, RetentionRun.ended.is_not(None))
    return session().scalar(query.limit(1)) is not None


def doomed(after: str, most: int) -> list[str]:
    """Files whose rows are erased and that may still be in the store, by name."""
    query = sa.select(DoomedFile.name).where(DoomedFile.name > after).order_by(DoomedFile.name).limit(most)
    return list(session().scalars(query))


@dataclass(frozen=True, slots=True)
class Line:
    """What one run did under one rule."""

    rule: Rule
    count: int
    photos: int
    files: int
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    number: int
    started: datetime
    ended: datetime | None
    failed: int
    lines: tuple[Line, ...]

    @property
    def count(self) -> int:
        return sum(line.count for line in self.lines)


def reports(person_id: int, number: int) -> tuple[list[Report], int]:
    """A page of them, newest first, and how many there are: three statements."""
    total = session().scalar(sa.select(sa.func.count()).select_from(RetentionRun)) or 0
    query = sa.select(RetentionRun).order_by(RetentionRun.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    return _reports(list(session().scalars(query)), person_id), total


def report_or_404(number: int, person_id: int) -> Report:
    run = session().get(RetentionRun, number)
    if run is None:
        raise NotThere
    return _reports([run], person_id)[0]


def _reports(runs: Collection[RetentionRun], person_id: int) -> list[Report]:
    visible = applications.visible(person_id)
    query = sa.select(Erasure).where(Erasure.run_id.in_([run.id for run in runs]))
    rows = [row for row in session().scalars(query.order_by(Erasure.subject)) if row.subject in visible]
    return [
        Report(
            run.id, run.started, run.ended, run.failed, _lines([row for row in rows if row.run_id == run.id], visible)
        )
        for run in runs
    ]


def _lines(rows: Collection[Erasure], visible: dict[str, str]) -> tuple[Line, ...]:
    by_rule = {rule: [row for row in rows if row.rule is rule.name] for rule in TABLE}
    return tuple(
        Line(
            rule,
            len(mine),
            sum(row.photos for row in mine),
            sum(row.files for row in mine),
            tuple(sorted(visible[row.subject] for row in mine)),
        )
        for rule, mine in by_rule.items()
        if mine
    )


def erased_of(subject: str) -> list[tuple[Name, datetime]]:
    query = sa.select(Erasure.rule, Erasure.at).where(Erasure.subject == subject).order_by(Erasure.at, Erasure.rule)
    return [(row[0], row[1]) for row in session().execute(query)]
