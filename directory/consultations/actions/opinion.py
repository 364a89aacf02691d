"""The opinion: saved as it is written, signed once, corrected by addenda. Nothing that was signed changes."""

import secrets
from datetime import datetime
from typing import Any

from directory.consultations.actions import announcing
from directory.consultations.actions.cases import case_of
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation, OpinionDraft, SignedOpinion
from directory.consultations.queries import access, sealed
from directory.consultations.queries import opinion as opinions
from directory.consultations.queries.signed import versions
from directory.consultations.rules.opinion import words
from directory.consultations.rules.opinion.needed import check
from directory.consultations.rules.opinion.plan import Opinion, canonical, digest, kept
from directory.consultations.rules.states import COMING, CONSULTATIONS
from directory.core import audit, vault
from directory.core.clock import today
from directory.core.db import session
from directory.core.refusals import N_, Conflict, Refusal
from directory.physicians import queries as physicians


class NotOpen(Conflict):
    message = N_("Nothing can be written here any more: it was signed, or has ended, or consent was withdrawn.")


class StaleDraft(Conflict):
    message = N_(
        "This was saved in another window meanwhile. What you see here is yours and is not saved yet: press a button "
        "again to save it over the other one."
    )


class ReadAgain(Conflict):
    message = N_("The draft was changed in another window. Read it again as it is now, then sign.")


class CallAhead(Conflict):
    message = N_("The call comes first: say whether it took place, then sign.")


class NothingAdded(Refusal):
    field = "words"
    message = N_("Write what is to be added")


def save(consultation_id: int, opinion: Opinion, revision: int, *, by: int, now: datetime) -> int:
    """Returns the new revision. Raises NotOpen, or StaleDraft where another window was first."""
    consultation = access.locked(consultation_id)
    if not opinions.may_write(consultation):
        raise NotOpen
    draft = session().get(OpinionDraft, consultation_id, populate_existing=True)
    if revision != (draft.revision if draft else 0):
        raise StaleDraft
    content = _sealed(consultation, opinions.DRAFT, kept(opinion))
    if draft is None:
        draft = OpinionDraft(consultation_id=consultation_id, revision=0)
        session().add(draft)
    draft.revision, draft.sealed, draft.saved, draft.saved_by = revision + 1, content, now, by
    session().flush()
    return draft.revision


def check_may_sign(consultation: Consultation, now: datetime) -> None:
    """Raises CallAhead, or what the table of moves says."""
    if consultation.appointment in COMING:
        raise CallAhead
    CONSULTATIONS.target("sign", consultation.state, case_of(consultation, now))


def sign(consultation_id: int, revision: int, *, by: int, name: str, now: datetime) -> SignedOpinion:
    """What was read on the signing page, and nothing else. The view has asked for the password.

    Raises NotOpen, CallAhead, ReadAgain, Incomplete, or what the table of moves says.
    """
    consultation = access.locked(consultation_id)
    check_may_sign(consultation, now)
    if not opinions.may_write(consultation):
        raise NotOpen
    draft = opinions.draft_of(consultation)
    if draft.revision != revision:
        raise ReadAgain
    check(draft.opinion, today(physicians.by_id(consultation.physician_id).zone, now))
    content = {"opinion": kept(draft.opinion), "questions": list(opinions.questions_of(consultation))}
    signed = _signed(consultation, 1, {**content, "sentences": words.VERSION}, by=by, name=name, now=now)
    _end(consultation, now)
    happened(consultation, "opinion_signed", f"person:{by}", now, version=1, digest=signed.digest)
    announcing.something_new(consultation, 1, now)
    return signed


def add(consultation_id: int, text: str, *, by: int, name: str, now: datetime) -> SignedOpinion:
    """An addendum: the next version. Raises NotOpen before the first, NothingAdded."""
    consultation = access.locked(consultation_id)
    if not opinions.may_add(consultation):
        raise NotOpen
    if not text:
        raise NothingAdded
    version = versions(consultation_id) + 1
    signed = _signed(consultation, version, {"words": text}, by=by, name=name, now=now)
    consultation.updated = now
    happened(consultation, "opinion_added", f"person:{by}", now, version=version, digest=signed.digest)
    announcing.something_new(consultation, version, now)
    return signed


def _end(consultation: Consultation, now: datetime) -> None:
    """Its place is free again: the patient may ask the same physician anew."""
    consultation.state = CONSULTATIONS.target("sign", consultation.state, case_of(consultation, now))
    consultation.updated = now
    consultation.active_key, consultation.opinion_due = None, None
    session().delete(session().get_one(OpinionDraft, consultation.id))
    session().flush()


def _signed(
    consultation: Consultation, version: int, content: dict[str, Any], *, by: int, name: str, now: datetime
) -> SignedOpinion:
    """`root` ties it to the record as it stood; `random` keeps the digest from being guessed."""
    document = {
        **content,
        "reference": consultation.reference,
        "version": version,
        "signed": now.isoformat(),
        "signer": name,
        "root": audit.root().digest,
        "random": secrets.token_hex(16),
    }
    row = SignedOpinion(
        consultation_id=consultation.id,
        version=version,
        sealed=_sealed(consultation, f"opinion/{version}", document),
        digest=digest(canonical(document)),
        signed=now,
        signed_by=by,
    )
    session().add(row)
    session().flush()
    return row


def _sealed(consultation: Consultation, part: str, document: dict[str, Any]) -> bytes:
    """Sealed as the very bytes that are signed."""
    return vault.seal(sealed.key_of(consultation), sealed.name_of(consultation, part), canonical(document))
