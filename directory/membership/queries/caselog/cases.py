"""The table of operations. Sheets are opened one application at a time; ownership is in the WHERE clause."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models.application import Application
from directory.membership.models.assistant import Assistant
from directory.membership.models.operation import Operation, OperationConsent
from directory.membership.queries.application import cases_vault, sealed_as
from directory.membership.queries.sections import open_sections
from directory.membership.rules.application import LIVE
from directory.membership.rules.operation import CASES_MOST, UNDO, Details, Technique, label
from directory.membership.rules.sections import Section


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the table, opened. Of a withdrawn one only the number is left."""

    id: int
    number: int
    criteria: tuple[str, ...]
    details: Details
    place: int | None
    revision: int
    consent_on: date | None
    covers_identity: bool
    withdrawn: bool

    @property
    def label(self) -> str:
        return label(self.number)

    def used_for(self, criterion: str) -> bool:
        return criterion in self.criteria and not self.withdrawn

    @property
    def not_done(self) -> bool:
        """The case that shows when dense packing is not appropriate."""
        return "2" in self.criteria and bool(self.details.not_done)


def application_or_404(reference: str, person_id: int) -> Application:
    """The applicant's own, or one this person assists with."""
    query = sa.select(Application).where(Application.reference == reference, _opened_to(person_id))
    found = session().scalar(query)
    if found is None:
        raise NotThere
    return found


def applications_of(person_id: int) -> list[Application]:
    """Live ones whose case log this person may fill; one's own first."""
    query = sa.select(Application).where(_opened_to(person_id), Application.state.in_(LIVE))
    return list(session().scalars(query.order_by(Application.person_id != person_id, Application.id)))


def _opened_to(person_id: int) -> sa.ColumnElement[bool]:
    helped = sa.select(Assistant.application_id).where(Assistant.person_id == person_id, Assistant.ended.is_(None))
    assists = sa.and_(Application.id.in_(helped), Application.state.in_(LIVE))
    return sa.or_(Application.person_id == person_id, assists)


def may_change(application: Application) -> bool:
    """Later, evidence is frozen: only what the office asks for reopens, and a patient's wish takes photos out."""
    return Section.CASES in open_sections(application)


def cases_of(application_id: int) -> list[Case]:
    """By number; what was deleted is not among them."""
    query = (
        sa.select(Operation, OperationConsent)
        .outerjoin(OperationConsent, OperationConsent.operation_id == Operation.id)
        .where(Operation.application_id == application_id, Operation.deleted.is_(None))
        .order_by(Operation.number)
    )
    rows = list(session().execute(query))
    if not rows:
        return []
    application = session().get_one(Application, application_id)
    kept = cases_vault(application)
    key = None if kept.destroyed else vault.opened(kept)
    return [_case(application, operation, consent, key) for operation, consent in rows]


def case_or_404(application: Application, number: int) -> Case:
    found = next((case for case in cases_of(application.id) if case.number == number), None)
    if found is None:
        raise NotThere
    return found


def next_number(application_id: int) -> int:
    present = sa.and_(Operation.application_id == application_id, Operation.deleted.is_(None))
    taken = set(session().scalars(sa.select(Operation.number).where(present)))
    return next(number for number in range(1, CASES_MOST + 2) if number not in taken)


def deleted_since(application_id: int, now: datetime) -> list[Operation]:
    """Those that can still be brought back, the last deleted first."""
    query = sa.select(Operation).where(
        Operation.application_id == application_id, Operation.deleted > now - UNDO, Operation.erased.is_(None)
    )
    return list(session().scalars(query.order_by(Operation.deleted.desc())))


def owner_of(operation_id: int) -> str:
    """As the photos feature knows it."""
    return f"operation:{operation_id}"


def case_name(application: Application, operation_id: int) -> str:
    """What the sheet is sealed as."""
    return sealed_as(application, f"case/{operation_id}")


def _case(
    application: Application, operation: Operation, consent: OperationConsent | None, key: vault.Key | None
) -> Case:
    given = consent is not None and consent.withdrawn is None
    return Case(
        id=operation.id,
        number=operation.number,
        criteria=tuple(operation.criteria),
        details=_details(application, operation, key),
        place=operation.place,
        revision=operation.revision,
        consent_on=consent.given_on if consent is not None and given else None,
        covers_identity=consent is not None and given and consent.covers_identity,
        withdrawn=operation.withdrawn is not None,
    )


def _details(application: Application, operation: Operation, key: vault.Key | None) -> Details:
    if key is None or operation.details is None:
        return Details()
    values = vault.open_json(key, case_name(application, operation.id), operation.details)
    known = {field.name for field in fields(Details)}
    kept = {name: value for name, value in cast("dict[str, Any]", values).items() if name in known}
    kept["done_on"] = date.fromisoformat(kept["done_on"]) if kept.get("done_on") else None
    kept["technique"] = Technique(kept["technique"]) if kept.get("technique") else None
    return Details(**kept)
