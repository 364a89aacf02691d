"""Each rule at the exact minute inside and outside."""

from datetime import UTC, date, datetime, timedelta

import pytest

from directory.core.clock import zone
from directory.physicians.rules import VisitKind
from directory.scheduling.rules import (
    BookingSettings,
    DayChange,
    NotBookable,
    NotOffered,
    SlotTaken,
    WeeklyRange,
    is_open,
    minute_of,
    nearest,
    not_accepted,
    why_not,
)
from tests.conftest import NOW
from tests.scheduling.calendars import MONDAY, bookable, calendar, clocks, listed

MINUTE = timedelta(minutes=1)


def at(hour: int, minute: int = 0, day: datetime = MONDAY) -> datetime:
    return day.replace(hour=hour, minute=minute)


def block(starts: datetime, minutes: int) -> tuple[int, int]:
    return minute_of(starts), minute_of(starts) + minutes


def test_a_weekday_has_its_ranges_and_no_other_day_has() -> None:
    week = calendar(weekly=(WeeklyRange(0, 540, 600), WeeklyRange(0, 840, 900), WeeklyRange(2, 540, 570)))
    assert clocks(week, MONDAY) == ["09:00", "09:30", "14:00", "14:30"]
    assert clocks(week, MONDAY + timedelta(days=1)) == []
    assert clocks(week, MONDAY + timedelta(days=2)) == ["09:00"]


def test_the_last_visit_ends_with_the_hours() -> None:
    week = calendar(step=5)
    assert bookable(week, at(11, 30))
    assert not bookable(week, at(11, 35))
    assert not bookable(week, at(8, 55))


def test_hours_that_touch_or_overlap_are_one_stretch() -> None:
    week = calendar(weekly=(WeeklyRange(0, 540, 585), WeeklyRange(0, 585, 630), WeeklyRange(0, 600, 660)))
    assert clocks(week, MONDAY) == ["09:00", "09:30", "10:00", "10:30"]


def test_hours_up_to_midnight() -> None:
    assert clocks(calendar(weekly=(WeeklyRange(0, 1380, 1440),)), MONDAY) == ["23:00", "23:30"]


@pytest.mark.parametrize(
    ("step", "times"), [(15, ["09:00", "09:15", "09:30"]), (45, ["09:00"]), (20, ["09:00", "09:20"])]
)
def test_the_step_differs_from_the_length(step: int, times: list[str]) -> None:
    assert clocks(calendar(weekly=(WeeklyRange(0, 540, 600),), step=step), MONDAY) == times


def test_each_kind_has_its_own_length() -> None:
    both = calendar(kinds=(VisitKind.VIDEO, VisitKind.TELEPHONE), length_video=60, length_telephone=20, step=20)
    assert bookable(both, at(11, 0))
    assert not bookable(both, at(11, 20))
    assert bookable(both, at(11, 40), visit=VisitKind.TELEPHONE)
    ends = {each.ends - each.starts for each in listed(both, MONDAY) if each.visit is VisitKind.TELEPHONE}
    assert ends == {timedelta(minutes=20)}


def test_a_written_opinion_has_no_times() -> None:
    assert listed(calendar(kinds=(VisitKind.WRITTEN,)), MONDAY) == []


def test_a_kind_that_is_not_offered_is_not_open() -> None:
    assert not is_open(calendar(), at(9), VisitKind.TELEPHONE, NOW)


def test_effective_dates_are_included() -> None:
    first, last = date(2026, 11, 30), date(2026, 12, 14)
    dated = calendar(weekly=(WeeklyRange(0, 540, 570, first, last),))
    days = [each.starts.date() for each in listed(dated, MONDAY - timedelta(days=7), 35, NOW - timedelta(days=10))]
    assert days == [first, date(2026, 12, 7), last]


def test_a_closing_takes_hours_and_leaves_the_steps_of_the_others() -> None:
    closed = calendar(changes=(DayChange(date(2026, 11, 30), False, 600, 640),))
    assert clocks(closed, MONDAY) == ["09:00", "09:30", "11:00", "11:30"]
    exactly = calendar(changes=(DayChange(date(2026, 11, 30), False, 600, 630),))
    assert clocks(exactly, MONDAY) == ["09:00", "09:30", "10:30", "11:00", "11:30"]


def test_an_opening_counts_on_a_closed_day_too() -> None:
    day = date(2026, 11, 30)
    moved = calendar(changes=(DayChange(day, False, 0, 1440), DayChange(day, True, 1080, 1140)))
    assert clocks(moved, MONDAY) == ["18:00", "18:30"]
    assert clocks(moved, MONDAY + timedelta(days=1))[0] == "09:00"


def test_a_claim_blocks_exactly_its_minutes() -> None:
    taken = calendar(claimed=(block(at(10), 30),), step=5)
    assert bookable(taken, at(9, 30))
    assert not bookable(taken, at(9, 35))
    assert not bookable(taken, at(10, 25))
    assert bookable(taken, at(10, 30))


def test_time_off_blocks_exactly_its_minutes() -> None:
    away = calendar(away=(block(at(10), 30), block(at(10, 10), 40)), step=5)
    assert bookable(away, at(9, 30))
    assert not bookable(away, at(9, 35))
    assert not bookable(away, at(10, 45))
    assert bookable(away, at(10, 50))


def test_buffers_are_kept_clear_on_both_sides() -> None:
    taken = calendar(claimed=(block(at(10), 30),), step=5, buffer_before=10, buffer_after=20)
    assert bookable(taken, at(9, 10))
    assert not bookable(taken, at(9, 15))
    assert not bookable(taken, at(10, 35))
    assert bookable(taken, at(10, 40))


