"""The photos of a case log: where each belongs, and how far it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models.operation import Operation, OperationPhoto, UploadBatch
from directory.membership.rules.operation import MOMENT_WORDS, VIEW_WORDS, CaseView, Moment, label
from directory.photos.models import Photo
from directory.photos.queries import likeness_name
from directory.photos.rules import PROBLEMS, State, looks_alike


@dataclass(frozen=True, slots=True)
class CasePhoto:
    """A photo as the pages of a case log know it."""

    id: str
    operation_id: int | None
    number: int | None  # of its case, or the one its name spoke of
    view: CaseView | None
    moment: Moment | None
    state: State
    problem: str | None
    confirmed: bool
    marked: bool
    twin_id: str | None
    added: datetime

    @property
    def ready(self) -> bool:
        return self.state is State.READY

    @property
    def sorted(self) -> bool:
        return self.operation_id is not None and self.view is not None and self.moment is not None

    @property
    def case(self) -> str:
        return label(self.number) if self.number else ""

    @property
    def view_words(self) -> str:
        return VIEW_WORDS[self.view] if self.view else ""

    @property
    def moment_words(self) -> str:
        return MOMENT_WORDS[self.moment] if self.moment else ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the photos of an application are."""

    all: int
    size: int
    waiting: int
    failed: int
    unsorted: int
    unconfirmed: int
    marked: int


def photos_of(application_id: int) -> list[CasePhoto]:
    """Everything not deleted, in the order of cases, then of arrival. Photos of deleted cases wait for their undo."""
    number = sa.func.coalesce(Operation.number, OperationPhoto.number)
    query = _present(application_id, sa.select(OperationPhoto, Photo, number))
    query = query.order_by(Operation.number, OperationPhoto.added, OperationPhoto.id)
    rows = list(session().execute(query))
    there = {row.id for row, _photo_row, _number in rows}
    return [_photo(*row, twin=row[0].twin_id if row[0].twin_id in there else None) for row in rows]


def tray(application_id: int) -> list[CasePhoto]:
    """Those nobody has said yet what they show, and those that could not be used."""
    return [photo for photo in photos_of(application_id) if not photo.sorted or photo.problem]


def to_look_at(application_id: int) -> list[CasePhoto]:
    """Ready, and neither confirmed nor marked for deletion."""
    every = photos_of(application_id)
    return [photo for photo in every if photo.ready and photo.sorted and not photo.confirmed and not photo.marked]


def own_photo_or_404(application_id: int, photo_id: str) -> CasePhoto:
    found = next((photo for photo in photos_of(application_id) if photo.id == photo_id), None)
    if found is None:
        raise NotThere
    return found


def counts(application_id: int) -> Counts:
    """One statement: the upload page asks for it again and again."""
    open_ = sa.and_(OperationPhoto.confirmed.is_(None), OperationPhoto.marked.is_(None), Photo.state == State.READY)
    unsorted = sa.or_(
        OperationPhoto.operation_id.is_(None), OperationPhoto.view.is_(None), OperationPhoto.moment.is_(None)
    )

    def how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    query = sa.select(
        sa.func.count(OperationPhoto.id),
        sa.func.coalesce(sa.func.sum(OperationPhoto.size), 0),
        how_many(Photo.state == State.WAITING),
        how_many(Photo.state == State.FAILED),
        how_many(sa.and_(unsorted, Photo.state != State.FAILED)),
        how_many(sa.and_(open_, sa.not_(unsorted))),
        how_many(OperationPhoto.marked.is_not(None)),
    )
    row = session().execute(_present(application_id, query)).one()
    return Counts(*(int(value) for value in row))


def digest_of(sha256: str) -> str:
    """The file's own hash is not kept: with it somebody could ask whether a given photo is here."""
    return vault.blind(sha256, "case photo")


def arrived(application_id: int, digest: str, number: int | None) -> bool:
    """Is this file here, in the case its name speaks of? One without a case may have been sorted by hand since."""
    same = OperationPhoto.digest == digest
    if number is not None:
        same = sa.and_(same, sa.or_(OperationPhoto.number == number, Operation.number == number))
    query = _present(application_id, sa.select(OperationPhoto.id)).where(same, Photo.state != State.FAILED)
    return session().scalar(query.limit(1)) is not None


def same_file(application_id: int, digest: str) -> str | None:
    """The photo that arrived first from the same file."""
    query = _present(application_id, sa.select(OperationPhoto.id)).where(OperationPhoto.digest == digest)
    found: str | None = session().scalar(query.order_by(OperationPhoto.added, OperationPhoto.id).limit(1))
    return found


def alike(application_id: int, photo_id: str) -> str | None:
    """An earlier photo that looks the same, once both are ready. Likenesses are opened here and forgotten.

    Columns, not rows: it is asked once a photo, and there may be six hundred.
    """
    columns = sa.select(Photo.id, Photo.likeness, Photo.vault_id)
    query = _present(application_id, columns).where(Photo.likeness.is_not(None))
    rows = {row.id: row for row in session().execute(query.order_by(OperationPhoto.added, OperationPhoto.id))}
    mine = rows.pop(photo_id, None)
    owners = vault.by_id(mine.vault_id) if mine is not None else None
    if mine is None or owners is None or owners.destroyed:
        return None
    key = vault.opened(owners)
    wanted = vault.open_(key, likeness_name(photo_id), mine.likeness)
    opened = ((other.id, vault.open_(key, likeness_name(other.id), other.likeness)) for other in rows.values())
    return next((other_id for other_id, likeness in opened if looks_alike(wanted, likeness)), None)


def _present(application_id: int, query: Any) -> Any:
    """`query` may select anything: what it selects from is always the same."""
    return (
        query.select_from(OperationPhoto)
        .join(Photo, Photo.id == OperationPhoto.id)
        .outerjoin(Operation, Operation.id == OperationPhoto.operation_id)
        .where(OperationPhoto.application_id == application_id, Photo.deleted.is_(None), Operation.deleted.is_(None))
    )


def _photo(row: OperationPhoto, photo: Photo, number: int | None, *, twin: str | None) -> CasePhoto:
    return CasePhoto(
        id=row.id,
        operation_id=row.operation_id,
        number=number,
        view=row.view,
        moment=row.moment,
        state=photo.state,
        problem=PROBLEMS[photo.problem] if photo.problem else None,
        confirmed=row.confirmed is not None,
        marked=row.marked is not None,
        twin_id=twin,
        added=row.added,
    )


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """Files that were announced and have not all arrived: the page was closed, or the line broke."""

    id: str
    files: int
    arrived: int
    started: datetime


def open_batch(application_id: int, person_id: int) -> OpenBatch | None:
    """The last one this person began."""
    mine = sa.and_(UploadBatch.application_id == application_id, UploadBatch.person_id == person_id)
    batch = session().scalar(sa.select(UploadBatch).where(mine).order_by(UploadBatch.started.desc()).limit(1))
    if batch is None or batch.ended is not None:
        return None
    query = sa.select(sa.func.count()).select_from(OperationPhoto).where(OperationPhoto.batch_id == batch.id)
    return OpenBatch(batch.id, batch.files, session().scalar(query) or 0, batch.started)
