"""The tools for telling what happened in a demo consultation, backwards from today."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from directory.core.clock import zone
from directory.demo.rules import intake
from directory.demo.rules.calendars import Calendar, between
from directory.demo.rules.life import Life
from directory.scheduling.rules import OpenTime

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_EARLY = 7


@dataclass(slots=True)
class Story:
    """`at` is the moment up to which everything has happened."""

    life: Life
    calendar: Calendar
    at: datetime
    rng: Random

    def back(self, least: float, most: float) -> datetime:
        """A moment so many days ago at which the patient was awake."""
        moment = between(self.rng, self.at - most * DAY, self.at - least * DAY)
        hour = moment.astimezone(zone(self.life.zone)).hour
        return moment - (hour + 2) * HOUR if hour < _EARLY else moment

    def slot(self, booked: datetime, low: datetime, high: datetime) -> OpenTime | None:
        return self.calendar.pick(self.rng, self.life.visit, max(low, booked), high, booked)

    def begin(self, booked: datetime, slot: OpenTime | None) -> Life:
        """The pages of Book, up to "Booked"."""
        life = self.life
        life.created = booked - timedelta(seconds=self.rng.randrange(80, 300))
        life.answers = {"wish": intake.wish(self.rng, life.look, female=life.female)}
        life.hold(slot)
        return life

    def book(self, booked: datetime, slot: OpenTime | None, *, confirmed: bool = True) -> Life:
        life = self.begin(booked, slot)
        life.book(booked)
        if confirmed:
            life.confirm(between(self.rng, booked + 2 * MINUTE, min(booked + 50 * MINUTE, self.at)))
        return life

    def prepare(self, until: datetime, share: float) -> None:
        life = self.life
        given = intake.prepared(
            self.rng,
            life.look,
            female=life.female,
            written=life.written,
            share=share,
            birth_year=life.contact.birth_year,
        )
        after = (life.confirmed or life.created) + 12 * MINUTE
        life.prepare(between(self.rng, after, max(after, until)), share, given)

    def call(self, booked: tuple[float, float], starts: tuple[float, float]) -> Life | None:
        """Booked so many days ago for a call so many days ago (negative: ahead); prepared more often than not."""
        moment = self.back(*booked)
        slot = self.slot(moment, self.at - starts[1] * DAY, min(self.at - starts[0] * DAY, moment + 35 * DAY))
        if slot is None:
            return None
        return self.book(moment, slot)

    def past(self, booked: tuple[float, float], starts: tuple[float, float]) -> Life | None:
        life = self.call(booked, starts)
        if life is None or life.slot is None:
            return None
        share = 1.0 if self.rng.random() < 0.75 else self.rng.choice((0.0, 0.3, 0.7))
        self.prepare(life.slot.starts - 10 * MINUTE, share)
        return life

    def ended(self, life: Life) -> datetime:
        ends = life.slot.ends if life.slot else self.at
        return between(self.rng, ends + MINUTE, min(ends + 25 * MINUTE, self.at))

    def attended(self, booked: tuple[float, float], starts: tuple[float, float]) -> Life | None:
        life = self.past(booked, starts)
        if life is None or life.slot is None:
            return None
        life.open_photos(life.slot.starts - self.rng.randrange(4, 40) * MINUTE)
        marked = self.ended(life)
        life.attend(marked, self.calendar.opinion_clock(marked))
        return life

    def requested(self, least: float, most: float) -> Life:
        """A written request, complete so many days ago."""
        ready = self.back(least, most)
        life = self.book(ready - self.rng.randrange(1, 40) * HOUR, None)
        self.prepare(ready, 1.0)
        moment = life.ready or ready
        life.request(moment, self.calendar.opinion_clock(moment))
        return life
