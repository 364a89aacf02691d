"""The root over all audit chains, once a day, as it went out."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model


@append_only
class AuditRoot(Model):
    __tablename__ = "audit_roots"
    day: Mapped[date] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    streams: Mapped[int]
    rows: Mapped[int]
    at: Mapped[datetime]
    __table_args__ = (sa.CheckConstraint("length(digest) = 64", name="digest"),)
