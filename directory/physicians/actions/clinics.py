"""Clinics of a physician. A clinic that colleagues share is copied before it is changed: they keep theirs."""

import sqlalchemy as sa

from directory.core.db import session
from directory.core.refusals import NotThere
from directory.physicians.actions.standing import locked
from directory.physicians.actions.words import index
from directory.physicians.models import Clinic, ClinicPhysician
from directory.physicians.rules import ClinicEdit, UnknownTown, phone
from directory.places.queries import find, regions
from directory.places.rules import Place, PlaceKind, fold


def add_clinic(physician_id: int, asked: ClinicEdit) -> Clinic:
    """Placed last. Raises UnknownTown, NotATelephone."""
    clinic = Clinic(**_values(asked))
    locked(physician_id)
    places = [row.position for row in _rows(physician_id)]
    session().add(clinic)
    session().flush()
    session().add(ClinicPhysician(clinic_id=clinic.id, physician_id=physician_id, position=max(places, default=-1) + 1))
    index([physician_id])
    return clinic


def edit_clinic(physician_id: int, clinic_id: int, asked: ClinicEdit) -> Clinic:
    values = _values(asked)
    locked(physician_id)
    row = _row(physician_id, clinic_id)
    clinic = session().get_one(Clinic, clinic_id)
    if _is_shared(clinic_id):
        clinic = _own_copy(row)
    for name, value in values.items():
        setattr(clinic, name, value)
    session().flush()
    index([physician_id])
    return clinic


def leave_clinic(physician_id: int, clinic_id: int) -> None:
    """The clinic itself stays: colleagues may work there, and past consultations name it."""
    locked(physician_id)
    session().delete(_row(physician_id, clinic_id))
    index([physician_id])


def put_first(physician_id: int, clinic_id: int) -> None:
    """The first clinic is the one shown where no place was asked for."""
    locked(physician_id)
    chosen = _row(physician_id, clinic_id)
    others = [row for row in _rows(physician_id) if row is not chosen]
    # Positions are unique: everything moves out of the way before it gets its place.
    far = max(row.position for row in [chosen, *others]) + 1
    for position, row in enumerate([chosen, *others]):
        row.position = far + position
    session().flush()
    for position, row in enumerate([chosen, *others]):
        row.position = position
    session().flush()


def _values(asked: ClinicEdit) -> dict[str, str | float]:
    town = _town(asked.town)
    given = phone(asked.phone, town.country) if asked.phone else None
    exact = asked.latitude is not None and asked.longitude is not None
    return {
        "name": asked.name,
        "address": asked.address,
        "city": town.name,
        "region": _region(town),
        "country": town.country,
        "latitude": asked.latitude if exact and asked.latitude is not None else town.latitude,
        "longitude": asked.longitude if exact and asked.longitude is not None else town.longitude,
        "zone": town.zone,
        "phone": given.given if given else "",
        "phone_number": given.number if given else "",
        "accessibility": asked.accessibility,
    }


def _town(text: str) -> Place:
    """A country or region is no address, unless a town bears its name (Luxembourg)."""
    found = find(text)
    towns = [place for place in found if place.kind in (PlaceKind.CITY, PlaceKind.POSTCODE)]
    if not towns or (towns[0] is not found[0] and fold(towns[0].name) != fold(found[0].name)):
        raise UnknownTown
    return towns[0]


def _region(town: Place) -> str:
    codes = {name: code for code, name in regions(town.country)}
    return codes.get(town.region, town.region)


def _rows(physician_id: int) -> list[ClinicPhysician]:
    own = ClinicPhysician.physician_id == physician_id
    return list(session().scalars(sa.select(ClinicPhysician).where(own).order_by(ClinicPhysician.position)))


def _row(physician_id: int, clinic_id: int) -> ClinicPhysician:
    found = session().get(ClinicPhysician, (clinic_id, physician_id))
    if found is None:
        raise NotThere
    return found


def _is_shared(clinic_id: int) -> bool:
    query = sa.select(sa.func.count()).select_from(ClinicPhysician).where(ClinicPhysician.clinic_id == clinic_id)
    return (session().scalar(query) or 0) > 1


def _own_copy(row: ClinicPhysician) -> Clinic:
    shared = session().get_one(Clinic, row.clinic_id)
    names = [column.key for column in sa.inspect(Clinic).column_attrs if column.key != "id"]
    copy = Clinic(**{name: getattr(shared, name) for name in names})
    session().add(copy)
    session().flush()
    row.clinic_id = copy.id
    return copy
