"""What the standing pages say that is more than text: criteria, signs, numbers, cookies. Pure."""

import ipaddress
from dataclasses import dataclass

from directory.consultations import safety
from directory.core.refusals import N_
from directory.membership.rules.letter_names import LETTER_NAMES
from directory.places.emergency import DEFAULT, NUMBERS, Emergency, emergency

__all__ = ["CHOSEN", "COOKIES", "CRITERIA", "DEFAULT", "NUMBERS", "Cookie", "Emergency", "emergency", "safety"]

CRITERIA = (
    N_(
        "Large sessions of ultra refined follicular unit grafting, with tiny incisions and grafts prepared under the "
        "microscope."
    ),
    N_("Dense packing in a given area when appropriate."),
    N_("Mastery of the orientation and direction of the grafts, so that the result looks completely natural."),
    N_("Hair restoration exclusively, or as the main specialty of the clinic."),
    N_("Excellent results: artistry, naturalness and growth."),
    N_("An excellent reputation among colleagues and former patients."),
    N_("Several years of experience."),
    N_("Medical training, board certifications, honours, credentials, lectures and publications."),
)
CHOSEN = (
    N_("Each applicant is reviewed against eight published criteria, and every one of them is necessary."),
    N_(
        "Colleagues and former patients answer for the applicant; members and a former patient judge the evidence "
        "and vote."
    ),
    N_("Members agree to open their clinics to inspection and to answer publicly for complaints."),
)
THEMES = ("light", "dark")
# What the office calls each kind of e-mail; one that is missing here is shown as its name in plain words.
LETTERS = LETTER_NAMES | {
    "cancelled": N_("Cancelled"),
    "changed": N_("Time changed"),
    "closed": N_("Closed after 60 days"),
    "code": N_("Six-digit code"),
    "concern_notice": N_("Concern: notice to the office"),
    "concern_receipt": N_("Concern: receipt to the sender"),
    "confirmation": N_("Booking confirmation"),
    "declined": N_("A colleague is suggested"),
    "digest": N_("Daily digest"),
    "email_sign_in": N_("Link to sign in"),
    "email_sign_in_password": N_("Link to sign in: this account has a password"),
    "follow_up": N_("After the call"),
    "hold_asked": N_("Legal hold: a second signature is asked for"),
    "hold_end_asked": N_("Legal hold: a second signature for its end"),
    "hold_ended": N_("Legal hold: the person is told of its end"),
    "hold_review": N_("Legal hold: to be looked at again"),
    "hold_told": N_("Legal hold: the person is told"),
    "invitation": N_("Invitation to an account"),
    "late": N_("Patient: it takes longer, and other physicians"),
    "missed": N_("Missed by the patient"),
    "more_asked": N_("Something more is asked for"),
    "nobody_came": N_("Office: somebody is waiting"),
    "office_overdue": N_("Office: an answer to a patient is late"),
    "password_changed": N_("Password changed"),
    "password_reset": N_("Link to a new password"),
    "patient_late": N_("Physician: the patient is late"),
    "physician_absent": N_("Physician could not attend"),
    "physician_answered": N_("Physician: more was sent"),
    "physician_booked": N_("Physician: new booking"),
    "physician_cancelled": N_("Physician: cancelled"),
    "physician_changed": N_("Physician: time changed"),
    "physician_due": N_("Physician: an answer is due soon"),
    "physician_overdue": N_("Physician: an answer is late"),
    "physician_paused": N_("Patient: booking is paused"),
    "physician_request": N_("Physician: a written request is ready"),
    "physician_unavailable": N_("Patient: the physician is not available any more"),
    "prepare": N_("A few things to prepare"),
    "proposed": N_("Another time is suggested"),
    "released": N_("Time given back: the e-mail was not opened"),
    "reminder": N_("Reminder"),
    "resume": N_("Link to the patient's page"),
    "running_late": N_("The physician is running late"),
    "second_factor_changed": N_("Second factor changed"),
    "something_new": N_("Patient: something new to read"),
    "took_place": N_("Did it take place?"),
    "took_place_physician": N_("Physician: did it take place?"),
}


