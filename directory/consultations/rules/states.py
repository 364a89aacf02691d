"""The two workflow tables: the appointment (a call at a time) and the consultation (what is asked and answered)."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal
from directory.core.workflow import Move, Workflow
from directory.physicians.rules import VisitKind


class Appointment(StrEnum):
    """FHIR's appointment status in brackets in the specification; `held` belongs to a draft."""

    HELD = "held"
    BOOKED = "booked"
    PROPOSED = "proposed"
    CANCELLED_BY_PATIENT = "cancelled_by_patient"
    CANCELLED_BY_PHYSICIAN = "cancelled_by_physician"
    CANCELLED_BY_OFFICE = "cancelled_by_office"
    ATTENDED = "attended"
    MISSED = "missed"
    PHYSICIAN_ABSENT = "physician_absent"


class State(StrEnum):
    DRAFT = "draft"
    WAITING_FOR_PATIENT = "waiting_for_patient"
    READY = "ready"
    MORE_ASKED = "more_asked"
    OPINION_DUE = "opinion_due"
    OVERDUE = "overdue"
    OPINION_SIGNED = "opinion_signed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


ENDED = frozenset({State.OPINION_SIGNED, State.DECLINED, State.WITHDRAWN, State.CLOSED})
OPEN = frozenset(State) - ENDED - {State.DRAFT}
CANCELLED = frozenset(
    {Appointment.CANCELLED_BY_PATIENT, Appointment.CANCELLED_BY_PHYSICIAN, Appointment.CANCELLED_BY_OFFICE}
)
COMING = frozenset({Appointment.BOOKED, Appointment.PROPOSED})


class ChangeClosed(Conflict):
    message = N_("It is too close to the start to change this online. Please reach the clinic: %(phone)s.")


class NotYet(Refusal):
    message = N_("This can be said once the consultation should have begun.")


@dataclass(frozen=True, slots=True)
class Case:
    """What the guards look at."""

    visit: VisitKind
    starts: datetime | None
    now: datetime
    change_closes: timedelta
    clinic_phone: str = ""


def _before_closing(case: Case) -> Refusal | None:
    if case.starts is not None and case.starts - case.now < case.change_closes:
        return ChangeClosed(phone=case.clinic_phone or N_("see its page in the directory"))
    return None


def _begun(case: Case) -> Refusal | None:
    return NotYet() if case.starts is not None and case.now < case.starts else None


def _move(name: str, sources: set[Appointment], to: Appointment, *guards: object) -> Move[Appointment, Case]:
    return Move(name, frozenset(sources), to, guards)  # type: ignore[arg-type]  # guards are Guard[Case]


_COMING = set(COMING)
_BEGUN = {*COMING, Appointment.MISSED, Appointment.ATTENDED, Appointment.PHYSICIAN_ABSENT}

APPOINTMENTS: Workflow[Appointment, Case] = Workflow(
    [
        _move("book", {Appointment.HELD}, Appointment.BOOKED),
        _move("propose", {Appointment.BOOKED}, Appointment.PROPOSED),
        _move("accept", {Appointment.PROPOSED}, Appointment.BOOKED),
        _move("keep_old_time", {Appointment.PROPOSED}, Appointment.BOOKED),
        _move("reschedule", _COMING, Appointment.BOOKED, _before_closing),
        _move("cancel_by_patient", _COMING, Appointment.CANCELLED_BY_PATIENT, _before_closing),
        _move("replace", _COMING, Appointment.CANCELLED_BY_PATIENT),
        _move("cancel_by_physician", _COMING, Appointment.CANCELLED_BY_PHYSICIAN),
        _move("cancel_by_office", _COMING, Appointment.CANCELLED_BY_OFFICE),
        _move("release", _COMING, Appointment.CANCELLED_BY_OFFICE),
        _move("attend", _BEGUN - {Appointment.ATTENDED}, Appointment.ATTENDED, _begun),
        _move("miss", _BEGUN - {Appointment.MISSED}, Appointment.MISSED, _begun),
        _move("absent", _BEGUN - {Appointment.PHYSICIAN_ABSENT}, Appointment.PHYSICIAN_ABSENT, _begun),
    ]
)


def _step(name: str, sources: Set[State], to: State) -> Move[State, Case]:
    return Move(name, frozenset(sources), to)


CONSULTATIONS: Workflow[State, Case] = Workflow(
    [
        _step("book", {State.DRAFT}, State.WAITING_FOR_PATIENT),
        _step("prepared", {State.WAITING_FOR_PATIENT}, State.READY),
        _step("reopened", {State.READY}, State.WAITING_FOR_PATIENT),
        _step("ask_more", {State.OPINION_DUE, State.OVERDUE}, State.MORE_ASKED),
        _step("answered", {State.MORE_ASKED}, State.OPINION_DUE),
        _step("start_clock", {State.WAITING_FOR_PATIENT, State.READY, State.CLOSED}, State.OPINION_DUE),
        _step("run_over", {State.OPINION_DUE}, State.OVERDUE),
        _step("sign", {State.READY, State.OPINION_DUE, State.OVERDUE}, State.OPINION_SIGNED),
        _step("decline", OPEN, State.DECLINED),
        _step("withdraw", OPEN, State.WITHDRAWN),
        _step("close", OPEN, State.CLOSED),
        _step("reopen", {State.CLOSED}, State.WAITING_FOR_PATIENT),
        _step("reopen_asked", {State.CLOSED}, State.MORE_ASKED),
    ]
)


def state_words(state: State, *, missing: int) -> str:
    """The patient's words for a state: translate them first, then fill in `physician` and `due`."""
    return LEFT[min(missing, len(LEFT) - 1)] if state is State.WAITING_FOR_PATIENT else _WORDS[state]


LEFT = (
    N_("Prepared, not sent yet"),
    N_("One thing left to prepare"),
    N_("Two things left to prepare"),
    N_("Three things left to prepare"),
)
_WORDS = {
    State.DRAFT: N_("Not sent yet"),
    State.READY: N_("%(physician)s has what is needed"),
    State.MORE_ASKED: N_("%(physician)s asks for something more"),
    State.OPINION_DUE: N_("%(physician)s is writing, by %(due)s"),
    State.OVERDUE: N_("Late. We have reminded %(physician)s; you can choose another physician"),
    State.OPINION_SIGNED: N_("Your opinion is ready"),
    State.DECLINED: N_("%(physician)s suggests a colleague"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.CLOSED: N_("Closed"),
}
APPOINTMENT_WORDS = {
    Appointment.HELD: N_("Reserved for you until %(until)s"),
    Appointment.BOOKED: N_("Booked"),
    Appointment.PROPOSED: N_("%(physician)s suggests another time"),
    Appointment.CANCELLED_BY_PATIENT: N_("Cancelled by you"),
    Appointment.CANCELLED_BY_PHYSICIAN: N_("Cancelled by %(physician)s"),
    Appointment.CANCELLED_BY_OFFICE: N_("Cancelled by the office"),
    Appointment.ATTENDED: N_("Took place"),
    Appointment.MISSED: N_("You missed it – book again"),
    Appointment.PHYSICIAN_ABSENT: N_("%(physician)s could not attend. We are sorry: choose a new time first"),
}
