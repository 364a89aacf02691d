"""Figures for the office and the chair. What a reader may not see is in no row and in no number."""

from dataclasses import dataclass

import sqlalchemy as sa

from directory.core.db import session
from directory.membership.models import Application, ApplicationStep, Round
from directory.membership.queries import desk
from directory.membership.queries.ballots import Spread
from directory.membership.queries.chair import chaired_by
from directory.membership.rules.reports import Moved, Way
from directory.membership.rules.result import Result
from directory.membership.rules.rounds import State


@dataclass(frozen=True, slots=True)
class Scores:
    """Over closed rounds: how often each score was given, by criterion."""

    rounds: int
    spreads: tuple[Spread, ...]


def ways(person_id: int, year: int | None = None) -> list[Way]:
    """Of the files this coordinator may see; `year` is the one the draft was begun in. Two statements."""
    columns = (Application.id, Application.reference, Application.created, Application.state, Application.outcome)
    visible = sa.and_(desk.visible_to(person_id), _begun_in(year))
    query = sa.select(ApplicationStep).join(Application, Application.id == ApplicationStep.application_id)
    query = query.where(visible).order_by(ApplicationStep.application_id, ApplicationStep.number)
    steps: dict[int, list[Moved]] = {}
    for step in session().scalars(query):
        steps.setdefault(step.application_id, []).append(Moved(step.move, step.after, step.at))
    rows = session().execute(sa.select(*columns).where(visible).order_by(Application.created, Application.id))
    return [Way(row[1], row[2], row[3], row[4], tuple(steps.get(row[0], ()))) for row in rows]


def years(person_id: int) -> list[int]:
    """In which drafts were begun, the newest first."""
    year = sa.extract("year", Application.created)
    query = sa.select(year).where(desk.visible_to(person_id)).distinct().order_by(year.desc())
    return [int(found) for found in session().scalars(query)]


def _begun_in(year: int | None) -> sa.ColumnElement[bool]:
    return sa.true() if year is None else sa.extract("year", Application.created) == year


def scores(person_id: int) -> Scores:
    """Of closed rounds this chair has no conflict in."""
    query = sa.select(Round.result).where(
        chaired_by(person_id), Round.state.in_([State.CLOSED, State.CONFIRMED]), Round.result.is_not(None)
    )
    results = [Result.from_json(body) for body in session().scalars(query) if body is not None]
    found: dict[int, Spread] = {}
    for criterion in (each for result in results for each in result.criteria):
        before = found.get(criterion.number, Spread(criterion.number, (0,) * len(criterion.counts), 0))
        counts = tuple(old + new for old, new in zip(before.counts, criterion.counts, strict=True))
        found[criterion.number] = Spread(criterion.number, counts, before.not_judged + criterion.not_judged)
    return Scores(len(results), tuple(found[number] for number in sorted(found)))
