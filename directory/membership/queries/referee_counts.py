"""How many were asked and have answered: all an applicant learns, and what opening a round asks for."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.core.db import session
from directory.membership.models.referee import Card, Referee
from directory.membership.rules.referees import ANSWERED, ASKED, RECEIVED, Group, State


@dataclass(frozen=True, slots=True)
class Counts:
    """All an applicant learns: a card counts as sent when it is made."""

    colleagues_named: int
    colleagues_sent: int
    colleagues_received: int
    cards: int
    patients_received: int

    @property
    def sent(self) -> int:
        return self.colleagues_sent + self.cards

    @property
    def received(self) -> int:
        return self.colleagues_received + self.patients_received


@dataclass(frozen=True, slots=True)
class Answered:
    """What counts for opening a round: answers the office has confirmed. The panel reads no others."""

    colleagues: int
    patients: int
    from_period: int
    unconfirmed: int


def counts(application_id: int, received_before: datetime | None = None) -> Counts:
    """With `received_before`, answers that came later are not counted yet."""
    asked = _by_group(application_id, Referee.state.in_(ASKED))
    named = _by_group(application_id, Referee.state.in_(ASKED | {State.NAMED}))
    early = sa.true() if received_before is None else Referee.submitted < received_before
    received = _by_group(application_id, sa.and_(Referee.state.in_(RECEIVED), early))
    cards = session().scalar(sa.select(sa.func.count(Card.id)).where(Card.application_id == application_id)) or 0
    return Counts(
        colleagues_named=named[Group.COLLEAGUE],
        colleagues_sent=asked[Group.COLLEAGUE],
        colleagues_received=received[Group.COLLEAGUE],
        cards=cards,
        patients_received=received[Group.PATIENT],
    )


def _by_group(application_id: int, which: sa.ColumnElement[bool]) -> Counter[Group]:
    query = sa.select(Referee.group, sa.func.count()).where(Referee.application_id == application_id, which)
    return Counter({row[0]: row[1] for row in session().execute(query.group_by(Referee.group))})


def answered(application_id: int) -> Answered:
    query = sa.select(Referee.group, Referee.state, Referee.from_period)
    rows = session().execute(query.where(Referee.application_id == application_id, Referee.state.in_(ANSWERED))).all()
    confirmed = [row for row in rows if row.state is State.CONFIRMED]
    patients = [row for row in confirmed if row.group is Group.PATIENT]
    return Answered(
        colleagues=len(confirmed) - len(patients),
        patients=len(patients),
        from_period=sum(bool(row.from_period) for row in patients),
        unconfirmed=len(rows) - len(confirmed),
    )
