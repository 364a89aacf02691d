"""Quiet hours and the hour of the digest, on the wall of the reader's own clock."""

from datetime import UTC, date, datetime, time

import pytest

from directory.accounts.rules.quiet import (
    DigestInQuietHours,
    Hours,
    NoNight,
    UnknownZone,
    check,
    digest_after,
    instant,
    quiet_until,
)

NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
NIGHT = Hours(zone=NEW_YORK, quiet=True)


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (NIGHT, utc(11, 25, 1, 59), None),
        (NIGHT, utc(11, 25, 2), utc(11, 25, 12)),  # 9 pm there
        (NIGHT, utc(11, 25, 6), utc(11, 25, 12)),  # after midnight: the night began on the day before
        (NIGHT, utc(11, 25, 12), None),
        (Hours(zone=NEW_YORK), utc(11, 25, 6), None),
        (Hours(zone=NEW_YORK, quiet=True, starts=time(12), ends=time(14)), utc(11, 25, 18), utc(11, 25, 19)),
        (Hours(zone=NEW_YORK, quiet=True, starts=time(12), ends=time(14)), utc(11, 25, 19), None),
        # The clocks go forward on 8 March at 2 am in New York: the night is an hour shorter.
        (NIGHT, utc(3, 8, 6), utc(3, 8, 11)),
        # 2.30 is not on the clock that night: the quiet hours end when it is put forward, not an hour later.
        (Hours(zone=NEW_YORK, quiet=True, ends=time(2, 30)), utc(3, 8, 6, 59), utc(3, 8, 7)),
        (Hours(zone=NEW_YORK, quiet=True, ends=time(2, 30)), utc(3, 8, 7), None),
        (Hours(zone=BERLIN, quiet=True, ends=time(2)), utc(3, 29, 0, 30), utc(3, 29, 1)),
        (
            Hours(zone=BERLIN, quiet=True, starts=time(2, 30), ends=time(3)),
            utc(3, 29, 1),
            None,
        ),  # nothing is left of it
        # 1.30 comes twice on 1 November: they end at the first, and do not begin again.
        (Hours(zone=NEW_YORK, quiet=True, ends=time(1, 30)), utc(11, 1, 5, 29), utc(11, 1, 5, 30)),
        (Hours(zone=NEW_YORK, quiet=True, ends=time(1, 30)), utc(11, 1, 6, 15), None),
    ],
)
def test_quiet_hours_end_where_the_clock_on_the_wall_says_so(
    hours: Hours, now: datetime, until: datetime | None
) -> None:
    assert quiet_until(hours, now) == until


@pytest.mark.parametrize(
    ("hours", "after", "day", "due"),
    [
        (Hours(zone=NEW_YORK), utc(11, 25, 11, 59), date(2026, 11, 25), utc(11, 25, 12)),
        (Hours(zone=NEW_YORK), utc(11, 25, 12), date(2026, 11, 26), utc(11, 26, 12)),
        (Hours(zone="Pacific/Auckland"), utc(11, 24, 22), date(2026, 11, 26), utc(11, 25, 18)),
        (Hours(zone=NEW_YORK, digest=time(2, 30)), utc(3, 8, 5), date(2026, 3, 8), utc(3, 8, 7)),
        (Hours(zone=NEW_YORK, digest=time(1, 30)), utc(11, 1, 5), date(2026, 11, 1), utc(11, 1, 5, 30)),
        (Hours(zone=NEW_YORK, digest=time(1, 30)), utc(11, 1, 5, 30), date(2026, 11, 2), utc(11, 2, 6, 30)),
    ],
)
def test_a_digest_goes_once_a_day_by_the_readers_own_calendar(
    hours: Hours, after: datetime, day: date, due: datetime
) -> None:
    assert digest_after(hours, after) == (day, due)


def test_a_whole_day_that_a_place_left_out_has_the_moment_of_the_change() -> None:
    """Samoa had no 30 December 2011."""
    assert instant(date(2011, 12, 30), time(7), "Pacific/Apia") == datetime(2011, 12, 30, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "refusal"),
    [
        (Hours(), None),
        (NIGHT, None),
        (Hours(quiet=False, starts=time(7), ends=time(7)), None),
        (Hours(quiet=True, starts=time(7), ends=time(7)), NoNight),
        (Hours(quiet=True, digest=time(6, 59)), DigestInQuietHours),
        (Hours(quiet=True, digest=time(21)), DigestInQuietHours),
        (Hours(quiet=True, starts=time(8), ends=time(17), digest=time(16)), DigestInQuietHours),
        (Hours(quiet=True, starts=time(8), ends=time(17), digest=time(17)), None),
        (Hours(zone="Moon/Base"), UnknownZone),
    ],
)
def test_what_cannot_hold_is_refused(hours: Hours, refusal: type[Exception] | None) -> None:
    if refusal is None:
        check(hours)
    else:
        with pytest.raises(refusal):
            check(hours)
