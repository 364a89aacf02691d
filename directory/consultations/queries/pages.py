"""What the patient's pages show: one dataclass for the page, whatever the state."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from directory.consultations.models import Consultation
from directory.consultations.queries.access import Known
from directory.consultations.queries.preparing.asked import open_asks, tasks_of
from directory.consultations.queries.signed import is_signed
from directory.consultations.rules.booking import ADDRESS_CHANGE, confirm_by, may_join
from directory.consultations.rules.states import (
    APPOINTMENT_WORDS,
    APPOINTMENTS,
    COMING,
    ENDED,
    Appointment,
    Case,
    State,
    state_words,
)
from directory.consultations.rules.tasks import TITLES, Task, missing
from directory.consultations.rules.turn import Standing, turn
from directory.core import formats
from directory.core.clock import zone
from directory.core.refusals import N_
from directory.core.settings import current
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind

VISITS = {
    VisitKind.VIDEO: N_("Video call"),
    VisitKind.TELEPHONE: N_("Telephone call"),
    VisitKind.WRITTEN: N_("Written opinion"),
}


@dataclass(frozen=True, slots=True)
class TaskRow:
    title: str
    address: str | None
    state: str
    kind: str
    hint: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A consultation as its patient sees it."""

    consultation: Consultation
    physician: Physician
    token: str
    visit: str
    appointment: str
    state: str
    next_step: str
    clinic_phone: str
    when: str
    when_there: str
    reads: bool
    may_change: bool
    may_cancel: bool
    may_join: bool
    may_correct_address: bool
    coming: bool
    ended: bool
    confirm_hours: int
    written: bool  # an opinion is there to be read
    asked: bool  # something more is asked for and not sent yet
    closed_by_silence: bool
    tasks: list[TaskRow]


def case_of(consultation: Consultation, now: datetime) -> Case:
    """What the workflow's guards look at."""
    clinic = physicians.primary_clinic(consultation.physician_id)
    closes = timedelta(hours=current().change_closes_hours)
    return Case(consultation.visit, consultation.starts, now, closes, clinic.phone if clinic else "")


def page_of(consultation: Consultation, seen: Known, token: str, now: datetime) -> CasePage:
    physician = physicians.by_id(consultation.physician_id)
    case = case_of(consultation, now)
    state = consultation.appointment
    may = {
        move: state is not None and APPOINTMENTS.allows(move, state, case)
        for move in ("reschedule", "cancel_by_patient")
    }
    written = consultation.visit is VisitKind.WRITTEN and consultation.state not in ENDED
    return CasePage(
        consultation=consultation,
        physician=physician,
        token=token,
        visit=_(VISITS[consultation.visit]),
        appointment=_appointment(consultation, physician),
        state=_state(consultation, physician),
        next_step=_next(consultation, physician, now),
        clinic_phone=case.clinic_phone,
        when=_when(consultation, consultation.zone),
        when_there=_when(consultation, physician.zone),
        reads=seen.reads,
        may_change=may["reschedule"],
        may_cancel=may["cancel_by_patient"] or written,
        may_join=_joins(consultation, now),
        may_correct_address=_correctable(consultation, seen, now),
        coming=state in COMING,
        ended=consultation.state in ENDED,
        confirm_hours=_confirm_hours(consultation, now),
        written=consultation.state is State.OPINION_SIGNED and is_signed(consultation.id),
        asked=bool(open_asks(consultation)),
        closed_by_silence=closed_by_silence(consultation),
        tasks=_tasks(consultation, token),
    )


def closed_by_silence(consultation: Consultation) -> bool:
    """A call is closed when nobody attended as well: that one cannot be opened again."""
    return consultation.state is State.CLOSED and consultation.appointment in {None, Appointment.ATTENDED}


def _confirm_hours(consultation: Consultation, now: datetime) -> int:
    """As the e-mail says it: fewer hours where the start is near."""
    sent = consultation.booked or now
    until = confirm_by(sent, consultation.starts, current().confirm_within_hours)
    return round((until - sent).total_seconds() / 3600)


def _appointment(consultation: Consultation, physician: Physician) -> str:
    if consultation.appointment is None:
        return _("Requested")
    return _(APPOINTMENT_WORDS[consultation.appointment], physician=physician.display_name, until="")


def _state(consultation: Consultation, physician: Physician) -> str:
    words = state_words(consultation.state, missing=len(missing(consultation.tasks_done)))
    return _(words, physician=physician.display_name, due=due_day(consultation, physician.zone))


def due_day(consultation: Consultation, zone_name: str) -> str:
    """The opinion is due by the end of a day where the physician is: that day's name, not the one of UTC."""
    due = consultation.opinion_due
    return formats.weekday(due.astimezone(zone(zone_name)).date()) if due else ""


def _next(consultation: Consultation, physician: Physician, now: datetime) -> str:
    """Who acts next, and until when."""
    c = consultation
    sent = c.booked or now
    found = turn(
        Standing(
            visit=c.visit,
            state=c.state,
            appointment=c.appointment,
            starts=c.starts,
            ends=c.ends,
            opinion_due=c.opinion_due,
            missing=bool(missing(c.tasks_done)),
            confirmed=c.confirmed is not None,
            confirm_by=confirm_by(sent, c.starts, current().confirm_within_hours),
        ),
        now,
    )
    until = formats.moment(found.until, c.zone) if found.until and not found.day else due_day(c, physician.zone)
    return _(found.words, physician=physician.display_name, until=until)


def _when(consultation: Consultation, zone: str) -> str:
    return formats.moment(consultation.starts, zone) if consultation.starts else ""


def _joins(consultation: Consultation, now: datetime) -> bool:
    starts, ends = consultation.starts, consultation.ends
    return (
        consultation.appointment in COMING and starts is not None and ends is not None and may_join(starts, ends, now)
    )


def _correctable(consultation: Consultation, seen: Known, now: datetime) -> bool:
    fresh = consultation.booked is not None and now - consultation.booked <= ADDRESS_CHANGE
    return seen.reads and fresh and consultation.confirmed is None and consultation.state not in ENDED


def _tasks(consultation: Consultation, token: str) -> list[TaskRow]:
    return [_task(task, consultation, token) for task in tasks_of(consultation)]


def _task(task: Task, consultation: Consultation, token: str) -> TaskRow:
    done = task.value in consultation.tasks_done
    return TaskRow(
        title=_(TITLES[task]),
        address=f"/c/{token}/prepare/{task.value.replace('_', '-')}",
        state=_("Done") if done else _("To do"),
        kind="success" if done else "plain",
        hint="",
    )
