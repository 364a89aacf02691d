"""What is asked to book, who may, and when reminders are due. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Refusal
from directory.physicians.rules import VisitKind
from directory.scheduling.rules import Reason

ADULT = 18
OLDEST = 120
CODE_MINUTES = 10
CODE_TRIES = 5
CODES_A_DAY = 20  # a hundred guesses of a million a day, whoever asks
ADDRESS_CHANGE = timedelta(hours=1)
DEVICE_DAYS = 30
VISIT_HOURS = 12  # how long the browser of the booking is remembered without being asked
JOIN_OPENS = timedelta(minutes=15)
OPINION_DAYS = 3
OFFICE_AFTER = 2  # clinic days after the last one: the fifth of three


class Ease(StrEnum):
    CAPTIONS = "captions"
    INTERPRETER = "interpreter"
    MORE_TIME = "more_time"
    COMPANION = "companion"
    CAMERA_OFF = "camera_off"


EASE = {
    Ease.CAPTIONS: N_("Captions"),
    Ease.INTERPRETER: N_("An interpreter"),
    Ease.MORE_TIME: N_("More time"),
    Ease.COMPANION: N_("Someone with me"),
    Ease.CAMERA_OFF: N_("My camera off"),
}


class CancelReason(StrEnum):
    TIME = "time"
    ELSEWHERE = "elsewhere"
    NOT_NEEDED = "not_needed"
    UNWELL = "unwell"
    WORRIED = "worried"
    OTHER = "other"
    REPLACED = "replaced"
    NOT_CONFIRMED = "not_confirmed"
    PHYSICIAN = "physician"


CANCEL_CHOICES = {
    CancelReason.TIME: N_("The time does not suit me any more"),
    CancelReason.ELSEWHERE: N_("I found help elsewhere"),
    CancelReason.NOT_NEEDED: N_("I do not need it any more"),
    CancelReason.UNWELL: N_("I am not well"),
    CancelReason.WORRIED: N_("I am worried about my privacy"),
    CancelReason.OTHER: N_("Another reason"),
}


class UnderAge(Refusal):
    field = "adult"
    message = N_(
        "We are sorry: this service is for people of 18 and over. Please speak with your family doctor, "
        "who can look at hair loss at any age."
    )


class FullDateNeeded(Refusal):
    field = "birth_date"
    message = N_("A year alone does not tell us whether you are 18 yet. Please enter your full date of birth.")


@dataclass(frozen=True, slots=True)
class Birth:
    """A year is enough for most; the full date is asked of those born 18 years ago."""

    adult: bool
    year: int
    full: date | None = None


def check_adult(birth: Birth, today: date) -> None:
    """Raises UnderAge, or FullDateNeeded where the year alone cannot decide."""
    if not birth.adult or today.year - birth.year < ADULT:
        raise UnderAge
    if today.year - birth.year > ADULT:
        return
    if birth.full is None or birth.full.year != birth.year:
        raise FullDateNeeded
    if (birth.full.month, birth.full.day) > (today.month, today.day):
        raise UnderAge


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    email: str
    phone: str
    leave_message: bool
    country: str
    region: str
    birth_year: int
    birth_date: str  # ISO, only where the year could not decide


@dataclass(frozen=True, slots=True)
class Wish:
    reason: Reason
    words: str
    ease: tuple[Ease, ...]
    language: str = ""  # BCP 47: what they would like to speak


@dataclass(frozen=True, slots=True)
class Reminder:
    hours: int
    due: datetime


def reminders(starts: datetime, now: datetime, hours: Iterable[int], *, fewer: bool) -> list[Reminder]:
    """Those still ahead: one whose lead is already over when booked is skipped. `fewer` leaves the last but one."""
    due = [Reminder(h, starts - timedelta(hours=h)) for h in _leads(hours, fewer=fewer)]
    return [reminder for reminder in due if reminder.due > now + timedelta(minutes=30)]


def still_wanted(hours: int, all_hours: Iterable[int], *, fewer: bool) -> bool:
    """Asked once more when a reminder is sent: fewer may have been asked for since it was posted."""
    return not fewer or hours in _leads(all_hours, fewer=True)


def _leads(hours: Iterable[int], *, fewer: bool) -> list[int]:
    chosen = sorted(hours, reverse=True)
    return [chosen[-2]] if fewer and len(chosen) > 1 else chosen


def prepare_due(starts: datetime | None, now: datetime, ahead: Iterable[Reminder]) -> datetime | None:
    """When to name what is missing; None where a reminder comes at about that time and names it as well."""
    if starts is None:
        return now + timedelta(days=2)
    due = now + timedelta(hours=24)
    first = min((reminder.due for reminder in ahead), default=starts)
    return due if due + timedelta(hours=12) < first else None


def confirm_by(sent: datetime, starts: datetime | None, hours: int) -> datetime:
    """Until when the e-mail must be opened: 2 hours where the start is nearer than the usual time."""
    usual = sent + timedelta(hours=hours)
    if starts is not None and starts < usual:
        return sent + timedelta(hours=2)
    return usual


def working_days_after(start: datetime, days: int, zone_today: date, weekdays: frozenset[int]) -> date:
    """The date `days` clinic days after a day; a clinic without any day counts Monday to Friday."""
    del start
    week = weekdays or frozenset(range(5))
    current, left = zone_today, days
    while left:
        current += timedelta(days=1)
        left -= current.weekday() in week
    return current


def may_join(starts: datetime, ends: datetime, now: datetime) -> bool:
    return starts - JOIN_OPENS <= now <= ends + timedelta(hours=2)


def link_ends(ends: datetime | None, now: datetime) -> datetime:
    """Links end some time after the consultation, or after what came later."""
    return (ends or now).astimezone(UTC) + timedelta(days=90)


def required_fields(visit: VisitKind, *, region: bool) -> int:
    """How many answers a booking needs, the time among them: the page promises about two minutes.

    A written request has no time. A call by telephone needs a number, and the number says the country.
    """
    time, country, phone = (
        visit is not VisitKind.WRITTEN,
        visit is not VisitKind.TELEPHONE,
        visit is VisitKind.TELEPHONE,
    )
    return len(("name", "e-mail", "18 or over", "year of birth", "reason", "consent")) + time + country + phone + region
