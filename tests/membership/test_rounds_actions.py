"""Rounds from opening to closing: electorate, recusal, ballots, quorum, extension, replacement, second ballot."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.rules import Role
from directory.core import audit, transaction
from directory.core.db import session
from directory.membership.actions import ballots, closing, reseating, rounds, talk, voiding
from directory.membership.models import Application, Ballot, BallotVersion, Elector, Round
from directory.membership.queries import ballots as ballot_queries
from directory.membership.queries import conflicts, replay, standing
from directory.membership.queries import rounds as queries
from directory.membership.rules import tally
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.ballots import BallotAsked, NoteMissing, ReasonMissing, Score, ScoreMissing, TooEarly
from directory.membership.rules.ballots import State as BallotState
from directory.membership.rules.blocks import BlockAsked, Finding, Ground, RuledBefore, RulingAsked
from directory.membership.rules.conflicts import Because, DeclareFirst
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import (
    BallotsMissing,
    BlockWaits,
    ClosedAlready,
    Kind,
    LayMissing,
    NoSecondBallot,
    NotEligible,
    NotOpen,
    PanelTooSmall,
    Seat,
    State,
    Vote,
)
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_rounds as make
from tests.factories import physicians as physician_factory
from tests.factories.membership_rounds import VOTING

pytestmark = pytest.mark.both
DAY = timedelta(days=1)


def fresh(round_: Round) -> Round:
    return session().get_one(Round, round_.id, populate_existing=True)


def verdict(round_: Round) -> tally.Verdict:
    found = fresh(round_).result
    assert found is not None
    return tally.Result.from_json(found).verdict


def test_opening_freezes_the_electorate_and_pins_the_policy(context: Flask) -> None:
    with transaction.unit():
        people = make.reviewers(6)
        round_ = make.opened(people[:5], people[5])
    assert (round_.state, round_.policy, round_.comments_until) == (State.OPEN, 1, NOW + 21 * DAY)
    assert round_.closes == NOW + 42 * DAY
    seats = {each.person_id: each.seat for each in queries.electors(round_.id)}
    assert seats == {each.id: Seat.MEMBER for each in people[:5]} | {people[5].id: Seat.LAY}
    with transaction.unit():
        make.reviewers(1, first=7)
    assert standing.electorate(round_.id) == tally.Electorate(members=5, lay=1)


def test_a_panel_under_the_minimum_is_not_opened(context: Flask) -> None:
    with transaction.unit():
        people = make.reviewers(3)
    with pytest.raises(PanelTooSmall), transaction.unit():
        make.opened(people[:2], people[2])


def test_without_a_lay_reviewer_no_admission_is_opened(context: Flask) -> None:
    with pytest.raises(LayMissing), transaction.unit():
        make.opened(make.reviewers(3), None)


def test_assessors_of_the_policy_fill_a_small_panel(context: Flask) -> None:
    from dataclasses import replace

    from directory.membership.actions import policy as policies
    from directory.membership.queries import policy as policy_queries
    from directory.membership.rules.policy import External

    with transaction.unit():
        people = make.reviewers(6)
        policies.ensure_first(NOW)
    with transaction.unit():
        wanted = tuple(External(each.id, each.name) for each in people[3:5])
        new = replace(policy_queries.current()[1], externals=wanted)
        policies.adopt(new, base=1, why="Two assessors.", person_id=people[0].id, now=NOW)
    with transaction.unit():
        round_ = make.opened(people[:3], people[5])
    assert standing.electorate(round_.id) == tally.Electorate(members=3, externals=2, lay=1)


def test_nobody_without_the_role_is_seated(context: Flask) -> None:
    with transaction.unit():
        people, other = make.reviewers(3), accounts.physician()
    with pytest.raises(NotEligible), transaction.unit():
        make.opened([*people[:2], other], people[2])


def test_nobody_of_the_first_panel_judges_the_appeal(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        for each in people:
            make.cast(round_, each.id)
        others = make.reviewers(4, first=20)
        appeal = rounds.plan(Kind.APPEAL, application_id=round_.application_id, actor=make.OFFICE, now=VOTING)
    with pytest.raises(NotEligible), transaction.unit():
        rounds.open_round(
            appeal, Panel((people[0].id, *[o.id for o in others[:3]]), others[3].id), actor="x", now=VOTING
        )
    with transaction.unit():
        panel = Panel(tuple(each.id for each in others[:3]), others[3].id)
        opened = rounds.open_round(appeal, panel, actor=make.OFFICE, now=VOTING)
    assert (opened.state, opened.comments_until) == (State.OPEN, None)


def test_economic_competitors_sit_in_no_removal(context: Flask) -> None:
    with transaction.unit():
        people = make.reviewers(6)
        about = physician_factory.physician(slug="about", name="Ann About", standing="active")
        rival = physician_factory.physician(slug="rival", name="Rita Rival", standing="active")
        rival.person_id = people[0].id
        session().flush()
        round_ = rounds.plan(Kind.REMOVAL, physician_id=about.id, actor="system", now=NOW)
        found = {each.person_id: each for each in conflicts.candidates(round_)}
    assert found[people[0].id].excluded is not None
    assert [each.because for each in found[people[0].id].suggestions] in ([Because.CLINIC], [Because.AREA])
    with pytest.raises(NotEligible), transaction.unit():
        rounds.open_round(round_, Panel(tuple(each.id for each in people)), actor="system", now=NOW)
    with transaction.unit():
        opened = rounds.open_round(round_, Panel(tuple(each.id for each in people[1:])), actor="system", now=NOW)
    assert standing.electorate(opened.id) == tally.Electorate(members=5)


def test_a_recusal_lowers_the_denominator_at_once(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(5)
        for each in people[:3]:
            make.cast(round_, each.id)
        make.recuse(round_, people[4].id, now=VOTING)
    case = standing.case(fresh(round_), VOTING)
    assert (case.seated, case.judging, case.ballots, case.needed) == (5, 4, 3, 3)


def test_a_recusal_of_the_last_missing_reviewer_closes_the_round(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(4)
        for each in people[1:]:
            make.cast(round_, each.id)
        assert fresh(round_).state is State.OPEN
        make.recuse(round_, people[0].id, now=VOTING)
    assert fresh(round_).state is State.CLOSED


def test_under_the_minimum_panel_closing_is_blocked(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        for each in people[1:]:
            make.cast(round_, each.id)
        make.recuse(round_, people[0].id, now=VOTING)
    assert fresh(round_).state is State.OPEN
    with pytest.raises(PanelTooSmall), transaction.unit():
        make.close(round_, people[0].id)
    assert closing.close_due(VOTING + 60 * DAY) == 0
    assert fresh(round_).state is State.OPEN


def test_the_ballot_of_somebody_recused_later_counts_no_more(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(4)
        make.cast(round_, people[0].id, Vote.NO, 1)
        make.recuse(round_, people[0].id, now=VOTING)
        for each in people[1:]:
            make.cast(round_, each.id)
    result = replay.result(fresh(round_))
    assert (result.yes, result.no, result.eligible) == (4, 0, 4)
    assert len(ballot_queries.versions(round_, people[0].id)) == 1


def test_no_ballot_before_the_comment_period_has_ended(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
    with pytest.raises(TooEarly), transaction.unit():
        make.cast(round_, people[0].id, now=NOW + DAY)


def test_declaring_comes_before_casting(context: Flask) -> None:
    with transaction.unit():
        people = make.reviewers(4)
        round_ = make.opened(people[:3], people[3])
    with pytest.raises(DeclareFirst), transaction.unit():
        make.cast(round_, people[0].id)


def test_a_vote_against_the_own_scores_needs_a_reason(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
    with pytest.raises(ReasonMissing), transaction.unit():
        make.cast(round_, people[0].id, Vote.NO, 5)
    with transaction.unit():
        make.cast(round_, people[0].id, Vote.NO, 5, reason="The references.")
    assert ballot_queries.has_cast(round_, people[0].id)


def test_every_criterion_needs_a_score_or_a_reason(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        seat = queries.locked_seat_or_404(round_.reference, people[0].id)
        asked = make.asked(round_, people[0].id)
        scores = {**asked.scores, 3: Score(None, "")}
        del scores[7]
        found = ballots.reasons_against(seat, type(asked)(Vote.YES, scores))
    assert [type(each) for each in found] == [NoteMissing, ScoreMissing]


def test_a_draft_is_saved_criterion_by_criterion_and_sealed(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        seat = queries.locked_seat_or_404(round_.reference, people[0].id)
        ballots.save_score(seat, 3, Score(4, "Natural."), NOW)
        ballots.save_score(seat, 5, Score(None, "", given=False), NOW)
        ballots.save_vote(seat, Vote.ABSTAIN, "", NOW)
    ballot = ballot_queries.own(round_, people[0].id)
    assert ballot is not None
    assert (ballot.state, ballot.version, ballot.filled) == (BallotState.DRAFT, 0, 1)
    assert b"Natural" not in (ballot.draft or b"")
    scores = {3: Score(4, "Natural."), 5: Score(None, "", given=False)}
    assert ballot_queries.draft_of(round_, ballot) == BallotAsked(Vote.ABSTAIN, scores)
    assert standing.case(round_, VOTING).ballots == 0


def test_a_change_keeps_both_votes(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        make.cast(round_, people[0].id, Vote.YES)
        make.cast(round_, people[0].id, Vote.YES)  # the same again: nothing
        make.cast(round_, people[0].id, Vote.NO, 2)
    kept = ballot_queries.versions(round_, people[0].id)
    assert [(each.number, each.vote) for each in kept] == [(1, Vote.YES), (2, Vote.NO)]
    drift = ballot_queries.drift(round_)
    assert [(each.first.vote, each.last.vote, each.versions) for each in drift] == [(Vote.YES, Vote.NO, 2)]
    assert standing.case(round_, VOTING).ballots == 1


def test_the_last_ballot_closes_the_round_and_the_outcome_follows(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(5)
        for each in people[:4]:
            make.cast(round_, each.id)
        make.cast(round_, people[4].id, Vote.NO, 2)
        assert fresh(round_).state is State.OPEN
        make.cast(round_, people[5].id)
    assert (fresh(round_).state, verdict(round_)) == (State.CLOSED, tally.Verdict.CARRIED)
    application = session().get_one(Application, round_.application_id, populate_existing=True)
    assert application.state is ApplicationState.DECISION_PENDING
    assert replay.replay(fresh(round_)) == replay.Replay(standing.result(round_), ())
    states = set(session().scalars(sa.select(Ballot.state)))
    assert states == {BallotState.LOCKED}


def test_a_vote_after_closing_is_refused_and_not_counted(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        for each in people:
            make.cast(round_, each.id)
    with pytest.raises(ClosedAlready), transaction.unit():
        make.cast(round_, people[0].id, Vote.NO, 1)
    assert session().scalar(sa.select(sa.func.count()).select_from(BallotVersion)) == 4
    assert verdict(round_) is tally.Verdict.CARRIED


def test_the_chair_closes_early_only_when_all_are_in(context: Flask) -> None:
    with transaction.unit():
        chair = accounts.person(Role.CHAIR, email="chair@example.org", name="Cleo Chair")
        round_, people = make.admission(3)
        rounds.keep_open(round_, True, actor="system", now=NOW)
        for each in people[:3]:
            make.cast(round_, each.id)
    with pytest.raises(BallotsMissing), transaction.unit():
        make.close(round_, chair.id)
    with transaction.unit():
        make.cast(round_, people[3].id)
    assert fresh(round_).state is State.OPEN
    assert closing.close_due(VOTING) == 0
    with transaction.unit():
        make.close(round_, chair.id)
    assert fresh(round_).state is State.CLOSED


def test_too_few_ballots_are_extended_once_by_seven_days_then_replaced(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(5)
        for each in people[:2]:
            make.cast(round_, each.id)
        spare = make.reviewers(2, first=30)
    due = round_.closes
    assert due is not None
    assert closing.close_due(due) == 0
    assert (fresh(round_).extended, fresh(round_).closes) == (True, due + 7 * DAY)
    later = due + 8 * DAY
    assert closing.close_due(later) == 0
    assert (fresh(round_).state, fresh(round_).closes) == (State.OPEN, due + 7 * DAY)
    with transaction.unit():
        leaving = {people[0].id, people[2].id, people[3].id}  # the first has voted and keeps the seat
        coming = {spare[0].id: Seat.MEMBER}
        reseating.replace(round_, leaving, coming, person_id=people[0].id, now=later)
    case = standing.case(fresh(round_), later)
    assert (case.seated, case.ballots, case.due) == (5, 2, False)
    found = queries.elector(round_.id, spare[0].id)
    assert found is not None
    assert found.replacement


def test_due_rounds_with_quorum_are_closed_by_the_system(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(5)
        for each in people[:4]:
            make.cast(round_, each.id)
    assert round_.closes is not None
    assert closing.close_due(round_.closes - DAY) == 0
    assert closing.close_due(round_.closes) == 1
    assert closing.close_due(round_.closes) == 0
    assert verdict(round_) is tally.Verdict.CARRIED


def test_a_tie_is_an_outcome_and_gets_one_second_ballot(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        for place, each in enumerate(people):
            make.cast(round_, each.id, Vote.YES if place % 2 else Vote.NO, 4, reason="So.")
    assert verdict(round_) is tally.Verdict.TIE
    later = VOTING + DAY
    with transaction.unit():
        again = reseating.second_ballot(round_, "A tie.", person_id=people[0].id, now=later)
    assert (again.earlier_id, again.state, again.policy, again.comments_until) == (round_.id, State.OPEN, 1, None)
    assert len(session().scalars(sa.select(BallotVersion).where(BallotVersion.round_id == round_.id)).all()) == 4
    with pytest.raises(NoSecondBallot), transaction.unit():
        reseating.second_ballot(round_, "Again.", person_id=people[0].id, now=later)
    with transaction.unit():
        for place, each in enumerate(people):
            make.declare(again, each.id, now=later)
            make.cast(again, each.id, Vote.YES if place % 2 else Vote.NO, 4, reason="So.", now=later)
    assert verdict(again) is tally.Verdict.TIE
    with pytest.raises(NoSecondBallot), transaction.unit():
        reseating.second_ballot(again, "Again.", person_id=people[0].id, now=later)


def test_a_clear_result_gets_no_second_ballot(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        for each in people:
            make.cast(round_, each.id)
    with pytest.raises(NoSecondBallot), transaction.unit():
        reseating.second_ballot(round_, "I do not like it.", person_id=people[0].id, now=VOTING)


def block(round_: Round, person_id: int, now: object = VOTING) -> int:
    seat = queries.locked_seat_or_404(round_.reference, person_id)
    return talk.raise_block(seat, BlockAsked(Ground.DANGER, "Infections.", "Case C07."), VOTING).id


def test_a_block_waits_for_two_rulings_that_agree(context: Flask) -> None:
    with transaction.unit():
        chairs = [accounts.person(Role.CHAIR, email=f"chair{n}@example.org", name=f"Chair {n}") for n in (1, 2)]
        round_, people = make.admission(3)
        block_id = block(round_, people[0].id)
        for each in people:
            make.cast(round_, each.id)
    assert fresh(round_).state is State.OPEN
    with pytest.raises(BlockWaits), transaction.unit():
        make.close(round_, chairs[0].id)
    ruling = RulingAsked(Finding.UPHELD, "It is documented.")
    with transaction.unit():
        talk.rule(round_, block_id, ruling, person_id=chairs[0].id, now=VOTING)
    assert fresh(round_).state is State.OPEN
    with pytest.raises(RuledBefore), transaction.unit():
        talk.rule(round_, block_id, ruling, person_id=chairs[0].id, now=VOTING)
    with transaction.unit():
        talk.rule(round_, block_id, ruling, person_id=chairs[1].id, now=VOTING)
    assert (fresh(round_).state, verdict(round_)) == (State.CLOSED, tally.Verdict.DEFERRED)
    assert replay.replay(fresh(round_)).problems == ()


def test_a_dismissed_block_counts_no_more(context: Flask) -> None:
    with transaction.unit():
        chair = accounts.person(Role.CHAIR, email="chair@example.org", name="Cleo Chair")
        round_, people = make.admission(3)
        block_id = block(round_, people[0].id)
        for each in people:
            make.cast(round_, each.id)
        talk.rule(round_, block_id, RulingAsked(Finding.DISMISSED, "Healed."), person_id=chair.id, now=VOTING)
    assert (fresh(round_).state, verdict(round_)) == (State.CLOSED, tally.Verdict.CARRIED)


def test_a_block_nobody_rules_on_is_unresolved_and_allows_a_second_ballot(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        block(round_, people[0].id)
        for each in people:
            make.cast(round_, each.id)
    assert round_.closes is not None
    assert closing.close_due(round_.closes) == 1
    assert verdict(round_) is tally.Verdict.BLOCKED
    assert standing.wants_second(fresh(round_))


def test_the_chain_of_the_round_holds(context: Flask) -> None:
    with transaction.unit():
        round_, people = make.admission(3)
        for each in people:
            make.cast(round_, each.id)
    assert audit.verify() is None
    assert session().scalar(sa.select(sa.func.count()).select_from(Elector)) == 4


def test_the_clock_stands_while_the_applicant_is_asked(context: Flask) -> None:
    from directory.membership.actions import application as applications

    with transaction.unit():
        round_, people = make.admission(4)
        for each in people[:4]:
            make.cast(round_, each.id)
    due = round_.closes
    assert due is not None
    with transaction.unit():
        application = session().get_one(Application, round_.application_id)
        applications.fire(application, "ask", actor="system", now=VOTING)
    with pytest.raises(NotOpen), transaction.unit():
        make.cast(round_, people[4].id)
    with transaction.unit():
        make.recuse(round_, people[0].id, now=VOTING)  # refused to nobody while the clock stands
    assert closing.close_due(due + DAY) == 0
    with transaction.unit():
        application = session().get_one(Application, round_.application_id)
        applications.fire(application, "overdue", actor="system", now=VOTING + 28 * DAY)
        rounds.restart_clock(application.id, VOTING, VOTING + 28 * DAY)
    assert fresh(round_).closes == due + 28 * DAY
    assert closing.close_due(due + 27 * DAY) == 0
    assert closing.close_due(due + 28 * DAY) == 1


def test_a_round_about_a_withdrawn_application_is_void_once_it_cannot_be_taken_back(context: Flask) -> None:
    with transaction.unit():
        round_, _people = make.admission(3)
        application = session().get_one(Application, round_.application_id)
        application.state, application.entered = ApplicationState.WITHDRAWN, VOTING
    assert round_.closes is not None
    assert closing.close_due(round_.closes) == 0
    assert voiding.void_abandoned(VOTING + 6 * DAY) == 0
    assert voiding.void_abandoned(VOTING + 8 * DAY) == 1
    assert fresh(round_).state is State.VOID
    assert voiding.void_abandoned(VOTING + 8 * DAY) == 0


def test_a_recused_reviewer_of_the_office_loses_the_file_there_too(context: Flask) -> None:
    from directory.accounts import actions as account_actions
    from directory.membership.queries import desk

    with transaction.unit():
        round_, people = make.admission(4)
        account_actions.give_role(people[0].id, Role.COORDINATOR, actor="system", now=NOW)
        make.recuse(round_, people[0].id)
    assert round_.application_id is not None
    assert desk.standing_conflict(round_.application_id, people[0].id) is not None
