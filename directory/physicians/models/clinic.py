"""Clinics and who works there."""

from collections.abc import Callable
from math import cos, radians, sin

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from directory.core.db import Model


def sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
    """The point on the unit sphere: squared straight distances between such points order as distances on the globe."""
    lat, lon = radians(latitude), radians(longitude)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def _axis(index: int) -> Callable[[DefaultExecutionContext], float]:
    def value(context: DefaultExecutionContext) -> float:
        given: dict[str, float] = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy's
        return sphere(given["latitude"], given["longitude"])[index]

    return value


class Clinic(Model):
    """`region` is a postal code where licences are given by region (MA), else a name or empty; `zone` is IANA."""

    __tablename__ = "clinics"
    __table_args__ = (
        sa.CheckConstraint("name <> '' AND city <> ''", name="name"),
        sa.CheckConstraint("length(country) = 2 AND country = upper(country)", name="country"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="coordinates"),
        sa.CheckConstraint("x * x + y * y + z * z BETWEEN 0.999999 AND 1.000001", name="sphere"),
        sa.CheckConstraint("(phone = '') = (phone_number = '')", name="phone"),
        sa.CheckConstraint("phone_number = '' OR phone_number LIKE '+%'", name="phone_e164"),
        sa.Index("ix_clinics_latitude_longitude", "latitude", "longitude"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    city: Mapped[str] = mapped_column(sa.String(100))
    region: Mapped[str] = mapped_column(sa.String(100), default="")
    country: Mapped[str] = mapped_column(sa.String(2))
    latitude: Mapped[float]
    longitude: Mapped[float]
    # Derived from the coordinates at every write: distances in plain arithmetic, because SQLite may lack sin and cos.
    x: Mapped[float] = mapped_column(default=_axis(0))
    y: Mapped[float] = mapped_column(default=_axis(1))
    z: Mapped[float] = mapped_column(default=_axis(2))
    zone: Mapped[str] = mapped_column(sa.String(60))
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    phone_number: Mapped[str] = mapped_column(sa.String(20), default="")
    accessibility: Mapped[str] = mapped_column(sa.String(500), default="")


@sa.event.listens_for(Clinic, "before_update")
def _move(_mapper: Mapper[Clinic], _connection: Connection, clinic: Clinic) -> None:
    clinic.x, clinic.y, clinic.z = sphere(clinic.latitude, clinic.longitude)


class ClinicPhysician(Model):
    """A physician works at several clinics; position 0 is the first one shown."""

    __tablename__ = "clinic_physicians"
    __table_args__ = (
        sa.UniqueConstraint("physician_id", "position"),
        sa.CheckConstraint("position >= 0", name="position"),
    )

    clinic_id: Mapped[int] = mapped_column(sa.ForeignKey("clinics.id"), primary_key=True)
    physician_id: Mapped[int] = mapped_column(sa.ForeignKey("physicians.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