def test_notice_at_the_exact_minute() -> None:
    week = calendar(notice=120)
    assert bookable(week, at(11), now=at(9))
    assert not bookable(week, at(11), now=at(9) + timedelta(microseconds=1))
    assert not bookable(week, at(11), now=at(9) + MINUTE)


def test_window_at_the_exact_minute() -> None:
    week = calendar(window=7)
    start = at(11)
    assert bookable(week, start, now=start - timedelta(days=7))
    assert not bookable(week, start, now=start - timedelta(days=7) - MINUTE)
    assert bookable(week, start, now=start - timedelta(days=7) + MINUTE)


def test_a_daily_cap_counts_the_physicians_day() -> None:
    # 05:00 UTC on Monday is still Sunday in Los Angeles (21:00): it counts there.
    sunday_evening = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
    weekly = tuple(WeeklyRange(day, 0, 1440) for day in range(7))
    capped = calendar("America/Los_Angeles", weekly=weekly, daily_cap=1, visits=(minute_of(sunday_evening),))
    assert not bookable(capped, datetime(2026, 11, 30, 7, 30, tzinfo=UTC))  # 23:30 on Sunday
    assert bookable(capped, datetime(2026, 11, 30, 8, 0, tzinfo=UTC))  # midnight: Monday
    assert bookable(capped, datetime(2026, 11, 29, 7, 30, tzinfo=UTC))  # 23:30 on Saturday
    assert not bookable(capped, datetime(2026, 11, 29, 8, 0, tzinfo=UTC))  # midnight: Sunday


def test_a_daily_cap_leaves_room_until_it_is_reached() -> None:
    visits = (minute_of(at(9)), minute_of(at(10)))
    assert bookable(calendar(daily_cap=3, visits=visits), at(11))
    assert not bookable(calendar(daily_cap=2, visits=visits), at(11))


def test_a_weekly_cap_counts_monday_to_sunday() -> None:
    sunday, monday = MONDAY + timedelta(days=6), MONDAY + timedelta(days=7)
    capped = calendar(weekly_cap=1, visits=(minute_of(at(9)),))
    assert not bookable(capped, sunday.replace(hour=11, minute=30))
    assert bookable(capped, monday.replace(hour=9))
    assert bookable(capped, (MONDAY - timedelta(days=1)).replace(hour=9))


def test_seconds_and_times_between_steps_are_not_open() -> None:
    assert not is_open(calendar(), at(9).replace(second=1), VisitKind.VIDEO, NOW)
    assert not is_open(calendar(), at(9).replace(microsecond=1), VisitKind.VIDEO, NOW)
    assert not bookable(calendar(), at(9, 15))


def test_far_dates_are_not_open() -> None:
    assert not is_open(calendar(), datetime(9999, 12, 31, 23, 59, tzinfo=UTC), VisitKind.VIDEO, NOW)
    assert not is_open(calendar(), datetime(1, 1, 1, tzinfo=UTC), VisitKind.VIDEO, NOW)


def test_who_is_not_bookable_has_no_times() -> None:
    from dataclasses import replace

    paused = replace(calendar(), bookable=False)
    assert listed(paused, MONDAY) == []
    assert isinstance(why_not(paused, at(9), VisitKind.VIDEO, NOW), NotBookable)


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        (NOW - timedelta(days=1), "in the past"),
        (NOW.replace(hour=16, minute=0), "too soon"),
        (NOW + timedelta(days=61), "too far ahead"),
        (at(13), "not offered"),
        (at(9).replace(second=30), "without seconds"),
    ],
)
def test_why_a_time_is_not_offered(starts: datetime, words: str) -> None:
    refusal = why_not(calendar(notice=120), starts, VisitKind.VIDEO, NOW)
    assert isinstance(refusal, NotOffered)
    assert words in refusal.message


def test_a_taken_time_names_the_three_nearest() -> None:
    taken = calendar(claimed=(block(at(10), 30),))
    refusal = why_not(taken, at(10), VisitKind.VIDEO, NOW)
    assert isinstance(refusal, SlotTaken)
    assert [each.starts for each in refusal.nearest] == [at(9), at(9, 30), at(10, 30)]
    assert refusal.values == {"nearest": ["2026-11-30T09:00:00Z", "2026-11-30T09:30:00Z", "2026-11-30T10:30:00Z"]}
    assert why_not(taken, at(9), VisitKind.VIDEO, NOW) is None


def test_nearest_of_an_empty_calendar_is_empty() -> None:
    assert nearest(calendar(weekly=()), at(9), VisitKind.VIDEO, NOW) == []


def test_what_is_accepted() -> None:
    some = BookingSettings(accepts_reasons=("repair",), accepts_countries=("US",), accepts_languages=("en", "fr-CA"))
    assert not_accepted(some, reason="repair", country="US", languages=["fr"]) == []
    assert [each.field for each in not_accepted(some, reason="smp", country="DE", languages=["de-AT"])] == [
        "reason",
        "country",
        "language",
    ]
    assert not_accepted(some) == []
    assert not_accepted(BookingSettings(), reason="smp", country="DE", languages=["de"]) == []


def test_vancouver_keeps_seven_hours_behind_in_december_2026() -> None:
    # British Columbia stays on daylight time; a system's older data would say eight.
    moment = datetime(2026, 12, 1, 17, 0, tzinfo=UTC).astimezone(zone("America/Vancouver"))
    assert moment.isoformat() == "2026-12-01T10:00:00-07:00"
    week = calendar("America/Vancouver")
    assert clocks(week, datetime(2026, 12, 1, tzinfo=UTC))[0] == "16:00"
