"""Before "Booked": what a browser types page by page, and what it has chosen meanwhile."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from directory.consultations.models import Consultation
from directory.consultations.queries import access, sealed
from directory.consultations.rules.booking import Birth, Contact, Wish, check_adult
from directory.consultations.rules.states import Appointment, State
from directory.core import vault
from directory.core.clock import today
from directory.core.db import session
from directory.core.refusals import Refusal
from directory.physicians.rules import VisitKind
from directory.scheduling import actions as scheduling
from directory.scheduling import queries as times

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud without doubt


@dataclass(frozen=True, slots=True)
class Start:
    """Where a booking begins: what was chosen, by which browser."""

    visitor: str
    physician_id: int
    visit: VisitKind
    claim_id: int | None
    zone: str
    locale: str
    about: str


def save_contact(asked: Contact, birth: Birth, start: Start, now: datetime) -> Consultation:
    """The first page: makes the draft or goes on with this browser's, whatever was chosen before."""
    check_adult(birth, today(start.zone, now))
    draft = _chosen(access.draft_of(start.visitor) or _new_draft(start, now), start, now)
    draft.country, draft.region = asked.country, asked.region
    draft.sealed_contact = vault.seal_json(sealed.key_of(draft), sealed.name_of(draft, "contact"), asdict(asked))
    keep_time(draft, start.visitor, now)
    return draft


def save_wish(draft: Consultation, asked: Wish, visitor: str, now: datetime) -> None:
    """The second page."""
    said: dict[str, object] = {
        "reason": asked.reason,
        "words": asked.words,
        "ease": list(asked.ease),
        "language": asked.language,
    }
    save_answers(draft, "wish", said, now)
    keep_time(draft, visitor, now)


def save_answers(consultation: Consultation, task: str, answers: dict[str, object], now: datetime) -> None:
    """Replace one task's answers, sealed with the others."""
    every = {**sealed.answers_of(consultation), task: answers}
    name = sealed.name_of(consultation, "answers")
    consultation.sealed_answers = vault.seal_json(sealed.key_of(consultation), name, every)
    consultation.updated = now


def choose_again(start: Start, now: datetime) -> None:
    """Another time or physician was chosen while writing: what was typed is kept."""
    draft = access.draft_of(start.visitor)
    if draft is not None:
        _chosen(draft, start, now)


def say_what_is_chosen(draft: Consultation, start: Start, now: datetime) -> None:
    draft.physician_id, draft.visit, draft.claim_id = start.physician_id, start.visit, start.claim_id
    draft.zone, draft.locale, draft.about, draft.updated = start.zone, start.locale, start.about, now


def _chosen(draft: Consultation, start: Start, now: datetime) -> Consultation:
    say_what_is_chosen(draft, start, now)
    claim = times.claim_by_id(start.claim_id) if start.claim_id else None
    draft.claim_id = claim.id if claim else None
    draft.starts, draft.ends = (claim.visit_starts, claim.visit_ends) if claim else (None, None)
    draft.appointment = Appointment.HELD if claim else None
    session().flush()
    return draft


def _new_draft(start: Start, now: datetime) -> Consultation:
    draft = Consultation(
        reference=new_reference(),
        physician_id=start.physician_id,
        vault_id=vault.create(now).id,
        visit=start.visit,
        state=State.DRAFT,
        uid=secrets.token_hex(16),
        draft_key=access.visitor_digest(start.visitor),
        zone=start.zone,
        locale=start.locale,
        created=now,
        updated=now,
    )
    session().add(draft)
    return draft


def new_reference() -> str:
    """Eight characters of thirty in two groups; unique by constraint."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def keep_time(draft: Consultation, visitor: str, now: datetime) -> None:
    """A saved page renews the hold. A hold that has ended is told by the next page; nothing typed is lost."""
    if draft.claim_id is None:
        return
    nested = session().begin_nested()
    try:
        scheduling.renew(draft.claim_id, visitor, now)
    except Refusal:
        nested.rollback()
    else:
        nested.commit()
