"""The appeal of a removal: in time, once, by another panel; only its decision brings the member back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from directory.core import audit, outbox, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.core.refusals import NotThere
from directory.membership.actions import appeal as actions
from directory.membership.actions import application as applications
from directory.membership.actions import decision as decisions
from directory.membership.actions import making, membership, voiding
from directory.membership.actions import matter as matters
from directory.membership.models import Appeal, Matter, Membership, Round
from directory.membership.queries import appeal as queries
from directory.membership.queries import rounds as round_queries
from directory.membership.rules.appeal import (
    AppealAsked,
    AppealedBefore,
    GroundsMissing,
    Hearing,
    HearingFirst,
    TooLate,
)
from directory.membership.rules.application import NothingToAppeal
from directory.membership.rules.decision import DecisionAsked, Kind
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import NotEligible, Secrecy, Vote
from directory.physicians.models import Physician
from directory.physicians.rules import Standing
from tests.conftest import NOW
from tests.factories import membership_decide as decide
from tests.factories import membership_matters as make
from tests.factories import membership_rounds as rounds
from tests.factories.membership_matters import said

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("context")]
YES, NO = Vote.YES, Vote.NO
MADE = make.VOTING + timedelta(hours=1, minutes=10)
DAY = timedelta(days=1)
ASKED = AppealAsked("Nobody asked for the second day.")
BECAUSE = DecisionAsked(Kind.CONFIRM, {}, "What was brought forward does not carry it.")


def removed(*, before: str = "") -> tuple[make.Judged, int]:
    found = make.removal()
    with transaction.unit():
        chair = decide.chair().id
        if before:
            membership.fire(found.physician, before, actor="person:1", now=NOW, reason="For a time.")
    make.voted(found, YES, YES, YES, YES, YES)
    with transaction.unit():
        decisions.choose(found.round(), BECAUSE, person_id=chair, now=MADE - timedelta(minutes=10))
    assert making.make_due(MADE) == 1
    return found, chair


def lodged(found: make.Judged, asked: AppealAsked = ASKED) -> int:
    with transaction.unit():
        return actions.lodge_removal(found.matter, asked, person_id=found.person, now=MADE + DAY).id


def judged(appeal: int, vote: Vote) -> Round:
    """By five who were not there before."""
    at = MADE + 2 * DAY
    with transaction.unit():
        people = rounds.reviewers(5, first=50)
        panel = Panel(tuple(each.id for each in people))
        actions.open_round(appeal, panel, person_id=people[0].id, now=at)
        round_ = _round(appeal)
        for each in people:
            rounds.declare(round_, each.id, now=at)
        for each in people:
            rounds.cast_secret(round_, each.id, vote, now=at)
    with transaction.unit():
        audit.seal()
        return _round(appeal)


def _round(appeal: int) -> Round:
    return session().get_one(Round, session().get_one(Appeal, appeal).round_id)


def standing(found: make.Judged) -> tuple[Standing, Standing]:
    with transaction.reading():
        row = session().get_one(Membership, found.physician)
        return row.state, session().get_one(Physician, found.physician).standing


def decided(round_: Round, chair: int) -> None:
    with transaction.unit():
        decisions.choose(round_, BECAUSE, person_id=chair, now=MADE + 3 * DAY)
    assert making.make_due(MADE + 4 * DAY) == 1


def last_letter() -> str:
    with transaction.reading():
        rows = session().scalars(sa.select(LetterRow).where(LetterRow.kind == "decision").order_by(LetterRow.id)).all()
        content = outbox.KINDS["decision"].load(outbox.Due(rows[-1].subject, rows[-1].revision, MADE))
    assert content is not None
    return " ".join((said(content).greeting, *said(content).lines))


@pytest.mark.parametrize(
    ("before", "after"),
    [("", Standing.ACTIVE), ("put_on_probation", Standing.PROBATION), ("review", Standing.UNDER_REVIEW)],
)
def test_an_appeal_that_carried_brings_the_member_back_to_where_they_were(before: str, after: Standing) -> None:
    found, chair = removed(before=before)
    assert standing(found) == (Standing.REMOVED, Standing.REMOVED)
    round_ = judged(lodged(found), YES)
    assert (round_.secrecy, round_.physician_id, round_.application_id) == (Secrecy.SECRET, found.physician, None)
    decided(round_, chair)
    assert standing(found) == (after, after)
    assert "It is taken back: you are a member again." in last_letter()


def test_an_appeal_that_has_not_carried_leaves_the_removal() -> None:
    found, chair = removed()
    decided(judged(lodged(found), NO), chair)
    assert standing(found) == (Standing.REMOVED, Standing.REMOVED)
    assert "The decision stands." in last_letter()
    with transaction.unit(), pytest.raises(AppealedBefore):
        actions.lodge_removal(found.matter, ASKED, person_id=found.person, now=MADE + 5 * DAY)


def test_nobody_of_the_first_panel_sits_in_the_appeal() -> None:
    found, chair = removed()
    appeal = lodged(found)
    with transaction.unit(), pytest.raises(NotEligible):
        actions.open_round(appeal, Panel(found.panel), person_id=chair, now=MADE + 2 * DAY)


def test_an_appeal_is_lodged_within_thirty_days_by_the_removed_with_grounds() -> None:
    found, _chair = removed()
    with transaction.unit(), pytest.raises(TooLate):
        actions.lodge_removal(found.matter, ASKED, person_id=found.person, now=MADE + 30 * DAY + timedelta(seconds=1))
    with transaction.unit(), pytest.raises(NotThere):
        actions.lodge_removal(found.matter, ASKED, person_id=found.panel[0], now=MADE + DAY)
    with transaction.unit(), pytest.raises(GroundsMissing):
        actions.lodge_removal(found.matter, AppealAsked(""), person_id=found.person, now=MADE + DAY)


def test_who_was_not_removed_has_nothing_to_appeal() -> None:
    found = make.removal()
    with transaction.unit(), pytest.raises(NothingToAppeal):
        actions.lodge_removal(found.matter, ASKED, person_id=found.person, now=MADE + DAY)


def test_an_earlier_proposal_that_was_void_is_no_way_to_appeal() -> None:
    first = make.removal()
    with transaction.unit():
        voiding.void(first.round(), "Two of the panel were asked in error.", actor="person:1", now=NOW)
        chair = decide.chair().id
    with transaction.unit():
        made = matters.propose_removal(first.physician, make.ASKED, Panel(first.panel), person_id=first.office, now=NOW)
        second = make.Judged(made.id, first.physician, first.person, first.office, first.panel)
        for each in second.panel:
            rounds.declare(second.round(), each, now=NOW)
    make.voted(second, YES, YES, YES, YES, YES)
    with transaction.unit():
        decisions.choose(second.round(), BECAUSE, person_id=chair, now=MADE - timedelta(minutes=10))
    assert making.make_due(MADE) == 1
    with transaction.reading():
        own = [queries.removal_of(session().get_one(Matter, number)) for number in (first.matter, second.matter)]
    assert [found is not None for found in own] == [False, True]


def test_an_application_declined_as_ineligible_has_no_appeal() -> None:
    with transaction.unit():
        application = rounds.application()
        applications.fire(application, "decline_ineligible", actor="system", now=NOW, reason="No licence.")
        found, person = application.id, application.person_id
    with transaction.unit(), pytest.raises(NothingToAppeal):
        actions.lodge(found, ASKED, person_id=person, now=NOW + DAY)


def test_a_hearing_is_held_first_and_its_minutes_are_read_by_the_panel() -> None:
    found, chair = removed()
    appeal = lodged(found, AppealAsked("Hear me.", Hearing.VIDEO, companion=True))
    with transaction.unit():
        people = [each.id for each in rounds.reviewers(5, first=50)]
    with transaction.unit(), pytest.raises(HearingFirst):
        actions.open_round(appeal, Panel(tuple(people)), person_id=chair, now=MADE + 2 * DAY)
    with transaction.unit():
        actions.keep_minutes(appeal, "Both sides spoke.", person_id=chair, now=MADE + 2 * DAY)
    with transaction.unit():
        actions.open_round(appeal, Panel(tuple(people)), person_id=chair, now=MADE + 2 * DAY)
    with transaction.reading():
        round_ = _round(appeal)
        kept = queries.of_round(round_.id)
        assert kept is not None
        assert (queries.grounds(kept), queries.minutes(kept)) == ("Hear me.", "Both sides spoke.")
        assert {each.person_id for each in round_queries.electors(round_.id)} == set(people)


def test_the_receipt_goes_to_the_member_and_the_chair_finds_it_in_the_list() -> None:
    found, chair = removed()
    appeal = lodged(found)
    with transaction.reading():
        content = outbox.KINDS["appeal_receipt"].load(outbox.Due(str(appeal), 0, MADE))
        assert content is not None
        assert content.to == "vale@example.org"
        row = session().get_one(Round, found.round().id)
        assert [each.reference for each in queries.rows(chair)] == [row.reference]
        assert queries.rows(found.person) == []


def test_the_appeal_is_on_the_members_own_chain() -> None:
    found, _chair = removed()
    lodged(found)
    with transaction.reading():
        query = sa.select(audit.AuditRow.action).where(audit.AuditRow.stream == f"member:{found.physician}")
        assert "appeal.lodged" in session().scalars(query).all()
