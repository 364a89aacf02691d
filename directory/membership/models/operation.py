"""Operations of the case log, the patient's consent to each, and their photos. What a sheet says is sealed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.operation import CaseView, Moment


class Operation(Model):
    """`details` is `rules.operation.Details` as JSON, sealed in the application's cases vault; None once erased.

    A deleted case can be brought back for ten minutes; then only this stub stays. So does that of a case whose
    patient withdrew consent.
    """

    __tablename__ = "operations"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    number: Mapped[int]
    criteria: Mapped[list[str]]
    details: Mapped[bytes | None]  # sealed as "application/<reference>/case/<id>"
    place: Mapped[int | None]  # in the drawn period, 1 = the first operation in it
    revision: Mapped[int] = mapped_column(default=1)  # two people may have the same case open
    created: Mapped[datetime]
    changed: Mapped[datetime]
    deleted: Mapped[datetime | None] = mapped_column(index=True)
    withdrawn: Mapped[datetime | None]  # the patient's consent
    erased: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("number >= 1 AND number <= 999", name="number"),
        sa.CheckConstraint("place IS NULL OR (place >= 1 AND place <= 999)", name="place"),
        sa.CheckConstraint("(details IS NULL) = (erased IS NOT NULL)", name="erased"),
        sa.CheckConstraint("erased IS NULL OR deleted IS NOT NULL OR withdrawn IS NOT NULL", name="erased_why"),
        sa.Index(
            "uq_operations_number",
            "application_id",
            "number",
            unique=True,
            sqlite_where=sa.text("deleted IS NULL"),
            postgresql_where=sa.text("deleted IS NULL"),
        ),
        sa.Index(
            "uq_operations_place",
            "application_id",
            "place",
            unique=True,
            sqlite_where=sa.text("deleted IS NULL AND place IS NOT NULL"),
            postgresql_where=sa.text("deleted IS NULL AND place IS NOT NULL"),
        ),
    )


class OperationConsent(Model):
    """The applicant declares that this patient consented, and when; the paper stays with the clinic."""

    __tablename__ = "operation_consents"
    operation_id: Mapped[int] = mapped_column(sa.ForeignKey("operations.id"), primary_key=True)
    given_on: Mapped[date]
    covers_identity: Mapped[bool] = mapped_column(default=False)
    wording: Mapped[str] = mapped_column(sa.String(40))  # which declaration was on the page
    declared: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(80))
    withdrawn: Mapped[datetime | None]


class UploadBatch(Model):
    """One choosing of files, announced before the first arrives, so that a page opened later can tell what is left."""

    __tablename__ = "upload_batches"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    files: Mapped[int]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
    __table_args__ = (sa.CheckConstraint("files > 0 AND size >= 0", name="files"),)


class OperationPhoto(Model):
    """Where a photo of the photos feature belongs. Without a case it lies in the tray of unsorted photos.

    `digest` is the keyed hash of the file as it was sent: the same file again is recognised, also after a reload.
    """

    __tablename__ = "operation_photos"
    id: Mapped[str] = mapped_column(sa.ForeignKey("photos.id"), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    operation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operations.id"), index=True)
    number: Mapped[int | None]  # the case its name spoke of, when there was none such yet
    view: Mapped[CaseView | None] = mapped_column(StringEnum(CaseView))
    moment: Mapped[Moment | None] = mapped_column(StringEnum(Moment))
    digest: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    batch_id: Mapped[str | None] = mapped_column(sa.ForeignKey("upload_batches.id"))
    added: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(80))
    confirmed: Mapped[datetime | None]  # seen large: nothing identifies, or the consent covers it
    confirmed_by: Mapped[str | None] = mapped_column(sa.String(80))
    marked: Mapped[datetime | None]  # to be deleted, said while looking
    twin_id: Mapped[str | None] = mapped_column(sa.String(32))  # an earlier photo that looks the same
    __table_args__ = (
        one_of("view", CaseView),
        one_of("moment", Moment),
        sa.UniqueConstraint("application_id", "digest", "operation_id"),
        sa.CheckConstraint("(confirmed IS NULL) = (confirmed_by IS NULL)", name="confirmed_by"),
        sa.CheckConstraint("confirmed IS NULL OR marked IS NULL", name="confirmed_or_marked"),
    )
