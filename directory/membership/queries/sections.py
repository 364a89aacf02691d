"""What an applicant has written, opened; which parts can be changed; and the pieces of evidence."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models.application import Application
from directory.membership.models.information import InformationRequest
from directory.membership.models.section import Document, EvidencePiece, SectionText
from directory.membership.queries.application import own_vault, sealed_as
from directory.membership.rules.application import State
from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.evidence import Piece, Shape
from directory.membership.rules.sections import Body, Section


@dataclass(frozen=True, slots=True)
class Text:
    """A section as it stands; revision 0 was never saved."""

    body: Body
    revision: int = 0
    saved: datetime | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A piece of evidence, opened."""

    number: int
    section: Section
    piece: Piece
    document: str | None  # its id
    size: int
    sha256: str
    added: datetime


def open_sections(application: Application) -> frozenset[Section]:
    """What can be changed now: everything in a draft, and what was asked for after it."""
    if application.state is State.DRAFT:
        return frozenset(Section)
    if application.state is not State.INFORMATION_REQUESTED:
        return frozenset()
    query = sa.select(InformationRequest.sections).where(
        InformationRequest.application_id == application.id, InformationRequest.ended.is_(None)
    )
    return frozenset(Section(name) for name in session().scalar(query) or ())


def text_of(application: Application, section: Section) -> Text:
    return texts_of(application, section).get(section, Text({}))


def texts_of(application: Application, only: Section | None = None) -> dict[Section, Text]:
    """Raises vault.Erased after the key was destroyed."""
    query = sa.select(SectionText).where(SectionText.application_id == application.id)
    rows = session().scalars(query if only is None else query.where(SectionText.section == only)).all()
    key = vault.opened(own_vault(application))
    return {
        row.section: Text(body_of(key, application, row.section, row.body), row.revision, row.saved, row.digest)
        for row in rows
    }


def body_of(key: vault.Key, application: Application, section: Section, sealed: bytes) -> Body:
    return cast("Body", vault.open_json(key, section_name(application, section), sealed))


def section_name(application: Application, section: Section) -> str:
    return sealed_as(application, f"section/{section}")


def evidence_of(application: Application, section: Section | None = None) -> list[Given]:
    """Those that stand, in the order they were added."""
    query = (
        sa.select(EvidencePiece, Document.size, Document.sha256)
        .outerjoin(Document, Document.id == EvidencePiece.document_id)
        .where(EvidencePiece.application_id == application.id, EvidencePiece.ended.is_(None))
        .order_by(EvidencePiece.number)
    )
    rows = session().execute(query if section is None else query.where(EvidencePiece.section == section)).all()
    key = vault.opened(own_vault(application))
    return [_given(key, application, row, size or 0, digest or "") for row, size, digest in rows]


def piece_or_404(application: Application, number: int) -> EvidencePiece:
    query = sa.select(EvidencePiece).where(
        EvidencePiece.application_id == application.id,
        EvidencePiece.number == number,
        EvidencePiece.ended.is_(None),
    )
    found = session().scalar(query)
    if found is None:
        raise NotThere
    return found


def document_or_404(application: Application, document_id: str) -> Document:
    query = sa.select(Document).where(Document.id == document_id, Document.application_id == application.id)
    found = session().scalar(query)
    if found is None:
        raise NotThere
    return found


def counts(application_id: int) -> tuple[int, int]:
    """How many pieces stand, and how many of them are documents."""
    query = sa.select(sa.func.count(), sa.func.count(EvidencePiece.document_id)).where(
        EvidencePiece.application_id == application_id, EvidencePiece.ended.is_(None)
    )
    row = session().execute(query).one()
    return row[0], row[1]


def next_number(application_id: int) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(EvidencePiece.number), 0))
    return (session().scalar(query.where(EvidencePiece.application_id == application_id)) or 0) + 1


def evidence_name(application: Application, number: int) -> str:
    return sealed_as(application, f"evidence/{number}")


def document_name(application: Application, document_id: str) -> str:
    return sealed_as(application, f"document/{document_id}")


def _given(key: vault.Key, application: Application, row: EvidencePiece, size: int, digest: str) -> Given:
    values = cast("dict[str, str]", vault.open_json(key, evidence_name(application, row.number), row.body))
    piece = Piece(
        kind=EvidenceKind(values["kind"]),
        shape=Shape(values["shape"]),
        words=values["words"],
        address=values["address"],
        issuer=values["issuer"],
        expires=values["expires"],
    )
    return Given(row.number, row.section, piece, row.document_id, size, digest, row.added)
