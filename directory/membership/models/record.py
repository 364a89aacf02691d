"""Records of a decision, as they were made: sealed, each content once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.record import Redaction


@append_only
class Record(Model):
    """`archive` is a ZIP, sealed in the application's vault as "record/<redaction>/<digest>" and erased with it."""

    __tablename__ = "records"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"))
    redaction: Mapped[Redaction] = mapped_column(StringEnum(Redaction))
    digest: Mapped[str] = mapped_column(sa.String(64))  # SHA-256 of the ZIP
    size: Mapped[int]
    archive: Mapped[bytes] = mapped_column(deferred=True)  # read by the download alone
    made: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    __table_args__ = (
        one_of("redaction", Redaction),
        sa.UniqueConstraint("application_id", "redaction", "digest"),
        sa.CheckConstraint("size > 0", name="size"),
        sa.CheckConstraint("length(digest) = 64", name="digest"),
    )
