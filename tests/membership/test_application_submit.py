"""Submitting, freezing, answering, withdrawing, expiring, applying again: actions and their letters."""

from datetime import timedelta

import pytest
from flask import Flask

from directory.core import audit, outbox, transaction
from directory.core.db import session
from directory.core.workflow import WrongState
from directory.membership.actions import application as moves
from directory.membership.actions import caselog as cases
from directory.membership.actions import information, sections, starting, submitting
from directory.membership.models.application import Application
from directory.membership.models.operation import Operation, OperationPhoto
from directory.membership.models.section import EvidencePiece
from directory.membership.models.snapshot import Snapshot
from directory.membership.queries import application as applications
from directory.membership.queries import caselog, problems, snapshots, status
from directory.membership.queries import information as requests
from directory.membership.queries import sections as written
from directory.membership.rules.application import Incomplete, Problem, State
from directory.membership.rules.information import Item, NoMoreQuestions, NoQuestion, NothingAsked, ReplyMissing
from directory.membership.rules.operation import CaseView
from directory.membership.rules.sections import Section, SectionClosed
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_application as factory
from tests.factories import membership_caselog_whole as log

pytestmark = pytest.mark.both
OFFICE = "person:99"
ITEMS = (Item(Section.CRITERION_4, "How many operations were not hair?"), Item(Section.YOU, "Which state?"))


@pytest.fixture
def application(context: Flask) -> Application:
    with transaction.unit():
        person = accounts.person()
        return factory.draft(person.id)


@pytest.fixture
def complete(application: Application) -> Application:
    """Every section, the referees and a whole case log: nothing keeps it from being submitted."""
    with transaction.unit():
        factory.complete(application)
        log.whole(application)
    return application


@pytest.fixture
def submitted(complete: Application) -> Application:
    with transaction.unit():
        submitting.submit(complete, actor=me(complete), now=NOW)
    return complete


def me(application: Application) -> str:
    return f"person:{application.person_id}"


def letters(at: object = NOW) -> list[outbox.Letter]:
    sent: list[outbox.Letter] = []
    outbox.deliver_due(lambda: at, sent.append)  # type: ignore[arg-type, return-value]
    return sent


def state(application: Application) -> State:
    with transaction.reading():
        return applications.locked(application.id).state


def screen(application: Application) -> None:
    with transaction.unit():
        moves.fire(application, "take", actor=OFFICE, now=NOW)


def ask(application: Application, items: tuple[Item, ...] = ITEMS, at: object = NOW) -> None:
    with transaction.unit():
        information.ask(application, items, actor=OFFICE, now=at)  # type: ignore[arg-type]


def test_an_empty_draft_lists_everything_at_once_each_with_its_place(application: Application) -> None:
    with transaction.reading():
        found = problems.problems(application, NOW)
    sections_named = [each.section for each in found]
    assert sections_named == sorted(sections_named, key=[str(each) for each in Section].index)
    assert set(sections_named) >= {each.value for each in Section if each not in ("referees",)}
    assert all(each.address.startswith("/membership/application") for each in found)
    with pytest.raises(Incomplete), transaction.unit():
        submitting.submit(application, actor=me(application), now=NOW)
    assert state(application) is State.DRAFT


def test_an_expired_licence_is_a_problem(complete: Application) -> None:
    with transaction.reading():
        assert problems.problems(complete, NOW) == []
        later = [each.address for each in problems.problems(complete, NOW + timedelta(days=1200))]
    assert later == ["/membership/application/you#cover_expires", "/membership/application/referees#cards"]


def test_a_declared_complaint_is_told(complete: Application) -> None:
    with transaction.unit():
        factory.put(complete, Section.DECLARATIONS, {**factory.DECLARATIONS, "disclosed": ""})
    with transaction.reading():
        found = [each.address for each in problems.problems(complete, NOW)]
    assert found == ["/membership/application/declarations#disclosed"]


def test_one_photo_less_is_told_and_stops_the_submission(complete: Application) -> None:
    with transaction.reading():
        photos = caselog.photos_of(complete.id)
        gone = next(each.id for each in photos if each.number == 7 and each.view is CaseView.LEFT)
    with transaction.unit():
        cases.delete_photo(complete, gone, actor=me(complete), now=NOW)
    with transaction.reading():
        found = problems.problems(complete, NOW)
    assert found == [
        Problem(
            Section.CASES,
            "%(case)s: photos missing that its criteria ask for: %(count)d.",
            f"/membership/application/{complete.reference}/cases/photos#C07",
            (("case", "C07"), ("count", 1)),
        )
    ]
    with pytest.raises(Incomplete), transaction.unit():
        submitting.submit(complete, actor=me(complete), now=NOW)


