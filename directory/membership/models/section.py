"""What the applicant has written, one row a section, and the pieces of evidence. Sealed in the application's vault."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.evidence import Shape
from directory.membership.rules.sections import Section


class SectionText(Model):
    """`body` is JSON, sealed as "application/<reference>/section/<section>"; each save is the next revision."""

    __tablename__ = "application_sections"
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), primary_key=True)
    section: Mapped[Section] = mapped_column(StringEnum(Section), primary_key=True)
    revision: Mapped[int]
    body: Mapped[bytes]
    digest: Mapped[str] = mapped_column(sa.String(64))  # SHA-256 of the JSON
    saved: Mapped[datetime]
    __table_args__ = (one_of("section", Section), sa.CheckConstraint("revision > 0", name="revision"))


class Document(Model):
    """A PDF: sealed in the store as "documents/<id>", bound to "application/<reference>/document/<id>"."""

    __tablename__ = "documents"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))  # of the document as it was sent
    size: Mapped[int]
    stored: Mapped[datetime]
    replaced_by: Mapped[str | None] = mapped_column(sa.ForeignKey("documents.id"))
    __table_args__ = (sa.CheckConstraint("size > 0", name="size"),)


class EvidencePiece(Model):
    """One piece, as it was given. Changing it adds the next and ends this one; a snapshot may still name it."""

    __tablename__ = "evidence"
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    section: Mapped[Section] = mapped_column(StringEnum(Section))
    kind: Mapped[EvidenceKind] = mapped_column(StringEnum(EvidenceKind))
    shape: Mapped[Shape] = mapped_column(StringEnum(Shape))
    body: Mapped[bytes]  # rules.evidence.Piece as JSON, sealed as "application/<reference>/evidence/<number>"
    digest: Mapped[str] = mapped_column(sa.String(64))  # SHA-256 of the JSON and of the document
    document_id: Mapped[str | None] = mapped_column(sa.ForeignKey("documents.id"), unique=True)
    added: Mapped[datetime]
    ended: Mapped[datetime | None]  # replaced or removed
    replaces: Mapped[int | None]  # the number of the piece this one stands for
    __table_args__ = (
        one_of("section", Section),
        one_of("kind", EvidenceKind),
        one_of("shape", Shape),
        sa.CheckConstraint("(shape = 'document') = (document_id IS NOT NULL)", name="document"),
        sa.Index("uq_evidence_replaces", "application_id", "replaces", unique=True),
        sa.Index("ix_evidence_application_id_section", "application_id", "section"),
    )
