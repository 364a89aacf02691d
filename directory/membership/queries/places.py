"""Where the person a round is about works: what conflicts are computed from."""

import sqlalchemy as sa

from directory.core.db import session
from directory.membership.models import Application, Round
from directory.membership.queries import rounds, sections
from directory.membership.queries.referee_answers import accounts_of
from directory.membership.rules.conflicts import Clinic
from directory.membership.rules.sections import Section
from directory.physicians.models import Clinic as ClinicRow
from directory.physicians.models import Physician
from directory.physicians.models.clinic import ClinicPhysician
from directory.places import queries as places


def of_subject(round_: Round) -> list[Clinic]:
    """Clinics of the directory they work at, and what the application says."""
    query = (
        sa.select(ClinicRow)
        .join(ClinicPhysician, ClinicPhysician.clinic_id == ClinicRow.id)
        .join(Physician, Physician.id == ClinicPhysician.physician_id)
        .where(sa.or_(Physician.id == round_.physician_id, Physician.person_id == rounds.subject_person(round_)))
        .order_by(ClinicRow.id)
    )
    listed = [clinic(row) for row in session().scalars(query)]
    application = rounds.application_of(round_)
    return listed if application is None else [*listed, *_stated(application)]


def referees(round_: Round) -> set[int]:
    """Accounts of people who were asked as referees."""
    return set() if round_.application_id is None else accounts_of(round_.application_id)


def clinic(row: ClinicRow) -> Clinic:
    return Clinic(row.id, row.name, row.city, row.country, row.latitude, row.longitude)


def _stated(application: Application) -> list[Clinic]:
    """Of the section about the applicant: the clinic, and further ones as "name, city, country" lines."""
    body = sections.text_of(application, Section.YOU).body
    first = (str(body.get("clinic") or ""), str(body.get("city") or ""), str(body.get("country") or ""))
    further = (_parts(line) for line in str(body.get("more_clinics") or "").splitlines())
    return [_located(*each) for each in (first, *further) if each[0] and each[1]]


def _parts(line: str) -> tuple[str, str, str]:
    found = [part.strip() for part in line.split(",")]
    return (found[0], found[1] if len(found) > 1 else "", found[2] if len(found) > 2 else "")


def _located(name: str, city: str, country: str) -> Clinic:
    """With the coordinates of the town, where the gazetteer knows it in that country."""
    known = (place for place in places.find(city, 20) if place.country == country.upper())
    place = next(known, None)
    if place is None:
        return Clinic(None, name, city, country.upper())
    return Clinic(None, name, city, place.country, place.latitude, place.longitude)