def test_submitting_freezes_everything_by_hash(submitted: Application) -> None:
    with transaction.reading():
        frozen = snapshots.latest_of(submitted.id)
        assert frozen is not None
        pieces = session().query(EvidencePiece).count()
        cases, photos = session().query(Operation).count(), session().query(OperationPhoto).count()
        assert (cases, photos) == (20, 217)
        assert len(frozen.items) == len(list(Section)) - 2 + pieces + cases + photos
        assert frozen.items == snapshots.items_of(submitted)
        rows = session().query(audit.AuditRow).filter_by(stream=f"application:{submitted.id}").all()
        detail = next(row.detail for row in rows if row.action == "application.frozen")
        assert detail == {"number": 1, "digest": frozen.digest, "items": len(frozen.items)}
        assert audit.verify() is None


def test_a_snapshot_never_changes(submitted: Application) -> None:
    with pytest.raises(RuntimeError, match="append-only|never changes"), transaction.unit():
        session().query(Snapshot).one().digest = "0" * 64


def test_the_receipt_says_the_reference_and_what_comes_next(submitted: Application) -> None:
    receipt = [each for each in letters() if each.subject == "We have received your application"]
    assert len(receipt) == 1
    assert submitted.reference in receipt[0].text
    assert "there are no figures yet" in receipt[0].text


def test_after_submission_nothing_can_be_written(submitted: Application) -> None:
    with pytest.raises(SectionClosed), transaction.unit():
        sections.save(submitted.id, Section.YOU, {"name": "Other"}, revision=2, now=NOW)
    with pytest.raises(SectionClosed), transaction.unit():
        sections.remove_piece(submitted.id, 1, now=NOW)


def test_submitting_twice_is_refused(submitted: Application) -> None:
    with pytest.raises(WrongState), transaction.unit():
        submitting.submit(submitted, actor=me(submitted), now=NOW)


def test_only_the_parts_that_were_asked_about_reopen(submitted: Application) -> None:
    screen(submitted)
    ask(submitted)
    with transaction.reading():
        row = applications.locked(submitted.id)
        assert written.open_sections(row) == {Section.CRITERION_4, Section.YOU}
    with pytest.raises(SectionClosed), transaction.unit():
        factory.put(submitted, Section.CRITERION_5, {"statement": "New"})


def test_an_answer_shows_what_is_new(submitted: Application) -> None:
    screen(submitted)
    ask(submitted)
    with transaction.reading():
        first = snapshots.latest_of(submitted.id)
        assert first is not None
    with transaction.unit():
        factory.put(submitted, Section.CRITERION_4, {"statement": "Nine in ten."})
        information.answer(submitted, "See criterion 4.", actor=me(submitted), now=NOW + timedelta(days=3))
    assert state(submitted) is State.SCREENING
    with transaction.reading():
        changes = snapshots.changes_since(submitted, first)
        assert [(section, [line.after for line in lines]) for section, lines in changes.texts] == [
            (Section.CRITERION_4, ["Nine in ten."])
        ]
        assert (changes.added, changes.changed, changes.removed) == ((), ("section/criterion-4",), ())
        asked = requests.requests_of(submitted)[0]
        assert (asked.reply, asked.items) == ("See criterion 4.", ITEMS)
        assert written.open_sections(applications.locked(submitted.id)) == frozenset()


def test_an_answer_needs_words_and_a_question(submitted: Application) -> None:
    with pytest.raises(NoQuestion), transaction.unit():
        information.answer(submitted, "Here", actor=me(submitted), now=NOW)
    screen(submitted)
    with pytest.raises(NothingAsked):
        ask(submitted, ())
    ask(submitted)
    with pytest.raises(ReplyMissing), transaction.unit():
        information.answer(submitted, "  ", actor=me(submitted), now=NOW)


def test_information_is_asked_three_times_at_most_for_28_then_21_days(submitted: Application) -> None:
    screen(submitted)
    days = []
    for _ in range(3):
        ask(submitted)
        with transaction.unit():
            row = requests.open_of(submitted)
            assert row is not None
            days.append((row.due - NOW).days)
            information.answer(submitted, "Done", actor=me(submitted), now=NOW)
    assert days == [28, 21, 21]
    with pytest.raises(NoMoreQuestions):
        ask(submitted)
    assert state(submitted) is State.SCREENING


def test_reminders_come_14_7_and_2_days_before_and_stop_with_the_answer(submitted: Application) -> None:
    screen(submitted)
    ask(submitted)
    letters()
    found = [len(letters(NOW + timedelta(days=28 - left))) for left in (15, 14, 8, 7)]
    assert found == [0, 1, 0, 1]
    with transaction.unit():
        information.answer(submitted, "Done", actor=me(submitted), now=NOW + timedelta(days=22))
    said = [each.subject for each in letters(NOW + timedelta(days=27))]
    assert [each for each in said if "open" in each] == []


