"""What happens in each kind of demo consultation. A story that finds no time, or a wrong ending, is None."""

from collections.abc import Callable
from datetime import datetime, timedelta

from directory.consultations.rules.asking import DeclineReason
from directory.consultations.rules.booking import CANCEL_CHOICES, CancelReason
from directory.demo.rules.calendars import between
from directory.demo.rules.life import Life
from directory.demo.rules.paths import Path
from directory.demo.rules.story import DAY, HOUR, MINUTE, Story

_QUIET = 60 * DAY
Tell = Callable[[Story], Life | None]
Answer = Callable[[Life, datetime], None]


def tell(path: Path, story: Story) -> Life | None:
    return _TOLD[path](story)


def _held(story: Story) -> Life | None:
    moment = story.back(0.01, 0.12)
    slot = story.slot(moment, moment, moment + 30 * DAY)
    return None if slot is None else story.begin(moment, slot)


def _unconfirmed(story: Story) -> Life | None:
    moment = story.back(0.02, 0.25)
    slot = story.slot(moment, story.at + 2 * DAY, story.at + 30 * DAY)
    return None if slot is None else story.book(moment, slot, confirmed=False)


def _ahead(story: Story) -> Life | None:
    days = story.rng.choice(((0.1, 2.5), (1.0, 6.0), (3.0, 14.0)))
    return story.call(days, (-40.0, -1.0) if story.rng.random() < 0.5 else (-9.0, -1.0))


def _booked(story: Story) -> Life | None:
    life = _ahead(story)
    if life is not None:
        story.prepare(story.at - 5 * MINUTE, story.rng.choice((0.0, 0.0, 0.3, 0.7)))
    return life


def _ready(story: Story) -> Life | None:
    life = _ahead(story)
    if life is not None:
        story.prepare(story.at - 5 * MINUTE, 1.0)
    return life


def _moved(story: Story) -> Life | None:
    life = story.call((3.0, 12.0), (-40.0, -2.0))
    if life is None or life.slot is None:
        return None
    moment = story.back(0.1, 2.0)
    other = story.slot(moment, story.at + 2 * DAY, story.at + 40 * DAY)
    if other is not None:
        story.calendar.give_back(life.slot)
        life.move(other, moment)
        story.prepare(story.at - 5 * MINUTE, story.rng.choice((0.0, 0.7, 1.0)))
    return life if other is not None else None


def _proposed(story: Story) -> Life | None:
    life = _ready(story) if story.rng.random() < 0.4 else _booked(story)
    if life is None or life.slot is None:
        return None
    moment = max(story.back(0.02, 1.2), (life.ready or life.confirmed or life.created) + MINUTE)
    other = story.calendar.pick(story.rng, life.visit, story.at + 2 * DAY, story.at + 25 * DAY, moment, take=False)
    if other is not None:
        life.propose(other.starts, min(moment, story.at - MINUTE))
    return life if other is not None else None


def _cancelled(move: str, actor: str) -> Tell:
    def told(story: Story) -> Life | None:
        moment = story.back(3.0, 120.0)
        slot = story.slot(moment, moment + 30 * HOUR, moment + 30 * DAY)
        if slot is None:
            return None
        life = story.book(moment, slot)
        if story.rng.random() < 0.5:
            story.prepare(moment + 8 * HOUR, 1.0)
        after = (life.ready or life.confirmed or moment) + HOUR
        when = between(story.rng, after, min(slot.starts - 5 * HOUR, story.at - HOUR))
        reason = story.rng.choice(list(CANCEL_CHOICES)) if actor == "patient" else CancelReason.PHYSICIAN
        words = "I have to travel that week." if reason is CancelReason.TIME and story.rng.random() < 0.4 else ""
        life.cancel(move, reason, when, actor=actor, words=words)
        story.calendar.give_back(slot)
        return life

    return told


def _released(story: Story) -> Life | None:
    moment = story.back(2.0, 60.0)
    slot = story.slot(moment, moment + 3 * DAY, moment + 30 * DAY)
    if slot is None:
        return None
    life = story.book(moment, slot, confirmed=False)
    life.release(moment + 24 * HOUR + MINUTE)
    story.calendar.give_back(slot)
    return life


def _unmarked(story: Story) -> Life | None:
    return story.past((6.0, 14.0), (0.05, 1.9))


def _opinion_due(story: Story) -> Life | None:
    life = story.attended((6.0, 16.0), (0.05, 3.0))
    return life if life and life.opinion_due and life.opinion_due > story.at + 4 * HOUR else None


def _overdue(story: Story) -> Life | None:
    life = story.attended((16.0, 24.0), (7.0, 13.0))
    if life is None or life.opinion_due is None or life.opinion_due > story.at - 2 * HOUR:
        return None
    life.run_over(life.opinion_due + MINUTE)
    return life


def _ask(life: Life, at: datetime) -> None:
    life.ask(at)


