"""Who may book, when reminders are due, and which moves the two tables allow."""

from datetime import UTC, date, datetime, timedelta

import pytest

from directory.consultations.rules import booking, states, tasks
from directory.consultations.rules.booking import Birth, FullDateNeeded, UnderAge
from directory.consultations.rules.states import (
    APPOINTMENTS,
    CONSULTATIONS,
    Appointment,
    Case,
    ChangeClosed,
    NotYet,
    State,
)
from directory.core.workflow import WrongState
from directory.physicians.rules import VisitKind

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "birth",
    [
        Birth(adult=True, year=1980),
        Birth(adult=True, year=2007),
        Birth(adult=True, year=2008, full=date(2008, 11, 24)),  # the eighteenth birthday itself
        Birth(adult=True, year=2008, full=date(2008, 1, 1)),
    ],
)
def test_adults_may_book(birth: Birth) -> None:
    booking.check_adult(birth, TODAY)


@pytest.mark.parametrize(
    ("birth", "refusal"),
    [
        (Birth(adult=False, year=1980), UnderAge),
        (Birth(adult=True, year=2009), UnderAge),
        (Birth(adult=True, year=2008), FullDateNeeded),
        (Birth(adult=True, year=2008, full=date(2007, 3, 1)), FullDateNeeded),
        (Birth(adult=True, year=2008, full=date(2008, 11, 25)), UnderAge),  # eighteen tomorrow
    ],
)
def test_others_may_not(birth: Birth, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        booking.check_adult(birth, TODAY)


def hours(starts: datetime, *, fewer: bool = False, now: datetime = NOW) -> list[int]:
    return [reminder.hours for reminder in booking.reminders(starts, now, (72, 24, 2), fewer=fewer)]


def test_reminders_inside_their_lead_are_skipped() -> None:
    assert hours(NOW + timedelta(days=5)) == [72, 24, 2]
    assert hours(NOW + timedelta(hours=48)) == [24, 2]
    assert hours(NOW + timedelta(hours=3)) == [2]
    assert hours(NOW + timedelta(hours=1)) == []


def test_fewer_reminders_is_one() -> None:
    assert hours(NOW + timedelta(days=5), fewer=True) == [24]


def test_never_more_than_four_before_a_consultation() -> None:
    for lead in range(1, 24 * 60):
        starts = NOW + timedelta(hours=lead)
        due = booking.reminders(starts, NOW, (72, 24, 2), fewer=False)
        prepare = booking.prepare_due(starts, NOW, due)
        assert len(due) + (prepare is not None) <= 4
        assert prepare is None or prepare < starts


@pytest.mark.parametrize(
    ("hours", "fewer", "wanted"),
    [(72, True, False), (24, True, True), (2, True, False), (72, False, True), (2, False, True)],
)
def test_a_reminder_already_posted_is_asked_again_when_it_is_sent(hours: int, fewer: bool, wanted: bool) -> None:
    assert booking.still_wanted(hours, (24, 2, 72), fewer=fewer) is wanted


def test_the_call_to_prepare_joins_a_reminder_at_the_same_time() -> None:
    starts = NOW + timedelta(hours=72 + 30)
    assert booking.prepare_due(starts, NOW, booking.reminders(starts, NOW, (72, 24, 2), fewer=False)) is None


def test_confirming_has_two_hours_where_the_start_is_near() -> None:
    assert booking.confirm_by(NOW, NOW + timedelta(days=3), 24) == NOW + timedelta(hours=24)
    assert booking.confirm_by(NOW, NOW + timedelta(hours=24), 24) == NOW + timedelta(hours=24)
    assert booking.confirm_by(NOW, NOW + timedelta(hours=23, minutes=59), 24) == NOW + timedelta(hours=2)


def test_three_clinic_days_skip_days_without_hours() -> None:
    friday = date(2026, 11, 27)
    assert booking.working_days_after(NOW, 3, friday, frozenset(range(5))) == date(2026, 12, 2)
    assert booking.working_days_after(NOW, 3, friday, frozenset({1})) == date(2026, 12, 15)
    assert booking.working_days_after(NOW, 3, friday, frozenset()) == date(2026, 12, 2)


def test_joining_opens_fifteen_minutes_before() -> None:
    starts, ends = NOW, NOW + timedelta(minutes=30)
    assert not booking.may_join(starts, ends, NOW - timedelta(minutes=15, seconds=1))
    assert booking.may_join(starts, ends, NOW - timedelta(minutes=15))
    assert not booking.may_join(starts, ends, ends + timedelta(hours=2, seconds=1))


def case(lead: timedelta) -> Case:
    return Case(VisitKind.VIDEO, NOW + lead, NOW, timedelta(hours=4), "+1 202 555 0100")


@pytest.mark.parametrize("move", ["reschedule", "cancel_by_patient"])
def test_change_and_cancel_close_four_hours_before(move: str) -> None:
    assert APPOINTMENTS.allows(move, Appointment.BOOKED, case(timedelta(hours=4)))
    late = APPOINTMENTS.problems(move, Appointment.BOOKED, case(timedelta(hours=4, seconds=-1)))
    assert [type(problem) for problem in late] == [ChangeClosed]
    assert late[0].values == {"phone": "+1 202 555 0100"}


@pytest.mark.parametrize("state", sorted(states.CANCELLED))
def test_a_cancelled_booking_cannot_be_rescheduled(state: Appointment) -> None:
    with pytest.raises(WrongState):
        APPOINTMENTS.target("reschedule", state, case(timedelta(days=2)))


@pytest.mark.parametrize("move", ["attend", "miss", "absent"])
def test_an_outcome_is_marked_after_the_start_only(move: str) -> None:
    early = APPOINTMENTS.problems(move, Appointment.BOOKED, case(timedelta(seconds=1)))
    assert [type(problem) for problem in early] == [NotYet]
    assert APPOINTMENTS.allows(move, Appointment.BOOKED, case(timedelta(0)))


def test_outcomes_can_be_corrected_but_not_repeated() -> None:
    past = case(timedelta(hours=-1))
    assert APPOINTMENTS.target("attend", Appointment.MISSED, past) is Appointment.ATTENDED
    assert not APPOINTMENTS.allows("attend", Appointment.ATTENDED, past)


def test_a_move_that_is_not_in_the_table_is_a_defect() -> None:
    with pytest.raises(KeyError):
        APPOINTMENTS.target("teleport", Appointment.BOOKED, case(timedelta(0)))


def test_every_state_can_be_reached() -> None:
    reached = {move.to for move in APPOINTMENTS.moves.values()} | {Appointment.HELD}
    assert reached == set(Appointment)
    assert {move.to for move in CONSULTATIONS.moves.values()} | {State.DRAFT} == set(State)


def test_every_state_has_words() -> None:
    for state in State:
        assert states.state_words(state, missing=2)
    waiting = [states.state_words(State.WAITING_FOR_PATIENT, missing=left) for left in range(4)]
    assert waiting == list(states.LEFT)
    assert set(states.APPOINTMENT_WORDS) == set(Appointment)


def test_a_call_never_waits_for_a_task() -> None:
    assert tasks.missing(["photos"]) == [tasks.Task.HAIR_LOSS, tasks.Task.HEALTH]
    assert not tasks.blocks(VisitKind.VIDEO, [])
    assert tasks.blocks(VisitKind.WRITTEN, ["photos"])
    assert not tasks.blocks(VisitKind.WRITTEN, ["photos", "health", "hair_loss"])


def test_nine_required_answers_at_most() -> None:
    needed = {visit: booking.required_fields(visit, region=True) for visit in VisitKind}
    assert needed == {VisitKind.VIDEO: 9, VisitKind.TELEPHONE: 9, VisitKind.WRITTEN: 8}
    assert booking.required_fields(VisitKind.TELEPHONE, region=False) == 8
