"""The whole demo, a batch a transaction: other processes never wait for long."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice

from directory.accounts.actions import passwords
from directory.consultations.queries.consents import share_values
from directory.core import audit, transaction
from directory.core.db import session
from directory.demo import queries
from directory.demo.actions import accounts, consultations, members, membership, membership_dues, pictures, weeks
from directory.demo.actions.consultations import House
from directory.demo.actions.lives import lives, scene
from directory.demo.actions.pictures import Drawn
from directory.demo.actions.wipe import wipe
from directory.demo.models import DemoLoad
from directory.demo.rules.life import Life
from directory.demo.rules.members import SPECIAL, Member
from directory.demo.rules.opinions import practice
from directory.demo.rules.paths import PER_PHYSICIAN, Path
from directory.demo.rules.signs import PASSWORD, TREASURER
from directory.photos.actions import Cleaned

Progress = Callable[[int], None]  # so many more steps are done
MEMBERS, LIVES = 500, 60  # of a batch


@dataclass(frozen=True, slots=True)
class Asked:
    """From what the demo is made. The same seed and day make the same."""

    seed: int
    today: date
    physicians: int

    @property
    def at(self) -> datetime:
        """Everything before this moment has happened."""
        return datetime.combine(self.today, time(), UTC)


def load(asked: Asked, now: datetime, progress: Progress) -> int:
    """Returns how many consultations there are. `now` decides only which e-mails count as sent, and the next times."""
    password_hash = passwords.hashed(PASSWORD)
    drawn = _draw(progress)
    _begin(asked, now)
    every = members.members(asked.physicians, seed=asked.seed, today=asked.today)
    featured = list(islice(every, SPECIAL))
    house = _featured(featured, asked, drawn, password_hash, now)
    progress(len(featured))
    told = _tell(featured, house, asked)
    for batch in consultations.batches(told, LIVES):
        with transaction.unit():
            _record(consultations.write(batch, house))
        progress(len(batch))
    _membership(featured, house, asked, progress)
    _next_times(list(house.physicians.values()), now)
    for rest in _batched(every, MEMBERS):
        _plain(rest, asked, now)
        progress(len(rest))
    _finish(now)
    return len(told)


def _draw(progress: Progress) -> Drawn:
    """Before any transaction: it takes seconds."""
    photos: dict[str, Cleaned] = {}
    results: dict[str, bytes] = {}
    for name, photo, result in pictures.draw():
        results[name] = result
        if photo is not None:
            photos[name] = photo
        progress(1)
    return Drawn(photos, pictures.keep_pairs(results))


def _begin(asked: Asked, now: datetime) -> None:
    """What an interrupted load has left is removed first."""
    with transaction.unit():
        half = queries.present()
        if half is not None:
            wipe()
            session().expunge_all()  # the row that is written next has the same key
        session().add(
            DemoLoad(id=1, seed=asked.seed, today=asked.today, physicians=asked.physicians, begun=now, finished=None)
        )


def _featured(chosen: Sequence[Member], asked: Asked, drawn: Drawn, password_hash: str, now: datetime) -> House:
    """The physicians with accounts, results and consultations."""
    with transaction.unit():
        office = f"person:{accounts.coordinator(password_hash, asked.at).id}"
        others = accounts.others(password_hash, asked.at)
        people = members.sign_ins(chosen, password_hash, asked.at, seed=asked.seed)
        ids = members.write(chosen, people)
        members.show_results(chosen, ids, drawn.pairs, seed=asked.seed, today=asked.today)
        weeks.write(chosen, ids, seed=asked.seed, today=asked.today)
        _record(members.history(chosen, ids, office, asked.today))
        return House(
            seed=asked.seed,
            now=max(now, asked.at),
            physicians=ids,
            people=people,
            others=others,
            names={each.number: f"Dr {each.name}" for each in chosen},
            practices={each.number: practice(each) for each in chosen},
            calendars={},
            office=office,
            album=drawn.photos,
            words={each.number: share_values(ids[each.number], asked.at) for each in chosen},
        )


def _membership(chosen: Sequence[Member], house: House, asked: Asked, progress: Progress) -> None:
    """Those who were there before, then forty applications."""
    office = int(house.office.partition(":")[2])
    where = membership.hall(house.people, office, house.others, house.album, seed=asked.seed, today=asked.at)
    with transaction.unit():
        membership.adopt_policies(where)
        membership.members(chosen, house.physicians, where)
        membership_dues.write(chosen, house.physicians, house.others[TREASURER], where)
    membership.skip_used_rounds(house.physicians[1], asked.at)
    small = asked.physicians < SPECIAL
    told = membership.stories(where, {each.name for each in chosen}, small=small)
    membership.about_members(where, house.physicians, told[0].who)
    membership.write(told, progress)
    membership.settle(house.now)


def _tell(chosen: Sequence[Member], house: House, asked: Asked) -> list[Life]:
    with transaction.reading():
        where = scene(chosen, house.physicians, seed=asked.seed, today=asked.today)
    house.calendars.update(where.calendars)
    return lives(where, max(len(Path), PER_PHYSICIAN * len(chosen)))


def _plain(chosen: Sequence[Member], asked: Asked, now: datetime) -> None:
    """For benchmarks: physicians to be found and booked, nobody signs in."""
    with transaction.unit():
        ids = members.write(chosen, {})
        weeks.write(chosen, ids, seed=asked.seed, today=asked.today)
        weeks.write_next(list(ids.values()), now)


def _next_times(ids: Sequence[int], now: datetime) -> None:
    with transaction.unit():
        weeks.write_next(ids, now)


def _record(entries: Iterable[audit.Entry]) -> None:
    for each in sorted(entries, key=lambda entry: entry.at):
        audit.record(each.stream, each.action, actor=each.actor, subject=each.subject, now=each.at, **each.detail)


def _batched(every: Iterator[Member], size: int) -> Iterator[list[Member]]:
    while batch := list(islice(every, size)):
        yield batch


def _finish(now: datetime) -> None:
    with transaction.unit():
        row = queries.present()
        if row is not None:
            row.finished = now
