"""An appeal: in time, once, another panel, heard first; the outcome changes by its own decision only."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from directory.core import audit, outbox, transaction
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.core.workflow import WrongState
from directory.membership.actions import appeal as actions
from directory.membership.actions import making, secret
from directory.membership.models import Appeal, Application, Decision, Elector, Membership, Round
from directory.membership.queries import appeal as queries
from directory.membership.queries import decision as decisions
from directory.membership.queries import rounds as seats
from directory.membership.rules.appeal import (
    AppealAsked,
    DecisionOfAppeal,
    GroundsMissing,
    Hearing,
    HearingFirst,
    TooLate,
)
from directory.membership.rules.application import NothingToAppeal, Outcome, State
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import NotEligible, Secrecy, Vote
from directory.membership.rules.rounds import State as RoundState
from directory.physicians.rules import Standing
from tests.factories import membership_decide as make
from tests.factories import membership_rounds as rounds
from tests.factories.membership_decide import MADE

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("context")]
DAY = timedelta(days=1)
ASKED = AppealAsked("The panel did not see my cases of 2025.")


def declined() -> tuple[int, int, int]:
    """(application, applicant, chair): declined and made."""
    with transaction.unit():
        round_, chair = make.closed(Vote.NO, 2), make.chair()
        make.chosen(round_, chair.id, make.confirm(dict.fromkeys(range(1, 9), "Not shown.")))
        application = session().get_one(Application, round_.application_id)
        found = application.id, application.person_id, chair.id
    assert making.make_due(MADE) == 1
    return found


def lodged(asked: AppealAsked = ASKED) -> tuple[int, int, int]:
    """(appeal, application, chair)"""
    application_id, person_id, chair_id = declined()
    with transaction.unit():
        return actions.lodge(application_id, asked, person_id=person_id, now=MADE + DAY).id, application_id, chair_id


def judged(appeal_id: int, chair_id: int, vote: Vote, score: int) -> Round:
    """By another panel, all alike; within a unit."""
    people = rounds.reviewers(4, first=50)
    panel = Panel(tuple(each.id for each in people[:3]), people[3].id)
    appeal = actions.open_round(appeal_id, panel, person_id=chair_id, now=MADE + 2 * DAY)
    round_ = session().get_one(Round, appeal.round_id)
    for each in people:
        rounds.declare(round_, each.id, now=MADE + 2 * DAY)
    for each in people:
        seat = seats.locked_seat_or_404(round_.reference, each.id)
        rounds.open_all(round_, each.id, MADE + 2 * DAY)
        asked = rounds.asked(round_, each.id, vote, score, "As the scores say.")
        secret.cast_secret(seat, asked, MADE + 2 * DAY)
    audit.seal()
    return session().get_one(Round, appeal.round_id, populate_existing=True)


def outcome(application_id: int) -> tuple[State, Outcome | None]:
    with transaction.reading():
        row = session().get_one(Application, application_id)
        return row.state, row.outcome


def test_an_appeal_is_lodged_by_the_applicant_in_time_with_grounds_and_once() -> None:
    application_id, person_id, chair_id = declined()
    tries = (
        (ASKED, chair_id, MADE, NotThere),
        (ASKED, person_id, MADE + 31 * DAY, TooLate),
        (AppealAsked(""), person_id, MADE, GroundsMissing),
    )
    for asked, who, when, refusal in tries:
        with transaction.unit(), pytest.raises(refusal):
            actions.lodge(application_id, asked, person_id=who, now=when)
    with transaction.unit():
        actions.lodge(application_id, ASKED, person_id=person_id, now=MADE + 30 * DAY)
    assert outcome(application_id) == (State.APPEALED, Outcome.DECLINED)
    with transaction.unit(), pytest.raises(WrongState):
        actions.lodge(application_id, ASKED, person_id=person_id, now=MADE + 30 * DAY)
    with transaction.reading():
        appeal = session().scalars(sa.select(Appeal)).one()
        assert queries.grounds(appeal) == ASKED.grounds
        assert ASKED.grounds.encode() not in appeal.grounds


def test_nothing_undecided_and_no_approval_can_be_appealed() -> None:
    with transaction.unit():
        round_, chair = make.closed(), make.chair()
        make.chosen(round_, chair.id)
        application = session().get_one(Application, round_.application_id)
        application_id, person_id = application.id, application.person_id
    for _time in range(2):
        with transaction.unit(), pytest.raises(NothingToAppeal):
            actions.lodge(application_id, ASKED, person_id=person_id, now=MADE)
        making.make_due(MADE)


def test_the_panel_is_another_one_and_votes_in_secret() -> None:
    appeal_id, _application, chair_id = lodged()
    with transaction.reading():
        first = session().scalars(sa.select(Elector.person_id)).all()
    with pytest.raises(NotEligible), transaction.unit():
        actions.open_round(appeal_id, Panel(tuple(first[:3]), first[3]), person_id=chair_id, now=MADE + DAY)
    with transaction.unit():
        round_ = judged(appeal_id, chair_id, Vote.YES, 4)
        assert (round_.secrecy, round_.state) == (Secrecy.SECRET, RoundState.CLOSED)


def test_a_hearing_that_was_asked_for_comes_before_the_panel() -> None:
    appeal_id, _application, chair_id = lodged(AppealAsked("Hear me.", Hearing.VIDEO, companion=True))
    with transaction.unit(), pytest.raises(HearingFirst):
        actions.open_round(appeal_id, Panel((1, 2, 3), 4), person_id=chair_id, now=MADE + DAY)
    with transaction.unit():
        actions.set_hearing(appeal_id, MADE + 3 * DAY, person_id=chair_id, now=MADE + DAY)
        actions.keep_minutes(appeal_id, "They spoke for an hour.", person_id=chair_id, now=MADE + 3 * DAY)
    with transaction.unit():
        judged(appeal_id, chair_id, Vote.YES, 4)
    with transaction.reading():
        assert queries.minutes(session().get_one(Appeal, appeal_id)) == "They spoke for an hour."


def test_an_overturned_decision_admits_by_the_appeals_decision_and_not_before() -> None:
    appeal_id, application_id, chair_id = lodged()
    with transaction.unit():
        round_id = judged(appeal_id, chair_id, Vote.YES, 4).id
    assert outcome(application_id) == (State.APPEALED, Outcome.DECLINED)
    with transaction.unit():
        decision = make.chosen(session().get_one(Round, round_id), chair_id, now=MADE + 3 * DAY)
        assert (decision.outcome, decision.earlier) == (Outcome.APPROVED, Outcome.DECLINED)
    assert making.make_due(MADE + 4 * DAY) == 1
    assert outcome(application_id) == (State.DECIDED, Outcome.APPROVED)
    with transaction.reading():
        assert session().scalars(sa.select(Membership.state)).all() == [Standing.ACTIVE]
        assert decisions.made_of(application_id)[-1].outcome is Outcome.APPROVED
    sent: list[outbox.Letter] = []
    outbox.deliver_due(lambda: MADE + 4 * DAY, sent.append)
    assert any("The earlier decision is changed." in each.text for each in sent)


def test_an_upheld_decision_stands_and_cannot_be_appealed_again() -> None:
    appeal_id, application_id, chair_id = lodged()
    with transaction.unit():
        round_id = judged(appeal_id, chair_id, Vote.NO, 2).id
    with transaction.unit():
        asked = make.confirm(dict.fromkeys(range(1, 9), "Still not shown."), overall="The file was read anew.")
        decision = make.chosen(session().get_one(Round, round_id), chair_id, asked, now=MADE + 3 * DAY)
        assert "stands" in "\n".join(decisions.draft_lines(decision))
    making.make_due(MADE + 4 * DAY)
    assert outcome(application_id) == (State.DECIDED, Outcome.DECLINED)
    with transaction.reading():
        person_id = session().get_one(Application, application_id).person_id
    with pytest.raises(DecisionOfAppeal), transaction.unit():
        actions.lodge(application_id, ASKED, person_id=person_id, now=MADE + 5 * DAY)
    with transaction.reading():
        assert session().scalars(sa.select(Decision.earlier).order_by(Decision.id)).all() == [None, Outcome.DECLINED]