# What the number in "about" counts: consultation 12 and concern 12 have nothing to do with one another.
SUBJECTS = {
    "application": N_("Application"),
    "information": N_("Question to an applicant"),
    "adverse": N_("Summary of what weighs against"),
    "comment": N_("Comment"),
    "decision": N_("Decision"),
    "appeal": N_("Appeal"),
    "round": N_("Round"),
    "block": N_("Block"),
    "referee": N_("Referee"),
    "invoice": N_("Invoice"),
    "consultation": N_("Consultation"),
    "code": N_("Code"),
    "concern": N_("Concern"),
    "account": N_("Account"),
    "hold": N_("Legal hold"),
    "other": N_("Other"),
}
_KINDS = {
    "consultation": frozenset(
        {
            "cancelled", "changed", "closed", "confirmation", "declined", "follow_up", "late", "missed", "more_asked",
            "nobody_came", "office_overdue", "patient_late", "physician_absent", "physician_answered",
            "physician_booked", "physician_cancelled", "physician_changed", "physician_due", "physician_overdue",
            "physician_request", "prepare", "proposed", "released", "reminder", "resume", "running_late",
            "something_new", "took_place", "took_place_physician",
        }
    ),
    "application": frozenset(
        {
            "application_draft_reminder", "application_expired", "application_ineligible", "application_receipt",
            "application_started", "application_withdrawn",
        }
    ),
    "information": frozenset({f"information_{each}" for each in ("answered", "asked", "overdue", "reminder")}),
    "adverse": frozenset({"adverse_reminder", "adverse_summary"}),
    "comment": frozenset({"comment_proof", "comment_receipt"}),
    "decision": frozenset({"decision", "decision_second"}),
    "appeal": frozenset({"appeal_hearing", "appeal_notice", "appeal_receipt"}),
    "round": frozenset({"comment_notice", "round_closed", "round_due", "round_seat"}),
    "block": frozenset({"round_block"}),
    "referee": frozenset({"referee_asked", "referee_card", "referee_copy", "referee_reminder", "referee_thanks"}),
    "invoice": frozenset({"invoice", "invoice_reminder"}),
    "code": frozenset({"code"}),
    "hold": frozenset({"hold_asked", "hold_end_asked", "hold_ended", "hold_review", "hold_told"}),
    "concern": frozenset({"concern_notice", "concern_receipt"}),
    "account": frozenset({"invitation", "password_changed", "password_reset", "second_factor_changed"}),
}  # fmt: skip


def subject_of(kind: str) -> str:
    """One of SUBJECTS."""
    return next((subject for subject, kinds in _KINDS.items() if kind in kinds), "other")


# What stands after the colon of a subject.
PARTS = {
    "reminder": N_("%(part)s hours before"),
    "running_late": N_("%(part)s minutes late"),
    **dict.fromkeys(("more_asked", "physician_answered"), N_("question %(part)s")),
} | dict.fromkeys(
    ("round_closed", "round_due", "round_seat", "round_block", "comment_notice", "decision_second"),
    N_("person %(part)s"),
)
SHOWN = 12  # of a subject that is a digest: enough to tell two apart


def number_of(subject: str) -> str:
    """What the office reads and looks for; a digest is cut."""
    number = subject.partition(":")[0]
    return number if len(number) < SHOWN + 4 else f"{number[:SHOWN]}…"


def part_of(kind: str, subject: str) -> tuple[str, str] | None:
    """(phrase to translate, part) of a subject that has one."""
    part = subject.partition(":")[2]
    return (PARTS.get(kind, "%(part)s"), part) if part else None


def kinds_about(subject: str) -> frozenset[str]:
    """The kinds of e-mail whose number is of that sort."""
    return _KINDS.get(subject) or frozenset(LETTERS).difference(*_KINDS.values())


def letter_name(kind: str) -> str:
    """A phrase to translate."""
    return LETTERS.get(kind) or kind.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Cookie:
    name: str
    why: str
    ends: str


COOKIES = (
    Cookie(
        "coalition",
        N_(
            "Keeps your place while you book, remembers your time zone, and keeps you signed in. It protects forms "
            "against misuse."
        ),
        N_("when you close the browser or sign out"),
    ),
    Cookie(
        "theme", N_("Remembers that you chose light or dark colours. Set only when you choose."), N_("after one year")
    ),
)


def is_loopback(address: str | None) -> bool:
    """Whether a connection comes from this very machine."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def is_local_name(host: str) -> bool:
    """A Host header for this machine: another name that leads here may be a stranger's page reading ours."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name.strip("[]").lower() == "localhost" or is_loopback(name.strip("[]"))
