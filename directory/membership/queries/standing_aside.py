"""Who takes no part. One condition for reviewers, chairs and the office: declared in one place, it counts in all.

A recusal goes with the application or the member: into a second ballot, a new round, an appeal, and into the office.
"""

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from directory.accounts.models import Person
from directory.membership.models import Application, Elector, Matter, OfficeConflict, Round

Who = int | InstrumentedAttribute[int]
_OTHER = aliased(Round)


def in_round(person: Who) -> sa.ColumnElement[bool]:
    """On rows of Round; `person` may be a column of Person."""
    same = sa.or_(_OTHER.application_id == Round.application_id, _OTHER.physician_id == Round.physician_id)
    return sa.or_(
        sa.exists(_recused(person, same).correlate(Round, Person)),
        sa.exists(_of_office(person, Round.application_id).correlate(Round, Person)),
    )


def in_application(person_id: int) -> sa.ColumnElement[bool]:
    """On rows of Application."""
    return sa.or_(
        sa.exists(_recused(person_id, _OTHER.application_id == Application.id).correlate(Application)),
        sa.exists(_of_office(person_id, Application.id).correlate(Application)),
    )


def in_appeal(person_id: int) -> sa.ColumnElement[bool]:
    """On rows of Appeal joined with those of Application and Matter, one of which is there."""
    same = sa.or_(_OTHER.application_id == Application.id, _OTHER.physician_id == Matter.physician_id)
    return sa.or_(
        sa.exists(_recused(person_id, same).correlate(Application, Matter)),
        sa.exists(_of_office(person_id, Application.id).correlate(Application)),
    )


def _recused(person: Who, same: sa.ColumnElement[bool]) -> sa.Select[int]:
    query = sa.select(Elector.round_id).join(_OTHER, _OTHER.id == Elector.round_id)
    return query.where(Elector.person_id == person, Elector.recused.is_not(None), same)


def _of_office(
    person: Who, application: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> sa.Select[int]:
    return sa.select(OfficeConflict.id).where(
        OfficeConflict.application_id == application,
        OfficeConflict.person_id == person,
        OfficeConflict.ended.is_(None),
    )
