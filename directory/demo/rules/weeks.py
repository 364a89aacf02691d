"""When demo physicians consult: hours of the week, booking settings, exceptions and time off."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from directory.demo.rules import texts
from directory.demo.rules.offers import Values
from directory.scheduling.rules import BookingSettings

_PATTERNS = (
    ((0, 9, 12), (2, 13, 17), (4, 9, 12)),
    ((0, 8, 10), (1, 8, 10), (2, 8, 10), (3, 8, 10), (4, 8, 10)),
    ((1, 16, 20), (3, 16, 20), (5, 9, 13)),
    ((0, 10, 12), (0, 14, 17), (3, 10, 12), (3, 14, 17)),
    ((1, 9, 13), (2, 9, 13), (4, 13, 18)),
    ((2, 18, 21), (6, 10, 13)),
)
_FULL = ((0, 9, 12), (0, 13, 17), (1, 9, 12), (1, 13, 17), (2, 9, 12), (3, 9, 12), (3, 13, 18), (4, 9, 13))


@dataclass(frozen=True, slots=True)
class Week:
    settings: BookingSettings
    rules: tuple[Values, ...]
    exceptions: tuple[Values, ...]
    away: tuple[tuple[date, int, str], ...]  # the first day, how many days, a note


def week(number: int, slug: str, *, seed: int, today: date) -> Week:
    rng = Random(f"{seed}/{today}/week/{number}")
    pattern = _FULL if number == 1 else rng.choice(_PATTERNS)
    rules: tuple[Values, ...] = tuple(
        {"weekday": day, "starts": first * 60, "ends": last * 60} for day, first, last in pattern
    )
    return Week(
        settings=_settings(rng, number, slug),
        rules=rules,
        exceptions=_exceptions(rng, pattern[0][0], today),
        away=_away(rng, number, today),
    )


def _settings(rng: Random, number: int, slug: str) -> BookingSettings:
    if number == 1:
        return BookingSettings(buffer_after=10, window=90, video_address=f"https://video.example.org/{slug}")
    length = rng.choice((20, 30, 30, 30, 45))
    return BookingSettings(
        length_video=length,
        length_telephone=rng.choice((15, 20, 30)),
        step=rng.choice((15, 30, 30, 60)),
        buffer_before=rng.choice((0, 0, 5)),
        buffer_after=rng.choice((0, 0, 10, 15)),
        notice=rng.choice((4, 12, 24, 24, 48)) * 60,
        window=rng.choice((30, 45, 60, 60, 90)),
        daily_cap=rng.choice((None, None, 3, 4, 6)),
        weekly_cap=rng.choice((None, None, None, 8, 12)),
        accepts_reasons=("receding", "parting", "repair", "not_sure") if number % 60 == 11 else (),
        accepts_languages=(),
        video_address=f"https://video.example.org/{slug}",
    )


def _exceptions(rng: Random, weekday: int, today: date) -> tuple[Values, ...]:
    """A Saturday morning more, and one clinic day that ends at noon."""
    if rng.random() < 0.5:
        return ()
    monday = today - timedelta(days=today.weekday())
    saturday = monday + timedelta(days=12 + 7 * rng.randrange(3))
    shorter = monday + timedelta(days=14 + weekday)
    return (
        {"day": saturday, "opens": True, "starts": 9 * 60, "ends": 12 * 60},
        {"day": shorter, "opens": False, "starts": 12 * 60, "ends": 24 * 60},
    )


def _away(rng: Random, number: int, today: date) -> tuple[tuple[date, int, str], ...]:
    if number == 1:
        return ((today + timedelta(days=38), 5, "Congress"),)
    if rng.random() < 0.6:
        return ()
    return ((today + timedelta(days=rng.randrange(16, 70)), rng.choice((2, 5, 10)), rng.choice(texts.AWAY)),)
