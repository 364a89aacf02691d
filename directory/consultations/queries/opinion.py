"""Opinions opened: the draft, what was signed, and what a new one begins with. Ownership is the callers'."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from directory.consultations.models import Consultation, OpinionDraft, SignedOpinion
from directory.consultations.queries import sealed, staff
from directory.consultations.queries.signed import is_signed
from directory.consultations.rules.intake.across import rows
from directory.consultations.rules.opinion.plan import Hands, Opinion, opened
from directory.consultations.rules.states import ENDED
from directory.consultations.rules.tasks import Task
from directory.core import vault
from directory.core.db import session
from directory.physicians import queries as physicians
from directory.physicians.rules import Technique, name_of

DRAFT = "opinion/draft"


@dataclass(frozen=True, slots=True)
class Draft:
    """`revision` 0: nothing has been saved."""

    opinion: Opinion
    revision: int
    saved: datetime | None


@dataclass(frozen=True, slots=True)
class Addendum:
    version: int
    words: str
    signed: datetime
    signer: str
    digest: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed, as it was signed: nothing of it is read from elsewhere."""

    reference: str
    version: int
    opinion: Opinion
    questions: tuple[str, ...]
    signed: datetime
    signer: str
    digest: str
    root: str
    addenda: tuple[Addendum, ...] = ()


def draft_of(consultation: Consultation) -> Draft:
    """Raises vault.Erased."""
    row = session().get(OpinionDraft, consultation.id)
    if row is None:
        return Draft(Opinion(performers=performers_of(consultation)), 0, None)
    kept = vault.open_json(sealed.key_of(consultation), sealed.name_of(consultation, DRAFT), row.sealed)
    return Draft(opened(cast("dict[str, Any]", kept)), row.revision, row.saved)


def performers_of(consultation: Consultation) -> tuple[tuple[Hands, str], ...]:
    """As the profile says it, of what the physician offers."""
    own = physicians.by_id(consultation.physician_id).display_name
    techniques = {Technique(hands.value): hands for hands in Hands}
    found: dict[Hands, str] = {}
    for offer in physicians.offers(consultation.physician_id):
        lines = [f"{_(name_of(step.step))}: {_who(step.named, step.performer, own)}" for step in offer.steps]
        if offer.procedure.technique in techniques and lines:
            found.setdefault(techniques[offer.procedure.technique], "; ".join(lines))
    return tuple(found.items())


def _who(named: str, performer: Any, own: str) -> str:
    if named:
        return named
    return own if performer == "physician" else str(_(name_of(performer)))


def questions_of(consultation: Consultation) -> tuple[str, ...]:
    """The patient's own; none after erasure or without consent."""
    if not staff.is_shared(consultation):
        return ()
    asked = sealed.answers_of(consultation).get(Task.QUESTIONS, {}).get("questions")
    return tuple(str(line) for line in asked) if isinstance(asked, list) else ()


def earlier_grafts(consultation: Consultation) -> int:
    """As the patient reported them."""
    counts = (str(row.get("grafts", "")) for row in rows(sealed.answers_of(consultation), "operations"))
    return sum(int(count) for count in counts if count.isascii() and count.isdecimal())


def signed_of(consultation: Consultation) -> Signed | None:
    """None before it is signed. Raises vault.Erased."""
    query = sa.select(SignedOpinion).where(SignedOpinion.consultation_id == consultation.id)
    found = list(session().scalars(query.order_by(SignedOpinion.version)))
    if not found:
        return None
    documents = [_document(consultation, row) for row in found]
    first = documents[0]
    return Signed(
        reference=first["reference"],
        version=found[-1].version,
        opinion=opened(first["opinion"]),
        questions=tuple(first["questions"]),
        signed=found[0].signed,
        signer=first["signer"],
        digest=found[0].digest,
        root=first["root"],
        addenda=tuple(_addendum(row, each) for row, each in zip(found[1:], documents[1:], strict=True)),
    )


def as_if_signed(consultation: Consultation, opinion: Opinion, signer: str, now: datetime) -> Signed:
    """As the patient will read it."""
    return Signed(
        reference=consultation.reference,
        version=1,
        opinion=opinion,
        questions=questions_of(consultation),
        signed=now,
        signer=signer,
        digest="",
        root="",
    )


def may_write(consultation: Consultation) -> bool:
    """A draft may be begun before the call, so that the physician writes while speaking."""
    return consultation.state not in ENDED and staff.is_shared(consultation)


def may_add(consultation: Consultation) -> bool:
    """An addendum: as long as the key is there."""
    key = vault.by_id(consultation.vault_id)
    return key is not None and key.destroyed is None and is_signed(consultation.id)


def _document(consultation: Consultation, row: SignedOpinion) -> dict[str, Any]:
    name = sealed.name_of(consultation, f"opinion/{row.version}")
    return cast("dict[str, Any]", vault.open_json(sealed.key_of(consultation), name, row.sealed))


def _addendum(row: SignedOpinion, document: dict[str, Any]) -> Addendum:
    return Addendum(row.version, document["words"], row.signed, document["signer"], row.digest)
