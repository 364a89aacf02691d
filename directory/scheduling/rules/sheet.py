"""All that decides whether a time is available, as plain values: the input of the one decision in `open`."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from directory.physicians.rules import VisitKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


def minute_of(at: datetime) -> int:
    """Whole minutes since 1970 in UTC, rounded down."""
    passed = at - _EPOCH
    return passed.days * 1440 + passed.seconds // 60  # four times as quick as dividing by a minute


def minute_from(at: datetime) -> int:
    """As `minute_of`, rounded up: the first whole minute not before."""
    return -((_EPOCH - at) // _MINUTE)


def at_minute(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


class OpenTime(NamedTuple):
    """A time somebody can choose: the visit itself, without buffers.

    A tuple and not a dataclass because a page makes up to two thousand of them and a frozen dataclass costs three
    times as much.
    """

    physician_id: int
    starts: datetime
    ends: datetime
    visit: VisitKind


class WeeklyRange(NamedTuple):
    """Minutes after midnight on one weekday (Monday is 0), between two dates (both included) if given."""

    weekday: int
    starts: int
    ends: int
    first: date | None = None
    last: date | None = None


class DayChange(NamedTuple):
    """One day's opening or closing, in minutes after midnight."""

    day: date
    opens: bool
    starts: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingSettings:
    """A physician's own numbers; times in minutes, the window in days. An empty `accepts_` list accepts all."""

    length_video: int = 30
    length_telephone: int = 30
    step: int = 30
    buffer_before: int = 0
    buffer_after: int = 0
    notice: int = 24 * 60
    window: int = 60
    daily_cap: int | None = None
    weekly_cap: int | None = None
    accepts_reasons: tuple[str, ...] = ()
    accepts_countries: tuple[str, ...] = ()
    accepts_languages: tuple[str, ...] = ()
    video_address: str = ""

    def length(self, visit: VisitKind) -> int:
        return self.length_video if visit is VisitKind.VIDEO else self.length_telephone


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One physician's calendar around the dates asked for.

    `claimed` and `away` are [start, end) in minutes since 1970; claims include their buffers. `visits` are the starts
    of claimed visits, for the caps. Both must reach eight days past the dates asked for, so that a week's cap counts
    the whole week.
    """

    physician_id: int
    zone: str
    kinds: tuple[VisitKind, ...]
    bookable: bool = True  # standing, credentials and pauses, as `physicians` decides them
    settings: BookingSettings = BookingSettings()
    weekly: tuple[WeeklyRange, ...] = ()
    changes: tuple[DayChange, ...] = ()
    claimed: tuple[tuple[int, int], ...] = ()
    away: tuple[tuple[int, int], ...] = ()
    visits: tuple[int, ...] = ()


def with_a_way_in(kinds: tuple[VisitKind, ...], room: str, own_room: str) -> tuple[VisitKind, ...]:
    """A video call without a room, the site's or the physician's own, cannot take place, so it is not offered."""
    return tuple(kind for kind in kinds if kind is not VisitKind.VIDEO or room or own_room)


def without_claims(sheet: Sheet) -> Sheet:
    """The same calendar if nobody had taken anything: tells "just taken" from "never offered"."""
    return replace(sheet, claimed=(), away=(), visits=())
