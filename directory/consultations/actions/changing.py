"""Another time, another address; and what the clock does by itself."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.accounts import actions as accounts
from directory.accounts import queries as accounts_queries
from directory.consultations.actions import announcing
from directory.consultations.actions.cases import case_of, patient_row, state_of, with_time
from directory.consultations.actions.ending import end
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation, Device
from directory.consultations.queries import access, sealed
from directory.consultations.rules.booking import ADDRESS_CHANGE, CancelReason, confirm_by
from directory.consultations.rules.states import APPOINTMENTS, COMING, ENDED, OPEN, State
from directory.core import vault
from directory.core.db import session
from directory.core.outbox import LetterRow, LetterState
from directory.core.refusals import N_, Conflict, NotThere
from directory.core.settings import current
from directory.physicians.rules import VisitKind
from directory.scheduling import actions as scheduling
from directory.scheduling.models import Claim


class AddressFixed(Conflict):
    message = N_("The address can be changed here within one hour of booking. Please write to the office.")


def reschedule(consultation_id: int, starts: datetime, actor: str, now: datetime) -> Consultation:
    """The new time is claimed before the old one is given up; if it is taken the old one stands."""
    consultation = with_time(consultation_id)
    consultation.appointment = APPOINTMENTS.target("reschedule", state_of(consultation), case_of(consultation, now))
    if consultation.starts == starts:
        return consultation
    _take_over(consultation, scheduling.move(_claim_of(consultation), starts, now), now)
    happened(consultation, "rescheduled", actor, now, starts=starts.isoformat())
    announcing.changed(consultation, now)
    return consultation


def propose(consultation_id: int, starts: datetime, actor: str, now: datetime) -> Consultation:
    """The physician suggests another time; the old one stands until the patient answers."""
    consultation = with_time(consultation_id)
    consultation.appointment = APPOINTMENTS.target("propose", state_of(consultation), case_of(consultation, now))
    consultation.proposed = starts
    consultation.sequence += 1
    happened(consultation, "proposed", actor, now, starts=starts.isoformat())
    announcing.proposed(consultation, now)
    announcing.ahead(consultation, now)
    return consultation


def accept_proposal(consultation_id: int, actor: str, now: datetime) -> Consultation:
    """Raises SlotTaken where the proposed time has gone: the old one stands. The physician's notice does not bind the
    physician's own suggestion."""
    consultation = with_time(consultation_id)
    consultation.appointment = APPOINTMENTS.target("accept", state_of(consultation), case_of(consultation, now))
    if consultation.proposed is None:
        raise NotThere
    _take_over(consultation, scheduling.move_as_agreed(_claim_of(consultation), consultation.proposed, now), now)
    happened(consultation, "accepted", actor, now)
    announcing.changed(consultation, now)
    return consultation


def keep_old_time(consultation_id: int, actor: str, now: datetime) -> Consultation:
    consultation = with_time(consultation_id)
    consultation.appointment = APPOINTMENTS.target("keep_old_time", state_of(consultation), case_of(consultation, now))
    consultation.proposed = None
    happened(consultation, "kept_old_time", actor, now)
    return consultation


def _claim_of(consultation: Consultation) -> int:
    if consultation.claim_id is None:
        raise NotThere
    return consultation.claim_id


def _take_over(consultation: Consultation, claim: Claim, now: datetime) -> None:
    consultation.claim_id, consultation.starts, consultation.ends = claim.id, claim.visit_starts, claim.visit_ends
    consultation.proposed = None
    # Said about the old time; it would mislead at the new one.
    consultation.late_minutes, consultation.patient_late, consultation.call_instead = None, False, False
    consultation.sequence += 1
    consultation.updated = now


def change_address(consultation_id: int, email: str, visitor: str, now: datetime) -> Consultation:
    """Within an hour of booking, by the browser that booked: the wrong address loses its link at once."""
    consultation = access.locked(consultation_id)
    booked = consultation.booked
    if booked is None or now - booked > ADDRESS_CHANGE or consultation.confirmed is not None:
        raise AddressFixed
    contact = replace(sealed.contact_of(consultation), email=email)
    answers = sealed.answers_of(consultation)
    _to_patient(consultation, contact.email, now)
    key = sealed.key_of(consultation)
    consultation.sealed_contact = vault.seal_json(key, sealed.name_of(consultation, "contact"), asdict(contact))
    consultation.sealed_answers = vault.seal_json(key, sealed.name_of(consultation, "answers"), answers)
    consultation.person_digest = vault.blind(f"{access.email_digest(email)}\n{contact.name.casefold()}", "person")
    consultation.sequence += 1
    _only_this_visit(consultation, visitor)
    happened(consultation, "address_changed", f"patient:{consultation.patient_id}", now)
    announcing.address_changed(consultation, now)
    return consultation


