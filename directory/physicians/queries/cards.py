"""What a result shows of a physician, for a page of ids in two statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from directory.core.columns import among, rows
from directory.core.settings import current
from directory.physicians.models import Clinic, ClinicPhysician, Physician, PhysicianLanguage, Procedure
from directory.physicians.rules import Point, Technique, VisitKind, initials, kinds_of
from directory.places.rules import distance_km


@dataclass(frozen=True, slots=True)
class Site:
    """A clinic on a card. `km` only where a place was asked for."""

    name: str
    city: str
    region: str
    country: str
    km: float | None


@dataclass(frozen=True, slots=True)
class Card:
    id: int
    slug: str
    name: str
    degrees: str
    zone: str
    member_since: date | None
    accepts_new: bool
    booking_paused: bool
    visits: tuple[VisitKind, ...]
    site: Site | None
    techniques: tuple[Technique, ...]
    languages: tuple[str, ...]

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def display_name(self) -> str:
        return f"Dr {self.name}"


def cards(ids: Sequence[int], point: Point | None) -> list[Card]:
    """In the order of `ids`; `point` chooses the nearest clinic, else the first one is shown."""
    if not ids:
        return []
    sites, room = _sites(ids, point), bool(current().video_url)
    found: dict[int, Card] = {}
    for row in rows(_physicians(), {"ids": ids}):
        *own, video, own_room, telephone, written, offered, spoken = row
        visits = kinds_of(video=video and (room or own_room), telephone=telephone, written=written)
        told = (visits, sites.get(row.id), _techniques(offered or ""), _languages(spoken or ""))
        found[row.id] = Card(*[*own, *told])
    return [found[each] for each in ids if each in found]


def _sites(ids: Sequence[int], point: Point | None) -> dict[int, Site]:
    """The nearest clinic by exact distance, or the first."""
    found: dict[int, Site] = {}
    for owner, name, city, region, country, latitude, longitude in rows(_clinics(), {"ids": ids}):
        km = distance_km(point.latitude, point.longitude, latitude, longitude) if point else None
        former = found.get(owner)
        if former is None or (km is not None and former.km is not None and km < former.km):
            found[owner] = Site(name, city, region, country, km)
    return found


@lru_cache(2000)
def _techniques(joined: str) -> tuple[Technique, ...]:
    """Each once, in the order of the enum."""
    offered = set(joined.split(_AND))
    return tuple(technique for technique in Technique if technique.value in offered)


@lru_cache(2000)
def _languages(joined: str) -> tuple[str, ...]:
    """In the physician's order."""
    placed = [each.split(_AT, 1) for each in joined.split(_AND) if each]
    return tuple(tag for _, tag in sorted((int(place), tag) for place, tag in placed))


_AND, _AT = ",", ":"  # in no tag and no technique

# The statements are built once: building them costs more than running them.


@cache
def _physicians() -> sa.Select[*tuple[Any, ...]]:
    shown = (
        Physician.id,
        Physician.slug,
        Physician.name,
        Physician.degrees,
        Physician.zone,
        Physician.member_since,
        Physician.accepts_new,
        Physician.booking_paused,
    )
    kinds = (Physician.video, Physician.own_room, Physician.telephone, Physician.written)
    return sa.select(*shown, *kinds, _offered(), _spoken()).where(among(Physician.id))


# Joined to one text each: a row is a call of the driver, during which another thread takes over.
def _offered() -> sa.ScalarSelect[str]:
    technique = sa.type_coerce(Procedure.technique, sa.String)
    joined = sa.select(sa.func.aggregate_strings(technique, _AND))
    return joined.where(Procedure.physician_id == Physician.id).scalar_subquery()


def _spoken() -> sa.ScalarSelect[str]:
    placed = sa.cast(PhysicianLanguage.position, sa.String) + _AT + PhysicianLanguage.tag
    joined = sa.select(sa.func.aggregate_strings(placed, _AND))
    return joined.where(PhysicianLanguage.physician_id == Physician.id).scalar_subquery()


@cache
def _clinics() -> sa.Select[int, str, str, str, str, float, float]:
    place = (Clinic.name, Clinic.city, Clinic.region, Clinic.country, Clinic.latitude, Clinic.longitude)
    query = sa.select(ClinicPhysician.physician_id, *place).join(Clinic)
    return query.where(among(ClinicPhysician.physician_id)).order_by(ClinicPhysician.position)
