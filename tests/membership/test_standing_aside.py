"""Who stood aside once finds no trace: in the next round, in the appeal, in the office, wherever it was declared."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.actions.people import give_role
from directory.accounts.rules import Role
from directory.core import transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.membership.actions import appeal as appeals
from directory.membership.actions import decision as decisions
from directory.membership.actions import desk, making, recusals
from directory.membership.models import Appeal, Elector, Round
from directory.membership.queries import appeal as appeal_queries
from directory.membership.queries import application as applications
from directory.membership.queries import chair as chair_queries
from directory.membership.queries import conflicts, letters, replay, standing, talk
from directory.membership.queries import desk as office
from directory.membership.rules.appeal import Hearing
from directory.membership.rules.conflicts import SignedAlready
from directory.membership.rules.decision import DecisionAsked, Kind
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import ClosedAlready, State, Vote
from tests.cast import Member, member
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_decide as decide
from tests.factories import membership_matters as matters
from tests.factories import membership_rounds as make
from tests.factories.membership_decide import CHOSEN, MADE
from tests.membership.test_removal_appeals import MADE as REMOVED
from tests.membership.test_removal_appeals import _round, lodged, removed
from tests.membership.test_review_views import fresh

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("context")]
DAY = timedelta(days=1)
AGAIN = DecisionAsked(Kind.NEW_ROUND, {}, "", "The agenda was wrong.")


def chairs() -> tuple[int, int]:
    """Who stands aside, and the deputy."""
    return decide.chair(1).id, decide.chair(2).id


def sees(round_: Round, person: int) -> bool:
    query = sa.select(Round.id).where(Round.id == round_.id, chair_queries.chaired_by(person))
    return session().scalar(query) is not None


def stood_aside(vote: Vote = Vote.YES) -> tuple[int, int, int, int]:
    """(round, application, the chair who stood aside after the closing, the deputy)"""
    with transaction.unit():
        round_, (aside, deputy) = decide.closed(vote, 4 if vote is Vote.YES else 2), chairs()
        recusals.stand_aside(round_, aside, "My brother.", CHOSEN)
        assert round_.application_id is not None
        return round_.id, round_.application_id, aside, deputy


def test_a_recusal_goes_with_the_file_into_a_new_round() -> None:
    round_id, application_id, aside, deputy = stood_aside()
    with transaction.unit():
        chosen = decisions.choose(session().get_one(Round, round_id), AGAIN, person_id=deputy, now=CHOSEN)
        decisions.sign(session().get_one(Round, round_id), person_id=decide.chair(3).id, now=CHOSEN)
        assert chosen.kind is Kind.NEW_ROUND
    assert making.make_due(MADE) == 1
    with transaction.reading():
        new = session().scalars(sa.select(Round).where(Round.application_id == application_id, Round.id != round_id))
        again = new.one()
        assert (sees(again, aside), sees(again, deputy)) == (False, True)
        assert aside not in talk.deciders(again)
        assert deputy in talk.deciders(again)


def test_a_recusal_goes_with_the_member_into_the_next_round_about_them() -> None:
    found = matters.removal()
    with transaction.unit():
        aside, deputy = chairs()
        recusals.stand_aside(found.round(), aside, "My brother.", NOW)
    matters.voted(found, *([Vote.YES] * 5))
    with transaction.unit():
        found.round().state = State.CONFIRMED
        session().flush()
        panel = make.reviewers(5, first=50)
        later = make.opened_secret(panel, found.physician)
        assert (sees(later, aside), sees(later, deputy)) == (False, True)
        assert talk.deciders(later) == [deputy]


def test_who_stood_aside_is_told_nothing_by_the_list_of_appeals() -> None:
    _round_id, application_id, aside, deputy = stood_aside(Vote.NO)
    with transaction.unit():
        round_ = session().get_one(Round, _round_id)
        asked = decide.confirm(dict.fromkeys(range(1, 9), "Not shown."))
        decision = decide.chosen(round_, deputy, asked)
        appeal = Appeal(
            application_id=application_id, decision_id=decision.id, grounds=b"x", hearing=Hearing.NONE, lodged=NOW
        )
        session().add(appeal)
        session().flush()
        assert [row.appeal for row in appeal_queries.rows(deputy)] == [appeal]
        assert appeal_queries.rows(aside) == []


def test_a_conflict_in_the_office_reaches_the_chair_and_the_panel() -> None:
    with transaction.unit():
        round_, _people = make.admission()
        mixed = accounts.person(Role.CHAIR, Role.COORDINATOR, Role.REVIEWER, email="mixed@example.org", name="Mix Ed")
        assert sees(round_, mixed.id)
        assert mixed.id in talk.deciders(round_)
        desk.declare_conflict(applications.locked(round_.application_id or 0), mixed.id, "We are friends.", NOW)
        assert not sees(round_, mixed.id)
        assert mixed.id not in talk.deciders(round_)
        excluded = {each.person_id: each.excluded for each in conflicts.candidates(round_)}
        assert excluded[mixed.id] == "has declared a conflict"


def test_a_recusal_in_a_round_reaches_the_office_of_who_joins_it_later() -> None:
    with transaction.unit():
        round_, people = make.admission()
        application_id = round_.application_id or 0
        assert not office.in_conflict(application_id, people[0].id)
        make.recuse(round_, people[0].id)
        assert office.in_conflict(application_id, people[0].id)
        assert not office.in_conflict(application_id, people[1].id)
        assert office.hidden_from(people[0].id) == ([application_id], [round_.id])


def test_a_chair_who_sat_and_voted_leaves_the_decision_to_the_deputy_and_the_ballot_stays() -> None:
    with transaction.unit():
        round_, deputy = decide.closed(), decide.chair()
        voter = min(each for each in session().scalars(sa.select(Elector.person_id)))
        give_role(voter, Role.CHAIR, actor="person:999", now=NOW)
        assert sees(round_, voter)
        recusals.stand_aside(round_, voter, "My brother.", CHOSEN)
        assert not sees(round_, voter)
        assert talk.deciders(round_) == [deputy.id]
        assert replay.replay(round_).problems == ()
        assert voter in standing.voted(round_)
        decide.chosen(round_, deputy.id)


def test_who_signed_takes_it_back_before_standing_aside_and_nobody_does_once_it_is_made() -> None:
    with transaction.unit():
        round_, (one, other) = decide.closed(), chairs()
        decide.chosen(round_, one)
        with pytest.raises(SignedAlready):
            recusals.stand_aside(round_, one, "My brother.", CHOSEN)
    assert making.make_due(MADE) == 1
    with transaction.unit(), pytest.raises(ClosedAlready):
        recusals.stand_aside(session().get_one(Round, round_.id), other, "My brother.", MADE)


def test_the_page_of_a_closed_round_lets_the_chair_leave(context: Flask) -> None:
    chair: Member = member("cleo@example.org", "Cleo Chair", Role.CHAIR)
    with transaction.unit():
        reference = decide.closed().reference
    client, path = fresh(context, chair), f"/review/chair/{reference}"
    page = client.get(path).text
    assert f"{path}/aside" in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post(f"{path}/aside", data={"csrf_token": token, "reason": "My brother."}).status_code == 303
    client.get("/review/chair")  # the flash
    assert client.get(path).status_code == 404
    for page in ("/review/chair", "/review/chair/agenda", "/review/chair/appeals", "/review/chair/workload"):
        assert reference not in client.get(page).text, page


def test_the_e_mails_of_the_appeal_of_a_removal_are_hidden_like_its_round() -> None:
    found, chair = removed()
    appeal = lodged(found)
    with transaction.unit():
        aside = decide.chair(2).id
        query = sa.select(LetterRow.kind).where(LetterRow.kind.startswith("appeal_"), LetterRow.subject == str(appeal))
        assert session().scalars(query.where(letters.shown_to(aside))).all() != []
        panel = Panel(tuple(each.id for each in make.reviewers(5, first=50)))
        appeals.open_round(appeal, panel, person_id=chair, now=REMOVED + 2 * DAY)
        recusals.stand_aside(_round(appeal), aside, "My brother.", REMOVED + 2 * DAY)
        assert session().scalars(query.where(letters.shown_to(aside))).all() == []
        assert session().scalars(query.where(letters.shown_to(chair))).all() != []
