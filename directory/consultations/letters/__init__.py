"""All e-mails of a consultation: which kinds there are, and when each is no longer due."""

from collections.abc import Callable
from datetime import UTC, datetime

from directory.consultations.letters import after, calendar, more, office, opinion, patient, physician
from directory.consultations.letters.facts import Facts, example, facts_of
from directory.consultations.models import Code, Consultation
from directory.consultations.queries import access, alternatives, codes
from directory.consultations.rules.booking import still_wanted
from directory.consultations.rules.states import CANCELLED as CALLED_OFF
from directory.consultations.rules.states import COMING, ENDED, Appointment, State
from directory.consultations.rules.tasks import missing
from directory.core import vault
from directory.core.db import session
from directory.core.outbox import Content, Due, register
from directory.core.settings import current

Write = Callable[[Facts], Content]
StillDue = Callable[[Consultation, Due], bool]


def _kind(name: str, write: Write, still_due: StillDue) -> str:
    def load(due: Due) -> Content | None:
        number, _, hours = due.subject.partition(":")
        return _load(int(number), due, write, still_due, hours=int(hours or 0))

    return register(name, load, lambda now: write(example(now)))


def _load(
    consultation_id: int, due: Due, write: Write, still_due: StillDue, *, hours: int = 0, code: str = ""
) -> Content | None:
    consultation = access.by_id(consultation_id)
    if consultation is None or not still_due(consultation, due):
        return None
    try:
        return write(facts_of(consultation, due.now, hours=hours, code=code))
    except vault.Erased:
        return None


def _same(consultation: Consultation, due: Due) -> bool:
    """Nothing has changed since the letter was posted: a later change has its own letters."""
    return consultation.sequence == due.revision


def _on(consultation: Consultation, due: Due) -> bool:
    ahead = consultation.starts is None or consultation.starts > due.now
    return consultation.state not in ENDED and ahead


def _coming(consultation: Consultation, due: Due) -> bool:
    return _same(consultation, due) and _on(consultation, due)


def _reminds(consultation: Consultation, due: Due) -> bool:
    hours = int(due.subject.partition(":")[2] or 0)
    if not still_wanted(hours, current().reminder_hours, fewer=consultation.fewer_reminders):
        return False
    return _coming(consultation, due) and consultation.appointment in COMING


def _to_prepare(consultation: Consultation, due: Due) -> bool:
    return _on(consultation, due) and bool(missing(consultation.tasks_done))


def _unmarked(consultation: Consultation, due: Due) -> bool:
    return _same(consultation, due) and consultation.appointment in COMING


def _is(*states: Appointment) -> StillDue:
    return lambda consultation, due: _same(consultation, due) and consultation.appointment in states


def _off(consultation: Consultation, due: Due) -> bool:
    ended = consultation.appointment in CALLED_OFF or consultation.state in {
        State.WITHDRAWN,
        State.CLOSED,
        State.DECLINED,
    }
    return _same(consultation, due) and ended


def _not_ended(consultation: Consultation, due: Due) -> bool:
    del due
    return consultation.state not in ENDED


def clock(consultation: Consultation) -> str:
    """One end of the clock of the opinion: stopped and set anew, it is another subject."""
    due = consultation.opinion_due
    return f"{consultation.id}:{due.astimezone(UTC):%Y%m%d}" if due else ""


def _writes(consultation: Consultation, due: Due) -> bool:
    return (
        consultation.state is State.OPINION_DUE and clock(consultation) == due.subject and not _past(consultation, due)
    )


def _past(consultation: Consultation, due: Due) -> bool:
    return consultation.opinion_due is not None and consultation.opinion_due < due.now


def _late(consultation: Consultation, due: Due) -> bool:
    return consultation.state is State.OVERDUE and clock(consultation) == due.subject


def _late_or_unswept(consultation: Consultation, due: Due) -> bool:
    """After days without a worker it may be sent before the sweep has called it late."""
    late = consultation.state in {State.OPINION_DUE, State.OVERDUE} and _past(consultation, due)
    return late and clock(consultation) == due.subject


def _signed(consultation: Consultation, due: Due) -> bool:
    del due
    return consultation.state is State.OPINION_SIGNED


