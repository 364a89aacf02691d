"""Three hundred consultations thought up: whose, with whom, and how each went. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from directory.core.settings import current
from directory.demo.rules import looks, people
from directory.demo.rules.calendars import Calendar
from directory.demo.rules.course import Numbers
from directory.demo.rules.life import Life
from directory.demo.rules.members import Member
from directory.demo.rules.paths import Path, paths, visit
from directory.demo.rules.stories import tell
from directory.demo.rules.story import Story
from directory.physicians.rules import LISTED, VisitKind
from directory.scheduling import queries
from directory.scheduling.rules import Sheet

FIRST_INBOX = 14  # beside one of each kind, so many more go to the physician whose inbox is shown
LONGEST = timedelta(days=400)


class NoTimeFound(RuntimeError):
    """No demo physician had a time for a consultation: too few physicians, or their weeks are too short."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where consultations take place: the moment up to which things have happened, and the calendars."""

    seed: int
    at: datetime
    members: tuple[Member, ...]
    calendars: dict[int, Calendar]


def scene(chosen: Sequence[Member], ids: dict[int, int], *, seed: int, today: date) -> Scene:
    """Those who may be booked, and could be all along."""
    at = datetime.combine(today, time(), UTC)
    able = tuple(each for each in chosen if each.standing in LISTED and not each.values["booking_paused"])
    sheets = queries.sheets([ids[each.number] for each in able], at - LONGEST, at + LONGEST, at)
    calendars = {each.number: Calendar(_always(sheets[ids[each.number]])) for each in able}
    return Scene(seed, at, able, calendars)


def _always(sheet: Sheet) -> Sheet:
    return replace(sheet, bookable=True)


def lives(where: Scene, count: int) -> list[Life]:
    """In the order of booking, as rows of a real database would be."""
    told = [_life(where, number, path) for number, path in enumerate(paths(count, seed=where.seed))]
    return sorted(told, key=lambda life: (life.created, life.number))


def _life(where: Scene, number: int, path: Path) -> Life:
    for attempt in range(60):
        rng = Random(f"{where.seed}/{where.at.date()}/consultation/{number}/{attempt}")
        chosen = _physician(where, rng, number, attempt)
        kind = visit(rng, path)
        calendar = where.calendars[chosen.number]
        if not calendar.offers(kind):
            continue
        before = calendar.sheet
        life = tell(path, Story(_new(where, rng, number, chosen, kind), calendar, where.at, rng))
        if life is not None:
            return life
        calendar.sheet = before  # what a story without an end has taken
    raise NoTimeFound(path)


def _physician(where: Scene, rng: Random, number: int, attempt: int) -> Member:
    first_inbox = number < len(Path) + FIRST_INBOX
    return where.members[0] if first_inbox and attempt < 12 else rng.choice(where.members)


def _new(where: Scene, rng: Random, number: int, chosen: Member, kind: VisitKind) -> Life:
    look = looks.look(rng, number, written=kind is VisitKind.WRITTEN)
    clinic = chosen.clinics[0]
    country = str(clinic["country"])
    region = str(clinic["region"]) if country in {"US", "CA", "AU"} else ""
    near = people.Home(country, region, str(clinic["zone"]), people.locale_of(country))
    home = people.home(rng, near, kind)
    return Life(
        number=number,
        physician=chosen.number,
        visit=kind,
        look=look,
        female=rng.random() < look.female,
        contact=people.contact(rng, number + 1, home, kind, year=where.at.year),
        locale=home.locale,
        zone=home.zone,
        numbers=Numbers(current().reminder_hours, timedelta(hours=current().change_closes_hours)),
        rng=rng,
        created=where.at,
        private=rng.random() < 0.08,
        fewer_reminders=rng.random() < 0.1,
    )
