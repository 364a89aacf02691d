"""What a decided round about a member changes, in the one commit of its decision, and the letter that says it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from directory.consultations.models import Consultation
from directory.consultations.rules.states import Appointment
from directory.consultations.rules.states import State as ConsultationState
from directory.core import outbox, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.membership.actions import decision as decisions
from directory.membership.actions import making, membership, panel
from directory.membership.models import Condition, Decision, Membership, MembershipStep, Round
from directory.membership.queries import decision as queries
from directory.membership.queries import panel as panels
from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.decision import (
    ConditionAsked,
    ConditionKind,
    CriterionReasonMissing,
    DecisionAsked,
    Kind,
    NoConditions,
    NothingToConfirm,
    OverallMissing,
)
from directory.membership.rules.rounds import State, Vote
from directory.physicians.models import Physician
from directory.physicians.rules import Standing
from tests.conftest import NOW
from tests.factories import consultations as consultation_factory
from tests.factories import membership_decide as decide
from tests.factories import membership_matters as make
from tests.factories.membership_matters import said

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("context")]
YES, NO, ABSTAIN = Vote.YES, Vote.NO, Vote.ABSTAIN
CHOSEN = make.VOTING + timedelta(hours=1)
MADE = CHOSEN + timedelta(minutes=10)
BECAUSE = DecisionAsked(Kind.CONFIRM, {}, "Two inspections were refused without a reason.")
HELD = ConditionAsked(ConditionKind.SUPERVISION, "Twelve cases.", date(2027, 12, 1))


def decided(found: make.Judged, asked: DecisionAsked = BECAUSE, *, signed: bool = False) -> None:
    with transaction.unit():
        chair, second = decide.chair(), decide.chair(2)
        round_ = found.round()
        decisions.choose(round_, asked, person_id=chair.id, now=CHOSEN)
        if signed:
            decisions.sign(round_, person_id=second.id, now=CHOSEN)
    assert making.make_due(MADE) == 1


def standing(found: make.Judged) -> tuple[Standing, Standing]:
    with transaction.reading():
        row = session().get_one(Membership, found.physician)
        return row.state, session().get_one(Physician, found.physician).standing


def moves(found: make.Judged) -> list[str]:
    with transaction.reading():
        query = sa.select(MembershipStep.move).where(MembershipStep.physician_id == found.physician)
        return list(session().scalars(query.order_by(MembershipStep.number)))


def letter() -> tuple[str, str]:
    """Subject and text of the one decision letter, as it would be sent."""
    with transaction.reading():
        row = session().scalars(sa.select(LetterRow).where(LetterRow.kind == "decision")).one()
        content = outbox.KINDS[row.kind].load(outbox.Due(row.subject, row.revision, MADE))
    assert content is not None
    message = said(content)
    return content.subject, " ".join((message.greeting, *message.lines))


def test_a_removal_that_carried_removes_at_once_and_the_letter_says_why() -> None:
    found = make.removal()
    make.voted(found, YES, YES, YES, YES, NO)
    decided(found)
    assert standing(found) == (Standing.REMOVED, Standing.REMOVED)
    assert moves(found) == ["adopted", "remove"]
    subject, words = letter()
    assert subject == "About your membership"
    assert "Two inspections were refused without a reason." in words
    assert "An inspection was refused" in words
    assert "You may appeal within 30 days" in words
    for secret in ("Reviewer", "vote", "4", "Chair"):
        assert secret not in words
    with transaction.reading():
        assert found.round().state is State.CONFIRMED


def test_what_a_removed_member_has_booked_is_called_off_in_the_same_commit() -> None:
    found = make.removal()
    with transaction.unit():
        doctor = session().get_one(Physician, found.physician)
        booked = consultation_factory.booked(doctor, datetime(2027, 1, 4, 15, 0, tzinfo=UTC), now=make.VOTING).id
    make.voted(found, YES, YES, YES, YES, YES)
    decided(found)
    with transaction.reading():
        row = session().get_one(Consultation, booked)
        assert (row.appointment, row.state) == (Appointment.CANCELLED_BY_OFFICE, ConsultationState.WITHDRAWN)
        told = sa.select(LetterRow.subject).where(LetterRow.kind == "physician_unavailable")
        assert session().scalars(told).all() == [str(booked)]


def test_a_removal_that_has_not_carried_leaves_everything_as_it_was() -> None:
    found = make.removal()
    make.voted(found, YES, YES, YES, NO, NO)
    decided(found)
    assert standing(found) == (Standing.ACTIVE, Standing.ACTIVE)
    assert moves(found) == ["adopted"]
    assert "decided not to end your membership" in letter()[1]


@pytest.mark.parametrize("move", ["suspend", "review"])
def test_who_was_suspended_or_under_review_for_it_is_as_before(move: str) -> None:
    found = make.removal()
    with transaction.unit():
        membership.fire(found.physician, move, actor="person:1", now=NOW, reason="Until it is decided.")
    make.voted(found, YES, YES, NO, NO, NO)
    decided(found)
    assert standing(found) == (Standing.ACTIVE, Standing.ACTIVE)


def test_who_resigned_before_the_decision_is_not_removed_too() -> None:
    found = make.removal()
    make.voted(found, YES, YES, YES, YES, YES)
    with transaction.unit():
        membership.fire(found.physician, "resign", actor=f"person:{found.person}", now=NOW)
    decided(found)
    assert standing(found) == (Standing.RESIGNED, Standing.RESIGNED)


def test_a_removal_says_what_it_rests_on() -> None:
    found = make.removal()
    make.voted(found, YES, YES, YES, YES, YES)
    with transaction.unit(), pytest.raises(OverallMissing):
        decisions.choose(found.round(), decide.confirm(), person_id=decide.chair().id, now=CHOSEN)


def test_a_removal_has_no_conditions() -> None:
    found = make.removal()
    make.voted(found, YES, YES, YES, YES, YES)
    with transaction.unit(), pytest.raises(NoConditions):
        decisions.choose(found.round(), decide.confirm(conditions=(HELD,)), person_id=decide.chair().id, now=CHOSEN)


def test_a_tie_about_a_removal_is_no_decision() -> None:
    found = make.removal(6)
    make.voted(found, YES, YES, YES, NO, NO, NO)
    with transaction.unit(), pytest.raises(NothingToConfirm):
        decisions.choose(found.round(), BECAUSE, person_id=decide.chair().id, now=CHOSEN)


def test_the_chair_may_defer_with_a_second_signature_and_nothing_changes() -> None:
    found = make.removal()
    make.voted(found, YES, YES, YES, YES, YES)
    decided(found, DecisionAsked(Kind.DEFER, {}, "A letter has arrived.", "A new fact."), signed=True)
    assert standing(found) == (Standing.ACTIVE, Standing.ACTIVE)
    assert "Nothing was decided" in letter()[1]


def test_a_new_round_goes_on_with_the_same_matter() -> None:
    found = make.removal()
    first = make.voted(found, YES, YES, YES, YES, YES)
    decided(found, DecisionAsked(Kind.NEW_ROUND, {}, "", "A rule was broken."), signed=True)
    with transaction.reading():
        assert session().get_one(Round, first.id).state is State.VOID
        assert (found.round().id > first.id, found.round().state) == (True, State.OPEN)
        assert session().scalars(sa.select(LetterRow).where(LetterRow.kind == "decision")).all() == []


def test_a_re_review_that_passed_begins_a_new_term_and_confirms_the_standards() -> None:
    found = make.re_review()
    with transaction.unit():
        panel.write(found.physician, {7: [EvidenceKind.CV]}, on=make.SINCE, policy=1)
        ends = session().get_one(Membership, found.physician).term_ends
    make.voted(found, YES, YES, YES, YES)
    decided(found, decide.confirm())
    with transaction.reading():
        row = session().get_one(Membership, found.physician)
        assert (row.state, row.policy) == (Standing.ACTIVE, 1)
        assert row.term_ends == ends.replace(year=ends.year + 3)
        shown = panels.panel(found.physician)
        assert shown is not None
        assert shown.on == MADE.date()
        assert {each.number: each.kinds for each in shown.criteria} == {
            **dict.fromkeys(range(1, 9), ()),
            7: (EvidenceKind.CV,),
        }
    assert moves(found) == ["adopted", "renewed"]
    assert "renewed for another term" in letter()[1]


def test_a_re_review_with_conditions_needs_two_signatures_and_ends_on_probation() -> None:
    found = make.re_review()
    make.voted(found, YES, YES, YES, YES)
    decided(found, decide.confirm(conditions=(HELD,)), signed=True)
    assert standing(found) == (Standing.PROBATION, Standing.PROBATION)
    with transaction.reading():
        held = session().scalars(sa.select(Condition)).one()
        assert (held.physician_id, held.words, held.public) == (found.physician, "Twelve cases.", True)
    assert "Twelve cases." in letter()[1]


def test_a_re_review_that_failed_leaves_the_member_under_review_with_reasons_by_criterion() -> None:
    found = make.re_review()
    make.voted(found, NO, NO, NO, NO, score=2)
    with transaction.unit(), pytest.raises(CriterionReasonMissing):
        decisions.choose(found.round(), decide.confirm(), person_id=decide.chair(9).id, now=CHOSEN)
    decided(found, decide.confirm(dict.fromkeys(range(1, 9), "No case of this year was shown.")))
    assert standing(found) == (Standing.UNDER_REVIEW, Standing.UNDER_REVIEW)
    words = letter()[1]
    assert "No case of this year was shown." in words
    assert "You may appeal" not in words


def test_a_re_review_that_passes_later_ends_the_review() -> None:
    found = make.re_review()
    with transaction.unit():
        membership.fire(found.physician, "review", actor="person:1", now=NOW, reason="It failed before.")
    make.voted(found, YES, YES, YES, ABSTAIN)
    decided(found, decide.confirm())
    assert standing(found) == (Standing.ACTIVE, Standing.ACTIVE)


def test_nothing_exists_before_ten_minutes_and_it_can_be_taken_back() -> None:
    found = make.removal()
    make.voted(found, YES, YES, YES, YES, YES)
    with transaction.unit():
        chair = decide.chair()
        decisions.choose(found.round(), BECAUSE, person_id=chair.id, now=CHOSEN)
    assert making.make_due(MADE - timedelta(seconds=1)) == 0
    assert standing(found) == (Standing.ACTIVE, Standing.ACTIVE)
    with transaction.unit():
        decisions.undo(found.round(), actor=f"person:{chair.id}", now=MADE - timedelta(seconds=1))
    assert making.make_due(MADE) == 0
    with transaction.reading():
        assert session().scalars(sa.select(LetterRow).where(LetterRow.kind == "decision")).all() == []


def test_the_letter_is_the_one_that_was_previewed() -> None:
    found = make.removal()
    make.voted(found, YES, YES, YES, YES, YES)
    with transaction.unit():
        row = found.round()
        previewed = decisions.preview(row, BECAUSE, decisions.checked(row, BECAUSE, CHOSEN))
    decided(found)
    with transaction.reading():
        decision = session().scalars(sa.select(Decision)).one()
        assert [each.lines for each in queries.letters_of(decision)] == [previewed]
