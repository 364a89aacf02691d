"""Photos move between the tray and the cases. The application's row is locked by the caller."""

import sqlalchemy as sa

from directory.core.db import session
from directory.core.refusals import N_, Refusal
from directory.membership.models.operation import Operation, OperationPhoto
from directory.membership.queries import caselog as queries
from directory.membership.rules.operation import CaseView, Moment
from directory.photos import actions as photos
from directory.photos.models import Photo
from directory.photos.rules import TooManyPhotos


class CaseFull(Refusal):
    message = N_("This case has 16 photos, the most we can keep. Delete one of them first.")


class SameInCase(Refusal):
    message = N_("The same photo is in this case already.")


def tray_owner(photo_id: str) -> str:
    """Each photo of the tray has a place of its own there: it is as large as the whole log."""
    return f"unsorted:{photo_id}"


def owner_now(row: OperationPhoto) -> str:
    return tray_owner(row.id) if row.operation_id is None else queries.owner_of(row.operation_id)


def put(row: OperationPhoto, operation: Operation, view: CaseView | None, moment: Moment | None) -> None:
    """Raises CaseFull, SameInCase. What was confirmed stays confirmed: it is the same picture of the same patient
    only within a case, so that another case asks again."""
    if row.operation_id != operation.id:
        _move(row, operation)
    row.view, row.moment, row.number = view, moment, operation.number
    session().flush()


def _move(row: OperationPhoto, operation: Operation) -> None:
    same = sa.and_(OperationPhoto.operation_id == operation.id, OperationPhoto.digest == row.digest)
    if session().scalar(sa.select(OperationPhoto.id).where(same)) is not None:
        raise SameInCase
    try:
        photos.move(row.id, owner_now(row), queries.owner_of(operation.id))
    except TooManyPhotos:
        raise CaseFull from None
    row.operation_id = operation.id
    row.confirmed = row.confirmed_by = None


def take_from_tray(operation: Operation) -> int:
    """Those whose names spoke of this case before there was one; those without room stay where they are."""
    query = (
        sa.select(OperationPhoto)
        .join(Photo, Photo.id == OperationPhoto.id)
        .where(
            OperationPhoto.application_id == operation.application_id,
            OperationPhoto.operation_id.is_(None),
            OperationPhoto.number == operation.number,
            Photo.deleted.is_(None),
        )
    )
    taken = 0
    for row in session().scalars(query.order_by(OperationPhoto.added, OperationPhoto.id)):
        try:
            put(row, operation, row.view, row.moment)
            taken += 1
        except (CaseFull, SameInCase):
            continue
    return taken
