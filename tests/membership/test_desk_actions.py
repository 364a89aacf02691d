"""The desk's actions against the database: conflicts, screening, four eyes, opening, comments, what weighs against."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import clock, outbox, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.core.refusals import NotThere, Refusal
from directory.membership.actions import adverse, comments, desk, opening, rounds, screening
from directory.membership.letters import comments as letters
from directory.membership.models import Application, Comment, DeclineProposal, OfficeConflict, Round
from directory.membership.queries import adverse as adverse_queries
from directory.membership.queries import application as applications
from directory.membership.queries import comments as comment_queries
from directory.membership.queries import desk as queries
from directory.membership.queries import office
from directory.membership.queries import rounds as round_queries
from directory.membership.queries import screening as screening_queries
from directory.membership.rules import comments as comment_rules
from directory.membership.rules import desk as rules
from directory.membership.rules import screening as screening_rules
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.comments import Proof, Weight
from directory.membership.rules.desk import Waivable
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import LayMissing
from directory.membership.rules.screening import Finding
from directory.physicians.rules import CredentialKind
from tests import cast
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import consultations as consultation_factory
from tests.factories import membership_desk as make
from tests.factories import membership_rounds as rounds_factory
from tests.factories import physicians as physician_factory

DAY = timedelta(days=1)
pytestmark = pytest.mark.both


@dataclass(frozen=True, slots=True)
class Office:
    """Two coordinators, an application in screening, three judges and a lay reviewer."""

    one: int
    two: int
    application: int
    judges: tuple[int, ...]
    lay: int

    def row(self) -> Application:
        return applications.locked(self.application)


@pytest.fixture
def desk_(context: Flask) -> Office:
    with transaction.unit():
        people = [each.id for each in rounds_factory.reviewers(4)]
        make.judges(people[:3])
        return Office(
            accounts.coordinator().id,
            accounts.coordinator("second@example.org", "Lee Second").id,
            rounds_factory.application().id,
            tuple(people[:3]),
            people[3],
        )


def opened(desk_: Office) -> int:
    with transaction.unit():
        return make.opened(desk_.row(), desk_.judges, desk_.lay, person_id=desk_.one).id


def test_taking_is_a_step_of_the_application(desk_: Office) -> None:
    with transaction.unit():
        row = desk_.row()
        row.state = State.SUBMITTED
        session().flush()
        desk.take(row, desk_.one, NOW)
        assert row.state is State.SCREENING
    with transaction.reading():
        assert [step.move for step in applications.steps(desk_.application)] == ["take"]


def test_a_conflict_takes_the_file_away_and_its_counts(desk_: Office) -> None:
    with transaction.unit():
        row = desk_.row()
        desk.declare_conflict(row, desk_.one, "We trained together.", NOW)
        reference = row.reference
    with transaction.reading():
        with pytest.raises(NotThere):
            queries.file_or_404(reference, desk_.one)
        assert queries.file_or_404(reference, desk_.two).id == desk_.application
        assert sum(office.by_state(desk_.one).values()) == 0
        assert office.queue(office.Asked(reference=reference), desk_.one, NOW).rows == []
        assert sum(office.by_state(desk_.two).values()) == 1
        assert [each.name for each in queries.conflicts_of(desk_.row())] == ["Kim Office"]


def test_only_another_takes_a_conflict_back_and_the_database_says_so(desk_: Office) -> None:
    with transaction.unit():
        desk.declare_conflict(desk_.row(), desk_.one, "We trained together.", NOW)
    with pytest.raises(rules.OwnConflict), transaction.unit():
        desk.take_back_conflict(desk_.row(), desk_.one, desk_.one, NOW)
    with pytest.raises(sa.exc.IntegrityError), transaction.unit():
        session().execute(sa.update(OfficeConflict).values(ended=NOW, ended_by=desk_.one))
    with transaction.unit():
        desk.take_back_conflict(desk_.row(), desk_.one, desk_.two, NOW)
    with transaction.reading():
        assert queries.file_or_404(desk_.row().reference, desk_.one).id == desk_.application
    with pytest.raises(rules.NotInConflict), transaction.unit():
        desk.take_back_conflict(desk_.row(), desk_.one, desk_.two, NOW)


def test_ones_own_application_is_not_at_ones_desk(desk_: Office) -> None:
    with transaction.reading():
        row = desk_.row()
        with pytest.raises(NotThere):
            queries.file_or_404(row.reference, row.person_id)


def test_notes_are_sealed_and_newest_first(desk_: Office) -> None:
    with transaction.unit():
        desk.note(desk_.row(), "Called the board.", desk_.one, NOW)
        desk.note(desk_.row(), "They call back.", desk_.two, NOW)
        with pytest.raises(rules.NoteEmpty):
            desk.note(desk_.row(), "  ", desk_.one, NOW)
    with transaction.reading():
        assert [(note.by, note.words) for note in queries.notes_of(desk_.row())] == [
            ("Lee Second", "They call back."),
            ("Kim Office", "Called the board."),
        ]
        stored = session().scalars(sa.text("SELECT words FROM office_notes")).all()
        assert not any(b"board" in bytes(words) for words in stored)


def test_a_stop_ticked_again_keeps_both_ticks(desk_: Office) -> None:
    with transaction.unit():
        screening.tick(desk_.row(), 2, Finding.CLEAR, "Asked the board.", person_id=desk_.one, now=NOW)
        screening.tick(desk_.row(), 2, Finding.FOUND, "An action of 2021.", person_id=desk_.two, now=NOW + DAY)
        with pytest.raises(screening_rules.UnknownStop):
            screening.tick(desk_.row(), 5, Finding.CLEAR, "x", person_id=desk_.one, now=NOW)
        with pytest.raises(screening_rules.HowChecked):
            screening.tick(desk_.row(), 1, Finding.CLEAR, " ", person_id=desk_.one, now=NOW)
    with transaction.reading():
        stop = screening_queries.stops_of(desk_.row())[1]
        assert stop.finding is Finding.FOUND
        assert [(tick.by, tick.note) for tick in stop.ticks] == [
            ("Lee Second", "An action of 2021."),
            ("Kim Office", "Asked the board."),
        ]


def test_credentials_come_back_as_they_were_checked(desk_: Office) -> None:
    asked = make.credential()
    with transaction.unit():
        number = screening.check_credential(desk_.row(), asked, person_id=desk_.one, now=NOW)
    with transaction.reading():
        assert [each.credential for each in screening_queries.confirmed(desk_.row(), NOW)] == [asked]
        assert screening_queries.confirmed(desk_.row(), NOW + 3650 * DAY) == []
    with transaction.unit():
        screening.end_check(desk_.row(), number, person_id=desk_.two, now=NOW)
    with transaction.reading():
        assert screening_queries.credentials_of(desk_.row()) == []
        assert len(screening_queries.credentials_of(desk_.row(), ended=True)) == 1
    with pytest.raises(screening_rules.CheckEnded), transaction.unit():
        screening.end_check(desk_.row(), number, person_id=desk_.two, now=NOW)


def propose(desk_: Office) -> None:
    reapply = NOW.date() + 180 * DAY
    with transaction.unit():
        screening.propose_decline(desk_.row(), 1, reapply, "The board lists none.", person_id=desk_.one, now=NOW)


def test_two_coordinators_decline_and_the_letter_names_rule_and_date(desk_: Office) -> None:
    propose(desk_)
    with pytest.raises(screening_rules.SecondPerson), transaction.unit():
        screening.confirm_decline(desk_.row(), person_id=desk_.one, now=NOW)
    with transaction.unit():
        assert desk_.row().state is State.SCREENING
        screening.confirm_decline(desk_.row(), person_id=desk_.two, now=NOW)
    with transaction.reading():
        row = desk_.row()
        assert (row.state, row.outcome, row.reapply_from) == (
            State.DECIDED,
            Outcome.DECLINED,
            NOW.date() + 180 * DAY,
        )
    sent: list[outbox.Letter] = []
    outbox.deliver_due(lambda: NOW, sent.append)
    text = " ".join(sent[-1].text.split())
    assert "There is no valid licence to practise." in text
    assert "May 23, 2027" in text
    assert "The board lists none." not in text
    assert row.reference not in sent[-1].subject


def test_the_database_refuses_the_same_person_twice(desk_: Office) -> None:
    propose(desk_)
    with pytest.raises(sa.exc.IntegrityError) as caught, transaction.unit():
        session().execute(sa.update(DeclineProposal).values(confirmed=NOW, confirmed_by=desk_.one))
    assert isinstance(transaction.refusal_of(caught.value), screening_rules.SecondPerson)


def test_a_proposal_is_taken_back_and_made_again(desk_: Office) -> None:
    propose(desk_)
    with pytest.raises(screening_rules.ProposedAlready):
        propose(desk_)
    with transaction.unit():
        screening.withdraw_decline(desk_.row(), person_id=desk_.two, now=NOW)
    with pytest.raises(screening_rules.NoProposal), transaction.unit():
        screening.confirm_decline(desk_.row(), person_id=desk_.two, now=NOW)
    propose(desk_)
    with transaction.reading():
        found = screening_queries.proposal_of(desk_.row())
        assert found is not None
        assert found.reason == "The board lists none."


def test_a_waiver_is_documented_once_and_taken_back(desk_: Office) -> None:
    with transaction.unit():
        desk.waive(desk_.row(), Waivable.PATIENTS, 1, "Two moved abroad.", person_id=desk_.one, now=NOW)
        with pytest.raises(rules.WaivedAlready):
            desk.waive(desk_.row(), Waivable.PATIENTS, 0, "Again.", person_id=desk_.one, now=NOW)
        assert queries.least_waived(desk_.application) == {Waivable.PATIENTS: 1}
        assert queries.waivers_of(desk_.row())[0].reason == "Two moved abroad."
        desk.end_waiver(desk_.row(), Waivable.PATIENTS, desk_.two, NOW)
        assert queries.least_waived(desk_.application) == {}


def test_a_round_is_not_opened_before_everything_is_there(desk_: Office) -> None:
    with pytest.raises(rules.NotReady), transaction.unit():
        opening.open_admission(desk_.row(), Panel(desk_.judges, desk_.lay), person_id=desk_.one, now=NOW)
    with transaction.unit():
        make.screened(desk_.row(), desk_.one)
    with pytest.raises(rules.NotReady), transaction.unit():  # referees
        opening.open_admission(desk_.row(), Panel(desk_.judges, desk_.lay), person_id=desk_.one, now=NOW)
    with transaction.reading():
        assert session().scalar(sa.select(sa.func.count()).select_from(Round)) == 0


def test_opening_moves_the_application_seats_the_panel_and_tells_the_members(desk_: Office) -> None:
    with transaction.unit():
        outsider = accounts.physician()
        physician_factory.bare_physician("Una Member").person_id = outsider.id
        member = outsider.id
    round_id = opened(desk_)
    with transaction.reading():
        row = session().get_one(Round, round_id)
        assert desk_.row().state is State.IN_REVIEW
        assert (row.comments_end, row.comments_until) == (NOW + 21 * DAY, NOW + 21 * DAY)
        told = session().scalars(sa.select(LetterRow.subject).where(LetterRow.kind == letters.NOTICE)).all()
        assert set(told) == {f"{round_id}:{person}" for person in (*desk_.judges, member)}


def test_a_panel_without_a_lay_reviewer_is_not_opened(desk_: Office) -> None:
    with transaction.unit():
        make.screened(desk_.row(), desk_.one)
        make.waived(desk_.row(), desk_.one)
    with pytest.raises(LayMissing), transaction.unit():
        opening.open_admission(desk_.row(), Panel(desk_.judges, None), person_id=desk_.one, now=NOW)
    with transaction.reading():
        assert desk_.row().state is State.SCREENING


def test_a_notice_is_not_sent_to_who_takes_no_part(desk_: Office) -> None:
    round_id = opened(desk_)
    with transaction.unit():
        rounds_factory.recuse(session().get_one(Round, round_id), desk_.judges[0])
    sent: list[outbox.Letter] = []
    outbox.deliver_due(lambda: NOW, sent.append)
    told = {letter.to for letter in sent if letter.subject == "An application is open for comments"}
    assert told == {"reviewer2@example.org", "reviewer3@example.org"}


def written(desk_: Office) -> tuple[int, int]:
    round_id = opened(desk_)
    with transaction.unit():
        return round_id, make.from_patient(session().get_one(Round, round_id)).id


def test_a_patients_comment_counts_only_after_the_button(desk_: Office) -> None:
    round_id, comment_id = written(desk_)
    with transaction.unit():
        assert adverse_queries.standing(round_id, NOW).unread == 0
        comments.send(session().get_one(Comment, comment_id), NOW)
        comments.send(session().get_one(Comment, comment_id), NOW + DAY)  # twice is once
    with transaction.reading():
        row = session().get_one(Comment, comment_id)
        assert (row.received, row.proof, row.verified) == (NOW, Proof.NONE, None)
        assert adverse_queries.standing(round_id, NOW).unread == 1
        assert b"scar" not in row.told


def test_an_address_with_a_consultation_here_is_verified_by_the_button(desk_: Office) -> None:
    with transaction.unit():
        physician = consultation_factory.physician_of(cast.Member(accounts.physician().id, "", "Dr Robin Vale"))
        consultation_factory.booked(physician, email="Pat@example.org")
    _round, comment_id = written(desk_)
    with transaction.unit():
        comments.send(session().get_one(Comment, comment_id), NOW)
        row = session().get_one(Comment, comment_id)
        assert (row.proof, row.verified, row.verified_by) == (Proof.CONSULTATION, NOW, None)


def test_one_comment_an_address_and_none_after_the_end(desk_: Office) -> None:
    round_id, comment_id = written(desk_)
    with transaction.unit():
        again = make.from_patient(session().get_one(Round, round_id), "Something else.").id
        comments.send(session().get_one(Comment, comment_id), NOW)
    with pytest.raises(sa.exc.IntegrityError) as caught, transaction.unit():
        comments.send(session().get_one(Comment, again), NOW)
    assert isinstance(transaction.refusal_of(caught.value), comment_rules.SentFromAddress)
    with pytest.raises(comment_rules.NotOpen), transaction.unit():
        make.from_patient(session().get_one(Round, round_id), now=NOW + 21 * DAY)


def test_a_comment_nobody_sent_is_forgotten(desk_: Office) -> None:
    _round, comment_id = written(desk_)
    with transaction.unit():
        assert comments.forget_unsent(NOW + 6 * DAY) == 0
        assert comments.forget_unsent(NOW + 8 * DAY) == 1
    with transaction.reading():
        assert session().get(Comment, comment_id) is None


def test_the_office_verifies_before_it_reads_and_a_refused_one_counts_for_nothing(desk_: Office) -> None:
    round_id, comment_id = written(desk_)
    with transaction.unit():
        row = session().get_one(Comment, comment_id)
        comments.send(row, NOW)
        with pytest.raises(comment_rules.NotVerified):
            comments.read(desk_.row(), row, Weight.AGAINST, person_id=desk_.one, now=NOW)
        comments.refuse(desk_.row(), row, person_id=desk_.one, now=NOW)
        assert not adverse_queries.standing(round_id, NOW).waits
        with pytest.raises(comment_rules.VerifiedAlready):
            comments.verify(desk_.row(), row, person_id=desk_.two, now=NOW)


def against(desk_: Office) -> tuple[int, int]:
    """A comment that weighs against, read by the office."""
    round_id, comment_id = written(desk_)
    with transaction.unit():
        row = session().get_one(Comment, comment_id)
        comments.send(row, NOW)
        comments.verify(desk_.row(), row, person_id=desk_.one, now=NOW)
        comments.read(desk_.row(), row, Weight.AGAINST, person_id=desk_.one, now=NOW)
    return round_id, comment_id


def summarise(desk_: Office, comment_id: int, words: str = "A former patient is unhappy.", now: datetime = NOW) -> int:
    with transaction.unit():
        row = adverse.summarise(desk_.row(), words, [comment_id], person_id=desk_.one, now=now)
        return row.number


def vote(desk_: Office, round_id: int, now: datetime) -> None:
    with transaction.unit():
        row = round_queries.locked(round_id)
        rounds_factory.declare(row, desk_.judges[0], now=now)
        rounds_factory.cast(row, desk_.judges[0], now=now)


def test_no_ballot_while_a_comment_is_unread_untold_or_unanswered(desk_: Office) -> None:
    round_id, comment_id = written(desk_)
    voting = make.after_comments()
    with transaction.unit():
        row = session().get_one(Comment, comment_id)
        comments.send(row, NOW + 20 * DAY)
    with pytest.raises(comment_rules.BallotsWait):
        vote(desk_, round_id, voting)
    with transaction.unit():
        row = session().get_one(Comment, comment_id)
        comments.verify(desk_.row(), row, person_id=desk_.one, now=voting)
        comments.read(desk_.row(), row, Weight.AGAINST, person_id=desk_.one, now=voting)
    with pytest.raises(comment_rules.BallotsWait):
        vote(desk_, round_id, voting)
    number = summarise(desk_, comment_id, now=voting)
    with pytest.raises(Refusal):
        vote(desk_, round_id, voting + 13 * DAY)
    with transaction.unit():
        adverse.answer(desk_.row(), number, "I offered a revision.", voting + DAY)
    vote(desk_, round_id, voting + 14 * DAY)


def test_without_an_answer_ballots_begin_when_the_time_has_passed(desk_: Office) -> None:
    round_id, comment_id = against(desk_)
    late = NOW + 20 * DAY
    number = summarise(desk_, comment_id, now=late)
    with transaction.reading():
        row = session().get_one(Round, round_id)
        assert (row.comments_end, row.comments_until) == (NOW + 21 * DAY, late + 14 * DAY)
        assert row.closes == late + (14 + 21) * DAY
    with pytest.raises(comment_rules.AnswerEnded), transaction.unit():
        adverse.answer(desk_.row(), number, "Too late.", late + 14 * DAY)
    vote(desk_, round_id, late + 14 * DAY)


def test_a_summary_in_time_puts_nothing_off(desk_: Office) -> None:
    round_id, comment_id = against(desk_)
    summarise(desk_, comment_id)
    with transaction.reading():
        assert session().get_one(Round, round_id).comments_until == NOW + 21 * DAY


def test_a_summary_names_no_author_and_tells_each_comment_once(desk_: Office) -> None:
    _round, comment_id = against(desk_)
    with pytest.raises(comment_rules.NamesAuthor):
        summarise(desk_, comment_id, "Mrs Novak is unhappy.")
    number = summarise(desk_, comment_id, "Dr Ada Applicant left a wide scar, says a former patient.")
    with pytest.raises(comment_rules.ReadAlready):
        summarise(desk_, comment_id)
    with transaction.unit():
        adverse.answer(desk_.row(), number, "I offered a revision.", NOW)
        found = adverse_queries.summary_or_404(desk_.row(), number)
        assert (found.words[:7], found.answer) == ("Dr Ada ", "I offered a revision.")
        with pytest.raises(comment_rules.AnswerEnded):
            adverse.answer(desk_.row(), number, "Once more.", NOW)


def test_ballots_are_held_day_by_day_while_something_is_unread(desk_: Office) -> None:
    round_id, comment_id = written(desk_)
    with transaction.unit():
        comments.send(session().get_one(Comment, comment_id), NOW)
    end = NOW + 21 * DAY
    with transaction.unit():
        assert adverse_queries.rounds_to_hold(end - 2 * DAY, end - DAY) == []
        assert adverse_queries.rounds_to_hold(end - DAY / 2, end + DAY / 2) == [round_id]
        assert adverse.hold_ballots(round_id, end - DAY / 2)
        row = session().get_one(Round, round_id)
        assert (row.comments_until, row.closes) == (end + DAY / 2, end + 21 * DAY + DAY / 2)


def test_letters_to_the_applicant_stop_with_the_answer(desk_: Office) -> None:
    _round, comment_id = against(desk_)
    number = summarise(desk_, comment_id)
    sent: list[outbox.Letter] = []
    outbox.deliver_due(lambda: NOW, sent.append)
    assert [letter.subject for letter in sent if "answer" in letter.subject] == ["Something we ask you to answer"]
    assert not any("unhappy" in letter.text or "Novak" in letter.subject for letter in sent)
    sent.clear()
    outbox.deliver_due(lambda: NOW + 7 * DAY, sent.append)
    assert [letter.subject for letter in sent] == ["Your answer is still missing"]
    with transaction.unit():
        adverse.answer(desk_.row(), number, "I offered a revision.", NOW + 8 * DAY)
    sent.clear()
    outbox.deliver_due(lambda: NOW + 13 * DAY, sent.append)
    assert sent == []


def statements(desk_: Office) -> tuple[list[str], int]:
    """What the queue says, and how many statements it takes."""
    counted: list[str] = []

    def count(*args: Any) -> None:
        counted.append(args[2])

    with transaction.reading():
        engine = session().get_bind()
        sa.event.listen(engine, "before_cursor_execute", count)
        rows = office.queue(office.Asked(), desk_.one, NOW).rows
        sa.event.remove(engine, "before_cursor_execute", count)
    return [row.next.message for row in rows], len([each for each in counted if each.startswith("SELECT")])


def test_the_queue_says_what_comes_next_in_as_many_statements_at_four_rows_as_at_one(desk_: Office) -> None:
    _round, comment_id = against(desk_)
    assert statements(desk_)[0] == ["Summarise what weighs against"]
    summarise(desk_, comment_id)
    said, at_one = statements(desk_)
    assert said == ["The applicant answers what weighs against"]
    with transaction.unit():
        for number in range(3):
            rounds_factory.application(f"Dr Number{number}")
    said, at_four = statements(desk_)
    assert sorted(said) == ["Check, and wait for referees"] * 3 + ["The applicant answers what weighs against"]
    assert at_four == at_one


def test_members_comment_once_and_not_on_their_own(desk_: Office) -> None:
    round_id = opened(desk_)
    with transaction.unit():
        row = make.from_member(session().get_one(Round, round_id), desk_.two)
        assert (row.proof, row.received) == (Proof.MEMBER, NOW)
        own = desk_.row().person_id
        with pytest.raises(comment_rules.OwnApplication):
            make.from_member(session().get_one(Round, round_id), own)
        assert comment_queries.of_application(desk_.row())[0].told.words == "I have seen good work."


def test_a_credential_of_another_kind_needs_no_country(desk_: Office) -> None:
    with transaction.unit():
        board = make.credential(CredentialKind.BOARD, title="Diplomate", issuer="ABHRS", country="", expires=None)
        screening.check_credential(desk_.row(), board, person_id=desk_.one, now=NOW)
    with transaction.reading():
        assert screening_queries.confirmed(desk_.row(), NOW)[0].credential == board


def test_a_round_that_was_put_off_keeps_its_comment_period(desk_: Office) -> None:
    round_id = opened(desk_)
    with transaction.unit():
        rounds.put_off(session().get_one(Round, round_id), NOW + 40 * DAY, actor="system", now=NOW)
    with pytest.raises(comment_rules.NotOpen), transaction.reading():
        comment_queries.period_or_404(desk_.row().reference, NOW + 22 * DAY, None)


def test_the_beats_tasks_hold_and_tidy(desk_: Office, set_settings: Callable[..., None]) -> None:
    from tasks import membership_desk

    round_id, comment_id = written(desk_)
    with transaction.unit():
        row = session().get_one(Round, round_id)
        comments.send(session().get_one(Comment, comment_id), NOW)
        begins = row.comments_until = clock.now() + timedelta(hours=1)
    assert (membership_desk.hold_ballots(), membership_desk.hold_ballots()) == (1, 0)
    with transaction.reading():
        row = session().get_one(Round, round_id)
        assert row.comments_until is not None
        assert row.comments_until > begins + timedelta(hours=22)
        assert row.comments_end == NOW + 21 * DAY
    assert membership_desk.tidy() == 0
    with transaction.unit():
        make.from_patient(session().get_one(Round, round_id), "Another.", email="late@example.org")
    set_settings(clock_offset=40 * DAY)
    assert membership_desk.tidy() == 1
