"""Rules of a week, exceptions, time off; and claims with the cells that keep them apart."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from directory.core.db import Model, StringEnum, one_of
from directory.physicians.rules import VisitKind
from directory.scheduling.rules import AwaySource, BookingSettings, ClaimKind

_DEFAULT = BookingSettings()


def _physician(*, primary_key: bool = False) -> Mapped[int]:
    return mapped_column(sa.ForeignKey("physicians.id", ondelete="CASCADE"), primary_key=primary_key)


def _on_grid(name: str, low: int, high: int) -> sa.CheckConstraint:
    """Everything lies on the five-minute grid of the cells, or the cells would not be the whole truth."""
    return sa.CheckConstraint(f"{name} BETWEEN {low} AND {high} AND {name} % 5 = 0", name=name)


class BookingRules(Model):
    """One row a physician, absent until changed: rules.BookingSettings has the defaults and the meanings."""

    __tablename__ = "booking_rules"
    __table_args__ = (
        _on_grid("length_video", 10, 240),
        _on_grid("length_telephone", 10, 240),
        _on_grid("step", 5, 240),
        _on_grid("buffer_before", 0, 120),
        _on_grid("buffer_after", 0, 120),
        sa.CheckConstraint("notice BETWEEN 0 AND 43200", name="notice"),
        # "window" is a reserved word of SQL, so it is quoted.
        sa.CheckConstraint('"window" BETWEEN 1 AND 365', name="window"),
        sa.CheckConstraint("daily_cap BETWEEN 1 AND 100", name="daily_cap"),
        sa.CheckConstraint("weekly_cap BETWEEN 1 AND 500", name="weekly_cap"),
        sa.CheckConstraint("video_address = '' OR video_address LIKE 'https://%'", name="video_address"),
    )

    physician_id: Mapped[int] = _physician(primary_key=True)
    length_video: Mapped[int] = mapped_column(default=_DEFAULT.length_video)
    length_telephone: Mapped[int] = mapped_column(default=_DEFAULT.length_telephone)
    step: Mapped[int] = mapped_column(default=_DEFAULT.step)
    buffer_before: Mapped[int] = mapped_column(default=_DEFAULT.buffer_before)
    buffer_after: Mapped[int] = mapped_column(default=_DEFAULT.buffer_after)
    notice: Mapped[int] = mapped_column(default=_DEFAULT.notice)
    window: Mapped[int] = mapped_column(default=_DEFAULT.window)
    daily_cap: Mapped[int | None]
    weekly_cap: Mapped[int | None]
    accepts_reasons: Mapped[list[str]] = mapped_column(default=list)
    accepts_countries: Mapped[list[str]] = mapped_column(default=list)
    accepts_languages: Mapped[list[str]] = mapped_column(default=list)
    video_address: Mapped[str] = mapped_column(sa.String(300), default="")


def _minutes_of_a_day() -> tuple[sa.CheckConstraint, ...]:
    """Minutes after midnight on the physician's wall; 1440 is the midnight that ends the day."""
    return (
        _on_grid("starts", 0, 1435),
        _on_grid("ends", 5, 1440),
        sa.CheckConstraint("starts < ends", name="order"),
    )


