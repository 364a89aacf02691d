"""A decision follows from its round, waits ten minutes, and is made in one commit."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from directory.core import audit, outbox, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.membership.actions import decision as actions
from directory.membership.actions import making
from directory.membership.models import (
    Application,
    Condition,
    Decision,
    DecisionLetter,
    Membership,
    MembershipStep,
    Round,
    StandardMet,
)
from directory.membership.queries import decision as queries
from directory.membership.queries import sections
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.decision import (
    ChosenAlready,
    ConditionAsked,
    ConditionIncomplete,
    ConditionKind,
    CriterionReasonMissing,
    DecisionAsked,
    Kind,
    MadeAlready,
    NotThisRound,
    ReasonMissing,
    SecondMustDiffer,
)
from directory.membership.rules.result import Verdict
from directory.membership.rules.rounds import State as RoundState
from directory.membership.rules.rounds import Vote
from directory.membership.rules.sections import Section
from directory.physicians.models import Clinic, Credential, Physician
from directory.physicians.rules import CredentialKind, Standing
from tests.factories import accounts
from tests.factories import membership_application as writing
from tests.factories import membership_decide as make
from tests.factories import physicians as physician_factory
from tests.factories.membership_decide import CHOSEN, MADE

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("context")]
EVERYTHING = (Membership, MembershipStep, Physician, Credential, StandardMet, DecisionLetter, Condition)
TRAINING = ConditionAsked(ConditionKind.SUPERVISION, "Operates with Dr Alda.", date(2027, 6, 1))


def count(model: type) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(model)) or 0


def approved() -> tuple[int, int, int]:
    """(round, decision, chair): chosen, not made."""
    with transaction.unit():
        round_, chair = make.closed(), make.chair()
        return round_.id, make.chosen(round_, chair.id).id, chair.id


def test_before_ten_minutes_have_passed_nothing_exists_outside_the_chairs_page(context: Flask) -> None:
    approved()
    with transaction.reading():
        letters = count(LetterRow)
    assert making.make_due(MADE - timedelta(seconds=1)) == 0
    with transaction.reading():
        assert [count(each) for each in EVERYTHING] == [0] * len(EVERYTHING)
        assert count(LetterRow) == letters
        assert session().scalars(sa.select(Application.state)).all() == [State.DECISION_PENDING]


def test_an_approval_makes_member_profile_credentials_panel_and_letter_in_one_commit() -> None:
    round_id, decision_id, chair = approved()
    assert making.make_due(MADE) == 1
    with transaction.reading():
        decision, round_ = session().get_one(Decision, decision_id), session().get_one(Round, round_id)
        application = session().get_one(Application, round_.application_id)
        physician = session().scalars(sa.select(Physician)).one()
        member = session().get_one(Membership, physician.id)
        assert (application.state, application.outcome) == (State.DECIDED, Outcome.APPROVED)
        assert (round_.state, decision.made, decision.root is not None) == (RoundState.CONFIRMED, MADE, True)
        assert (physician.name, physician.degrees, physician.standing) == ("Robin Vale", "MD", Standing.ACTIVE)
        assert (physician.person_id, physician.zone, physician.member_since) == (
            application.person_id,
            "America/New_York",
            MADE.date(),
        )
        assert (member.state, member.since, member.term_ends) == (Standing.ACTIVE, MADE.date(), date(2029, 12, 15))
        assert member.term_ends - member.re_review_opens == timedelta(days=180)
        assert session().scalars(sa.select(Clinic.name)).all() == ["Vale Clinic"]
        kinds = session().scalars(sa.select(Credential.kind).order_by(Credential.kind)).all()
        assert kinds == [CredentialKind.LICENCE, CredentialKind.MALPRACTICE]
        assert {row.criterion for row in session().scalars(sa.select(StandardMet))} >= {6}
        letter = session().scalars(sa.select(DecisionLetter)).one()
        assert letter.root == decision.root
        posted = sa.select(LetterRow.subject, LetterRow.revision).where(LetterRow.kind == queries.LETTER)
        assert session().execute(posted).all() == [(str(decision_id), 1)]
        assert audit.verify() is None
        assert chair == decision.signed_by


def test_an_approval_writes_the_applicants_languages_into_the_profile() -> None:
    round_id, _decision, _chair = approved()
    with transaction.unit():
        application = session().get_one(Application, session().get_one(Round, round_id).application_id)
        body = {**sections.text_of(application, Section.YOU).body, "languages": "en pt-BR"}
        state, application.state = application.state, State.DRAFT
        writing.put(application, Section.YOU, body)
        application.state = state
    assert making.make_due(MADE) == 1
    with transaction.reading():
        assert sorted(session().scalars(sa.select(Physician)).one().languages) == ["en", "pt-BR"]


def test_the_letter_carries_the_root_and_names_no_vote_and_no_reviewer() -> None:
    _round, decision_id, _chair = approved()
    making.make_due(MADE)
    sent: list[outbox.Letter] = []
    outbox.deliver_due(lambda: MADE, sent.append)
    with transaction.reading():
        root = session().get_one(Decision, decision_id).root or ""
    letter = next(each for each in sent if root in each.text)
    assert "approved" in letter.text
    assert "approved" not in letter.subject.lower()
    assert "Reviewer" not in letter.text
    with transaction.reading():
        decision = session().get_one(Decision, decision_id)
        assert [each.state for each in queries.letters_of(decision)] == [outbox.LetterState.SENT]


def test_running_the_sweep_twice_makes_it_once() -> None:
    approved()
    assert (making.make_due(MADE), making.make_due(MADE + timedelta(hours=1))) == (1, 0)
    with transaction.reading():
        assert (count(Membership), count(Physician), count(DecisionLetter)) == (1, 1, 1)


def test_an_undone_decision_is_never_made_and_another_can_be_chosen() -> None:
    round_id, _decision, chair = approved()
    with transaction.unit():
        actions.undo(session().get_one(Round, round_id), actor=f"person:{chair}", now=CHOSEN + timedelta(minutes=9))
    assert making.make_due(MADE) == 0
    with transaction.unit():
        again = make.chosen(session().get_one(Round, round_id), chair, now=MADE)
        assert again.due == MADE + timedelta(minutes=10)


def test_a_made_decision_cannot_be_taken_back() -> None:
    round_id, _decision, chair = approved()
    making.make_due(MADE)
    with transaction.unit(), pytest.raises(MadeAlready):
        actions.undo(session().get_one(Round, round_id), actor=f"person:{chair}", now=MADE)


def test_a_second_decision_of_a_round_is_refused_by_the_database() -> None:
    _round, decision_id, chair = approved()
    with transaction.reading():
        values = {**columns(session().get_one(Decision, decision_id)), "signed_by": chair}
    with pytest.raises(IntegrityError, match="uq_decisions_round_id|decisions.round_id"), transaction.unit():
        session().execute(sa.insert(Decision).values(**values))
    assert ChosenAlready.constraint == "uq_decisions_round_id"


def columns(row: Decision) -> dict[str, object]:
    names = [each.key for each in sa.inspect(Decision).column_attrs if each.key != "id"]
    return {name: getattr(row, name) for name in names}


@pytest.mark.parametrize(
    ("vote", "scores", "changes"),
    [
        (Vote.YES, 4, {"outcome": Outcome.DECLINED}),
        (Vote.YES, 4, {"outcome": Outcome.DEFERRED}),
        (Vote.NO, 2, {"outcome": Outcome.APPROVED}),
        (Vote.NO, 2, {"outcome": Outcome.APPROVED_CONDITIONAL}),
        (Vote.NO, 2, {"outcome": Outcome.APPROVED, "computed": Verdict.CARRIED}),
        (Vote.YES, 4, {"outcome": Outcome.DECLINED, "computed": Verdict.NOT_CARRIED}),
        (Vote.YES, 4, {"kind": Kind.DEFER, "outcome": Outcome.DEFERRED}),  # due without a second signature
        (Vote.YES, 4, {"kind": Kind.DEFER, "outcome": Outcome.DECLINED}),
    ],
)
def test_the_database_refuses_a_turned_result(vote: Vote, scores: int, changes: dict[str, object]) -> None:
    with transaction.unit():
        round_, chair = make.closed(vote, scores), make.chair()
        reasons = dict.fromkeys(range(1, 9), "Not shown.")
        decision_id = make.chosen(round_, chair.id, make.confirm(reasons)).id
    statement = sa.update(Decision).where(Decision.id == decision_id).values(**changes)
    with pytest.raises(IntegrityError), transaction.unit():
        session().execute(statement)


def test_a_declined_letter_says_per_criterion_what_was_missing() -> None:
    with transaction.unit():
        round_, chair = make.closed(Vote.NO, {**dict.fromkeys(range(1, 9), 4), 5: 1, 6: 3}), make.chair()
        round_id, chair_id = round_.id, chair.id
    with transaction.unit(), pytest.raises(CriterionReasonMissing):
        make.chosen(session().get_one(Round, round_id), chair_id)
    with transaction.unit():
        decision = make.chosen(session().get_one(Round, round_id), chair_id, make.confirm({5: "Growth was not shown."}))
        lines = "\n".join(queries.draft_lines(decision))
        assert decision.outcome is Outcome.DECLINED
    assert "5. " in lines
    assert "Growth was not shown." in lines
    assert "What meets this criterion:" in lines
    assert "30 days" in lines
    assert making.make_due(MADE) == 1
    with transaction.reading():
        assert (count(Membership), count(Physician)) == (0, 0)
        assert session().scalars(sa.select(Application.outcome)).all() == [Outcome.DECLINED]


def test_conditions_need_a_reason_a_day_ahead_and_a_second_person() -> None:
    with transaction.unit():
        round_, chair, deputy = make.closed(), make.chair(1), make.chair(2)
        round_id, chair_id, deputy_id = round_.id, chair.id, deputy.id
    past = ConditionAsked(ConditionKind.TRAINING, "A course.", CHOSEN.date())
    for asked, refusal in (
        (DecisionAsked(Kind.CONFIRM, {}, conditions=(TRAINING,)), ReasonMissing),
        (make.confirm(conditions=(past,)), ConditionIncomplete),
    ):
        with transaction.unit(), pytest.raises(refusal):
            make.chosen(session().get_one(Round, round_id), chair_id, asked)
    with transaction.unit():
        decision = make.chosen(session().get_one(Round, round_id), chair_id, make.confirm(conditions=(TRAINING,)))
        assert (decision.outcome, decision.due) == (Outcome.APPROVED_CONDITIONAL, None)
    assert making.make_due(MADE + timedelta(days=1)) == 0
    with transaction.unit(), pytest.raises(SecondMustDiffer):
        actions.sign(session().get_one(Round, round_id), person_id=chair_id, now=MADE)
    with transaction.unit():
        actions.sign(session().get_one(Round, round_id), person_id=deputy_id, now=MADE)
    assert making.make_due(MADE + timedelta(minutes=10)) == 1
    with transaction.reading():
        condition = session().scalars(sa.select(Condition)).one()
        assert (condition.kind, condition.public, condition.due) == (ConditionKind.SUPERVISION, True, TRAINING.due)
        assert session().scalars(sa.select(Physician.standing)).all() == [Standing.PROBATION]
        assert queries.public_conditions(condition.physician_id) == [condition]


def test_a_new_round_voids_the_old_one_and_sits_anew() -> None:
    with transaction.unit():
        round_, chair, deputy = make.closed(), make.chair(1), make.chair(2)
        asked = DecisionAsked(Kind.NEW_ROUND, {}, reason="A reviewer knew the applicant.")
        make.chosen(round_, chair.id, asked)
        actions.sign(round_, person_id=deputy.id, now=CHOSEN)
        round_id = round_.id
    assert making.make_due(MADE) == 1
    with transaction.reading():
        states = session().scalars(sa.select(Round.state).order_by(Round.id)).all()
        assert states == [RoundState.VOID, RoundState.OPEN]
        assert session().scalars(sa.select(Application.state)).all() == [State.IN_REVIEW]
        assert count(DecisionLetter) == 0
    with transaction.unit(), pytest.raises(NotThisRound):
        make.chosen(session().get_one(Round, round_id), session().scalars(sa.select(Decision.signed_by)).one())


def test_members_are_told_that_comments_are_open_again_in_a_new_round() -> None:
    with transaction.unit():
        round_, chair, deputy = make.closed(), make.chair(1), make.chair(2)
        member = accounts.physician()
        physician_factory.bare_physician(person_id=member.id)
        make.chosen(round_, chair.id, DecisionAsked(Kind.NEW_ROUND, {}, reason="A reviewer knew the applicant."))
        actions.sign(round_, person_id=deputy.id, now=CHOSEN)
    assert making.make_due(MADE) == 1
    with transaction.reading():
        anew = session().scalars(sa.select(Round).where(Round.state == RoundState.OPEN)).one()
        assert anew.comments_end is not None
        notices = session().scalars(sa.select(LetterRow.subject).where(LetterRow.kind == "comment_notice")).all()
        assert notices == [f"{anew.id}:{member.id}"]


def test_a_deferral_by_the_chair_is_signed_by_two_and_kept_with_its_reason() -> None:
    with transaction.unit():
        round_, chair, deputy = make.closed(), make.chair(1), make.chair(2)
        make.chosen(round_, chair.id, DecisionAsked(Kind.DEFER, {}, "A board action came to light.", "New fact."))
        actions.sign(round_, person_id=deputy.id, now=CHOSEN)
    assert making.make_due(MADE) == 1
    with transaction.reading():
        assert session().scalars(sa.select(Application.outcome)).all() == [Outcome.DEFERRED]
        assert count(Physician) == 0


def test_what_overtakes_a_chosen_decision_ends_it() -> None:
    """A withdrawal, or a second ballot, within the ten minutes."""
    round_id, decision_id, _chair = approved()
    with transaction.unit():
        application = session().get_one(Application, session().get_one(Round, round_id).application_id)
        from directory.membership.actions import application as applications

        applications.fire(application, "withdraw", actor=f"person:{application.person_id}", now=CHOSEN)
    assert making.make_due(MADE) == 0
    with transaction.reading():
        assert session().get_one(Decision, decision_id).undone_by == "system"
        assert count(Membership) == 0


def test_a_corrected_letter_supersedes_and_the_decision_stays() -> None:
    _round, decision_id, chair = approved()
    making.make_due(MADE)
    with transaction.unit():
        decision = session().get_one(Decision, decision_id)
        making.supersede(decision, ("Dear Dr Vale,", "With the right date."), person_id=chair, now=MADE)
    sent: list[outbox.Letter] = []
    outbox.deliver_due(lambda: MADE, sent.append)
    about = [each for each in sent if "About your application" in each.subject]
    assert ["With the right date." in each.text for each in about] == [True]
    with transaction.reading():
        decision = session().get_one(Decision, decision_id)
        assert [each.number for each in queries.letters_of(decision)] == [2, 1]
        assert decision.outcome is Outcome.APPROVED
