"""The physician's own row, languages and patient groups."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.core.db import Model, StringEnum, one_of
from directory.physicians.rules import (
    FORMER,
    LISTED,
    PatientGroup,
    Standing,
    StandingReason,
    VisitKind,
    initials,
    kinds_of,
)

_FORMER_SQL = ", ".join(f"'{standing}'" for standing in sorted(FORMER))


class Physician(Model):
    """`name` has no title; show `display_name`. `slug` is part of public addresses and never changes once listed."""

    __tablename__ = "physicians"
    __table_args__ = (
        one_of("standing", Standing),
        sa.CheckConstraint("slug <> '' AND slug = lower(slug)", name="slug"),
        sa.CheckConstraint("name <> '' AND sort_name <> ''", name="name"),
        sa.CheckConstraint("length(statement) <= 600", name="statement"),
        # A former member's page says since when; nobody else has such a date.
        sa.CheckConstraint(f"(standing IN ({_FORMER_SQL})) = (left_on IS NOT NULL)", name="left_on"),
        sa.CheckConstraint("(out_of_hours = '') = (out_of_hours_number = '')", name="out_of_hours"),
        sa.CheckConstraint("out_of_hours_number = '' OR out_of_hours_number LIKE '+%'", name="out_of_hours_e164"),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name="share_percent"),
        sa.CheckConstraint("largest_session BETWEEN 1 AND 20000", name="largest_session"),
        sa.CheckConstraint("practising_since BETWEEN 1950 AND 2100", name="practising_since"),
        sa.CheckConstraint("written OR video OR telephone", name="visits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    degrees: Mapped[str] = mapped_column(sa.String(120), default="")
    sort_name: Mapped[str] = mapped_column(sa.String(120), index=True)
    statement: Mapped[str] = mapped_column(sa.String(600), default="")
    # Not indexed: nearly everybody is active, yet SQLite would start every search for a place from it.
    standing: Mapped[Standing] = mapped_column(StringEnum(Standing), default=Standing.DRAFT)
    # The last day search finds them: `rules.searchable_until`, kept by `actions.keep_searchable`. None: not at all.
    searchable_until: Mapped[date | None] = mapped_column(index=True)
    member_since: Mapped[date | None]
    left_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    zone: Mapped[str] = mapped_column(sa.String(60))
    accepts_new: Mapped[bool] = mapped_column(default=True)
    booking_paused: Mapped[bool] = mapped_column(default=False)
    video: Mapped[bool] = mapped_column(default=True)
    telephone: Mapped[bool] = mapped_column(default=False)
    written: Mapped[bool] = mapped_column(default=False)
    own_room: Mapped[bool] = mapped_column(default=False)  # for video; scheduling keeps it with the room's address
    out_of_hours: Mapped[str] = mapped_column(sa.String(40), default="")
    out_of_hours_number: Mapped[str] = mapped_column(sa.String(20), default="")
    practising_since: Mapped[int | None]
    share_percent: Mapped[int | None]
    largest_session: Mapped[int | None]
    created: Mapped[datetime]

    language_rows: Mapped[list["PhysicianLanguage"]] = relationship(
        cascade="all, delete-orphan",
        order_by="PhysicianLanguage.position",
        collection_class=ordering_list("position"),
    )
    group_rows: Mapped[list["PhysicianGroup"]] = relationship(
        cascade="all, delete-orphan", order_by="PhysicianGroup.patient_group"
    )
    # Lists of BCP 47 tags and of PatientGroup; in a list of physicians read `queries.cards` instead (one query each).
    languages: AssociationProxy[list[str]] = association_proxy(
        "language_rows", "tag", creator=lambda tag: PhysicianLanguage(tag=tag)
    )
    groups: AssociationProxy[list[PatientGroup]] = association_proxy(
        "group_rows", "patient_group", creator=lambda group: PhysicianGroup(patient_group=group)
    )

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def display_name(self) -> str:
        return f"Dr {self.name}"

    @property
    def visits(self) -> list[VisitKind]:
        """The kinds of consultation offered, in the order they are shown."""
        return list(kinds_of(video=self.video, telephone=self.telephone, written=self.written))

    @visits.setter
    def visits(self, kinds: list[VisitKind]) -> None:
        self.video = VisitKind.VIDEO in kinds
        self.telephone = VisitKind.TELEPHONE in kinds
        self.written = VisitKind.WRITTEN in kinds

    @property
    def listed(self) -> bool:
        return self.standing in LISTED


class PhysicianLanguage(Model):
    """`position` keeps the order the physician chose."""

    __tablename__ = "physician_languages"
    __table_args__ = (
        sa.CheckConstraint("tag <> ''", name="tag"),
        sa.Index("ix_physician_languages_tag_physician_id", "tag", "physician_id"),
    )

    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(sa.String(35), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


class PhysicianGroup(Model):
    """Whom the physician has particular experience with."""

    __tablename__ = "physician_groups"
    __table_args__ = (one_of("patient_group", PatientGroup),)

    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), primary_key=True)
    patient_group: Mapped[PatientGroup] = mapped_column(StringEnum(PatientGroup), primary_key=True)


class StandingChange(Model):
    """Who changed a standing, when and why. The words stay in the office."""

    __tablename__ = "standing_changes"
    __table_args__ = (
        one_of("after", Standing),
        one_of("reason", StandingReason),
        sa.CheckConstraint("before <> after", name="changed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), index=True)
    before: Mapped[Standing] = mapped_column(StringEnum(Standing))
    after: Mapped[Standing] = mapped_column(StringEnum(Standing))
    reason: Mapped[StandingReason] = mapped_column(StringEnum(StandingReason))
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    actor: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime]
