"""Photos of a case log: received, sorted, looked at, deleted."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.core import audit, transaction
from directory.core.db import session
from directory.core.refusals import N_, NotThere, Refusal
from directory.membership.actions.caselog import moving
from directory.membership.actions.caselog.cases import opened_log
from directory.membership.models.application import Application
from directory.membership.models.operation import Operation, OperationPhoto, UploadBatch
from directory.membership.queries import caselog as queries
from directory.membership.rules.caselog import BYTES_MOST, FILES_MOST
from directory.membership.rules.filenames import Guess
from directory.membership.rules.operation import CaseView, Moment, label
from directory.membership.rules.uploads import NotLooked, Outcome, check_announced
from directory.photos import actions as photos
from directory.photos.actions import Accepted
from directory.photos.models import Photo
from directory.photos.rules import EACH, State


class NoSuchCase(Refusal):
    message = N_("There is no case %(case)s. Add it to the table first.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was looked at and lies in quarantine; its name is already forgotten."""

    accepted: Accepted
    guess: Guess
    digest: str
    size: int


def announce(application: Application, *, files: int, size: int, person_id: int, now: datetime) -> str:
    """Before the first file: raises TooManyFiles or TooMuch when the log could not hold them all."""
    row = opened_log(application, now)
    there = queries.counts(row.id)
    check_announced(files, size, files_there=there.all, size_there=there.size)
    batch = UploadBatch(
        id=secrets.token_hex(16), application_id=row.id, person_id=person_id, files=files, size=size, started=now
    )
    session().add(batch)
    session().flush()
    return batch.id


def end_batch(application: Application, batch_id: str, now: datetime) -> None:
    batch = session().get(UploadBatch, batch_id)
    if batch is None or batch.application_id != application.id:
        raise NotThere
    batch.ended = batch.ended or now


def receive(
    application: Application, sent: Iterable[Sent], *, batch: str | None, actor: str, now: datetime
) -> list[Outcome]:
    """What became of each, in their order. Twice the same file, from one person or two, is one photo."""
    row = opened_log(application, now)
    there = queries.counts(row.id)
    files, size = there.all, there.size
    batch = _batch(row.id, batch)
    outcomes = []
    for each in sent:
        full = files >= FILES_MOST or size + each.size > BYTES_MOST
        outcomes.append(Outcome.NO_ROOM if full else _one(row, each, batch=batch, actor=actor, now=now))
        if outcomes[-1].kept:
            files, size = files + 1, size + each.size
    kept = sum(outcome.kept for outcome in outcomes)
    if kept:
        _record(row, "photos_received", actor, now, photos=kept)
    return outcomes


def _one(row: Application, sent: Sent, *, batch: str | None, actor: str, now: datetime) -> Outcome:
    if queries.arrived(row.id, sent.digest, sent.guess.number):
        return Outcome.KNOWN
    kept = OperationPhoto(
        id=sent.accepted.id,
        application_id=row.id,
        number=sent.guess.number,
        view=sent.guess.view,
        moment=sent.guess.moment,
        digest=sent.digest,
        size=sent.size,
        batch_id=batch,
        added=now,
        actor=actor,
        twin_id=queries.same_file(row.id, sent.digest),
    )
    photos.keep(moving.tray_owner(sent.accepted.id), row.cases_vault_id, EACH, sent.accepted, now)
    session().add(kept)
    session().flush()
    operation = _operation(row.id, sent.guess.number)
    if operation is None:
        return Outcome.TRAY
    try:
        moving.put(kept, operation, sent.guess.view, sent.guess.moment)
    except moving.CaseFull:
        return Outcome.CASE_FULL
    return Outcome.SORTED if kept.view and kept.moment else Outcome.TRAY


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody says a photo belongs. What is not said stays as it was."""

    photo_id: str
    number: int
    view: CaseView | None
    moment: Moment | None


def sort(application: Application, places: Iterable[Place], now: datetime) -> list[tuple[str, Refusal]]:
    """By hand. Returns what could not be placed, and why: the others are."""
    row = opened_log(application, now)
    refused: list[tuple[str, Refusal]] = []
    for place in places:
        photo, operation = _photo(row.id, place.photo_id), _operation(row.id, place.number)
        if operation is None:
            refused.append((place.photo_id, NoSuchCase(case=label(place.number))))
            continue
        try:
            moving.put(photo, operation, place.view or photo.view, place.moment or photo.moment)
        except (moving.CaseFull, moving.SameInCase) as refusal:
            refused.append((place.photo_id, refusal))
    return refused


def confirm(application: Application, photo_id: str, *, actor: str, now: datetime) -> None:
    """Seen large: no face, name or tattoo identifies, or the patient's consent covers it. Raises NotLooked."""
    row = opened_log(application, now)
    photo = _photo(row.id, photo_id)
    pixels = session().get(Photo, photo_id)
    if pixels is None or pixels.state is not State.READY:
        raise NotLooked
    photo.confirmed, photo.confirmed_by, photo.marked = now, actor, None


