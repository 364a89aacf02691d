"""Operations: added, changed, deleted with undo, erased, and taken out at a patient's wish."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.core import audit, vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.actions.caselog.moving import take_from_tray
from directory.membership.models.application import Application
from directory.membership.models.operation import Operation, OperationConsent, OperationPhoto
from directory.membership.queries import application as applications
from directory.membership.queries import caselog as queries
from directory.membership.rules.operation import (
    CASES_MOST,
    UNDO,
    CaseAsked,
    CaseGone,
    ChangedMeanwhile,
    Details,
    LogClosed,
    NumberTaken,
    TooManyCases,
    UndoEnded,
)
from directory.membership.rules.retention import Frozen
from directory.photos import actions as photos

CONSENT = "case-consent-1"  # the declaration on the page; a new wording gets a new name


def opened_log(application: Application, now: datetime) -> Application:
    """The application locked and touched. Raises LogClosed once evidence is frozen, Frozen under a legal hold."""
    row = _unheld(application.id)
    if not queries.may_change(row):
        raise LogClosed
    row.touched = now
    return row


def _unheld(application_id: int) -> Application:
    """Locked. What a legal hold keeps is taken away by nobody."""
    row = applications.locked(application_id)
    if row.frozen is not None:
        raise Frozen
    return row


def add(application: Application, asked: CaseAsked, *, actor: str, now: datetime) -> Operation:
    """Photos whose names spoke of this case move in from the tray. Raises NumberTaken, TooManyCases, LogClosed."""
    row = opened_log(application, now)
    operation = _added(row, asked, actor=actor, now=now)
    _record(row, "case_added", actor, now, case=asked.number)
    return operation


def change(
    application: Application, number: int, asked: CaseAsked, *, revision: int, actor: str, now: datetime
) -> None:
    """Raises ChangedMeanwhile where somebody else was faster."""
    row = opened_log(application, now)
    operation = _operation(row, number)
    if operation.revision != revision:
        raise ChangedMeanwhile
    _changed(row, operation, asked, actor=actor, now=now)
    _record(row, "case_changed", actor, now, case=asked.number)


def import_rows(application: Application, rows: Sequence[CaseAsked], *, actor: str, now: datetime) -> tuple[int, int]:
    """All lines or none: those of known cases replace their sheets. Returns how many were added and changed."""
    row = opened_log(application, now)
    known = {operation.number: operation for operation in _present(row.id)}
    added = 0
    for asked in rows:
        operation = known.get(asked.number)
        if operation is None:
            _added(row, asked, actor=actor, now=now)
            added += 1
        else:
            _changed(row, operation, asked, actor=actor, now=now)
    _record(row, "cases_imported", actor, now, added=added, changed=len(rows) - added)
    return added, len(rows) - added


def delete(application: Application, number: int, *, actor: str, now: datetime) -> None:
    """Gone from every page at once; its sheet and photos after ten minutes, until then `undo` brings all back."""
    row = opened_log(application, now)
    operation = _operation(row, number)
    operation.deleted, operation.place = now, None
    _record(row, "case_deleted", actor, now, case=number)


def undo(application: Application, operation_id: int, *, actor: str, now: datetime) -> Operation:
    """Raises UndoEnded, NumberTaken."""
    row = opened_log(application, now)
    found = next((each for each in queries.deleted_since(row.id, now) if each.id == operation_id), None)
    if found is None:
        raise UndoEnded
    if any(each.number == found.number for each in _present(row.id)):
        raise NumberTaken
    found.deleted = None
    _record(row, "case_restored", actor, now, case=found.number)
    return found


def erase_deleted(now: datetime) -> int:
    """Sheets and photos of cases deleted more than ten minutes ago; how many cases. Under a legal hold they wait."""
    query = sa.select(Operation.application_id).join(Application, Application.id == Operation.application_id)
    query = query.where(_forgotten(now), Application.frozen.is_(None)).distinct().order_by(Operation.application_id)
    return sum(_erase_deleted_of(each, now) for each in session().scalars(query.limit(100)).all())


def _forgotten(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Operation.deleted <= now - UNDO, Operation.erased.is_(None))


def _erase_deleted_of(application_id: int, now: datetime) -> int:
    """The application is locked first: a hold that is being asked for is seen."""
    if applications.locked(application_id).frozen is not None:
        return 0
    query = sa.select(Operation).where(Operation.application_id == application_id, _forgotten(now))
    found = list(session().scalars(query.order_by(Operation.id).with_for_update()))
    for operation in found:
        _erase(operation, now)
    return len(found)


def withdraw_consent(application: Application, number: int, *, actor: str, now: datetime) -> int:
    """The patient wishes it: possible also when evidence is frozen, but not under a legal hold (Frozen). Returns how
    many photos are gone."""
    row = _unheld(application.id)
    operation = _operation(row, number)
    consent = session().get(OperationConsent, operation.id)
    if consent is not None:
        consent.withdrawn = now
    operation.withdrawn = now
    removed = _erase(operation, now)
    _record(row, "case_consent_withdrawn", actor, now, case=number, photos=removed)
    return removed


def _added(row: Application, asked: CaseAsked, *, actor: str, now: datetime) -> Operation:
    present = _present(row.id)
    if any(each.number == asked.number for each in present):
        raise NumberTaken
    if len(present) >= CASES_MOST:
        raise TooManyCases
    operation = Operation(
        application_id=row.id, number=asked.number, criteria=list(asked.criteria), details=b"", created=now, changed=now
    )
    session().add(operation)
    session().flush()
    operation.details = _sealed(row, operation.id, asked.details)
    _consent(operation, asked, actor=actor, now=now)
    session().flush()
    take_from_tray(operation)
    return operation


def _changed(row: Application, operation: Operation, asked: CaseAsked, *, actor: str, now: datetime) -> None:
    if operation.withdrawn is not None:
        raise CaseGone
    if asked.number != operation.number and any(each.number == asked.number for each in _present(row.id)):
        raise NumberTaken
    operation.number, operation.criteria = asked.number, list(asked.criteria)
    operation.details = _sealed(row, operation.id, asked.details)
    operation.changed, operation.revision = now, operation.revision + 1
    _consent(operation, asked, actor=actor, now=now)
    session().flush()


def _consent(operation: Operation, asked: CaseAsked, *, actor: str, now: datetime) -> None:
    """An own row: who declared it and when. Without a date there is none."""
    known = session().get(OperationConsent, operation.id)
    if known is not None and known.covers_identity and not (asked.consent_on and asked.covers_identity):
        _look_again(operation)
    if asked.consent_on is None:
        if known is not None:
            session().delete(known)
        return
    told = (asked.consent_on, asked.covers_identity)
    if known is None:
        known = OperationConsent(operation_id=operation.id)
        session().add(known)
    elif (known.given_on, known.covers_identity) == told:
        return
    known.given_on, known.covers_identity = told
    known.wording, known.declared, known.actor = CONSENT, now, actor


def _look_again(operation: Operation) -> None:
    """What was confirmed because the consent covered it must be seen with other eyes."""
    mine = OperationPhoto.operation_id == operation.id
    session().execute(sa.update(OperationPhoto).where(mine).values(confirmed=None, confirmed_by=None))


def _sealed(row: Application, operation_id: int, details: Details) -> bytes:
    values: dict[str, Any] = asdict(details)
    values["done_on"] = details.done_on.isoformat() if details.done_on else None
    return vault.seal_json(applications.cases_vault(row), queries.case_name(row, operation_id), values)


def _erase(operation: Operation, now: datetime) -> int:
    """Only the stub stays: its number, and when it ended."""
    session().execute(sa.delete(OperationPhoto).where(OperationPhoto.operation_id == operation.id))
    removed = photos.delete_all(queries.owner_of(operation.id), now)
    photos.close_openings(queries.owner_of(operation.id), now)
    operation.details, operation.erased = None, now
    session().flush()
    return removed


def _operation(row: Application, number: int) -> Operation:
    found = next((each for each in _present(row.id) if each.number == number), None)
    if found is None:
        raise NotThere
    if found.withdrawn is not None:
        raise CaseGone
    return found


def _present(application_id: int) -> list[Operation]:
    query = sa.select(Operation).where(Operation.application_id == application_id, Operation.deleted.is_(None))
    return list(session().scalars(query))


def _record(row: Application, action: str, actor: str, now: datetime, **codes: int) -> None:
    subject = f"application:{row.id}"
    audit.record(subject, f"application.{action}", actor=actor, subject=subject, now=now, **codes)
