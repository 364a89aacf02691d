"""A round that is voided while it is open, or left behind: what it was about can be judged anew."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from directory.core import audit, transaction
from directory.core.audit import AuditRow
from directory.core.db import session
from directory.core.workflow import WrongState
from directory.membership.actions import appeal as appeals
from directory.membership.actions import application as applications
from directory.membership.actions import decision as decisions
from directory.membership.actions import making, reseating, submitting, voiding
from directory.membership.actions import matter as matters
from directory.membership.models import Appeal, Application, ApplicationStep, Decision, Round
from directory.membership.queries import agenda
from directory.membership.rules.appeal import AppealAsked
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.decision import DecisionAsked, Kind
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import ReasonNeeded, State, Vote
from tests.conftest import NOW
from tests.factories import membership_decide as decide
from tests.factories import membership_matters as members
from tests.factories import membership_rounds as make
from tests.factories.membership_decide import CLOSED, MADE
from tests.factories.membership_rounds import VOTING

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("context")]
DAY = timedelta(days=1)
WHY = "A rule was broken."
CHAIR = "person:999"
GROUNDS = AppealAsked("The panel did not see my cases of 2025.")


def void(round_id: int) -> None:
    with transaction.unit():
        voiding.void(session().get_one(Round, round_id), WHY, actor=CHAIR, now=VOTING)


def fire(application_id: int, move: str, *, by: str = "", at: timedelta = timedelta()) -> ApplicationState:
    with transaction.unit():
        row = session().get_one(Application, application_id)
        actor = by or f"person:{row.person_id}"
        return applications.fire(row, move, actor=actor, now=VOTING + at).after


def admission() -> tuple[int, int, list[int]]:
    """(round, application, people): open."""
    with transaction.unit():
        round_, people = make.admission(3)
        assert round_.application_id is not None
        return round_.id, round_.application_id, [each.id for each in people]


def closed() -> tuple[int, int, int]:
    """(round, application, chair): waits for its decision."""
    with transaction.unit():
        round_, chair = decide.closed(), decide.chair()
        assert round_.application_id is not None
        return round_.id, round_.application_id, chair.id


def tied() -> tuple[int, int, int]:
    """(first ballot, second ballot, application)."""
    with transaction.unit():
        round_, people = make.admission(3)
        for each, vote in zip(people, (Vote.YES, Vote.YES, Vote.NO, Vote.NO), strict=True):
            make.cast(round_, each.id, vote, reason="As I see it.")
        again = reseating.second_ballot(round_, "A tie.", person_id=people[0].id, now=VOTING)
        assert round_.application_id is not None
        return round_.id, again.id, round_.application_id


def state(round_id: int) -> State:
    with transaction.reading():
        return session().get_one(Round, round_id).state


def test_a_closed_result_is_not_the_chairs_to_void_alone() -> None:
    round_id, _application, chair = closed()
    with pytest.raises(WrongState):
        void(round_id)
    with transaction.unit():
        decide.chosen(session().get_one(Round, round_id), chair)
    with pytest.raises(WrongState):
        void(round_id)
    assert making.make_due(MADE) == 1
    assert state(round_id) is State.CONFIRMED


def test_after_a_void_the_office_opens_an_admission_again() -> None:
    round_id, application_id, people = admission()
    with pytest.raises(ReasonNeeded), transaction.unit():
        voiding.void(session().get_one(Round, round_id), " ", actor=CHAIR, now=VOTING)
    void(round_id)
    with transaction.unit():
        assert session().get_one(Application, application_id).state is ApplicationState.SCREENING
        step = session().scalars(sa.select(ApplicationStep).order_by(ApplicationStep.number.desc())).first()
        assert step is not None
        assert (step.move, step.actor) == ("void_round", CHAIR)
        again = make.opened_people(people[:3], people[3], application_id=application_id)
        assert again.state is State.OPEN
        assert audit.verify() is None


@pytest.mark.parametrize(
    ("left", "back", "by"), [("withdraw", "undo_withdraw", ""), ("ask", "overdue", "system"), ("ask", "answered", "")]
)
def test_what_comes_back_to_a_void_round_comes_back_to_the_office(left: str, back: str, by: str) -> None:
    round_id, application_id, _people = admission()
    fire(application_id, left, by="person:99" if left == "ask" else "")
    void(round_id)
    assert fire(application_id, back, by=by) is ApplicationState.SCREENING


def test_a_second_ballot_that_is_void_leaves_the_application_with_the_office() -> None:
    _first, again, application_id = tied()
    void(again)
    with transaction.reading():
        assert session().get_one(Application, application_id).state is ApplicationState.SCREENING


def test_after_a_void_another_panel_judges_the_appeal() -> None:
    round_id, application_id, chair = declined()
    with transaction.unit():
        person_id = session().get_one(Application, application_id).person_id
        appeal_id = appeals.lodge(application_id, GROUNDS, person_id=person_id, now=MADE + DAY).id
        people = [each.id for each in make.reviewers(8, first=50)]
    first = panel_of(appeal_id, people[:3], people[3], chair)
    void(first)
    second = panel_of(appeal_id, people[4:7], people[7], chair)
    assert (state(round_id), state(first), state(second)) == (State.CONFIRMED, State.VOID, State.OPEN)
    with transaction.reading():
        assert session().get_one(Application, application_id).state is ApplicationState.APPEALED
        assert dissolved(f"application:{application_id}") == 1


def declined() -> tuple[int, int, int]:
    with transaction.unit():
        round_, chair = decide.closed(Vote.NO, 2), decide.chair()
        decide.chosen(round_, chair.id, decide.confirm(dict.fromkeys(range(1, 9), "Not shown.")))
        assert round_.application_id is not None
        found = round_.id, round_.application_id, chair.id
    assert making.make_due(MADE) == 1
    return found


def panel_of(appeal_id: int, people: list[int], lay: int | None, by: int) -> int:
    with transaction.unit():
        panel = Panel(tuple(people), lay)
        found = appeals.open_round(appeal_id, panel, person_id=by, now=MADE + 2 * DAY).round_id
        assert found is not None
        return found


def dissolved(stream: str) -> int:
    query = sa.select(sa.func.count()).select_from(AuditRow)
    query = query.where(AuditRow.stream == stream, AuditRow.action == "appeal.panel_dissolved")
    return session().scalar(query) or 0


def test_after_a_void_a_removal_is_proposed_again() -> None:
    found = members.removal()
    with transaction.reading():
        first = found.round().id
    void(first)
    with transaction.unit():
        panel = Panel(found.panel)
        matters.propose_removal(found.physician, members.ASKED, panel, person_id=found.office, now=NOW + DAY)
        assert found.round().state is State.OPEN
    assert state(first) is State.VOID


def test_after_a_void_another_panel_judges_the_appeal_of_a_removal() -> None:
    found, at = members.removal(), members.VOTING + timedelta(hours=1)
    members.voted(found, *[Vote.YES] * 5)
    with transaction.unit():
        chair = decide.chair().id
        asked = DecisionAsked(Kind.CONFIRM, {}, "What was brought forward carries it.")
        decisions.choose(found.round(), asked, person_id=chair, now=at)
    assert making.make_due(at + timedelta(minutes=10)) == 1
    with transaction.unit():
        appeal_id = appeals.lodge_removal(found.matter, GROUNDS, person_id=found.person, now=at + DAY).id
        people = [each.id for each in make.reviewers(10, first=50)]
    void(panel_of(appeal_id, people[:5], None, chair))
    with transaction.reading():
        assert session().get_one(Appeal, appeal_id).round_id is None
        assert dissolved(f"member:{found.physician}") == 1
    assert state(panel_of(appeal_id, people[5:], None, chair)) is State.OPEN


def test_a_closed_round_leaves_the_agenda_when_the_withdrawal_is_final() -> None:
    round_id, application_id, chair = closed()
    with transaction.unit():
        asked = DecisionAsked(Kind.DEFER, {}, "A board action came to light.", "New fact.")
        decision_id = decide.chosen(session().get_one(Round, round_id), chair, asked).id  # waits for a signature
    fire(application_id, "withdraw")
    assert voiding.void_abandoned(CLOSED + 7 * DAY) == 0
    with transaction.reading():
        assert [each.round.id for each in agenda.items(chair)] == [round_id]
    assert voiding.void_abandoned(CLOSED + 8 * DAY) == 1
    with transaction.reading():
        assert agenda.items(chair) == []
        assert session().get_one(Decision, decision_id).undone_by == "system"
    assert state(round_id) is State.VOID
    assert voiding.void_abandoned(CLOSED + 8 * DAY) == 0


def test_a_first_ballot_that_another_followed_stays_closed_after_a_withdrawal() -> None:
    first, again, application_id = tied()
    fire(application_id, "withdraw")
    assert voiding.void_abandoned(VOTING + 8 * DAY) == 1
    assert (state(first), state(again)) == (State.CLOSED, State.VOID)


def test_who_takes_a_withdrawal_back_gives_the_panel_its_days() -> None:
    round_id, application_id, _people = admission()
    with transaction.reading():
        due = session().get_one(Round, round_id).closes
    assert due is not None
    withdrawn_for(application_id, 6)
    with transaction.reading():
        assert session().get_one(Round, round_id).closes == due + 6 * DAY


def withdrawn_for(application_id: int, days: int) -> None:
    with transaction.unit():
        row = session().get_one(Application, application_id)
        submitting.withdraw(row, "", actor=f"person:{row.person_id}", now=VOTING)
    with transaction.unit():
        row = session().get_one(Application, application_id)
        submitting.undo_withdraw(row, actor=f"person:{row.person_id}", now=VOTING + days * DAY)


def test_days_withdrawn_while_a_question_waits_are_not_given_twice() -> None:
    """The answer gives the panel everything since it was asked."""
    round_id, application_id, _people = admission()
    with transaction.reading():
        due = session().get_one(Round, round_id).closes
    fire(application_id, "ask", by="person:99")
    withdrawn_for(application_id, 6)
    with transaction.reading():
        assert session().get_one(Application, application_id).state is ApplicationState.INFORMATION_REQUESTED
        assert session().get_one(Round, round_id).closes == due
