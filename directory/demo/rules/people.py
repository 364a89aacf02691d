"""Demo patients: where they live, how they are reached. Numbers are from ranges kept free for fiction."""

from dataclasses import dataclass
from random import Random

from directory.consultations.rules.booking import Contact
from directory.demo.rules import names
from directory.physicians.rules import VisitKind


@dataclass(frozen=True, slots=True)
class Home:
    country: str
    region: str
    zone: str
    locale: str


HOMES = (
    Home("US", "NY", "America/New_York", "en_US"),
    Home("US", "CA", "America/Los_Angeles", "en_US"),
    Home("US", "TX", "America/Chicago", "en_US"),
    Home("CA", "ON", "America/Toronto", "en_CA"),
    Home("GB", "", "Europe/London", "en_GB"),
    Home("GB", "", "Europe/London", "en_GB"),
    Home("IE", "", "Europe/Dublin", "en_IE"),
    Home("AU", "NSW", "Australia/Sydney", "en_AU"),
    Home("DE", "", "Europe/Berlin", "en"),
    Home("FR", "", "Europe/Paris", "en"),
    Home("SE", "", "Europe/Stockholm", "en"),
)
_LOCALES = {
    "US": "en_US",
    "GB": "en_GB",
    "CA": "en_CA",
    "AU": "en_AU",
    "IE": "en_IE",
    "NZ": "en_NZ",
    "IN": "en_IN",
    "ZA": "en_ZA",
}
_PHONES = {"US": "+1212555{n:04}", "CA": "+1416555{n:04}", "GB": "+447700900{m:03}", "AU": "+61255500{m:03}"}
_DIALLED = frozenset(_PHONES)


def home(rng: Random, near: Home, visit: VisitKind) -> Home:
    """Most live in the physician's country; who wants to be telephoned lives where there are numbers for fiction."""
    if rng.random() < 0.8 and (visit is not VisitKind.TELEPHONE or near.country in _DIALLED):
        return near
    return rng.choice([each for each in HOMES if visit is not VisitKind.TELEPHONE or each.country in _DIALLED])


def locale_of(country: str) -> str:
    return _LOCALES.get(country, "en")


def contact(rng: Random, number: int, where: Home, visit: VisitKind, *, year: int) -> Contact:
    telephone = visit is VisitKind.TELEPHONE
    phone = _PHONES[where.country].format(n=100 + rng.randrange(100), m=rng.randrange(1000)) if telephone else ""
    return Contact(
        name=names.patient(rng),
        email=f"patient-{number:03}@example.org",
        phone=phone,
        leave_message=telephone and rng.random() < 0.6,
        country=where.country,
        region=where.region,
        birth_year=year - int(rng.triangular(20, 68, 36)),
        birth_date="",
    )
