"""Whose turn it is and until when, in the patient's words. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from directory.consultations.rules.states import COMING, Appointment, State
from directory.core.refusals import N_
from directory.physicians.rules import VisitKind

MARKED_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Turn:
    """`words` is to be translated and filled with `physician` and `until`; a `day` is a date, no moment."""

    words: str
    until: datetime | None = None
    day: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides it. `confirm_by` is None where the address is confirmed."""

    visit: VisitKind
    state: State
    appointment: Appointment | None
    starts: datetime | None
    ends: datetime | None
    opinion_due: datetime | None
    missing: bool
    confirmed: bool
    confirm_by: datetime | None = None


_AFTER_CALL = {
    Appointment.MISSED: N_("Next: you. Choose a new time whenever you like."),
    Appointment.PHYSICIAN_ABSENT: N_("Next: you. Choose a new time first; it was not your fault."),
}
_ENDED = {
    State.OPINION_SIGNED: N_("Next: you. Read your opinion, and take your time."),
    State.DECLINED: N_("Next: you. Choose another physician if you like."),
}
_CONFIRM_BY = N_("Next: you. Your address is not confirmed: open the e-mail and press the button by %(until)s.")
_NOTHING = N_("Nothing more is needed from you.")


def turn(case: Standing, now: datetime) -> Turn:
    if case.appointment in COMING and case.starts is not None and case.ends is not None:
        return _call(case, case.starts, case.ends, now)
    if case.appointment in _AFTER_CALL:
        return Turn(_AFTER_CALL[case.appointment])
    return _opinion(case)


def _call(case: Standing, starts: datetime, ends: datetime, now: datetime) -> Turn:
    if now >= ends:
        words = N_("Next: %(physician)s says whether the call took place, by %(until)s. You can say it as well.")
        return Turn(words, ends + MARKED_WITHIN)
    if now >= starts:
        return Turn(N_("The call is on, until %(until)s."), ends)
    if not case.confirmed:
        return _unconfirmed(case.confirm_by, starts)
    if case.appointment is Appointment.PROPOSED:
        return Turn(N_("Next: you. Answer the suggestion by %(until)s; your present time stands until then."), starts)
    if case.missing:
        return Turn(N_("Next: you. Prepare until %(until)s if you can; the call takes place in any case."), starts)
    return Turn(N_("Next: your call with %(physician)s, %(until)s."), starts)


def _unconfirmed(until: datetime | None, starts: datetime) -> Turn:
    return Turn(_CONFIRM_BY, min(until or starts, starts))


def _preparing(case: Standing) -> Turn:
    if not case.confirmed and case.confirm_by is not None:
        return Turn(_CONFIRM_BY, case.confirm_by)
    if case.missing:
        return Turn(N_("Next: you. Prepare when it suits you; it is sent to %(physician)s then."))
    return Turn(N_("Next: you. You have withdrawn your consent: give it again, and your request is sent."))


def _opinion(case: Standing) -> Turn:
    if case.state is State.WAITING_FOR_PATIENT:
        return _preparing(case)
    if case.state is State.MORE_ASKED:
        return Turn(N_("Next: you. Send what was asked for; the time for the opinion stands still until then."))
    if case.state in {State.OPINION_DUE, State.READY}:
        if case.opinion_due is None:
            return Turn(N_("Next: %(physician)s."))
        return Turn(N_("Next: %(physician)s writes to you by %(until)s."), case.opinion_due, day=True)
    if case.state is State.OVERDUE and case.opinion_due is not None:
        words = N_("Next: %(physician)s. The opinion was due by %(until)s; you can choose another physician.")
        return Turn(words, case.opinion_due, day=True)
    if case.state is State.CLOSED and case.appointment in {None, Appointment.ATTENDED}:
        return Turn(N_("We heard nothing from you for 60 days, so this is closed. You can open it again."))
    return Turn(_ENDED.get(case.state, _NOTHING))
