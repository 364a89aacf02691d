"""Did it take place? Marks by physician and patient, and what follows from them."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from directory.consultations import letters
from directory.consultations.actions import announcing
from directory.consultations.actions.cases import case_of, state_of, with_time
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation
from directory.consultations.queries import access
from directory.consultations.rules import asking
from directory.consultations.rules.booking import OFFICE_AFTER, OPINION_DAYS, working_days_after
from directory.consultations.rules.states import APPOINTMENTS, CONSULTATIONS, State
from directory.core.clock import today, zone
from directory.core.db import session
from directory.physicians import queries as physicians
from directory.scheduling import queries as times

FOLLOW_UP = timedelta(hours=24)


def attended(consultation_id: int, actor: str, now: datetime) -> Consultation:
    """The call took place: the physician's clock starts, the follow-up is due."""
    consultation = _marked(consultation_id, "attend", actor, now)
    consultation.physician_says = True
    if consultation.state is not State.OPINION_DUE:
        start_clock(consultation, now)
    due = max(now, (consultation.ends or now) + FOLLOW_UP)
    announcing.outcome(consultation, letters.FOLLOW_UP, due)
    return consultation


def missed(consultation_id: int, actor: str, now: datetime) -> Consultation:
    """The patient did not come: an offer to book again, no reproach."""
    consultation = _marked(consultation_id, "miss", actor, now)
    consultation.physician_says = False
    _close(consultation, now)
    announcing.outcome(consultation, letters.MISSED, now)
    return consultation


def absent(consultation_id: int, actor: str, now: datetime) -> Consultation:
    """The physician could not attend: a new time comes before everybody else's."""
    consultation = _marked(consultation_id, "absent", actor, now)
    _close(consultation, now)
    announcing.outcome(consultation, letters.PHYSICIAN_ABSENT, now)
    return consultation


def patient_says(consultation_id: int, *, took_place: bool, now: datetime) -> Consultation:
    """The patient's own answer; it is kept beside the physician's and decides nothing by itself."""
    consultation = with_time(consultation_id)
    consultation.patient_says = took_place
    happened(consultation, "patient_says", f"patient:{consultation.patient_id}", now, took_place=took_place)
    return consultation


def _marked(consultation_id: int, move: str, actor: str, now: datetime) -> Consultation:
    consultation = with_time(consultation_id)
    consultation.appointment = APPOINTMENTS.target(move, state_of(consultation), case_of(consultation, now))
    consultation.sequence += 1
    consultation.updated = now
    happened(consultation, move, actor, now)
    return consultation


def _close(consultation: Consultation, now: datetime) -> None:
    if consultation.state is not State.CLOSED:
        consultation.state = CONSULTATIONS.target("close", consultation.state, case_of(consultation, now))
    consultation.active_key = None
    consultation.opinion_due = None


def start_clock(consultation: Consultation, now: datetime) -> None:
    """Three clinic days on the physician's wall, until the end of that day."""
    consultation.state = CONSULTATIONS.target("start_clock", consultation.state, case_of(consultation, now))
    set_due(consultation, OPINION_DAYS, now)


def set_due(consultation: Consultation, days: int, now: datetime) -> None:
    """The clock runs for so many clinic days: on the last but one the physician is reminded, two days late the office.

    Both letters are written now and looked at again when they are due, so that no sweep can miss them.
    """
    consultation.opinion_due = due_after(consultation, days, now)
    reminder = _morning(consultation, days - 1, now) if days > 1 else None
    announcing.clock_runs(consultation, reminder, _morning(consultation, days + OFFICE_AFTER, now))


def due_after(consultation: Consultation, days: int, now: datetime) -> datetime:
    """The end of the day so many clinic days from now."""
    return _at(consultation, days, now, time(23, 59))


def _morning(consultation: Consultation, days: int, now: datetime) -> datetime:
    return _at(consultation, days, now, time(8, 0))


def _at(consultation: Consultation, days: int, now: datetime, clock: time) -> datetime:
    name = physicians.by_id(consultation.physician_id).zone
    last = working_days_after(now, days, today(name, now), _weekdays(consultation))
    return datetime.combine(last, clock, tzinfo=zone(name))


def days_left(consultation: Consultation, now: datetime) -> int:
    """Clinic days until the opinion is due; one where it is due today or late."""
    name = physicians.by_id(consultation.physician_id).zone
    return asking.days_left(today(name, now), today(name, consultation.opinion_due or now), _weekdays(consultation))


def _weekdays(consultation: Consultation) -> frozenset[int]:
    return frozenset(rule.weekday for rule in times.weekly_rules(consultation.physician_id))


def run_over(now: datetime) -> int:
    """Opinions past their time; returns how many. The patient is told and offered colleagues, the physician too."""
    late = sa.and_(Consultation.state == State.OPINION_DUE, Consultation.opinion_due < now)
    found = session().scalars(sa.select(Consultation.id).where(late).order_by(Consultation.id)).all()
    return sum(_run_over(consultation_id, now) for consultation_id in found)


def _run_over(consultation_id: int, now: datetime) -> bool:
    """Locked and asked again: it may have been signed at this moment."""
    consultation = access.locked(consultation_id)
    due = consultation.opinion_due
    if consultation.state is not State.OPINION_DUE or due is None or due >= now:
        return False
    consultation.state = CONSULTATIONS.target("run_over", consultation.state, case_of(consultation, now))
    happened(consultation, "run_over", "system", now)
    announcing.ran_over(consultation, now)
    return True
