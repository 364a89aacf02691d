"""All that a profile page shows, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from directory.core.db import session
from directory.core.refusals import NotThere
from directory.physicians.models import (
    Clinic,
    Credential,
    Physician,
    Procedure,
    ProcedureStep,
    Publication,
    Result,
)
from directory.physicians.queries.loaders import clinics
from directory.physicians.queries.standing import is_searchable, licences
from directory.physicians.rules import CredentialKind, Jurisdiction, PictureKeeper, steps_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure with its steps in the order of the work."""

    procedure: Procedure
    steps: list[ProcedureStep]


@dataclass(frozen=True, slots=True)
class Profile:
    """`current` is False while licence or cover is not confirmed: then nothing can be booked."""

    physician: Physician
    clinics: list[Clinic]
    offers: list[Offer]
    credentials: list[Credential]
    licences: list[Jurisdiction]
    cover: Credential | None
    publications: list[Publication]
    results: list[Result]
    current: bool

    @property
    def bookable(self) -> bool:
        return self.current and not self.physician.booking_paused and self.physician.accepts_new


def profile(physician: Physician, now: datetime) -> Profile:
    held = credentials(physician.id)
    return Profile(
        physician,
        clinics(physician.id),
        offers(physician.id),
        held,
        licences(physician.id, now),
        _cover(held, now),
        publications(physician.id),
        results(physician.id),
        is_searchable(physician, now),
    )


def credentials(physician_id: int) -> list[Credential]:
    """In the order of the kinds, the one that holds longest first."""
    query = sa.select(Credential).where(Credential.physician_id == physician_id)
    kinds = list(CredentialKind)
    found = sorted(session().scalars(query), key=lambda row: row.title)
    found.sort(key=lambda row: row.expires.toordinal() if row.expires else 0, reverse=True)
    return sorted(found, key=lambda row: kinds.index(row.kind))


def offers(physician_id: int) -> list[Offer]:
    query = sa.select(Procedure).where(Procedure.physician_id == physician_id).order_by(Procedure.id)
    return [_offer(procedure) for procedure in session().scalars(query.options(selectinload(Procedure.steps)))]


def publications(physician_id: int) -> list[Publication]:
    own = Publication.physician_id == physician_id
    return list(
        session().scalars(sa.select(Publication).where(own).order_by(Publication.year.desc(), Publication.title))
    )


def results(physician_id: int) -> list[Result]:
    own = Result.physician_id == physician_id
    return list(session().scalars(sa.select(Result).where(own).order_by(Result.position, Result.id)))


def result_or_404(physician_id: int, result_id: int) -> Result:
    """Only what lies in the store: static pictures have an address of their own."""
    own = (Result.physician_id == physician_id, Result.id == result_id, Result.keeper == PictureKeeper.FILES)
    found = session().scalar(sa.select(Result).where(*own))
    if found is None:
        raise NotThere
    return found


def _offer(procedure: Procedure) -> Offer:
    order = steps_of(procedure.technique)
    known = [step for step in procedure.steps if step.step in order]
    return Offer(procedure, sorted(known, key=lambda step: order.index(step.step)))


def _cover(held: list[Credential], now: datetime) -> Credential | None:
    """The malpractice cover that lasts longest."""
    covers = [row for row in held if row.kind is CredentialKind.MALPRACTICE and row.is_current(now)]
    return covers[0] if covers else None
