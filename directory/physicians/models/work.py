"""Publications, lectures, and results with their two pictures."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.physicians.rules import PictureKeeper, PublicationKind, ResultView, Technique


class Publication(Model):
    __tablename__ = "publications"
    __table_args__ = (
        one_of("kind", PublicationKind),
        sa.UniqueConstraint("physician_id", "kind", "title", "year"),
        sa.CheckConstraint("title <> '' AND venue <> ''", name="title"),
        sa.CheckConstraint("year BETWEEN 1900 AND 2100", name="year"),
        sa.CheckConstraint("address = '' OR address LIKE 'https://%'", name="address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), index=True)
    kind: Mapped[PublicationKind] = mapped_column(StringEnum(PublicationKind))
    title: Mapped[str] = mapped_column(sa.String(300))
    venue: Mapped[str] = mapped_column(sa.String(200))
    year: Mapped[int]
    address: Mapped[str] = mapped_column(sa.String(300), default="")


class Result(Model):
    """A before/after pair: same view, same size, not retouched, published with the patient's consent.

    `before` and `after` are a path under static/ or a name in the file store, as `keeper` says; months are stored
    as their first day. `illustration` marks drawn demonstration pictures.
    """

    __tablename__ = "results"
    __table_args__ = (
        one_of("view", ResultView),
        one_of("technique", Technique),
        one_of("keeper", PictureKeeper),
        sa.CheckConstraint("unretouched", name="unretouched"),
        sa.CheckConstraint("before <> '' AND after <> '' AND before <> after", name="pictures"),
        sa.CheckConstraint("after_month > before_month", name="months"),
        sa.CheckConstraint("months_after BETWEEN 1 AND 240", name="months_after"),
        sa.CheckConstraint("sessions BETWEEN 1 AND 20", name="sessions"),
        sa.CheckConstraint("grafts BETWEEN 1 AND 20000", name="grafts"),
        sa.CheckConstraint("width > 0 AND height > 0", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    view: Mapped[ResultView] = mapped_column(StringEnum(ResultView))
    technique: Mapped[Technique] = mapped_column(StringEnum(Technique))
    before: Mapped[str] = mapped_column(sa.String(200))
    after: Mapped[str] = mapped_column(sa.String(200))
    keeper: Mapped[PictureKeeper] = mapped_column(StringEnum(PictureKeeper), default=PictureKeeper.STATIC)
    width: Mapped[int]
    height: Mapped[int]
    before_month: Mapped[date]
    after_month: Mapped[date]
    months_after: Mapped[int]
    grafts: Mapped[int | None]
    sessions: Mapped[int] = mapped_column(default=1)
    unretouched: Mapped[bool] = mapped_column(default=True)
    consented_on: Mapped[date]
    illustration: Mapped[bool] = mapped_column(default=False)