class WeeklyRule(Model):
    """A range of hours on one weekday (Monday is 0), between two dates if they are given."""

    __tablename__ = "weekly_rules"
    __table_args__ = (
        *_minutes_of_a_day(),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("effective_from <= effective_until", name="dates"),
        sa.Index("ix_weekly_rules_physician_id", "physician_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    physician_id: Mapped[int] = _physician()
    weekday: Mapped[int]
    starts: Mapped[int]
    ends: Mapped[int]
    effective_from: Mapped[date | None]
    effective_until: Mapped[date | None]  # that day included


class DayException(Model):
    """One day's extra hours, or hours of one day in which the weekly rules do not count."""

    __tablename__ = "day_exceptions"
    __table_args__ = (*_minutes_of_a_day(), sa.Index("ix_day_exceptions_physician_id_day", "physician_id", "day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    physician_id: Mapped[int] = _physician()
    day: Mapped[date]
    opens: Mapped[bool]
    starts: Mapped[int]
    ends: Mapped[int]


class TimeOff(Model):
    """An interval without consultations. They may overlap and last months, so they have no cells."""

    __tablename__ = "time_off"
    __table_args__ = (
        one_of("source", AwaySource),
        sa.CheckConstraint("starts < ends", name="order"),
        sa.Index("ix_time_off_physician_id_ends", "physician_id", "ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    physician_id: Mapped[int] = _physician()
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    source: Mapped[AwaySource] = mapped_column(StringEnum(AwaySource), default=AwaySource.OWN)
    note: Mapped[str] = mapped_column(sa.String(120), default="")


class KeptBooking(Model):
    """The physician keeps a booking inside a time off. Moved to another time, it is asked about again."""

    __tablename__ = "kept_bookings"

    time_off_id: Mapped[int] = mapped_column(sa.ForeignKey("time_off.id", ondelete="CASCADE"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # claims come and go
    starts: Mapped[datetime]


class Claim(Model):
    """Somebody's hold on, or booking of, a physician's time. Pages read this row; its cells are the constraint."""

    __tablename__ = "claims"
    __table_args__ = (
        one_of("kind", ClaimKind),
        one_of("visit", VisitKind),
        sa.CheckConstraint("starts <= visit_starts AND visit_starts < visit_ends AND visit_ends <= ends", name="order"),
        sa.CheckConstraint("(kind = 'booking') = (expires IS NULL)", name="expires"),
        sa.CheckConstraint("kind <> 'booking' OR booked IS NOT NULL", name="booked"),
        sa.CheckConstraint("visit <> 'written'", name="has_a_time"),
        sa.Index("ix_claims_physician_id_ends", "physician_id", "ends"),
        sa.Index("ix_claims_network_created", "network", "created"),
        sa.Index("ix_claims_kind_expires", "kind", "expires"),
        # One live hold a browser session: a new choice releases the old one first.
        sa.Index(
            "uq_claims_session_hold",
            "session",
            unique=True,
            sqlite_where=sa.text("kind = 'hold'"),
            postgresql_where=sa.text("kind = 'hold'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    physician_id: Mapped[int] = _physician()
    kind: Mapped[ClaimKind] = mapped_column(StringEnum(ClaimKind))
    visit: Mapped[VisitKind] = mapped_column(StringEnum(VisitKind))
    starts: Mapped[datetime]  # with the buffer before
    ends: Mapped[datetime]  # with the buffer after
    visit_starts: Mapped[datetime] = mapped_column(index=True)
    visit_ends: Mapped[datetime]
    expires: Mapped[datetime | None]  # of a hold; of a released claim: when it was released
    chosen_at: Mapped[datetime]
    renewals: Mapped[int] = mapped_column(default=0)
    session: Mapped[str | None] = mapped_column(sa.String(64))
    network: Mapped[str | None] = mapped_column(sa.String(64))
    zone: Mapped[str] = mapped_column(sa.String(64))  # the physician's, when it was chosen
    wall: Mapped[str] = mapped_column(sa.String(16))  # 2026-12-01T09:30 in that zone
    created: Mapped[datetime]
    booked: Mapped[datetime | None]


class Cell(Model):
    """Five minutes of a physician. The primary key is the promise that no two claims overlap."""

    __tablename__ = "cells"
    __table_args__ = (sa.Index("ix_cells_claim_id", "claim_id"), sa.Index("ix_cells_expires", "expires"))

    physician_id: Mapped[int] = _physician(primary_key=True)
    cell: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claims.id", ondelete="CASCADE"))
    expires: Mapped[datetime | None]  # None: booked


class HoldNetwork(Model):
    """A row to lock while one network's new holds are counted: without it ten requests at once all count nine."""

    __tablename__ = "hold_networks"

    network: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    last: Mapped[datetime]
