"""A decided round for records and reports, by the real actions; outside any transaction."""

from datetime import datetime

from directory.core import transaction
from directory.core.db import session
from directory.membership.actions import rounds, talk
from directory.membership.models import Application, Round
from directory.membership.queries import rounds as queries
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import Kind, Vote
from tests.conftest import NOW
from tests.factories import membership_rounds as make

REASON = "Density shown in two cases only."
REMARK = "Look at case C04."


def decided(now: datetime = NOW, voting: datetime = make.VOTING) -> tuple[int, int, list[int]]:
    """Ids of an application, its closed round and its five members with the lay reviewer; one changed the vote,
    one takes no part."""
    application_id = make.whole_application(now)
    with transaction.unit():
        people = [each.id for each in make.reviewers(6)]
        round_ = make.opened_people(people[:5], people[5], application_id=application_id, now=now)
        for each in people[1:]:
            make.declare(round_, each, now=now)
        make.recuse(round_, people[0], now=now)
        round_id = round_.id
    with transaction.unit():
        round_ = session().get_one(Round, round_id)
        make.cast(round_, people[1], Vote.NO, 2, reason=REASON, now=voting)
        make.cast(round_, people[1], Vote.YES, 4, now=voting)
        for each in people[2:5]:
            make.cast(round_, each, now=voting)
        talk.remark(queries.locked_seat_or_404(round_.reference, people[2]), 3, REMARK, "a" * 32, voting)
        make.cast(round_, people[5], now=voting)  # the last one closes it
    return application_id, round_id, people


def application(application_id: int) -> Application:
    return session().get_one(Application, application_id)


def appealed(application: Application, people: list[int], now: datetime = make.VOTING) -> Round:
    """A closed appeal, as if the application had been declined and the applicant had appealed. Voted on in secret."""
    application.state, application.outcome = State.APPEALED, Outcome.DECLINED
    round_ = rounds.plan(Kind.APPEAL, application_id=application.id, actor=make.OFFICE, now=now)
    rounds.open_round(round_, Panel(tuple(people[:-1]), people[-1]), actor=make.OFFICE, now=now)
    for each in people:
        make.declare(round_, each, now=now)
    for each in people:
        make.open_all(round_, each, now)
        make.cast_secret(round_, each, Vote.YES, now=now)
    return round_
