"""Runs of the nightly task, what each erased, and stored files that still have to go. Nothing personal stands here."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.append_only import append_only
from directory.core.db import Model, StringEnum, one_of
from directory.privacy.rules.retention import Name


class RetentionRun(Model):
    """Without `ended` it was interrupted: what it erased stands all the same, and the next run does the rest."""

    __tablename__ = "retention_runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    started: Mapped[datetime] = mapped_column(index=True)
    ended: Mapped[datetime | None]
    failed: Mapped[int] = mapped_column(default=0)  # cases that could not be erased; the next run tries again


@append_only
class Erasure(Model):
    """One case under one rule: it can happen once. After a restore from a backup these are erased again."""

    __tablename__ = "erasures"
    subject: Mapped[str] = mapped_column(sa.String(80), primary_key=True)  # "application:7"
    rule: Mapped[Name] = mapped_column(StringEnum(Name), primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("retention_runs.id"), index=True)
    photos: Mapped[int]
    files: Mapped[int]
    at: Mapped[datetime]
    __table_args__ = (one_of("rule", Name), sa.CheckConstraint("photos >= 0 AND files >= 0", name="counts"))


class DoomedFile(Model):
    """Written with the erasure, gone with the file: a run that is killed in between leaves the name for the next."""

    __tablename__ = "doomed_files"
    name: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    since: Mapped[datetime]
