"""Applications that are over, with something in every vault and in the store; outside any transaction."""

import secrets
from datetime import datetime
from functools import cache

from directory.core import files, transaction, vault
from directory.core.db import session
from directory.membership.actions import application as moves
from directory.membership.actions import comments, referee, sections
from directory.membership.models import Application, Assistant, Document, OperationPhoto, RefereeProof
from directory.membership.queries import application as applications
from directory.membership.queries import caselog
from directory.membership.queries import comments as comment_queries
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.sections import Section
from directory.photos import actions as photos
from directory.photos.rules import EACH
from tests.factories import membership_application, membership_caselog
from tests.factories import membership_desk as desk
from tests.factories import membership_documents as papers
from tests.factories import membership_referees as asked
from tests.factories import membership_rounds as rounds
from tests.factories import photos as pictures


def filled(at: datetime, *, name: str = "Dr Vera Vault", licence: str = "VV-1") -> int:
    """A draft with sections, a document, a case with a photo, an assistant, and a referee with a proof."""
    with transaction.unit():
        made = rounds.application(name, state=State.DRAFT, now=at)
        about = {**membership_application.YOU, "name": name, "licence_number": licence}
        membership_application.put(made, Section.YOU, about, at)
        operation = membership_caselog.operation(made, 1, "3", now=at)
        kept = photos.keep_cleaned(caselog.owner_of(operation.id), made.cases_vault_id, EACH, _cleaned(), at)
        session().add(_belongs(kept.id, made, operation.id, at))
        session().add(Assistant(application_id=made.id, email=f"{licence.lower()}@clinic.example", invited=at))
        named = asked.named(made, now=at)[0]
        document, proof = secrets.token_hex(16), secrets.token_hex(16)
        box, words = applications.referees_vault(made), referee.proof_name(made, proof)
        stored = referee.store_proof(vault.opened(box), words, proof, papers.pdf())
        session().add(RefereeProof(id=proof, referee_id=named.id, sha256=stored.sha256, size=stored.size, stored=at))
        sealed = sections.store_document(vault.opened(applications.own_vault(made)), "cv", document, papers.pdf())
        session().add(Document(id=document, application_id=made.id, sha256=sealed.sha256, size=sealed.size, stored=at))
        return made.id


def commented(application_id: int, at: datetime) -> str:
    """A former patient's comment with a document, in a round of its own that was voided; the document's name."""
    with transaction.unit():
        people = [each.id for each in rounds.reviewers(4, first=500)]
        row = session().get_one(Application, application_id)
        row.state, row.submitted = State.SCREENING, at
        round_ = rounds.opened_people(people[:3], people[3], application_id=row.id, now=at)
        comment = desk.from_patient(round_, now=at)
        document = secrets.token_hex(16)
        key = vault.opened(applications.referees_vault(row))
        comments.store_proof(key, comment_queries.proof_name(comment), document, papers.pdf())
        comments.add_proof(comment, document)
        row.state = State.DECISION_PENDING
        return f"{comment_queries.FOLDER}/{document}"


def over(
    at: datetime, outcome: Outcome | None = Outcome.DECLINED, *, withdrawn: bool = False, licence: str = "VV-1"
) -> int:
    """Decided, withdrawn after it was submitted, or (neither) a draft that expired."""
    application_id = filled(at, licence=licence)
    with transaction.unit():
        row = applications.locked(application_id)
        if outcome is None and not withdrawn:
            row.submitted = None
            moves.fire(row, "expire", actor="system", now=at)
        elif withdrawn:
            row.state = State.SCREENING
            moves.fire(row, "withdraw", actor=f"person:{row.person_id}", now=at)
        else:
            row.state = State.DECISION_PENDING
            moves.fire(row, "decide", actor="person:0", now=at, outcome=outcome)
    return application_id


def names() -> list[str]:
    """What lies in the store."""
    return files.store().names()


def _belongs(photo_id: str, made: Application, operation_id: int, at: datetime) -> OperationPhoto:
    return OperationPhoto(
        id=photo_id,
        application_id=made.id,
        operation_id=operation_id,
        digest=caselog.digest_of(photo_id),
        size=1000,
        added=at,
        actor=f"person:{made.person_id}",
    )


@cache
def _cleaned() -> photos.Cleaned:
    return photos.clean(pictures.jpeg())
