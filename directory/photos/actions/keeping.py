"""Rows of photos: kept, and deleted. The bytes follow in the background."""

import secrets
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from directory.core import files, transaction, vault
from directory.core.db import session, upsert
from directory.core.refusals import NotThere
from directory.photos import queries
from directory.photos.actions.accepting import Accepted
from directory.photos.actions.pixels import Cleaned
from directory.photos.models import Photo, PhotoSlot
from directory.photos.rules import EACH, MAX_PHOTOS, VIEWS, Format, Size, State, TooManyPhotos

PROCESS = "tasks.uploads.process"
REMOVE = "tasks.uploads.remove"


def keep(owner: str, vault_id: str, view: str, accepted: Accepted, now: datetime) -> Photo:
    """The photo of a view, waiting for the worker; when it is ready it replaces an earlier one of the same view.

    Kept twice (a refusal elsewhere on the page, then an aside) it is the same photo. Raises TooManyPhotos, Erased.
    """
    known = session().get(Photo, accepted.id)
    if known is not None:
        return known
    key = vault.seal(_vault(vault_id), queries.key_name(accepted.id), accepted.key)
    photo = _photo(accepted.id, owner, vault_id, view, accepted.form, now)
    photo.quarantine, photo.quarantine_key, photo.due = accepted.name, key, now
    _place(photo)
    transaction.ring(PROCESS)
    return photo


def keep_all(owner: str, vault_id: str, accepted: Iterable[tuple[str, Accepted]], now: datetime) -> list[str]:
    """Each for its view; returns the views for which no place was left: what was good is kept all the same."""
    left = []
    for view, each in accepted:
        try:
            keep(owner, vault_id, view, each, now)
        except TooManyPhotos:
            left.append(view)
    return left


def keep_cleaned(owner: str, vault_id: str, view: str, cleaned: Cleaned, now: datetime) -> Photo:
    """A photo that went through `clean` already: sealed and stored at once. For generated data, outside requests."""
    owners = _vault(vault_id)
    photo = _photo(secrets.token_hex(16), owner, vault_id, view, Format.JPEG, now)
    photo.state, photo.width, photo.height, photo.advice = (
        State.READY,
        cleaned.width,
        cleaned.height,
        list(cleaned.advice),
    )
    photo.likeness = vault.seal(owners, queries.likeness_name(photo.id), cleaned.likeness)
    _place(photo)
    put(vault.opened(owners), photo.id, photo.stored, cleaned)
    return photo


def put(key: vault.Key, photo_id: str, stored: str, cleaned: Cleaned) -> None:
    """The names are fixed in the row, so that a repeated run overwrites and leaves nothing behind."""
    for size, data in ((Size.FULL, cleaned.full), (Size.THUMB, cleaned.thumb)):
        files.store().put(queries.object_name(stored, size), vault.seal(key, queries.sealed_name(photo_id, size), data))


def delete(photo_id: str, owner: str, now: datetime) -> None:
    """Gone for everybody at once; its bytes within seconds. Raises NotThere for another owner's."""
    photo = queries.own(photo_id, owner)
    if photo is None:
        raise NotThere
    forget(photo, now)


def delete_all(owner: str, now: datetime) -> int:
    """For erasure and retention: how many there were."""
    photos = queries.all_of(owner)
    for photo in photos:
        forget(photo, now)
    return len(photos)


def move(photo_id: str, owner: str, to: str) -> None:
    """To another owner in the same vault: what was sealed stays as it is. Raises NotThere, TooManyPhotos.

    The photo is locked: the worker may be writing its result at this moment.
    """
    query = sa.select(Photo).where(Photo.id == photo_id, Photo.owner == owner, Photo.deleted.is_(None))
    photo = session().scalar(query.with_for_update().execution_options(populate_existing=True))
    if photo is None:
        raise NotThere
    session().execute(sa.delete(PhotoSlot).where(PhotoSlot.photo_id == photo_id))
    if not _slot_taken(photo_id, to):
        _slot_taken(photo_id, owner)
        raise TooManyPhotos
    photo.owner = to
    session().flush()


def forget(photo: Photo, now: datetime) -> None:
    """Leaves a stub that says nothing of the photo, and the names the clean-up needs."""
    photo.deleted = photo.due = now
    photo.width = photo.height = photo.likeness = photo.quarantine_key = None
    photo.advice = []
    session().execute(sa.delete(PhotoSlot).where(PhotoSlot.photo_id == photo.id))
    transaction.ring(REMOVE)


def _vault(vault_id: str) -> vault.Vault:
    found = vault.by_id(vault_id)
    if found is None:
        raise vault.Erased
    return found


def _photo(photo_id: str, owner: str, vault_id: str, view: str, form: Format, now: datetime) -> Photo:
    if view not in VIEWS and view != EACH:
        raise NotThere
    return Photo(
        id=photo_id,
        vault_id=vault_id,
        owner=owner,
        view=view,
        state=State.WAITING,
        form=form,
        advice=[],
        stored=secrets.token_hex(16),
        attempts=0,
        created=now,
    )


def _place(photo: Photo) -> None:
    session().add(photo)
    session().flush()
    if not _slot_taken(photo.id, photo.owner):
        session().delete(photo)
        session().flush()
        raise TooManyPhotos


def _slot_taken(photo_id: str, owner: str) -> bool:
    """Takes the lowest place left. Two uploads at once take two: the second waits for the first and goes on."""
    taken = set(session().scalars(sa.select(PhotoSlot.slot).where(PhotoSlot.owner == owner)))
    for slot in sorted(set(range(MAX_PHOTOS)) - taken):
        row = {"owner": owner, "slot": slot, "photo_id": photo_id}
        insert = upsert(PhotoSlot, [row], keys=["owner", "slot"], update=[])
        if session().execute(insert.returning(PhotoSlot.slot)).first():
            return True
    return False
