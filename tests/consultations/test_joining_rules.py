"""The minutes around a call, at each exact minute."""

from datetime import UTC, datetime, timedelta

import pytest

from directory.consultations.rules import joining
from directory.consultations.rules.joining import Call, NotOpen, Phase, TooSoon, Way, WrongMinutes
from directory.consultations.rules.states import Appointment

STARTS = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(minutes=30)
CALL = Call(Appointment.BOOKED, STARTS, ENDS)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (STARTS - timedelta(minutes=15) - SECOND, Phase.EARLY),
        (STARTS - timedelta(minutes=15), Phase.OPEN),
        (STARTS, Phase.OPEN),
        (ENDS + timedelta(hours=2), Phase.OPEN),
        (ENDS + timedelta(hours=2) + SECOND, Phase.OVER),
    ],
)
def test_the_page_opens_15_minutes_before_and_closes_two_hours_after(at: datetime, phase: Phase) -> None:
    assert joining.phase(CALL, at) is phase


@pytest.mark.parametrize(
    "state", [each for each in Appointment if each not in {Appointment.BOOKED, Appointment.PROPOSED}]
)
def test_a_call_that_is_cancelled_or_marked_is_over(state: Appointment) -> None:
    assert joining.phase(Call(state, STARTS, ENDS), STARTS) is Phase.OVER


def test_a_suggested_time_leaves_the_booked_one_open() -> None:
    assert joining.phase(Call(Appointment.PROPOSED, STARTS, ENDS), STARTS) is Phase.OPEN


def test_nobody_came_can_be_said_from_ten_minutes_after_the_start() -> None:
    tenth = STARTS + timedelta(minutes=10)
    assert not joining.may_say_nobody_came(CALL, tenth - SECOND)
    assert joining.may_say_nobody_came(CALL, tenth)
    assert joining.may_say_nobody_came(CALL, ENDS + timedelta(hours=2))
    assert not joining.may_say_nobody_came(CALL, ENDS + timedelta(hours=2) + SECOND)
    with pytest.raises(TooSoon):
        joining.check_nobody_came(CALL, tenth - SECOND)
    joining.check_nobody_came(CALL, tenth)


def test_what_is_said_before_or_after_is_refused() -> None:
    with pytest.raises(NotOpen):
        joining.check_open(CALL, STARTS - timedelta(minutes=15) - SECOND)
    with pytest.raises(NotOpen):
        joining.check_open(CALL, ENDS + timedelta(hours=2) + SECOND)
    joining.check_open(CALL, STARTS - timedelta(minutes=15))


def test_only_the_offered_minutes_count() -> None:
    for minutes in joining.LATE_CHOICES:
        joining.check_minutes(minutes)
    for minutes in (0, -5, 7, 31, 10_000):
        with pytest.raises(WrongMinutes):
            joining.check_minutes(minutes)


def test_a_room_is_160_bits_that_depend_on_key_and_consultation() -> None:
    name = joining.room(b"k" * 32, "a" * 32)
    assert len(name) == 32
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert name == joining.room(b"k" * 32, "a" * 32)
    assert name != joining.room(b"k" * 32, "b" * 32)
    assert name != joining.room(b"l" * 32, "a" * 32)


def test_the_way_in_is_the_sites_own_server_else_the_physicians_address() -> None:
    ours = "https://video.example.org/{room}"
    own = "https://meet.example.org/dr"
    with_room = Way("https://video.example.org/abc", "https://video.example.org/abc#config.startWithVideoMuted=true")
    assert joining.way_in(ours, own, "abc") == with_room
    assert joining.way_in("", own, "abc") == Way(own)
    assert joining.way_in("https://video.example.org/everybody", own, "abc") == Way(own), "a room open to all is none"
    assert joining.way_in("http://video.example.org/{room}", "", "abc") is None
    assert joining.way_in("", "javascript:alert(1)", "abc") is None
