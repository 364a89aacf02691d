"""One demo consultation from its first page to today: each step leaves what the real action leaves.

Moves go through the real tables of states, so that no consultation stands where none can stand. Whom a row belongs to
is said in words here ("patient", "physician"); ids come when it is written.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from directory.accounts.rules.texts import Purpose
from directory.consultations.rules.asking import DeclineReason
from directory.consultations.rules.booking import CancelReason, link_ends
from directory.consultations.rules.states import Appointment
from directory.demo.rules.calendars import Clock
from directory.demo.rules.course import Course
from directory.demo.rules.intake import Every
from directory.demo.rules.mail import Post
from directory.scheduling.rules import OpenTime

MORE = "One more photo of the crown in daylight, please, from a little further away."


@dataclass(slots=True)
class Life(Course):
    """The steps, in the order in which they can come."""

    def hold(self, slot: OpenTime | None) -> None:
        self.updated = self.created
        self.slot = slot
        self.appointment = None if slot is None else Appointment.HELD

    def book(self, at: datetime) -> None:
        self.booked = self.updated = at
        self._state("book", at)
        if not self.written:
            self._appointment("book", at)
        self.consents.append((Purpose.SHARE, at))
        self._happened("booked", "patient", at, visit=self.visit.value)
        self.link_until = link_ends(self.slot.ends if self.slot else None, at)
        self.mail.post(Post.CONFIRMATION, at, at, self.sequence)
        if self.slot is not None:
            self.mail.post(Post.PHYSICIAN_BOOKED, at, at, self.sequence)
        self._ahead(at)

    def confirm(self, at: datetime) -> None:
        self.confirmed, self.active = at, True
        self._happened("confirmed", "patient", at)

    def prepare(self, at: datetime, share: float, answers: Every) -> None:
        self.share, self.updated = share, at
        self.answers |= answers
        if share < 1:
            return
        if self.look.photos:
            self.photographed = at - timedelta(minutes=self.rng.randrange(3, 9))
            self.consents.append((Purpose.PHOTOS, self.photographed))
        self._state("prepared", at)
        self._happened("prepared", "patient", at)
        self.ready = at
        self.mail.prepared = at

    def request(self, at: datetime, clock: Clock) -> None:
        """A written request is complete."""
        self._state("start_clock", at)
        self._clock_runs(clock, at)
        self.mail.post(Post.PHYSICIAN_REQUEST, at, at, self.sequence)

    def move(self, slot: OpenTime, at: datetime) -> None:
        self._appointment("reschedule", at)
        self.slot = slot
        self._bump(at)
        self._happened("rescheduled", "patient", at, starts=slot.starts.isoformat())
        self.link_until = link_ends(slot.ends, at)
        self.mail.post(Post.CHANGED, at, at, self.sequence)
        self.mail.post(Post.PHYSICIAN_CHANGED, at, at, self.sequence)
        self._ahead(at)

    def propose(self, starts: datetime, at: datetime) -> None:
        self._appointment("propose", at)
        self.proposed = starts
        self.sequence += 1
        self.mail.bumps.append((self.sequence, at))
        self._happened("proposed", "physician", at, starts=starts.isoformat())
        self.mail.post(Post.PROPOSED, at, at, self.sequence)
        self._ahead(at)

    def cancel(self, move: str, reason: CancelReason, at: datetime, *, actor: str, words: str = "") -> None:
        if not self.written:
            self._appointment(move, at)
        self._end(reason, at)
        self.cancel_words = words
        self._happened("cancelled", actor, at, reason=reason.value)
        self.mail.post(Post.CANCELLED, at, at, self.sequence)
        if self.slot is not None or self.ready is not None:
            self.mail.post(Post.PHYSICIAN_CANCELLED, at, at, self.sequence)

    def release(self, at: datetime) -> None:
        self._appointment("release", at)
        self._end(CancelReason.NOT_CONFIRMED, at)
        self._happened("released", "system", at)
        self.mail.post(Post.RELEASED, at, at, self.sequence)
        self.mail.post(Post.PHYSICIAN_CANCELLED, at, at, self.sequence)

    def open_photos(self, at: datetime) -> None:
        if self.photographed is not None and self.photographed < at:
            self.opened.append(at)

    def attend(self, at: datetime, clock: Clock) -> None:
        self._mark("attend", at)
        self.physician_says = True
        self._state("start_clock", at)
        self._clock_runs(clock, at)
        ends = self.slot.ends if self.slot else at
        self.mail.post(Post.FOLLOW_UP, at, max(at, ends + timedelta(hours=24)), self.sequence)

    def miss(self, at: datetime) -> None:
        self._mark("miss", at)
        self.physician_says = False
        self._close(at)
        self.mail.post(Post.MISSED, at, at, self.sequence)

    def absent(self, at: datetime) -> None:
        self._mark("absent", at)
        self._close(at)
        self.mail.post(Post.PHYSICIAN_ABSENT, at, at, self.sequence)

    def _clock_runs(self, clock: Clock, at: datetime) -> None:
        self.opinion_due = clock.due
        self.mail.post(Post.PHYSICIAN_DUE, at, clock.reminder, 0, part=self._clock())
        self.mail.post(Post.OFFICE_OVERDUE, at, clock.office, 0, part=self._clock())

    def _clock(self) -> str:
        return f":{self.opinion_due.astimezone(UTC):%Y%m%d}" if self.opinion_due else ""

    def run_over(self, at: datetime) -> None:
        self._state("run_over", at)
        self._happened("run_over", "system", at)
        self._keep_open(at)
        self.mail.post(Post.LATE, at, at, 0, part=self._clock())
        self.mail.post(Post.PHYSICIAN_OVERDUE, at, at, 0, part=self._clock())

    def ask(self, at: datetime) -> None:
        """The physician asks for another view; the clock stands still."""
        self._state("ask_more", at)
        self.updated, self.opinion_due, self.mail.stopped = at, None, at
        row = {"at": at.isoformat(), "views": ["crown"], "words": MORE, "left": 2, "answer": "", "answered": None}
        self.answers = {**self.answers, "asked": {"list": [{**row, "surgical": False}]}}
        self._happened("more_asked", "physician", at, photos=1)
        self._keep_open(at)
        self.mail.post(Post.MORE_ASKED, at, at, 0, part=":1")

    def sign(self, at: datetime) -> None:
        self._state("sign", at)
        self.updated, self.active, self.opinion_due = at, False, None
        self.signed = at
        self._happened("opinion_signed", "physician", at, version=1)
        self._keep_open(at)
        self.mail.shut = at
        self.mail.post(Post.SOMETHING_NEW, at, at, 0, part=":1")

    def decline(self, reason: DeclineReason, at: datetime) -> None:
        """After the call, or a written request."""
        self._over("decline", at)
        self.cancel_reason = reason.value
        self._happened("declined", "physician", at, reason=reason.value)
        self.mail.post(Post.DECLINED, at, at, self.sequence)

    def fall_silent(self, at: datetime) -> None:
        self._over("close", at)
        self._happened("closed", "system", at)
        self.mail.post(Post.CLOSED, at, at, self.sequence)
