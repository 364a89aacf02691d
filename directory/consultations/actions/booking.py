"""The confirmation: a draft becomes a consultation, and an address is proved."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from directory.accounts import actions as accounts
from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import announcing
from directory.consultations.actions.cases import case_of, patient_row
from directory.consultations.actions.drafting import Start, say_what_is_chosen
from directory.consultations.actions.ending import replaced
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation, Device, Patient
from directory.consultations.queries import access, consents, joining, sealed
from directory.consultations.rules.booking import VISIT_HOURS, Contact
from directory.consultations.rules.states import APPOINTMENTS, CONSULTATIONS, ENDED, Appointment, State
from directory.core import plain, vault
from directory.core.db import session, upsert
from directory.core.refusals import N_, Conflict, Refusal
from directory.physicians.rules import VisitKind
from directory.scheduling import actions as scheduling


class AlreadyHave(Conflict):
    message = N_("You already have a consultation with this physician. Keep that one, or replace it with this one.")

    def __init__(self, earlier: Consultation) -> None:
        super().__init__(field="earlier")
        self.earlier = earlier


class NothingChosen(Refusal):
    message = N_("Please choose a physician and a time first.")


class ContactMissing(Refusal):
    message = N_("Please tell us first what to call you and how to reach you.")


@dataclass(frozen=True, slots=True)
class Confirmation:
    private: bool
    fewer_reminders: bool
    replace: bool


def book(draft_id: int, asked: Confirmation, visitor: str, now: datetime) -> Consultation:
    """Raises SlotTaken where the time is gone, AlreadyHave where a proven person has one with this physician."""
    draft = access.locked(draft_id)
    if draft.state is State.DRAFT:  # the same form sent twice is one booking
        _book(draft, asked, visitor, now)
    return draft


def book_chosen(draft: Consultation, asked: Confirmation, start: Start, now: datetime) -> str:
    """As `book`, for a draft that is locked, with the time and physician its browser has chosen last.

    Returns the link of its page.
    """
    say_what_is_chosen(draft, start, now)
    draft.appointment = None if start.visit is VisitKind.WRITTEN else Appointment.HELD
    return _book(draft, asked, start.visitor, now)


def _book(draft: Consultation, asked: Confirmation, visitor: str, now: datetime) -> str:
    contact = sealed.contact_of(draft)
    if not contact.email:
        raise ContactMissing
    with session().no_autoflush:  # the row goes through many hands, and is written once
        _take_time(draft, visitor, now)
        patient = patient_row(draft, contact, now)
        returns = patient.vault_id != draft.vault_id  # a new patient's row has the draft's key
        _hand_over(draft, patient, contact)
        _enter(draft, contact, asked, now)
        _remember_browser(draft, visitor, now)
        if returns:
            _settle(draft, patient, visitor, replace=asked.replace, now=now)
        happened(draft, "booked", f"patient:{patient.id}", now, visit=draft.visit.value)
        _give_consent(draft, patient, now)
        return announcing.booked(draft, now)


def _take_time(draft: Consultation, visitor: str, now: datetime) -> None:
    if draft.visit is VisitKind.WRITTEN:
        draft.claim_id = draft.starts = draft.ends = None
        return
    if draft.claim_id is None:
        raise NothingChosen
    claim = scheduling.book(draft.claim_id, visitor, now)
    draft.claim_id, draft.starts, draft.ends = claim.id, claim.visit_starts, claim.visit_ends


def _hand_over(draft: Consultation, patient: Patient, contact: Contact) -> None:
    """From the draft's key to the patient's, so that destroying one key erases all of a patient."""
    if patient.vault_id == draft.vault_id:
        draft.patient_id = patient.id
        return
    answers = sealed.answers_of(draft)
    draft.vault_id, draft.patient_id = patient.vault_id, patient.id
    key = sealed.key_of(draft)
    draft.sealed_contact = vault.seal_json(key, sealed.name_of(draft, "contact"), asdict(contact))
    draft.sealed_answers = vault.seal_json(key, sealed.name_of(draft, "answers"), answers)


def _enter(draft: Consultation, contact: Contact, asked: Confirmation, now: datetime) -> None:
    case = case_of(draft, now)
    draft.person_digest = vault.blind(f"{access.email_digest(contact.email)}\n{contact.name.casefold()}", "person")
    draft.private, draft.fewer_reminders = asked.private, asked.fewer_reminders
    draft.draft_key, draft.booked, draft.updated = None, now, now
    draft.state = CONSULTATIONS.target("book", State.DRAFT, case)
    if draft.visit is not VisitKind.WRITTEN:
        draft.appointment = APPOINTMENTS.target("book", Appointment.HELD, case)


def _remember_browser(booked: Consultation, visitor: str, now: datetime) -> None:
    """The browser in which the booking was made is remembered for that visit."""
    until = now + timedelta(hours=VISIT_HOURS)
    row = {"visitor": access.visitor_digest(visitor), "consultation_id": booked.id, "until": until, "proven": False}
    remember = upsert(Device, (), keys=["visitor", "consultation_id"], update=["until", "proven"])
    plain.run(remember, row)


def _settle(booked: Consultation, patient: Patient, visitor: str, *, replace: bool, now: datetime) -> None:
    """A browser that has proved the address before needs no second proof."""
    if not access.proven_for(patient.id, visitor, now):
        return
    confirm(booked, replace=replace, now=now)


def confirm(booked: Consultation, *, replace: bool = False, now: datetime) -> None:
    """The address is proved. Raises AlreadyHave unless the earlier one is to be replaced."""
    if booked.confirmed is not None:
        return
    # An ended one, or a call to which nobody came, has given its place to the next one.
    if booked.state not in ENDED and not joining.said_nobody_came(booked):
        take_place(booked, replace=replace, now=now)
    booked.confirmed = now
    session().flush()
    happened(booked, "confirmed", f"patient:{booked.patient_id}", now)


def take_place(booked: Consultation, *, replace: bool = False, now: datetime) -> None:
    """The only active one of this person with this physician. Raises AlreadyHave as `confirm`."""
    key = vault.blind(f"{booked.person_digest}\n{booked.physician_id}", "active")
    earlier = access.active_of(key)
    if earlier is not None and earlier.id != booked.id:
        if not replace:
            raise AlreadyHave(earlier)
        replaced(earlier, now)
    booked.active_key = key


def _give_consent(booked: Consultation, patient: Patient, now: datetime) -> None:
    accounts.give_consent(
        f"patient:{patient.id}",
        Purpose.SHARE,
        about=f"consultation:{booked.id}",
        values=consents.share_values(booked.physician_id, now),
        language=booked.locale.partition("_")[0],
        now=now,
    )
