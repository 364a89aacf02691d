"""Where large sealed bytes are kept: one small interface over obstore, a local folder by default.

A put is atomic: a reader sees the old bytes, the new bytes or nothing, never half. What is kept here is sealed before
(see vault): names and bytes tell nothing. The store knows no rows: whoever writes a name into a row cleans up after it.
"""

import os
import re
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import obstore
from obstore.store import LocalStore

from directory.core.settings import current

_NAME = re.compile(r"[a-z0-9_-][a-z0-9_.-]*(/[a-z0-9_-][a-z0-9_.-]*)*")
LONGEST = 200


class Missing(Exception):
    """There is no object of this name."""


class BadName(ValueError):
    """Names are ours, never a visitor's: a defect."""


@dataclass(frozen=True, slots=True)
class Store:
    inner: LocalStore

    def put(self, name: str, data: bytes) -> None:
        """Replaces what was there."""
        obstore.put(self.inner, _checked(name), data, use_multipart=False)

    def get(self, name: str) -> bytes:
        """Raises Missing."""
        try:
            return obstore.get(self.inner, _checked(name)).bytes().to_bytes()
        except FileNotFoundError:
            raise Missing(name) from None

    def delete(self, name: str) -> None:
        """What is not there is as good as deleted: a repeated clean-up must not fail."""
        try:
            obstore.delete(self.inner, _checked(name))
        except FileNotFoundError:
            return

    def exists(self, name: str) -> bool:
        try:
            obstore.head(self.inner, _checked(name))
        except FileNotFoundError:
            return False
        return True

    def names(self, *, before: datetime | None = None) -> list[str]:
        """All objects, or those last written before a moment (of the machine's clock), sorted."""
        found = (item for batch in obstore.list(self.inner) for item in batch)
        return sorted(item["path"] for item in found if before is None or item["last_modified"] < before)


_stores: dict[tuple[int, Path], Store] = {}
_lock = threading.Lock()


def store() -> Store:
    """Photos and other sealed uploads."""
    chosen = current()
    return at(Path(chosen.photo_store) if chosen.photo_store else chosen.var_dir / "photos")


def quarantine() -> Store:
    """Uploads as they arrived, sealed, until the worker has looked at them; always on this machine's disk."""
    return at(current().var_dir / "quarantine")


def at(folder: Path) -> Store:
    """One store a folder and process. A process that has used one must not fork: obstore's threads would be missing
    in the child, which waits for them for ever (Celery's and gunicorn's parents never touch a store)."""
    key = (os.getpid(), folder)
    with _lock:
        if key not in _stores:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _stores[key] = Store(LocalStore(folder))
        return _stores[key]


def _checked(name: str) -> str:
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        raise BadName(f"not a name for an object: {name[:80]!r}")
    return name
