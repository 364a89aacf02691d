"""How a consultation reads to those who work with it: the queues of the inbox, who acts next, which moves. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.consultations.rules.states import COMING, ENDED, Appointment, State
from directory.consultations.rules.tasks import Task
from directory.core.refusals import N_, Conflict
from directory.physicians.rules import VisitKind

FRESH = timedelta(days=3)
MARK_WITHIN = timedelta(hours=24)


class Queue(StrEnum):
    """A consultation may stand in more than one; `done` holds those that stand in no other."""

    NEW = "new"
    MINE = "mine"
    THEIRS = "theirs"
    UPCOMING = "upcoming"
    OVERDUE = "overdue"
    DONE = "done"


QUEUES = {
    Queue.NEW: N_("New"),
    Queue.MINE: N_("Waiting for me"),
    Queue.THEIRS: N_("Waiting for the patient"),
    Queue.UPCOMING: N_("Upcoming"),
    Queue.OVERDUE: N_("Overdue"),
    Queue.DONE: N_("Done"),
}
QUEUE_HINTS = {
    Queue.NEW: N_("Booked in the last three days."),
    Queue.MINE: N_("Calls to mark, and what is ready for your opinion."),
    Queue.THEIRS: N_("Something is still to be prepared, or your suggestion of another time is still open."),
    Queue.UPCOMING: N_("Calls that have not ended yet."),
    Queue.OVERDUE: N_("Calls not marked a day after their end, and opinions past their time."),
    Queue.DONE: N_("Ended, cancelled or withdrawn."),
}
QUEUE_EMPTY = {
    Queue.NEW: N_("Nothing new. When somebody books, it appears here and you get an e-mail."),
    Queue.MINE: N_("Nothing waits for you."),
    Queue.THEIRS: N_("No patient is behind with anything."),
    Queue.UPCOMING: N_("No calls are booked."),
    Queue.OVERDUE: N_("Nothing is overdue."),
    Queue.DONE: N_("Nothing has ended yet."),
}


class Order(StrEnum):
    START = "start"
    DUE = "due"
    BOOKED = "booked"


ORDERS = {Order.START: N_("Start"), Order.DUE: N_("Due"), Order.BOOKED: N_("Booked")}

# As on a file, not as spoken to the patient.
TASKS = {
    Task.HAIR_LOSS: N_("Hair loss"),
    Task.HEALTH: N_("Health"),
    Task.PHOTOS: N_("Photos"),
    Task.QUESTIONS: N_("Questions"),
    Task.SURGICAL: N_("Surgical list"),
}

STATES = {
    State.DRAFT: N_("Not sent yet"),
    State.WAITING_FOR_PATIENT: N_("Patient is preparing"),
    State.READY: N_("Prepared"),
    State.MORE_ASKED: N_("More was asked"),
    State.OPINION_DUE: N_("Opinion due"),
    State.OVERDUE: N_("Opinion late"),
    State.OPINION_SIGNED: N_("Opinion signed"),
    State.DECLINED: N_("Declined"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.CLOSED: N_("Closed"),
}
APPOINTMENTS = {
    Appointment.HELD: N_("Reserved"),
    Appointment.BOOKED: N_("Booked"),
    Appointment.PROPOSED: N_("Another time suggested"),
    Appointment.CANCELLED_BY_PATIENT: N_("Cancelled by the patient"),
    Appointment.CANCELLED_BY_PHYSICIAN: N_("Cancelled by the physician"),
    Appointment.CANCELLED_BY_OFFICE: N_("Cancelled by the office"),
    Appointment.ATTENDED: N_("Took place"),
    Appointment.MISSED: N_("Missed by the patient"),
    Appointment.PHYSICIAN_ABSENT: N_("Physician could not attend"),
}
BADGES = {
    Appointment.PROPOSED: "warm",
    Appointment.ATTENDED: "success",
    Appointment.MISSED: "plain",
    Appointment.PHYSICIAN_ABSENT: "danger",
    Appointment.CANCELLED_BY_PATIENT: "plain",
    Appointment.CANCELLED_BY_PHYSICIAN: "plain",
    Appointment.CANCELLED_BY_OFFICE: "plain",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides who acts next."""

    visit: VisitKind
    state: State
    appointment: Appointment | None
    starts: datetime | None
    ends: datetime | None
    opinion_due: datetime | None
    missing: bool


class Who(StrEnum):
    PATIENT = "patient"
    PHYSICIAN = "physician"
    BOTH = "both"
    NOBODY = "nobody"


WHO = {
    Who.PATIENT: N_("The patient"),
    Who.PHYSICIAN: N_("The physician"),
    Who.BOTH: N_("Both"),
    Who.NOBODY: N_("Nobody"),
}


@dataclass(frozen=True, slots=True)
class Next:
    """Who acts next, what they do (a sentence to translate), and until when if there is a time."""

    who: Who
    what: str
    until: datetime | None = None


def next_step(case: Standing, now: datetime) -> Next:
    if case.appointment in COMING and case.starts is not None and case.ends is not None:
        return _call(case, case.starts, case.ends, now)
    if case.state in ENDED:
        return Next(Who.NOBODY, N_("Nothing more is to be done."))
    return _answer(case)


def _call(case: Standing, starts: datetime, ends: datetime, now: datetime) -> Next:
    if now >= ends:
        return Next(Who.PHYSICIAN, N_("Say whether the call took place."), ends + MARK_WITHIN)
    if now >= starts:
        return Next(Who.BOTH, N_("The call is on."), ends)
    if case.appointment is Appointment.PROPOSED:
        return Next(
            Who.PATIENT, N_("Answer the suggestion of another time; the booked time stands until then."), starts
        )
    if case.missing:
        return Next(Who.PATIENT, N_("Prepare for the call; it takes place in any case."), starts)
    return Next(Who.BOTH, N_("Meet for the call."), starts)


def _answer(case: Standing) -> Next:
    if case.state is State.MORE_ASKED:
        return Next(Who.PATIENT, N_("Send what was asked for."))
    if case.state is State.WAITING_FOR_PATIENT:
        return Next(Who.PATIENT, N_("Prepare the rest; it is sent to the physician then."))
    return Next(Who.PHYSICIAN, N_("Write the opinion."), case.opinion_due)


class Begun(Conflict):
    message = N_("The time of this call has come, so another one cannot be suggested any more.")


def check_may_propose(starts: datetime | None, now: datetime) -> None:
    """Raises Begun: beside the table of moves, a suggestion comes before the start."""
    if starts is not None and now >= starts:
        raise Begun
