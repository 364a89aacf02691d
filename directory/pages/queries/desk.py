"""The counts on the office's desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.consultations.models import Consultation
from directory.consultations.queries import office
from directory.consultations.rules.states import COMING
from directory.core.db import Model, session
from directory.core.outbox import LetterRow, LetterState
from directory.membership.queries import office as membership
from directory.oversight import queries as oversight
from directory.physicians.models import Physician
from directory.physicians.rules import LISTED
from directory.privacy.queries import letters

LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Desk:
    consultations_coming: int  # within the next 24 hours
    consultations_waiting: int  # somebody should look at them
    concerns_new: int
    applications_new: int  # of those this coordinator may see
    comments_unread: int
    letters_failed: int
    letters_late: int  # due for more than ten minutes: the worker or the mail server is down
    physicians_listed: int


def desk(now: datetime, person_id: int) -> Desk:
    soon = sa.and_(Consultation.starts >= now, Consultation.starts < now + timedelta(days=1))
    overdue = sa.and_(LetterRow.state == LetterState.WAITING, LetterRow.due < now - LATE)
    shown = letters.shown_to(person_id)
    return Desk(
        consultations_coming=_count(Consultation, sa.and_(soon, Consultation.appointment.in_(COMING))),
        consultations_waiting=office.page(office.Filters(attention=True), now)[1],
        concerns_new=oversight.waiting(),
        applications_new=membership.fresh(person_id),
        comments_unread=membership.unread(person_id),
        letters_failed=_count(LetterRow, sa.and_(LetterRow.state == LetterState.FAILED, shown)),
        letters_late=_count(LetterRow, sa.and_(overdue, shown)),
        physicians_listed=_count(Physician, Physician.standing.in_(LISTED)),
    )


def _count(table: type[Model], which: sa.ColumnElement[bool]) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(table).where(which)) or 0
