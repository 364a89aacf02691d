"""One demo physician: who, where, what is offered, which credentials. Drawn from the number and the seed."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from directory.demo.rules import names, texts
from directory.demo.rules.credentials import Trouble, credentials
from directory.demo.rules.offers import Values, procedures
from directory.demo.rules.towns import AREAS, LANDS, ZONES, Land
from directory.physicians.rules import FORMER, PatientGroup, Standing, sort_name
from directory.places.rules import Place, fold

_STANDINGS = {
    9: Standing.PROBATION, 21: Standing.PROBATION, 37: Standing.PROBATION, 13: Standing.UNDER_REVIEW,
    44: Standing.UNDER_REVIEW, 51: Standing.SUSPENDED, 52: Standing.RESIGNED, 53: Standing.DRAFT,
    55: Standing.LAPSED, 58: Standing.REMOVED,
}  # fmt: skip
_TROUBLES = {
    27: Trouble.NO_COVER, 40: Trouble.NO_COVER, 33: Trouble.LICENCE_EXPIRED, 46: Trouble.UNVERIFIED,
    48: Trouble.SECOND_LICENCE_EXPIRED,
}  # fmt: skip
_PAUSED = 18
_CLOSED_TO_NEW = frozenset({15, 49})
SPECIAL = 60  # of every so many, the same numbers are special


@dataclass(frozen=True, slots=True)
class Member:
    """Rows without their physician's id."""

    number: int
    town: str
    values: Values
    clinics: tuple[Values, ...]
    languages: tuple[str, ...]
    groups: tuple[PatientGroup, ...]
    procedures: tuple[tuple[Values, tuple[Values, ...]], ...]
    credentials: tuple[Values, ...]
    publications: tuple[Values, ...]
    land: Land = field(repr=False)

    @property
    def name(self) -> str:
        return str(self.values["name"])

    @property
    def slug(self) -> str:
        return str(self.values["slug"])

    @property
    def standing(self) -> Standing:
        return Standing(str(self.values["standing"]))

    @property
    def since(self) -> date:
        """When the membership began; drafts have none yet, but something to count from."""
        since = self.values["member_since"]
        return since if isinstance(since, date) else self.joined

    @property
    def joined(self) -> date:
        created = self.values["created_on"]
        return created if isinstance(created, date) else date.min


def member(number: int, name: str, town: Place, region: str, *, seed: int, today: date) -> Member:
    """`region` is the code licences are given by, or empty."""
    rng = Random(f"{seed}/{today}/physician/{number}")
    land, special = LANDS[town.country], number % SPECIAL
    joined = today - timedelta(days=rng.choice((90, 240, 500, 800, 1300, 1900, 2600, 3200)) + rng.randrange(80))
    offered = procedures(rng, land, today, special)
    return Member(
        number=number,
        town=town.name,
        values=_values(rng, number, name, town, joined=joined, today=today),
        clinics=_clinics(rng, town, region),
        languages=tuple(dict.fromkeys([*land.languages[: rng.choice((1, 2, 3))], "en"])),
        groups=_groups(rng, special),
        procedures=offered,
        credentials=credentials(rng, town.country, region, joined, today=today, trouble=_TROUBLES.get(special)),
        publications=_publications(rng, today),
        land=land,
    )


def _values(rng: Random, number: int, name: str, town: Place, *, joined: date, today: date) -> Values:
    special = number % SPECIAL
    standing = _STANDINGS.get(special, Standing.ACTIVE)
    left = today - timedelta(days=rng.randrange(30, 400)) if standing in FORMER else None
    since = None if standing is Standing.DRAFT else joined
    practising = min(joined.year - 2, today.year - rng.randrange(5, 31))
    land = LANDS[town.country]
    phone = _phone(rng, land, town.name) if special % 4 == 0 else ""
    return {
        "slug": "-".join(fold(name).split()),
        "name": name,
        "degrees": rng.choice(land.degrees),
        "sort_name": sort_name(name),
        "statement": texts.statement(rng, practising),
        "standing": standing,
        "member_since": since,
        "left_on": left,
        "confirmed_on": None if since is None else max(joined, today - timedelta(days=rng.randrange(3, 88))),
        "zone": ZONES.get(town.name, town.zone),
        "accepts_new": special not in _CLOSED_TO_NEW,
        "booking_paused": special == _PAUSED,
        "video": special != 17,
        "telephone": number == 1 or special == 17 or rng.random() < 0.45,
        "written": number == 1 or rng.random() < 0.6,
        "out_of_hours": phone,
        "out_of_hours_number": "".join(c for c in phone if c in "+0123456789"),
        "practising_since": practising,
        "share_percent": rng.choice((40, 50, 60, 75, 80, 90, 100, 100)),
        "largest_session": rng.choice((1800, 2200, 2600, 3000, 3400, 4000)),
        "created_on": joined - timedelta(days=30),
    }


def _phone(rng: Random, land: Land, town: str) -> str:
    """From the ranges kept free for films and books, so that nobody's telephone rings; empty where there is none."""
    two, three, four = f"{rng.randrange(100):02}", f"{rng.randrange(1000):03}", f"{rng.randrange(10000):04}"
    return land.phone.format(area=AREAS.get(town, ""), two=two, three=three, four=four)


def _clinics(rng: Random, town: Place, region: str) -> tuple[Values, ...]:
    return tuple(_clinic(rng, town, region) for _ in range(1 if rng.random() < 0.8 else 2))


def _clinic(rng: Random, town: Place, region: str) -> Values:
    phone = _phone(rng, LANDS[town.country], town.name)
    return {
        "name": names.clinic(rng, town.name),
        "address": names.street(rng),
        "city": town.name,
        "region": region or town.region,
        "country": town.country,
        "latitude": round(town.latitude + rng.uniform(-0.03, 0.03), 5),
        "longitude": round(town.longitude + rng.uniform(-0.03, 0.03), 5),
        "zone": town.zone,
        "phone": phone,
        "phone_number": "".join(c for c in phone if c in "+0123456789"),
        "accessibility": rng.choice(texts.ACCESS),
    }


def _groups(rng: Random, special: int) -> tuple[PatientGroup, ...]:
    chosen = [group for group in PatientGroup if rng.random() < 0.4]
    if special == 1:
        chosen = [PatientGroup.WOMEN, PatientGroup.AFRO_TEXTURED, PatientGroup.REPAIR]
    return tuple(chosen)


def _publications(rng: Random, today: date) -> tuple[Values, ...]:
    chosen = rng.sample(texts.PUBLICATIONS, rng.choice((0, 0, 1, 2)))
    return tuple(
        {"kind": kind, "title": title, "venue": venue, "year": today.year - rng.randrange(1, 12)}
        for kind, title, venue in chosen
    )
