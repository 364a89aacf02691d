"""The clock of the opinion: who is told what, and when, with and without a worker that looks every minute."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from directory.consultations.actions import asking, declining, outcomes
from directory.consultations.actions import opinion as actions
from directory.consultations.rules.asking import Asking, DeclineReason
from directory.consultations.rules.states import State
from directory.core import clock
from directory.core.outbox import Letter, deliver_due
from directory.core.transaction import unit
from tasks import housekeeping
from tests.conftest import NOW
from tests.consultations.desk import ENDS, Desk, set_up, text
from tests.consultations.opinions import draft
from tests.factories import consultations as made

pytestmark = pytest.mark.both
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# The call is on a Tuesday; the clinic in New York is open from Monday to Friday, so that Friday is the third day.
THURSDAY_8 = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
SATURDAY_0 = datetime(2026, 12, 5, 5, 0, tzinfo=UTC)  # midnight on Friday, there
TUESDAY_8 = datetime(2026, 12, 8, 13, 0, tzinfo=UTC)  # the fifth clinic day
DUE, LATE = "Due soon: {reference}", "Late: {reference}"
PATIENT, OFFICE = "This takes longer", "An answer is late: {reference}"


@pytest.fixture
def desk(app: Flask) -> Desk:
    made = set_up(app)
    made.write(lambda row: outcomes.attended(row.id, "person:1", ENDS))
    made.at(ENDS + HOUR)
    sent(made)
    return made


def sent(desk: Desk) -> list[Letter]:
    found: list[Letter] = []
    with desk.app.app_context():
        while deliver_due(clock.now, found.append):
            pass
    return found


def sweep(desk: Desk) -> None:
    with desk.app.app_context():
        housekeeping.consultations()


def told(desk: Desk, at: datetime) -> set[tuple[str, str]]:
    """What the worker does at that moment, and which of these e-mails go out: (to, subject)."""
    desk.at(at)
    sweep(desk)
    subjects = [each.format(reference=desk.reference) for each in (DUE, LATE, PATIENT, OFFICE)]
    return {(each.to, each.subject) for each in sent(desk) if each.subject in subjects}


def test_a_worker_that_always_runs_tells_each_at_its_time(desk: Desk) -> None:
    reference, office = desk.reference, desk.app.extensions["settings"].office_email
    assert told(desk, THURSDAY_8 - HOUR) == set()
    assert told(desk, THURSDAY_8 + HOUR) == {("owner@example.org", DUE.format(reference=reference))}
    assert told(desk, SATURDAY_0 - HOUR) == set()
    assert told(desk, SATURDAY_0 + HOUR) == {
        ("owner@example.org", LATE.format(reference=reference)),
        ("robin@example.org", PATIENT),
    }
    assert desk.row().state is State.OVERDUE
    assert told(desk, TUESDAY_8 - HOUR) == set()
    assert told(desk, TUESDAY_8 + HOUR) == {(office, OFFICE.format(reference=reference))}
    assert told(desk, TUESDAY_8 + 30 * DAY) == set()


def test_swept_three_times_in_an_hour_it_is_told_once(desk: Desk) -> None:
    assert len(told(desk, SATURDAY_0 + HOUR)) == 2
    for minutes in (20, 40, 60):
        assert told(desk, SATURDAY_0 + HOUR + timedelta(minutes=minutes)) == set()
    assert desk.events().count("run_over") == 1


def test_after_days_without_a_worker_nothing_is_lost_and_nothing_comes_too_late_to_help(desk: Desk) -> None:
    """The reminder is left out: the physician is told at once that it is late."""
    subjects = {subject for _to, subject in told(desk, TUESDAY_8 + 3 * DAY)}
    assert subjects == {each.format(reference=desk.reference) for each in (LATE, PATIENT, OFFICE)}


def test_the_office_is_told_also_when_the_letters_go_out_before_the_sweep(desk: Desk) -> None:
    desk.at(TUESDAY_8 + HOUR)
    assert OFFICE.format(reference=desk.reference) in [each.subject for each in sent(desk)]
    sweep(desk)
    assert PATIENT in [each.subject for each in sent(desk)]


@pytest.mark.parametrize("end", ["signed", "declined"])
def test_what_has_ended_in_time_tells_nobody(desk: Desk, end: str) -> None:
    who = desk.people.owner
    if end == "signed":
        desk.write(lambda row: draft(row, by=who.id))
        desk.write(lambda row: actions.sign(row.id, 1, by=who.id, name=who.name, now=ENDS + HOUR))
    else:
        desk.write(lambda row: declining.decline(row.id, DeclineReason.NO_TIME, "", "person:1", ENDS + HOUR))
    for at in (THURSDAY_8, SATURDAY_0, TUESDAY_8):
        assert told(desk, at + HOUR) == set()


def test_while_the_clock_stands_still_nobody_is_told_and_then_it_begins_anew(desk: Desk) -> None:
    asked = Asking(views=(), words="Since when?")
    desk.write(lambda row: asking.ask(row.id, asked, "person:1", ENDS + HOUR))  # with three days left
    for at in (THURSDAY_8, SATURDAY_0, TUESDAY_8):
        assert told(desk, at + HOUR) == set()
    answered = TUESDAY_8 + 2 * HOUR
    desk.write(lambda row: asking.answer(row.id, "Since spring.", answered))
    assert told(desk, answered + DAY) == set()
    assert told(desk, answered + 2 * DAY) == {("owner@example.org", DUE.format(reference=desk.reference))}
    assert {subject for _to, subject in told(desk, answered + 4 * DAY)} == {
        PATIENT,
        LATE.format(reference=desk.reference),
    }


def test_signed_at_the_last_moment_it_is_not_called_late_by_a_sweep_that_saw_it_before(desk: Desk) -> None:
    who = desk.people.owner
    desk.write(lambda row: draft(row, by=who.id))
    desk.write(lambda row: actions.sign(row.id, 1, by=who.id, name=who.name, now=SATURDAY_0))
    with desk.app.app_context(), unit():
        assert outcomes._run_over(desk.consultation_id, SATURDAY_0 + HOUR) is False
    assert desk.row().state is State.OPINION_SIGNED


def test_a_late_one_can_still_be_signed(desk: Desk) -> None:
    told(desk, SATURDAY_0 + HOUR)
    who = desk.people.owner
    desk.write(lambda row: draft(row, by=who.id))
    desk.write(lambda row: actions.sign(row.id, 1, by=who.id, name=who.name, now=SATURDAY_0 + HOUR))
    assert desk.row().state is State.OPINION_SIGNED


def test_the_patient_of_a_late_one_is_shown_others(desk: Desk) -> None:
    assert desk.patient().get(f"/c/{desk.token}/colleagues").location == f"/c/{desk.token}"
    told(desk, SATURDAY_0 + HOUR)
    desk.at(ENDS - HOUR)  # the browser of the cast is known until the end of the call
    patient = desk.patient()
    assert "See other physicians" in text(patient.get(f"/c/{desk.token}"))
    page = text(patient.get(f"/c/{desk.token}/colleagues"))
    assert "Find another physician" in page
    assert "What you entered is not passed on." in page
    assert "/code" in desk.browser().get(f"/c/{desk.token}/colleagues").location


def test_a_written_request_has_the_same_clock(app: Flask) -> None:
    from directory.physicians.rules import VisitKind

    desk = set_up(app, visit=VisitKind.WRITTEN)
    desk.write(lambda row: outcomes.start_clock(row, NOW))  # Tuesday 24 November
    assert desk.row().opinion_due == made.STARTS.replace(month=11, day=28, hour=4, minute=59)
    assert [len(desk.letters(kind)) for kind in ("physician_due", "office_overdue")] == [1, 1]


WORDS = ("hair", "scalp", "graft", "bald", "surgery", "medicine", "opinion")


def test_the_e_mails_carry_no_word_of_what_it_is_about(desk: Desk) -> None:
    desk.at(THURSDAY_8 + HOUR)
    letters = sent(desk)
    desk.at(TUESDAY_8 + HOUR)
    sweep(desk)
    letters += sent(desk)
    who = desk.people.owner
    desk.write(lambda row: draft(row, by=who.id))
    desk.write(lambda row: actions.sign(row.id, 1, by=who.id, name=who.name, now=clock.now()))
    letters += sent(desk)
    assert "You have something new to read" in [each.subject for each in letters]
    for letter in letters:
        body = letter.text.partition("Nobody watches")[0]
        said = letter.subject + "\n".join(line for line in body.splitlines() if "http" not in line)
        assert [word for word in WORDS if word in said.casefold()] == [], said