CONFIRMATION = _kind("confirmation", patient.confirmation, _coming)
PREPARE = _kind("prepare", patient.prepare, _to_prepare)
REMINDER = _kind("reminder", patient.reminder, _reminds)
CHANGED = _kind("changed", patient.changed, _coming)
CANCELLED = _kind("cancelled", patient.cancelled, _off)
RELEASED = _kind("released", patient.released, _off)
PROPOSED = _kind("proposed", patient.proposed, _is(Appointment.PROPOSED))
RESUME = _kind("resume", patient.resume, _not_ended)
RUNNING_LATE = _kind("running_late", patient.running_late, _is(*COMING))
MORE_ASKED = _kind("more_asked", more.asked, _not_ended)
CLOSED = _kind("closed", more.closed, _off)
PAUSED = _kind("physician_paused", more.paused, _on)
FOLLOW_UP = _kind("follow_up", after.follow_up, _is(Appointment.ATTENDED))
MISSED = _kind("missed", after.missed, _is(Appointment.MISSED))
PHYSICIAN_ABSENT = _kind("physician_absent", after.physician_absent, _is(Appointment.PHYSICIAN_ABSENT))
TOOK_PLACE = _kind("took_place", after.took_place, _unmarked)
PHYSICIAN_BOOKED = _kind("physician_booked", physician.booked, _on)
PHYSICIAN_CHANGED = _kind("physician_changed", physician.changed, _coming)
PHYSICIAN_CANCELLED = _kind("physician_cancelled", physician.cancelled, _off)
PHYSICIAN_REQUEST = _kind("physician_request", physician.request, _not_ended)
PHYSICIAN_ANSWERED = _kind("physician_answered", physician.answered, _not_ended)
TOOK_PLACE_PHYSICIAN = _kind("took_place_physician", physician.took_place, _unmarked)
PATIENT_LATE = _kind("patient_late", physician.patient_late, _is(*COMING))
SOMETHING_NEW = _kind("something_new", opinion.something_new, _signed)
PHYSICIAN_DUE = _kind("physician_due", opinion.due, _writes)
PHYSICIAN_OVERDUE = _kind("physician_overdue", opinion.overdue, _late)
OFFICE_OVERDUE = _kind("office_overdue", opinion.office, _late_or_unswept)
NOBODY_CAME = _kind("nobody_came", office.nobody_came, _is(*COMING))


def _load_declined(due: Due) -> Content | None:
    """With colleagues who have times when it is sent."""
    consultation = access.by_id(int(due.subject))
    if consultation is None or consultation.state is not State.DECLINED or not _same(consultation, due):
        return None
    try:
        others = alternatives.instead_of(consultation, due.now)
        return more.declined(facts_of(consultation, due.now), [(each.display_name, each.slug) for each, _at in others])
    except vault.Erased:
        return None


def _load_unavailable(due: Due) -> Content | None:
    """With colleagues who have times when it is sent."""
    consultation = access.by_id(int(due.subject))
    if consultation is None or not _off(consultation, due):
        return None
    try:
        others = alternatives.instead_of(consultation, due.now)
        written = [(each.display_name, each.slug) for each, _at in others]
        return more.unavailable(facts_of(consultation, due.now), written)
    except vault.Erased:
        return None


UNAVAILABLE = register(
    "physician_unavailable",
    _load_unavailable,
    lambda now: more.unavailable(example(now), [("Dr Robin Vale", "example")]),
)
DECLINED = register("declined", _load_declined, lambda now: more.declined(example(now), [("Dr Robin Vale", "example")]))


def _load_late(due: Due) -> Content | None:
    """With colleagues who have times when it is sent."""
    consultation = access.by_id(int(due.subject.partition(":")[0]))
    if consultation is None or not _late(consultation, due):
        return None
    try:
        others = alternatives.instead_of(consultation, due.now)
        return opinion.late(facts_of(consultation, due.now), [(each.display_name, each.slug) for each, _at in others])
    except vault.Erased:
        return None


LATE = register("late", _load_late, lambda now: opinion.late(example(now), [("Dr Robin Vale", "example")]))


def _load_code(due: Due) -> Content | None:
    code = session().get(Code, int(due.subject))
    if code is None or code.used is not None or code.expires <= due.now:
        return None
    text = codes.digits(code.consultation_id, code.nonce)
    return _load(code.consultation_id, due, patient.code, lambda _c, _d: True, code=text)


CODE = register("code", _load_code, lambda now: patient.code(example(now)))


def calendar_of(consultation: Consultation, now: datetime) -> bytes:
    """The file behind "Add to my calendar". Raises ValueError for a written request."""
    facts = facts_of(consultation, now, purpose=access.LINK)  # never an e-mail's link: it proves the address
    return calendar.calendar(patient.entry(facts, facts.to), "PUBLISH")
