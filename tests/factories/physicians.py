"""Physicians for tests: plain functions that add, flush and return rows. Call them inside `transaction.unit()`."""

from datetime import UTC, date, datetime
from itertools import count
from typing import TypeVar

from directory.core.db import Model, session
from directory.physicians import actions
from directory.physicians.models import (
    Clinic,
    ClinicPhysician,
    Credential,
    Physician,
    Procedure,
    ProcedureStep,
    Publication,
    Result,
)
from directory.physicians.rules import (
    CredentialKind,
    Performer,
    PublicationKind,
    ResultView,
    Standing,
    Step,
    Technique,
    VisitKind,
    sort_name,
)

Row = TypeVar("Row", bound=Model)

_numbers = count(1)
BOSTON = (42.3601, -71.0589)


def physician(name: str = "", *, languages: tuple[str, ...] = ("en",), **values: object) -> Physician:
    """Listed and bookable: a clinic in Boston, a licence in Massachusetts, malpractice cover."""
    row = bare_physician(name, languages=languages, **values)
    clinic(row)
    licence(row)
    cover(row)
    return row


def bare_physician(name: str = "", *, languages: tuple[str, ...] = ("en",), **values: object) -> Physician:
    """Active, but without clinic and credentials, so not bookable."""
    number = next(_numbers)
    name = name or f"Test Physician{number}"
    given = {
        "slug": f"{name.lower().replace(' ', '-')}-{number}",
        "name": name,
        "degrees": "MD",
        "sort_name": sort_name(name),
        "standing": Standing.ACTIVE,
        "member_since": date(2019, 5, 1),
        "zone": "America/New_York",
        "visits": [VisitKind.VIDEO],
        "created": datetime(2026, 1, 5, 12, tzinfo=UTC),
        **values,
    }
    row = Physician(**given)
    row.languages.extend(languages)
    return _added(row)


def clinic(physician: Physician, *, at: tuple[float, float] = BOSTON, position: int = 0, **values: object) -> Clinic:
    given = {
        "name": "Harbor Clinic",
        "address": "1 Long Wharf",
        "city": "Boston",
        "region": "MA",
        "country": "US",
        "latitude": at[0],
        "longitude": at[1],
        "zone": "America/New_York",
        **values,
    }
    row = _added(Clinic(**given))
    _added(ClinicPhysician(clinic_id=row.id, physician_id=physician.id, position=position))
    return row


def credential(physician: Physician, kind: CredentialKind, **values: object) -> Credential:
    given = {
        "physician_id": physician.id,
        "kind": kind,
        "title": f"A {kind}",
        "issuer": "An issuer",
        "number": str(next(_numbers)),
        "expires": date(2030, 6, 30),
        "verified_on": date(2026, 3, 1),
        "verified_by": "Coalition office",
        **values,
    }
    row = _added(Credential(**given))
    actions.keep_searchable([physician.id])
    return row


def licence(physician: Physician, country: str = "US", region: str | None = "MA", **values: object) -> Credential:
    return credential(physician, CredentialKind.LICENCE, **{"country": country, "region": region, **values})


def cover(physician: Physician, **values: object) -> Credential:
    return credential(physician, CredentialKind.MALPRACTICE, **values)


def procedure(physician: Physician, technique: Technique = Technique.FUE, **values: object) -> Procedure:
    return _added(Procedure(physician_id=physician.id, technique=technique, **values))


def publication(physician: Physician, **values: object) -> Publication:
    given = {"kind": PublicationKind.PAPER, "title": "On graft survival", "venue": "A journal", "year": 2021, **values}
    return _added(Publication(physician_id=physician.id, **given))


def result(physician: Physician, **values: object) -> Result:
    given = {
        "view": ResultView.FRONT,
        "technique": Technique.FUT,
        "before": "img/before.svg",
        "after": "img/after.svg",
        "width": 600,
        "height": 450,
        "before_month": date(2024, 1, 1),
        "after_month": date(2025, 2, 1),
        "months_after": 12,
        "grafts": 2400,
        "consented_on": date(2025, 3, 1),
        **values,
    }
    return _added(Result(physician_id=physician.id, **given))


def _added(row: Row) -> Row:
    session().add(row)
    session().flush()
    return row


def step(which: Step, performer: Performer, **values: object) -> ProcedureStep:
    """To be appended to a procedure's steps."""
    return ProcedureStep(step=which, performer=performer, **values)
