"""The worker's side: quarantine -> clean copies. Each step may be killed and done again.

A run takes a lease (attempts + 1, due later) and commits; works without any transaction; and writes its result only
where the lease is still its own. What was stored for a photo that is deleted meanwhile is removed by `remove_deleted`.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog

from directory.core import files, transaction, vault
from directory.core.db import session
from directory.core.settings import current
from directory.photos import queries
from directory.photos.actions import pixels
from directory.photos.actions.accepting import name_of
from directory.photos.actions.keeping import PROCESS, forget, put
from directory.photos.actions.pixels import Cleaned, Unusable
from directory.photos.models import Photo
from directory.photos.rules import ATTEMPTS, EACH, LEASE, ORPHAN_AFTER, Advice, Problem, Size, State, looks_alike

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Job:
    """All that the work needs, so that no row is touched during it."""

    photo_id: str
    attempt: int
    key: vault.Key
    stored: str
    quarantine: str
    upload_key: bytes


def next_due(now: datetime) -> str | None:
    """The photo that has waited longest."""
    with transaction.reading():
        query = sa.select(Photo.id).where(Photo.due <= now, Photo.deleted.is_(None)).order_by(Photo.due).limit(1)
        return session().scalar(query)


def process(photo_id: str, now: datetime) -> None:
    """Look at one upload. Twice, at once or after a kill halfway: the outcome is the same."""
    job = _leased(photo_id, now)
    if job is not None:
        outcome = _outcome(job)
        with transaction.unit():
            _settle(job, outcome, now)
    _empty_quarantine(photo_id)


def _leased(photo_id: str, now: datetime) -> _Job | None:
    with transaction.unit():
        photo = _locked(photo_id)
        if photo is None or photo.deleted or photo.state is not State.WAITING or not photo.due or photo.due > now:
            return None
        if photo.attempts >= ATTEMPTS:  # it has taken the worker down each time
            _fail(photo, Problem.GAVE_UP)
            return None
        photo.attempts, photo.due = photo.attempts + 1, now + LEASE
        return _job(photo)


def _job(photo: Photo) -> _Job | None:
    owners = vault.by_id(photo.vault_id)
    if owners is None or owners.destroyed or photo.quarantine is None or photo.quarantine_key is None:
        _fail(photo, Problem.GAVE_UP)
        return None
    try:
        key = vault.opened(owners)
        upload_key = vault.open_(key, queries.key_name(photo.id), photo.quarantine_key)
    except vault.Unreadable:  # a master key is missing, perhaps for a moment: the lease stands and is counted
        log.exception("photo_key_not_opened", photo=photo.id)
        return None
    return _Job(photo.id, photo.attempts, key, photo.stored, photo.quarantine, upload_key)


def _outcome(job: _Job) -> Cleaned | Problem:
    """The slow part: no transaction is open here."""
    try:
        sealed = files.quarantine().get(job.quarantine)
        cleaned = pixels.clean(vault.open_once(job.upload_key, name_of(job.quarantine), sealed))
    except files.Missing:
        return Problem.GAVE_UP
    except vault.Unreadable:
        return Problem.DAMAGED
    except Unusable as unusable:
        return unusable.problem
    put(job.key, job.photo_id, job.stored, cleaned)
    return cleaned


def _settle(job: _Job, outcome: Cleaned | Problem, now: datetime) -> None:
    photo = _locked(job.photo_id)
    if photo is not None and photo.deleted is not None:
        photo.due, photo.purged = now, None  # deleted while we worked: remove what we have just stored
        return
    if photo is None or photo.state is not State.WAITING or photo.attempts != job.attempt:
        return
    if isinstance(outcome, Problem):
        _fail(photo, outcome)
        return
    advice = [*outcome.advice, *([Advice.DUPLICATE] if _known(photo, job.key, outcome.likeness) else [])]
    photo.state, photo.width, photo.height = State.READY, outcome.width, outcome.height
    photo.advice = [str(each) for each in advice]
    photo.likeness = vault.seal(job.key, queries.likeness_name(photo.id), outcome.likeness)
    photo.due = photo.quarantine_key = None
    _replace_earlier(photo, now)


def _fail(photo: Photo, problem: Problem) -> None:
    photo.state, photo.problem, photo.due, photo.quarantine_key = State.FAILED, problem, None, None


def _known(photo: Photo, key: vault.Key, likeness: bytes) -> bool:
    """Among the owner's other views: the same view sent again is a replacement, not a mistake."""
    if photo.view == EACH:
        return False
    # Photos sent before an address was corrected may be sealed with another key, which tells nothing here.
    alike = [each for each in queries.all_of(photo.owner) if each.vault_id == photo.vault_id]
    others = [each for each in alike if each.view != photo.view]
    known = [vault.open_(key, queries.likeness_name(each.id), each.likeness) for each in others if each.likeness]
    return any(looks_alike(likeness, other) for other in known)


def _replace_earlier(photo: Photo, now: datetime) -> None:
    """One photo a view: the last one sent, whichever was looked at first. Failed attempts go with it."""
    if photo.view == EACH:
        return
    same = [each for each in queries.all_of(photo.owner) if each.view == photo.view]
    last = max((each for each in same if each.state is State.READY), key=lambda each: (each.created, each.id))
    for each in same:
        if each is not last and (each.created, each.id) < (last.created, last.id):
            forget(each, now)


def _empty_quarantine(photo_id: str) -> None:
    """After the outcome is committed, never before: a kill in between leaves the upload for the next run."""
    with transaction.reading():
        query = sa.select(Photo.quarantine).where(Photo.id == photo_id, _done())
        name = session().scalar(query)
    if name is None:
        return
    files.quarantine().delete(name)
    with transaction.unit():
        session().execute(sa.update(Photo).where(Photo.id == photo_id, _done()).values(quarantine=None))


def _done() -> sa.ColumnElement[bool]:
    return sa.or_(Photo.state != State.WAITING, Photo.deleted.is_not(None))


def remove_deleted(now: datetime) -> int:
    """Take the bytes of deleted photos out of the store and the quarantine; how many photos that were."""
    with transaction.reading():
        query = sa.select(Photo.id, Photo.stored, Photo.quarantine).where(Photo.deleted.is_not(None), Photo.due <= now)
        rows = list(session().execute(query.limit(500)))
    for photo_id, stored, quarantine in rows:
        for size in Size:
            files.store().delete(queries.object_name(stored, size))
        if quarantine is not None:
            files.quarantine().delete(quarantine)
        with transaction.unit():
            gone = {"purged": now, "due": None, "quarantine": None}
            session().execute(sa.update(Photo).where(Photo.id == photo_id).values(gone))
    return len(rows)


def tidy(now: datetime) -> int:
    """Remove uploads nobody kept (a refusal, a crash) and those left by a kill; wake the worker for waiting ones."""
    with transaction.reading():
        done = list(session().scalars(sa.select(Photo.id).where(Photo.quarantine.is_not(None), _done())))
        named = set(session().scalars(sa.select(Photo.quarantine).where(Photo.quarantine.is_not(None))))
    for photo_id in done:
        _empty_quarantine(photo_id)
    before = now - current().clock_offset - ORPHAN_AFTER  # files carry the machine's time
    orphans = [name for name in files.quarantine().names(before=before) if name not in named]
    for name in orphans:
        files.quarantine().delete(name)
    with transaction.unit():
        transaction.ring(PROCESS)
    return len(done) + len(orphans)


def _locked(photo_id: str) -> Photo | None:
    query = sa.select(Photo).where(Photo.id == photo_id).with_for_update()
    return session().scalar(query.execution_options(populate_existing=True))
