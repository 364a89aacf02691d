"""Who acts next and until when."""

from datetime import UTC, datetime, timedelta

import pytest

from directory.consultations.rules import staff
from directory.consultations.rules.staff import Begun, Standing, Who
from directory.consultations.rules.states import Appointment, State
from directory.physicians.rules import VisitKind

STARTS = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(minutes=30)
DUE = datetime(2026, 12, 4, 23, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def call(
    state: State = State.READY, appointment: Appointment = Appointment.BOOKED, *, missing: bool = False
) -> Standing:
    return Standing(VisitKind.VIDEO, state, appointment, STARTS, ENDS, None, missing)


def written(state: State, due: datetime | None = None) -> Standing:
    return Standing(VisitKind.WRITTEN, state, None, None, None, due, missing=False)


@pytest.mark.parametrize(
    ("case", "at", "who", "until"),
    [
        (call(missing=True), STARTS - SECOND, Who.PATIENT, STARTS),
        (call(), STARTS - SECOND, Who.BOTH, STARTS),
        (call(appointment=Appointment.PROPOSED), STARTS - SECOND, Who.PATIENT, STARTS),
        (call(missing=True), STARTS, Who.BOTH, ENDS),
        (call(), ENDS - SECOND, Who.BOTH, ENDS),
        (call(), ENDS, Who.PHYSICIAN, ENDS + timedelta(hours=24)),
        (call(State.CLOSED, Appointment.MISSED), ENDS, Who.NOBODY, None),
        (call(State.WITHDRAWN, Appointment.CANCELLED_BY_PATIENT), STARTS - SECOND, Who.NOBODY, None),
        (written(State.WAITING_FOR_PATIENT), STARTS, Who.PATIENT, None),
        (written(State.MORE_ASKED), STARTS, Who.PATIENT, None),
        (written(State.READY, DUE), STARTS, Who.PHYSICIAN, DUE),
        (written(State.OVERDUE, DUE), STARTS, Who.PHYSICIAN, DUE),
        (written(State.OPINION_SIGNED), STARTS, Who.NOBODY, None),
    ],
)
def test_who_acts_next(case: Standing, at: datetime, who: Who, until: datetime | None) -> None:
    step = staff.next_step(case, at)
    assert (step.who, step.until) == (who, until)
    assert step.what


def test_another_time_is_suggested_before_the_start_only() -> None:
    staff.check_may_propose(STARTS, STARTS - SECOND)
    with pytest.raises(Begun):
        staff.check_may_propose(STARTS, STARTS)


@pytest.mark.parametrize("words", [staff.QUEUES, staff.QUEUE_HINTS, staff.QUEUE_EMPTY])
def test_every_queue_has_its_words(words: dict[staff.Queue, str]) -> None:
    assert set(words) == set(staff.Queue)


def test_every_state_has_its_words() -> None:
    assert set(staff.STATES) == set(State)
    assert set(staff.APPOINTMENTS) == set(Appointment)


def test_an_opinion_is_called_an_opinion_and_a_missed_call_missed() -> None:
    words = [staff.STATES[each] for each in (State.OPINION_DUE, State.OVERDUE, State.OPINION_SIGNED)]
    assert words == ["Opinion due", "Opinion late", "Opinion signed"]
    assert staff.APPOINTMENTS[Appointment.MISSED] == "Missed by the patient"
