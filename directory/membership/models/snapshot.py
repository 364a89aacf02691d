"""What was submitted, frozen: a list of hashes, and the texts behind them. Rows are added, never changed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.membership.rules.sections import Section


@append_only
class Snapshot(Model):
    """Number 1 is the submission; each answer to a request for information adds the next."""

    __tablename__ = "application_snapshots"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"))
    number: Mapped[int]
    taken: Mapped[datetime]
    items: Mapped[dict[str, Any]]  # {"section/you": sha256, "evidence/3": ..., "document/<id>": ..., "case/7": ...}
    digest: Mapped[str] = mapped_column(sa.String(64))  # of the items; it stands in the audit
    __table_args__ = (sa.UniqueConstraint("application_id", "number"), sa.CheckConstraint("number > 0", name="number"))


@append_only
class SnapshotText(Model):
    """A section as it was then: the sealed bytes, which still open under the section's own name."""

    __tablename__ = "application_snapshot_texts"
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("application_snapshots.id"), primary_key=True)
    section: Mapped[Section] = mapped_column(StringEnum(Section), primary_key=True)
    body: Mapped[bytes]
    __table_args__ = (one_of("section", Section),)
