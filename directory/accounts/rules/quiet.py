"""When e-mails may come: quiet hours and the hour of the daily digest, on the wall of the reader's own clock.

Until somebody chooses, nothing waits: quiet hours are off, for we do not know in which time zone a night is.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from directory.core.clock import is_zone, today, zone
from directory.core.refusals import N_, Refusal

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class NoNight(Refusal):
    message = N_("Choose two different hours: quiet hours that end when they begin would never end.")
    field = "ends"


class DigestInQuietHours(Refusal):
    message = N_("The daily digest would come within your quiet hours. Choose another hour for one of them.")
    field = "digest"


class UnknownZone(Refusal):
    message = N_("Choose your time zone from the list.")
    field = "zone"


@dataclass(frozen=True, slots=True)
class Hours:
    zone: str = "UTC"
    quiet: bool = False
    starts: time = field(default=time(21))
    ends: time = field(default=time(7))
    digest: time = field(default=time(7))


def check(hours: Hours) -> None:
    if not is_zone(hours.zone):
        raise UnknownZone
    if not hours.quiet:
        return
    if hours.starts == hours.ends:
        raise NoNight
    if _on_the_wall(hours):
        raise DigestInQuietHours


def _on_the_wall(hours: Hours) -> bool:
    """Is the digest's hour from `starts` until before `ends`, over midnight too?"""
    if hours.starts < hours.ends:
        return hours.starts <= hours.digest < hours.ends
    return hours.digest >= hours.starts or hours.digest < hours.ends


def quiet_until(hours: Hours, now: datetime) -> datetime | None:
    """The end of the quiet hours that `now` lies in."""
    if not hours.quiet:
        return None
    here = today(hours.zone, now)
    for day in (here - DAY, here):  # a night begins on one day and ends on the next
        last = day if hours.starts < hours.ends else day + DAY
        ends = instant(last, hours.ends, hours.zone)
        if instant(day, hours.starts, hours.zone) <= now < ends:
            return ends
    return None


def digest_after(hours: Hours, moment: datetime) -> tuple[date, datetime]:
    """The next time of a digest after a moment, and its day."""
    day = today(hours.zone, moment)
    while (due := instant(day, hours.digest, hours.zone)) <= moment:
        day += DAY
    return day, due


def instant(day: date, wall: time, zone_name: str) -> datetime:
    """The first moment at which the clock on that wall shows this time. Where it is put forward over it: the moment at
    which it is put forward, so that quiet hours neither last an hour longer nor have no end."""
    local = datetime.combine(day, wall, tzinfo=zone(zone_name))
    first, other = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if other >= first:  # the same, or the second of two in autumn
        return first
    offset = local.replace(fold=1).utcoffset()
    moments = (other + MINUTE * n for n in range(int((first - other) / MINUTE)))
    return next((each for each in moments if each.astimezone(local.tzinfo).utcoffset() == offset), first)