def test_late_reminders_are_not_sent_in_a_heap(submitted: Application) -> None:
    """After days without a worker all three are due: the last one says it."""
    screen(submitted)
    ask(submitted)
    letters()
    said = [each.subject for each in letters(NOW + timedelta(days=26, hours=1))]
    assert said == ["Your answer is still open"]


def test_overdue_goes_back_to_the_office_once(submitted: Application) -> None:
    screen(submitted)
    ask(submitted)
    late = NOW + timedelta(days=28)
    early = late - timedelta(seconds=1)
    with transaction.unit():
        assert requests.overdue_ids(early) == []
        assert information.end_overdue(submitted.id, early) is False
        assert requests.overdue_ids(late) == [submitted.id]
        assert information.end_overdue(submitted.id, late) is True
    with transaction.unit():
        assert information.end_overdue(submitted.id, late) is False
    assert state(submitted) is State.SCREENING
    with pytest.raises(NoQuestion), transaction.unit():
        information.answer(submitted, "Late", actor=me(submitted), now=late)


def test_a_withdrawal_ends_the_question_and_its_undo_gives_the_days_back(submitted: Application) -> None:
    screen(submitted)
    ask(submitted)
    with transaction.unit():
        submitting.withdraw(submitted, "", actor=me(submitted), now=NOW + timedelta(days=1))
        assert requests.open_of(submitted) is None
    with transaction.unit():
        submitting.undo_withdraw(submitted, actor=me(submitted), now=NOW + timedelta(days=6))
        row = requests.open_of(submitted)
        assert row is not None
        assert row.due == NOW + timedelta(days=33)
    assert state(submitted) is State.INFORMATION_REQUESTED


def test_an_untouched_draft_is_reminded_and_expires(application: Application) -> None:
    letters()

    def sweep(days: int) -> tuple[bool, list[str]]:
        at = NOW + timedelta(days=days)
        with transaction.unit():
            due = starting.untouched(at)
            ended = starting.remind_or_expire(application.id, at) if application.id in due else False
        return ended, [each.subject for each in letters(at)]

    reminder = (False, ["Your draft is waiting"])
    assert [sweep(day) for day in (29, 30, 31, 60, 61, 83, 89)] == [
        (False, []),
        reminder,
        (False, []),
        reminder,
        (False, []),
        reminder,
        (False, []),
    ]
    assert sweep(90) == (True, ["Your draft has expired"])
    assert state(application) is State.EXPIRED
    assert sweep(91) == (False, [])


def test_work_on_the_draft_begins_the_days_anew(application: Application) -> None:
    with transaction.unit():
        factory.put(application, Section.CRITERION_1, {"statement": "More"}, NOW + timedelta(days=80))
    with transaction.unit():
        assert starting.remind_or_expire(application.id, NOW + timedelta(days=100)) is False
    assert state(application) is State.DRAFT


def test_the_next_application_begins_with_what_was_written(submitted: Application) -> None:
    with transaction.unit():
        submitting.withdraw(submitted, "", actor=me(submitted), now=NOW)
    with transaction.unit():
        second = factory.draft(submitted.person_id)
        factory.put(second, Section.CRITERION_1, {"statement": "Better than before"})
    with transaction.reading():
        texts = written.texts_of(second)
        assert texts[Section.YOU].body["licence_number"] == "MA-48211"
        assert "truth" not in texts[Section.DECLARATIONS].body
        rows = dict(snapshots.against_earlier(second, submitted))
        assert [line.after for line in rows[Section.CRITERION_1]] == ["Better than before"]
        assert second.earlier_id == submitted.id
        assert written.evidence_of(second) == []


def test_durations_come_from_what_has_happened(context: Flask) -> None:
    with transaction.reading():
        assert status.days_to_decision() is None
    for number in range(5):
        with transaction.unit():
            person = accounts.person(email=f"a{number}@example.org")
            made = factory.draft(person.id)
            factory.complete(made, licence=f"L-{number}")
            log.whole(made)
            submitting.submit(made, actor=me(made), now=NOW)
            moves.fire(made, "take", actor=OFFICE, now=NOW + timedelta(days=2))
            at = NOW + timedelta(days=40 + number)
            moves.fire(made, "decline_ineligible", actor=OFFICE, now=at, reason="No valid licence.")
    with transaction.reading():
        assert status.days_to_decision() == 42
        assert status.days_in(State.SUBMITTED) == 2


@pytest.mark.parametrize(
    "kind",
    [
        "application_started",
        "application_receipt",
        "application_withdrawn",
        "application_draft_reminder",
        "application_expired",
        "information_asked",
        "information_reminder",
        "information_overdue",
        "information_answered",
    ],
)
def test_each_letter_has_text_html_and_a_preview(context: Flask, kind: str) -> None:
    letter = outbox.preview(kind, NOW)
    assert "A-7F3Q-9XWM" in letter.text
    assert "A-7F3Q-9XWM" in letter.html
