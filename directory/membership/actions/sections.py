"""What an applicant writes and adds. Every function locks the application first and asks whether the part is open."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core import files, transaction, vault
from directory.core.db import session
from directory.membership.actions.application import rename
from directory.membership.models.application import Application
from directory.membership.models.section import Document, EvidencePiece, SectionText
from directory.membership.queries import application as applications
from directory.membership.queries import policy as policies
from directory.membership.queries import sections as queries
from directory.membership.queries.documents import FOLDER
from directory.membership.rules.documents import DOCUMENTS_MOST, TooManyDocuments
from directory.membership.rules.evidence import PIECES_MOST, Piece, Shape, TooManyPieces, check
from directory.membership.rules.sections import Body, Section, SectionClosed, Stale, licence_text

ORPHANS_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A checked PDF, sealed and stored before any row was touched."""

    id: str
    sha256: str
    size: int


def save(application_id: int, section: Section, body: Body, *, revision: int, now: datetime) -> int:
    """Returns the new revision. Raises Stale when it was saved since in another window; the same text sent twice is
    one revision."""
    application = opened(application_id, section, now)
    present = session().get(SectionText, (application.id, section), populate_existing=True)
    text = json.dumps(dict(body), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(text).hexdigest()
    if present is not None and present.digest == digest:
        return present.revision
    if (present.revision if present else 0) != revision:
        raise Stale
    sealed = vault.seal(applications.own_vault(application), queries.section_name(application, section), text)
    row = present or SectionText(application_id=application.id, section=section, revision=0)
    row.body, row.digest, row.saved, row.revision = sealed, digest, now, revision + 1
    session().add(row)
    if section is Section.YOU:
        _about_you(application, body)
    session().flush()
    return row.revision


def _about_you(application: Application, body: Body) -> None:
    """One live application a licence number: the unique index says so."""
    if body.get("name"):
        rename(application, str(body["name"]))
    text = licence_text(body)
    application.licence = vault.blind(text, "licence") if text else None


def add_piece(
    application_id: int,
    section: Section,
    piece: Piece,
    *,
    document: Sealed | None,
    replaces: int | None,
    now: datetime,
) -> int:
    """Returns its number. `replaces`: the number of the piece it stands for, which ends."""
    application = opened(application_id, section, now)
    number = section.criterion or 0
    criterion = policies.of(application.policy).criteria[number - 1]
    check(piece, criterion, document=document is not None)
    before = queries.piece_or_404(application, replaces) if replaces is not None else None
    _check_room(application.id, document, replaced=before is not None)
    if before is not None:
        before.ended = now
    row = _piece(application, section, piece, document=document, replaces=replaces, now=now)
    if before is not None and before.document_id and document:
        session().get_one(Document, before.document_id).replaced_by = document.id
    session().flush()
    return row.number


def _check_room(application_id: int, document: Sealed | None, *, replaced: bool) -> None:
    pieces, documents = queries.counts(application_id)
    if pieces - replaced >= PIECES_MOST:
        raise TooManyPieces
    if document is not None and documents - replaced >= DOCUMENTS_MOST:
        raise TooManyDocuments


def _piece(
    application: Application,
    section: Section,
    piece: Piece,
    *,
    document: Sealed | None,
    replaces: int | None,
    now: datetime,
) -> EvidencePiece:
    kept = document if piece.shape is Shape.DOCUMENT else None
    if kept is not None:
        row = Document(id=kept.id, application_id=application.id, sha256=kept.sha256, size=kept.size, stored=now)
        session().add(row)
        session().flush()
    number = queries.next_number(application.id)
    text = json.dumps(asdict(piece), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    made = EvidencePiece(
        application_id=application.id,
        number=number,
        section=section,
        kind=piece.kind,
        shape=piece.shape,
        body=vault.seal(applications.own_vault(application), queries.evidence_name(application, number), text),
        digest=hashlib.sha256(text + (kept.sha256 if kept else "").encode()).hexdigest(),
        document_id=kept.id if kept else None,
        added=now,
        replaces=replaces,
    )
    session().add(made)
    session().flush()
    return made


def remove_piece(application_id: int, number: int, *, now: datetime) -> Section:
    """It ends; a snapshot that names it keeps it. Returns where it stood."""
    application = applications.locked(application_id)
    piece = queries.piece_or_404(application, number)
    opened(application_id, piece.section, now)
    piece.ended = now
    return piece.section


def opened(application_id: int, section: Section, now: datetime) -> Application:
    """The locked application, touched. Raises SectionClosed."""
    application = applications.locked(application_id)
    if section not in queries.open_sections(application):
        raise SectionClosed
    application.touched = now
    return application


def store_document(key: vault.Key, bound: str, document_id: str, data: bytes) -> Sealed:
    """Outside any transaction: sealing and writing take long. An orphan is removed by the sweep."""
    files.store().put(f"{FOLDER}/{document_id}", vault.seal(key, bound, data))
    return Sealed(document_id, hashlib.sha256(data).hexdigest(), len(data))


def sweep_documents(now: datetime) -> int:
    """Files that never got a row within a day. Returns how many were removed; two at once remove the same ones."""
    stored = [name for name in files.store().names(before=now - ORPHANS_KEPT) if name.startswith(f"{FOLDER}/")]
    with transaction.reading():
        known = set(session().scalars(sa.select(Document.id)))
    orphans = [name for name in stored if name.partition("/")[2] not in known]
    for name in orphans:
        files.store().delete(name)
    return len(orphans)