def _sign(life: Life, at: datetime) -> None:
    life.sign(at)


def _decline(life: Life, at: datetime) -> None:
    life.decline(life.rng.choice([each for each in DeclineReason if each is not DeclineReason.OTHER]), at)


def _answered(answer: Answer, booked: tuple[float, float], starts: tuple[float, float], hours: tuple[int, int]) -> Tell:
    def told(story: Story) -> Life | None:
        life = story.attended(booked, starts)
        if life is None or life.slot is None:
            return None
        moment = life.slot.ends + timedelta(minutes=story.rng.randrange(hours[0] * 60, hours[1] * 60))
        life.open_photos(moment - 11 * MINUTE)
        answer(life, min(moment, story.at - MINUTE))
        return life

    return told


def _quiet(story: Story) -> Life | None:
    life = _answered(_ask, (90.0, 110.0), (72.0, 88.0), (5, 30))(story)
    if life is not None:
        life.fall_silent(life.updated + _QUIET + MINUTE)
    return life


def _missed(story: Story) -> Life | None:
    life = story.past((8.0, 100.0), (1.0, 90.0))
    if life is not None:
        life.miss(story.ended(life))
    return life


def _absent(story: Story) -> Life | None:
    life = story.past((10.0, 60.0), (2.0, 50.0))
    if life is not None:
        life.absent(story.ended(life))
    return life


def _written_waiting(story: Story) -> Life | None:
    life = story.book(story.back(0.1, 9.0), None)
    story.prepare(story.at - 5 * MINUTE, story.rng.choice((0.0, 0.3, 0.7)))
    return life


def _written_due(story: Story) -> Life | None:
    life = story.requested(0.05, 2.2)
    return life if life.opinion_due and life.opinion_due > story.at + 4 * HOUR else None


def _written_overdue(story: Story) -> Life | None:
    life = story.requested(8.0, 13.0)
    if life.opinion_due is None or life.opinion_due > story.at - 2 * HOUR:
        return None
    life.run_over(life.opinion_due + MINUTE)
    return life


def _written(answer: Answer, least: float, most: float) -> Tell:
    def told(story: Story) -> Life | None:
        life = story.requested(least, most)
        moment = (life.ready or life.created) + timedelta(minutes=story.rng.randrange(200, 2000))
        life.open_photos(moment - 12 * MINUTE)
        answer(life, moment)
        return life

    return told


def _written_withdrawn(story: Story) -> Life | None:
    life = story.book(story.back(4.0, 60.0), None)
    moment = (life.confirmed or life.created) + story.rng.randrange(5, 60) * HOUR
    life.cancel("cancel_by_patient", story.rng.choice(list(CANCEL_CHOICES)), moment, actor="patient")
    return life


def _written_quiet(story: Story) -> Life | None:
    life = _written(_ask, 70.0, 120.0)(story)
    if life is not None:
        life.fall_silent(life.updated + _QUIET + MINUTE)
    return life


_TOLD: dict[Path, Tell] = {
    Path.HELD: _held,
    Path.UNCONFIRMED: _unconfirmed,
    Path.BOOKED: _booked,
    Path.READY: _ready,
    Path.MOVED: _moved,
    Path.PROPOSED: _proposed,
    Path.CANCELLED_BY_PATIENT: _cancelled("cancel_by_patient", "patient"),
    Path.CANCELLED_BY_PHYSICIAN: _cancelled("cancel_by_physician", "physician"),
    Path.CANCELLED_BY_OFFICE: _cancelled("cancel_by_office", "office"),
    Path.RELEASED: _released,
    Path.UNMARKED: _unmarked,
    Path.OPINION_DUE: _opinion_due,
    Path.OVERDUE: _overdue,
    Path.MORE_ASKED: _answered(_ask, (8.0, 16.0), (2.2, 6.0), (3, 20)),
    Path.SIGNED: _answered(_sign, (12.0, 170.0), (4.0, 160.0), (1, 50)),
    Path.DECLINED: _answered(_decline, (12.0, 120.0), (4.0, 110.0), (1, 20)),
    Path.QUIET: _quiet,
    Path.MISSED: _missed,
    Path.ABSENT: _absent,
    Path.WRITTEN_DRAFT: lambda story: story.begin(story.back(0.02, 0.7), None),
    Path.WRITTEN_WAITING: _written_waiting,
    Path.WRITTEN_DUE: _written_due,
    Path.WRITTEN_OVERDUE: _written_overdue,
    Path.WRITTEN_MORE: _written(_ask, 2.0, 8.0),
    Path.WRITTEN_SIGNED: _written(_sign, 4.0, 170.0),
    Path.WRITTEN_DECLINED: _written(_decline, 4.0, 100.0),
    Path.WRITTEN_WITHDRAWN: _written_withdrawn,
    Path.WRITTEN_QUIET: _written_quiet,
}
