"""Wall clocks that change: ten zones, among them half- and quarter-hour ones and a half-hour change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.core.clock import zone
from directory.physicians.rules import VisitKind
from directory.scheduling.rules import (
    BookingSettings,
    DayChange,
    Sheet,
    WeeklyRange,
    at_minute,
    is_open,
    minute_of,
    open_starts,
    open_times,
)
from tests.scheduling.calendars import calendar, listed

ZONES = [
    "America/New_York",
    "America/St_Johns",  # half an hour
    "America/Santiago",  # changes at midnight
    "Europe/London",
    "Europe/Berlin",
    "Africa/Cairo",
    "Asia/Beirut",  # changes at midnight
    "Australia/Adelaide",  # half an hour
    "Australia/Lord_Howe",  # changes by half an hour
    "Pacific/Chatham",  # three quarters
    "Pacific/Auckland",
]
ALL_DAY = tuple(WeeklyRange(day, 0, 1440) for day in range(7))


def changes(zone_name: str, year: int = 2027) -> list[tuple[datetime, timedelta]]:
    """The instants of a year at which the clocks change, found minute by minute within the day; and by how much."""
    place, found = zone(zone_name), []
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        later = at + timedelta(hours=1)
        before, after = at.astimezone(place).utcoffset(), later.astimezone(place).utcoffset()
        assert before is not None
        assert after is not None
        if before != after:
            minute = at
            while minute.astimezone(place).utcoffset() == before:
                minute += timedelta(minutes=1)
            found.append((minute, after - before))
        at = later
    return found


@pytest.mark.parametrize("name", ZONES)
def test_a_weekly_rule_keeps_its_wall_clock_time(name: str) -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC)
    week = calendar(name, weekly=tuple(WeeklyRange(day, 600, 630) for day in range(7)), window=365)
    walls = [each.starts.astimezone(zone(name)) for each in listed(week, now, 364, now)]
    assert len(walls) == len({wall.date() for wall in walls}) >= 363
    assert {(wall.hour, wall.minute) for wall in walls} == {(10, 0)}
    assert len({wall.utcoffset() for wall in walls}) == 2  # the zone did change its clocks


@pytest.mark.parametrize("name", ZONES)
def test_spring_and_autumn(name: str) -> None:
    place = zone(name)
    for change, shift in changes(name):
        now = change - timedelta(days=3)
        week = calendar(name, weekly=ALL_DAY, length_video=15, step=15)
        times = listed(week, change - timedelta(days=1), 2, now)
        walls = [each.starts.astimezone(place) for each in times]
        # Every quarter of an hour that exists is there once: no instant is lost and none is listed twice.
        instants = [each.starts for each in times]
        assert instants == [change - timedelta(days=1) + n * timedelta(minutes=15) for n in range(len(instants))]
        assert len(instants) == 2 * 96
        naive = [wall.replace(tzinfo=None, fold=0) for wall in walls]
        repeated = len(naive) - len(set(naive))
        assert repeated == (-shift // timedelta(minutes=15) if shift < timedelta() else 0)


def test_the_gap_of_spring_is_never_offered() -> None:
    # New York, 14 March 2027: 2:00 to 3:00 does not exist.
    now = datetime(2027, 3, 10, tzinfo=UTC)
    week = calendar("America/New_York", weekly=(WeeklyRange(6, 60, 240),), length_video=30)
    walls = [each.starts.astimezone(zone("America/New_York")) for each in listed(week, now, 7, now)]
    assert [f"{wall:%H:%M %Z}" for wall in walls] == ["01:00 EST", "01:30 EST", "03:00 EDT", "03:30 EDT"]
    only = calendar("America/New_York", weekly=(WeeklyRange(6, 120, 180),), length_video=30)
    assert listed(only, now, 7, now) == []


def test_a_visit_may_run_over_the_change_in_spring() -> None:
    now = datetime(2027, 3, 10, tzinfo=UTC)
    week = calendar("America/New_York", weekly=(WeeklyRange(6, 60, 240),), length_video=60, step=30)
    walls = [each.starts.astimezone(zone("America/New_York")) for each in listed(week, now, 7, now)]
    assert [f"{wall:%H:%M}" for wall in walls] == ["01:00", "01:30", "03:00"]


def test_the_repeated_hour_of_autumn_is_two_instants() -> None:
    # New York, 1 November 2026: 1:00 to 2:00 comes twice.
    now = datetime(2026, 10, 28, tzinfo=UTC)
    week = calendar("America/New_York", weekly=(WeeklyRange(6, 60, 120),))
    times = listed(week, now, 7, now)
    assert [f"{each.starts.astimezone(zone('America/New_York')):%H:%M %Z}" for each in times] == [
        "01:00 EDT",
        "01:30 EDT",
        "01:00 EST",
        "01:30 EST",
    ]
    assert [each.starts.hour for each in times] == [5, 5, 6, 6]


def test_hours_that_begin_inside_the_repeated_hour() -> None:
    now = datetime(2026, 10, 28, tzinfo=UTC)
    week = calendar("America/New_York", weekly=(WeeklyRange(6, 90, 150),))
    walls = [each.starts.astimezone(zone("America/New_York")) for each in listed(week, now, 7, now)]
    assert [f"{wall:%H:%M %Z}" for wall in walls] == ["01:30 EDT", "01:30 EST", "02:00 EST"]


def test_lord_howe_moves_by_half_an_hour() -> None:
    # 4 April 2027: 1:30 to 2:00 comes twice; 3 October 2027: 2:00 to 2:30 does not exist.
    place, week = (
        zone("Australia/Lord_Howe"),
        calendar("Australia/Lord_Howe", weekly=(WeeklyRange(6, 60, 180),), length_video=30),
    )
    autumn = listed(week, datetime(2027, 4, 3, tzinfo=UTC), 1, datetime(2027, 4, 1, tzinfo=UTC))
    spring = listed(week, datetime(2027, 10, 2, tzinfo=UTC), 1, datetime(2027, 10, 1, tzinfo=UTC))
    assert [f"{each.starts.astimezone(place):%H:%M}" for each in autumn] == [
        "01:00",
        "01:30",
        "01:30",
        "02:00",
        "02:30",
    ]
    assert [f"{each.starts.astimezone(place):%H:%M}" for each in spring] == ["01:00", "01:30", "02:30"]


fives = st.integers(0, 287).map(lambda n: n * 5)
ranges = st.tuples(st.integers(0, 6), fives, st.integers(1, 288).map(lambda n: n * 5)).filter(lambda r: r[1] < r[2])
starts_of_months = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 (made aware at once)


@st.composite
def sheets(draw: st.DrawFn, now: datetime) -> Sheet:
    minute = int(now.timestamp()) // 60
    spans = st.tuples(st.integers(-500, 4000), st.integers(1, 48)).map(
        lambda s: ((minute // 5 + s[0]) * 5, (minute // 5 + s[0] + s[1]) * 5)
    )
    claimed = draw(st.lists(spans, max_size=12))
    day = now.date() + timedelta(days=draw(st.integers(0, 10)))
    change = draw(ranges)
    return Sheet(
        physician_id=1,
        zone=draw(st.sampled_from(ZONES)),
        kinds=draw(st.sampled_from([(VisitKind.VIDEO,), (VisitKind.VIDEO, VisitKind.TELEPHONE)])),
        settings=BookingSettings(
            length_video=draw(st.sampled_from([10, 25, 30, 60])),
            length_telephone=draw(st.sampled_from([15, 20])),
            step=draw(st.sampled_from([5, 15, 20, 30, 50])),
            buffer_before=draw(st.sampled_from([0, 5, 15])),
            buffer_after=draw(st.sampled_from([0, 5, 10])),
            notice=draw(st.sampled_from([0, 60, 1440])),
            window=draw(st.integers(1, 14)),
            daily_cap=draw(st.sampled_from([None, 1, 3])),
            weekly_cap=draw(st.sampled_from([None, 2, 6])),
        ),
        weekly=tuple(WeeklyRange(*each) for each in draw(st.lists(ranges, max_size=8))),
        changes=(DayChange(day, draw(st.booleans()), change[1], change[2]),),
        claimed=tuple(claimed),
        away=tuple(draw(st.lists(spans, max_size=3))),
        visits=tuple(start for start, _ in claimed),
    )


@given(st.data(), starts_of_months)
@settings(max_examples=150, deadline=None)
def test_listed_if_and_only_if_bookable(data: st.DataObject, now: datetime) -> None:
    sheet = data.draw(sheets(now))
    first, until = now - timedelta(days=1), now + timedelta(days=16)
    times = open_times(sheet, first, until, now)
    assert all(is_open(sheet, each.starts, each.visit, now) for each in times)
    known = {(each.starts, each.visit) for each in times}
    # Every fifth minute of some days, asked one by one, finds the same times and no others.
    day = int((now + timedelta(days=data.draw(st.integers(0, 13)))).timestamp()) // 300 * 5
    for kind in (VisitKind.VIDEO, VisitKind.TELEPHONE):
        asked = {at_minute(at) for at in range(day, day + 1440, 5)}
        found = {starts for starts in asked if is_open(sheet, starts, kind, now)}
        assert found == {starts for starts, visit in known if visit is kind} & asked


@given(st.data(), starts_of_months, st.integers(0, 9))
@settings(max_examples=150, deadline=None)
def test_the_first_times_are_the_first_of_all(data: st.DataObject, now: datetime, limit: int) -> None:
    sheet = data.draw(sheets(now))
    low, high = minute_of(now), minute_of(now + timedelta(days=16))
    for kind in sheet.kinds:
        every = open_starts(sheet, kind, low, high, now=now)
        assert open_starts(sheet, kind, low, high, now=now, limit=limit) == every[:limit]


@pytest.mark.parametrize("name", ZONES)
def test_the_first_times_around_a_change_are_the_first_of_all(name: str) -> None:
    sheet = calendar(name, weekly=ALL_DAY)
    for instant, _by in changes(name):
        for hours in range(-30, 31):
            low = minute_of(instant) + 60 * hours
            now, high = at_minute(low - 7 * 1440), low + 3 * 1440
            for limit in (1, 3, 50):
                every = open_starts(sheet, VisitKind.VIDEO, low, high, now=now)
                assert open_starts(sheet, VisitKind.VIDEO, low, high, now=now, limit=limit) == every[:limit]


@given(st.data(), starts_of_months, st.sampled_from(ZONES), st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_the_days_of_any_reader_are_together_the_full_set(
    data: st.DataObject, now: datetime, reader: str, days: int
) -> None:
    sheet = data.draw(sheets(now))
    full = open_times(sheet, now, now + timedelta(days=15), now)
    place, found = zone(reader), []
    day: date = now.astimezone(place).date()
    for _ in range(0, 17, days):
        first = datetime(day.year, day.month, day.day, tzinfo=place).astimezone(UTC)
        day += timedelta(days=days)
        found += open_times(sheet, first, datetime(day.year, day.month, day.day, tzinfo=place).astimezone(UTC), now)
    assert sorted(found) == full
