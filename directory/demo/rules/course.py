"""What a demo consultation is at a moment, and what each step leaves: its state, its history, its letters."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from directory.accounts.rules.texts import Purpose
from directory.consultations.rules.booking import CancelReason, Contact, link_ends, prepare_due, reminders
from directory.consultations.rules.states import APPOINTMENTS, CONSULTATIONS, Appointment, Case, State
from directory.demo.rules.intake import Every
from directory.demo.rules.looks import Look
from directory.demo.rules.mail import Mail, Post
from directory.physicians.rules import VisitKind
from directory.scheduling.rules import OpenTime


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the history; `actor` is patient, physician, office or system."""

    at: datetime
    what: str
    actor: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The installation's settings that decide what a booking leaves behind."""

    reminder_hours: tuple[int, ...]
    change_closes: timedelta


@dataclass(slots=True)
class Course:
    number: int
    physician: int  # its number, not its id
    visit: VisitKind
    look: Look
    female: bool
    contact: Contact
    locale: str
    zone: str
    numbers: Numbers
    rng: Random = field(repr=False)
    created: datetime
    answers: Every = field(default_factory=dict)
    private: bool = False
    fewer_reminders: bool = False
    about: str = ""
    state: State = State.DRAFT
    appointment: Appointment | None = None
    slot: OpenTime | None = None
    proposed: datetime | None = None
    sequence: int = 0
    updated: datetime = field(init=False)
    booked: datetime | None = None
    confirmed: datetime | None = None
    ready: datetime | None = None
    opinion_due: datetime | None = None
    signed: datetime | None = None
    cancel_reason: str = ""
    cancel_words: str = ""
    cancelled: datetime | None = None
    physician_says: bool | None = None
    patient_says: bool | None = None
    active: bool = False
    link_until: datetime | None = None
    share: float = 0.0  # of Prepare
    photographed: datetime | None = None
    opened: list[datetime] = field(default_factory=list)
    consents: list[tuple[Purpose, datetime]] = field(default_factory=list)
    events: list[Happened] = field(default_factory=list)
    mail: Mail = field(default_factory=Mail)

    def __post_init__(self) -> None:
        self.updated = self.created

    @property
    def written(self) -> bool:
        return self.visit is VisitKind.WRITTEN

    def case(self, at: datetime) -> Case:
        return Case(self.visit, self.slot.starts if self.slot else None, at, self.numbers.change_closes)

    def _over(self, move: str, at: datetime) -> None:
        self._state(move, at)
        self.active, self.opinion_due = False, None
        self._bump(at)
        self._keep_open(at)
        self.mail.shut = at

    def _keep_open(self, at: datetime) -> None:
        """As `announcing`: the way to the page stays open for what came later."""
        self.link_until = link_ends(max(at, self.slot.ends if self.slot else at), at)

    def _ahead(self, at: datetime) -> None:
        """As `announcing.ahead`."""
        due = []
        if self.slot is not None:
            due = reminders(self.slot.starts, at, self.numbers.reminder_hours, fewer=self.fewer_reminders)
            after = self.slot.ends + timedelta(hours=24)
            self.mail.post(Post.TOOK_PLACE, at, after, self.sequence)
            self.mail.post(Post.TOOK_PLACE_PHYSICIAN, at, after, self.sequence)
        for reminder in due:
            self.mail.post(Post.REMINDER, at, reminder.due, self.sequence, part=f":{reminder.hours}")
        prepare = prepare_due(self.slot.starts if self.slot else None, at, due)
        if prepare is not None:
            self.mail.post(Post.PREPARE, at, prepare, 0)  # one for the life of a consultation

    def _state(self, move: str, at: datetime) -> None:
        self.state = CONSULTATIONS.target(move, self.state, self.case(at))

    def _appointment(self, move: str, at: datetime) -> None:
        if self.appointment is None:
            raise ValueError(f"no appointment to {move}")
        self.appointment = APPOINTMENTS.target(move, self.appointment, self.case(at))

    def _mark(self, move: str, at: datetime) -> None:
        self._appointment(move, at)
        self._bump(at)
        self._happened(move, "physician", at)

    def _close(self, at: datetime) -> None:
        self._state("close", at)
        self.active, self.opinion_due = False, None
        self.mail.shut = at

    def _end(self, reason: CancelReason, at: datetime) -> None:
        self._state("withdraw", at)
        self.cancel_reason, self.cancelled, self.active = reason.value, at, False
        self.mail.shut = at
        self._bump(at)

    def _bump(self, at: datetime) -> None:
        self.sequence += 1
        self.updated = at
        self.mail.bumps.append((self.sequence, at))

    def _happened(self, what: str, actor: str, at: datetime, **detail: str | int) -> None:
        self.events.append(Happened(at, what, actor, detail))