def _to_patient(consultation: Consultation, email: str, now: datetime) -> None:
    """A patient known by the wrong address alone is the same patient: row, key, consents and photos stay.

    Where either address is somebody's already, the consultation goes over to the other row with its consents. Photos
    keep the key they were sealed with; each names its own.
    """
    old, digest = access.patient_of(consultation), access.email_digest(email)
    existing = access.patient_by_digest(digest)
    if existing is None and access.consultations_of(old.id) == 1:
        old.email_digest = digest
        old.sealed_email = vault.seal(sealed.key_of(consultation), "patient/email", email.encode())
        return
    if existing is None:
        consultation.vault_id = vault.create(now).id
        session().flush()
        existing = patient_row(consultation, replace(sealed.EMPTY, email=email), now)
    consultation.vault_id, consultation.patient_id = existing.vault_id, existing.id
    _hand_over_consents(consultation, old.id, existing.id, now)


def _hand_over_consents(consultation: Consultation, before: int, after: int, now: datetime) -> None:
    """What was agreed about this consultation was agreed by the person who wrote it, not by the wrong address."""
    about = f"consultation:{consultation.id}"
    for given in accounts_queries.consents(f"patient:{before}"):
        if given.about == about and before != after:
            accounts.give_consent(
                f"patient:{after}",
                given.purpose,
                about=about,
                values=given.text_values,
                language=given.language,
                now=now,
            )
            accounts.withdraw_consent(f"patient:{before}", given.purpose, about=about, now=now)


def _only_this_visit(consultation: Consultation, visitor: str) -> None:
    """Other devices are asked again; this one keeps its visit but has proved nothing about the new address."""
    this = access.visitor_digest(visitor)
    about = Device.consultation_id == consultation.id
    session().execute(sa.delete(Device).where(about, Device.visitor != this))
    session().execute(sa.update(Device).where(about, Device.visitor == this).values(proven=False))


def release_unconfirmed(now: datetime) -> int:
    """Times and written requests whose e-mail nobody opened. Returns how many."""
    if not current().release_unconfirmed:
        return 0
    released = 0
    for consultation_id in _unconfirmed(now):
        consultation = access.locked(consultation_id)
        if consultation.confirmed is None and consultation.state not in ENDED:
            _release(consultation, now)
            released += 1
    return released


def _unconfirmed(now: datetime) -> list[int]:
    """Counted from when the confirmation was sent: while the mail server is down nobody can open it."""
    from directory.consultations import letters

    confirmation = sa.and_(
        LetterRow.kind == letters.CONFIRMATION, LetterRow.subject == sa.cast(Consultation.id, sa.String)
    )
    # An address that the mail server refused is not opened either; one still to be sent has all its time before it.
    gone = LetterRow.state.in_([LetterState.SENT, LetterState.FAILED])
    waiting = sa.exists().where(confirmation, LetterRow.state == LetterState.WAITING)
    query = (
        sa.select(Consultation.id, Consultation.starts, sa.func.max(LetterRow.ended).label("sent"))
        .join(LetterRow, sa.and_(confirmation, gone))
        .where(Consultation.confirmed.is_(None), Consultation.state.in_(sorted(OPEN)))
        .where(_still_ahead(now), ~waiting.correlate(Consultation))
        .group_by(Consultation.id, Consultation.starts)
    )
    hours = current().confirm_within_hours
    rows = session().execute(query).all()
    return [row.id for row in rows if confirm_by(row.sent, row.starts, hours) <= now]


def _still_ahead(now: datetime) -> sa.ColumnElement[bool]:
    """A call that has begun is marked, not released; a written request has no start."""
    call = sa.and_(Consultation.appointment.in_(sorted(COMING)), Consultation.starts > now)
    return sa.or_(call, Consultation.visit == VisitKind.WRITTEN)


def _release(consultation: Consultation, now: datetime) -> None:
    if consultation.visit is not VisitKind.WRITTEN:
        consultation.appointment = APPOINTMENTS.target("release", state_of(consultation), case_of(consultation, now))
    end(consultation, CancelReason.NOT_CONFIRMED, now)
    happened(consultation, "released", "system", now)
    announcing.released(consultation, now)


def forget_old_drafts(now: datetime) -> int:
    """Drafts without an address live 24 hours, with one 30 days; their keys go with them."""
    with_address = Consultation.sealed_contact.is_not(None)
    old = sa.or_(
        sa.and_(with_address, Consultation.updated < now - timedelta(days=30)),
        sa.and_(~with_address, Consultation.updated < now - timedelta(hours=24)),
    )
    drafts = session().scalars(sa.select(Consultation).where(Consultation.state == State.DRAFT, old)).all()
    for draft in drafts:
        forget_draft(draft, now)
    return len(drafts)


def forget_draft(draft: Consultation, now: datetime) -> None:
    if draft.state is not State.DRAFT:
        raise NotThere
    if draft.claim_id is not None:
        scheduling.release(draft.claim_id, now)
    key = sealed.vault_by_id(draft.vault_id)
    session().delete(draft)
    session().flush()
    vault.destroy(key, now)
