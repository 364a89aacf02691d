"""Membership in the demo: every state is there, what is written holds, and rows look as those of the real pages."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.models import Person, PersonRole
from directory.accounts.rules import Role
from directory.core import audit, clock, transaction
from directory.core.db import Model, db, session
from directory.core.outbox import LetterRow, LetterState
from directory.demo.actions.membership import applicants
from directory.demo.rules import signs
from directory.demo.rules.membership import APPLICATIONS, ENDS, SHARES, Path
from directory.membership.models import (
    AdverseSummary,
    Application,
    ApplicationStep,
    Ballot,
    BallotVersion,
    Block,
    Elector,
    InformationRequest,
    Invoice,
    Membership,
    OpenedBallot,
    OperationPhoto,
    PolicyVersion,
    Referee,
    Round,
    Snapshot,
    StandardMet,
)
from directory.membership.queries import referees, replay
from directory.membership.queries.problems import problems
from directory.membership.rules import ballots, result
from directory.membership.rules import referees as asking
from directory.membership.rules import rounds as kinds
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.rounds import Kind
from directory.photos import queries as photos
from directory.photos.models import Photo
from directory.photos.rules import Size
from directory.physicians.models import Physician
from tests.demo.test_likeness import filled_columns
from tests.demo.test_load import values_of
from tests.factories import membership_rounds

pytestmark = pytest.mark.slow


def number_of(table: type[Model]) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_forty_applications_in_every_state_with_every_outcome(within: Flask) -> None:
    assert APPLICATIONS == number_of(Application) == 40
    assert values_of(Application.state) == set(State)
    assert values_of(Application.outcome) == {*Outcome, None}
    counted = dict(session().execute(sa.select(Application.state, sa.func.count()).group_by(Application.state)).all())
    planned: dict[State, int] = {}
    for path, share in SHARES.items():
        planned[ENDS[path][0]] = planned.get(ENDS[path][0], 0) + share
    assert counted == planned


def test_twelve_reviewers_a_chair_and_a_deputy(within: Flask) -> None:
    query = sa.select(PersonRole.role, sa.func.count()).group_by(PersonRole.role)
    roles = dict(session().execute(query).all())
    assert (roles[Role.REVIEWER], roles[Role.CHAIR], roles[Role.TREASURER], roles[Role.APPLICANT]) == (12, 2, 1, 40)
    member = sa.select(Physician.id).where(Physician.person_id == PersonRole.person_id)
    lay = sa.select(PersonRole.person_id).where(PersonRole.role == Role.REVIEWER, ~sa.exists(member))
    assert len(list(session().scalars(lay))) == 2


def test_rounds_of_every_state_that_lasts_and_both_kinds_of_secrecy(within: Flask) -> None:
    """A planned one is opened in the same breath; none is void."""
    assert values_of(Round.state) == set(kinds.State) - {kinds.State.PLANNED, kinds.State.VOID}
    assert values_of(Round.kind) == set(Kind)
    verdicts = {result.Verdict.CARRIED, result.Verdict.NOT_CARRIED, result.Verdict.TIE, result.Verdict.DEFERRED}
    assert verdicts <= values_of(Round.verdict)
    assert values_of(PolicyVersion.number) == {1, 2, 3}
    assert values_of(Ballot.state) == set(ballots.State)
    assert number_of(Block) == 1
    assert (session().scalar(sa.select(sa.func.count()).where(Round.earlier_id.is_not(None))) or 0) >= 2
    assert (session().scalar(sa.select(sa.func.count()).where(Elector.recused.is_not(None))) or 0) >= 5
    assert (session().scalar(sa.select(sa.func.count()).where(BallotVersion.number == 2)) or 0) >= 5
    assert number_of(OpenedBallot) == 7


def test_each_closed_round_can_be_replayed(within: Flask) -> None:
    closed = list(session().scalars(sa.select(Round).where(Round.closed.is_not(None))))
    assert len(closed) > 10
    assert [(each.reference, found) for each in closed if (found := replay.replay(each).problems)] == []


def test_replay_is_a_command(filled: Flask) -> None:
    with filled.app_context():
        reference = session().scalar(sa.select(Round.reference).where(Round.kind == Kind.REMOVAL))
        session().rollback()
    done = filled.test_cli_runner().invoke(args=["review", "replay", reference])
    assert done.exit_code == 0, done.output
    assert filled.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_one_state_is_one_tail_of_the_chain(within: Flask) -> None:
    for each in session().scalars(sa.select(Application).where(Application.state != State.DRAFT)):
        steps = sa.select(ApplicationStep).where(ApplicationStep.application_id == each.id)
        told = list(session().scalars(steps.order_by(ApplicationStep.number)))
        assert (told[-1].after, told[-1].at) == (each.state, each.entered)
        assert [one.after for one in told[:-1]] == [two.before for two in told[1:]]
        moves = [f"application.{step.move}" for step in told]
        rows = sa.select(audit.AuditRow.action).where(
            audit.AuditRow.stream == f"application:{each.id}", audit.AuditRow.action.in_(moves)
        )
        assert list(session().scalars(rows.order_by(audit.AuditRow.seq))) == moves


def test_the_complete_draft_lacks_nothing(within: Flask) -> None:
    drafts = list(session().scalars(sa.select(Application).where(Application.state == State.DRAFT)))
    lacking = sorted(len(problems(each, clock.now())) for each in drafts)
    assert lacking[0] == 0
    assert lacking[1] > 5


def test_referees_in_their_states(within: Flask) -> None:
    there = values_of(Referee.state)
    assert {asking.State.CONFIRMED, asking.State.NAMED, asking.State.SENT, asking.State.DECLINED} <= there
    assert len(there) >= 7
    assert values_of(Referee.mode) == {*asking.Mode, None}


def test_everybody_is_at_example_org(within: Flask) -> None:
    emails = list(session().scalars(sa.select(Person.email)))
    for each in session().scalars(sa.select(Referee)):
        application = session().get_one(Application, each.application_id)
        emails.append(referees.details_of(application, each).email)
    assert [each for each in emails if not each.endswith("example.org")] == []
    assert len(emails) > 200


def test_few_pictures_each_with_the_key_of_its_case_log(within: Flask) -> None:
    assert number_of(OperationPhoto) == 23 * 6
    one = session().scalars(sa.select(Photo).join(OperationPhoto, OperationPhoto.id == Photo.id).limit(1)).one()
    assert photos.picture(one, Size.FULL).startswith(b"\xff\xd8\xff")


def test_members_have_their_membership_and_the_standards_they_met(within: Flask) -> None:
    listed = sa.select(Physician.id).where(Physician.standing != "draft")
    assert values_of(Membership.physician_id) == set(session().scalars(listed))
    assert values_of(Membership.physician_id) == values_of(StandardMet.physician_id)
    assert values_of(StandardMet.criterion) == set(range(1, 9))


def test_emails_of_membership_that_were_due_have_gone_out(within: Flask) -> None:
    begun = clock.now() - timedelta(minutes=10)
    kinds_ = ("round_seat", "comment_notice", "application_receipt", "decision", "referee_asked", "round_due")
    rows = list(session().scalars(sa.select(LetterRow).where(LetterRow.kind.in_(kinds_))))
    assert {row.kind for row in rows} >= {"round_seat", "application_receipt", "decision"}
    assert [row.id for row in rows if row.state is LetterState.WAITING and row.due <= begun] == []
    assert [row.id for row in rows if row.state is LetterState.SENT and row.ended != row.due] == []


def test_an_application_sent_in_by_the_demo_looks_as_one_sent_in_for_real(within: Flask) -> None:
    """The demo writes what submitting leaves for those whose case log is short; the others go the real way."""
    real, written = (_sent_in(path) for path in (Path.READY, Path.SUBMITTED))
    assert written == real


def _sent_in(path: Path) -> object:
    number = list(Path).index(path) + 1
    who = applicants(number, set(session().scalars(_members())), seed=1)[-1]
    row = session().scalars(sa.select(Application).join(Person, Person.id == Application.person_id).where(
        Person.email == who.email)).one()  # fmt: skip
    step = session().get_one(ApplicationStep, (row.id, 1))
    snapshot = session().scalars(sa.select(Snapshot).where(Snapshot.application_id == row.id).limit(1)).one()
    letters = sa.select(LetterRow.kind, LetterRow.revision, LetterRow.due == row.submitted).where(
        LetterRow.kind == "application_receipt", LetterRow.subject == str(row.id)
    )
    lines = sa.select(audit.AuditRow.action, audit.AuditRow.detail).where(
        audit.AuditRow.stream == f"application:{row.id}", audit.AuditRow.at == row.submitted
    )
    told = [(action, sorted(detail)) for action, detail in session().execute(lines.order_by(audit.AuditRow.seq))]
    return (
        filled_columns(step),
        filled_columns(snapshot),
        step.at == row.submitted == snapshot.taken,
        [tuple(each) for each in session().execute(letters)],
        told,
    )


def _members() -> sa.Select[str]:
    return sa.select(Physician.name).where(Physician.person_id.not_in(sa.select(Application.person_id)))


def test_a_ballot_of_the_demo_looks_as_one_cast_in_a_round(fixed: Flask, app: Flask, now: datetime) -> None:
    with app.app_context():
        with transaction.unit():
            round_, people = membership_rounds.admission()
            membership_rounds.cast(round_, people[0].id)
            version = session().get_one(BallotVersion, (round_.id, people[0].id, 1))
            real = filled_columns(version), filled_columns(session().get_one(Ballot, (round_.id, people[0].id)))
        db.session.rollback()
    with fixed.app_context():
        query = sa.select(Ballot).where(Ballot.state == ballots.State.CAST).limit(1)
        ballot = session().scalars(query).one()
        version = session().get_one(BallotVersion, (ballot.round_id, ballot.person_id, 1))
        assert (filled_columns(version), filled_columns(ballot)) == real
        db.session.rollback()


def test_the_applicant_who_signs_in_has_a_draft_and_the_note_names_everybody(within: Flask) -> None:
    own = sa.select(Application).join(Person, Person.id == Application.person_id).where(Person.email == signs.APPLICANT)
    assert session().scalars(own).one().state is State.DRAFT
    said = signs.note(())
    for address in (signs.REVIEWER, signs.LAY, signs.CHAIR, signs.DEPUTY, signs.TREASURER, signs.APPLICANT):
        assert address in said
        assert session().scalar(sa.select(Person.id).where(Person.email == address)) is not None


def test_nothing_that_waits_is_overdue(within: Flask) -> None:
    """The clock of a site that runs for the first time would else end it before anybody has seen it."""
    soon = clock.now() + timedelta(hours=12)
    rounds_open = sa.select(Round.reference).where(Round.state == kinds.State.OPEN, Round.closes <= soon)
    asked = sa.select(InformationRequest.id).where(InformationRequest.ended.is_(None), InformationRequest.due <= soon)
    told = sa.select(AdverseSummary.id).where(AdverseSummary.answered.is_(None), AdverseSummary.due <= soon)
    blocks = sa.select(Block.id).where(Block.finding.is_(None), Block.due <= soon)
    for query in (rounds_open, asked, told, blocks):
        assert list(session().scalars(query)) == []


def test_dues_are_paid_due_waived_and_refunded(within: Flask) -> None:
    assert {"due", "paid", "waived", "refunded"} <= {str(state) for state in values_of(Invoice.state)}
    numbers = list(session().scalars(sa.select(Invoice.number).order_by(Invoice.number)))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 40
