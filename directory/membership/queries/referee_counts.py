"""How many were asked and have answered: all an applicant learns, and what opening a round asks for."""

from dataclasses import dataclass

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


def counts(application_id: int) -> Counts:
    rows = session().execute(
        sa.select(Referee.group, Referee.state, sa.func.count())
        .where(Referee.application_id == application_id)
        .group_by(Referee.group, Referee.state)
    )
    found = {(group, state): number for group, state, number in rows}

    def of(group: Group, states: frozenset[State]) -> int:
        return sum(number for (each, state), number in found.items() if each is group and state in states)

    cards = session().scalar(sa.select(sa.func.count(Card.id)).where(Card.application_id == application_id)) or 0
    return Counts(
        colleagues_named=of(Group.COLLEAGUE, ASKED | {State.NAMED}),
        colleagues_sent=of(Group.COLLEAGUE, ASKED),
        colleagues_received=of(Group.COLLEAGUE, RECEIVED),
        cards=cards,
        patients_received=of(Group.PATIENT, RECEIVED),
    )


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