def mark(application: Application, photo_id: str, now: datetime) -> None:
    """To be deleted: said while looking, done all at once afterwards."""
    photo = _photo(opened_log(application, now).id, photo_id)
    photo.confirmed = photo.confirmed_by = None
    photo.marked = now


def look_again(application: Application, photo_id: str, now: datetime) -> None:
    """Takes back what was said of it."""
    photo = _photo(opened_log(application, now).id, photo_id)
    photo.confirmed = photo.confirmed_by = photo.marked = None


def delete_photo(application: Application, photo_id: str, *, actor: str, now: datetime) -> None:
    row = opened_log(application, now)
    _remove(_photo(row.id, photo_id), now)
    _record(row, "photos_deleted", actor, now, photos=1)


def delete_marked(application: Application, *, actor: str, now: datetime) -> int:
    row = opened_log(application, now)
    marked = [photo for photo in queries.photos_of(row.id) if photo.marked]
    for photo in marked:
        _remove(_photo(row.id, photo.id), now)
    if marked:
        _record(row, "photos_deleted", actor, now, photos=len(marked))
    return len(marked)


def photo_settled(photo_id: str) -> None:
    """The worker has looked at it: does another photo of this log show the same? Compared outside the writing."""
    with transaction.reading():
        row = session().get(OperationPhoto, photo_id)
        twin = None if row is None or row.twin_id else queries.alike(row.application_id, photo_id)
    if twin is not None:
        here = sa.and_(OperationPhoto.id == photo_id, OperationPhoto.twin_id.is_(None))
        with transaction.unit():
            session().execute(sa.update(OperationPhoto).where(here).values(twin_id=twin))


def _remove(row: OperationPhoto, now: datetime) -> None:
    photo_id, owner = row.id, moving.owner_now(row)
    session().delete(row)
    session().flush()
    photos.delete(photo_id, owner, now)


def _photo(application_id: int, photo_id: str) -> OperationPhoto:
    queries.own_photo_or_404(application_id, photo_id)
    return session().get_one(OperationPhoto, photo_id)


def _operation(application_id: int, number: int | None) -> Operation | None:
    query = sa.select(Operation).where(
        Operation.application_id == application_id,
        Operation.number == number,
        Operation.deleted.is_(None),
        Operation.withdrawn.is_(None),
    )
    return None if number is None else session().scalar(query)


def _batch(application_id: int, batch_id: str | None) -> str | None:
    found = session().get(UploadBatch, batch_id) if batch_id else None
    return found.id if found is not None and found.application_id == application_id else None


def _record(row: Application, action: str, actor: str, now: datetime, **codes: int) -> None:
    subject = f"application:{row.id}"
    audit.record(subject, f"application.{action}", actor=actor, subject=subject, now=now, **codes)
