"""How long things take, from what has happened; and the rows of the applicant's home page."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from directory.core.db import session
from directory.membership.models.application import Application, ApplicationStep
from directory.membership.queries import policy as policies
from directory.membership.queries import problems, sections
from directory.membership.rules.application import Problem, State
from directory.membership.rules.criteria import Criterion
from directory.membership.rules.sections import ELSEWHERE, WRITTEN, Section
from directory.membership.rules.status import typical

LATEST = 200  # applications the figures are taken from
_DECISIONS = ("decide", "defer", "decline_ineligible")


@dataclass(frozen=True, slots=True)
class Row:
    """One part of the task list."""

    section: Section
    criterion: Criterion | None
    lacking: int
    begun: bool
    open: bool
    address: str


def days_to_decision() -> int | None:
    """Median days from submission to the first decision."""
    first = sa.func.min(ApplicationStep.at)
    query = (
        sa.select(Application.submitted, first)
        .join(ApplicationStep, ApplicationStep.application_id == Application.id)
        .where(ApplicationStep.move.in_(_DECISIONS), Application.submitted.is_not(None))
        .group_by(Application.id, Application.submitted)
        .order_by(first.desc())
        .limit(LATEST)
    )
    rows = session().execute(query).all()
    return typical([(decided - submitted).days for submitted, decided in rows if submitted])


def days_in(state: State) -> int | None:
    """Median days an application has stayed in a state."""
    entered, left = aliased(ApplicationStep), aliased(ApplicationStep)
    following = sa.and_(left.application_id == entered.application_id, left.number == entered.number + 1)
    query = sa.select(entered.at, left.at).join(left, following).where(entered.after == state)
    rows = session().execute(query.order_by(left.at.desc()).limit(LATEST)).all()
    return typical([(end - start).days for start, end in rows])


def rows(application: Application, found: list[Problem]) -> list[Row]:
    """The parts in order, with what each lacks."""
    criteria = {each.number: each for each in policies.of(application.policy).criteria}
    texts, open_ = sections.texts_of(application), sections.open_sections(application)
    given = {each.section for each in sections.evidence_of(application)}
    return [
        Row(
            section,
            criteria.get(section.criterion or 0),
            sum(problem.section == section for problem in found),
            begun=section in texts or section in given,
            open=section in open_,
            address=address(application, section),
        )
        for section in Section
        if section in WRITTEN or section in ELSEWHERE
    ]


def address(application: Application, section: Section) -> str:
    if section is Section.CASES:
        return f"{problems.HOME}/{application.reference}/cases"
    return problems.address(section)
