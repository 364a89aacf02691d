"""The first look at an upload, in the request: its bytes are measured, never decoded, and sealed into quarantine.

All of it happens before the first statement: on SQLite a statement takes the write lock of the whole site. The vault
is not known yet, so the bytes are sealed with a key of their own; `keep` seals that key in the owner's vault.
"""

import secrets
from dataclasses import dataclass, field

from werkzeug.datastructures import FileStorage

from directory.core import files, vault
from directory.photos.rules import MAX_BYTES, Format, check_size, declared


@dataclass(frozen=True, slots=True)
class Accepted:
    """An upload in quarantine. Unless it is kept, nobody can ever read it: its key is here only."""

    id: str
    form: Format
    name: str
    key: bytes = field(repr=False)


def accept(upload: FileStorage) -> Accepted:
    """Raises the Refusal that says what to do instead."""
    return accept_bytes(upload.stream.read(MAX_BYTES + 1))


def accept_bytes(data: bytes) -> Accepted:
    check_size(len(data))
    form = declared(data).form
    name = secrets.token_hex(16)
    key, sealed = vault.seal_once(name_of(name), data)
    files.quarantine().put(name, sealed)
    return Accepted(secrets.token_hex(16), form, name, key)


def discard(accepted: Accepted) -> None:
    """It will not be kept after all. Forgotten ones are removed by the sweep."""
    files.quarantine().delete(accepted.name)


def name_of(quarantined: str) -> str:
    """What binds the sealed upload to its place."""
    return f"quarantine/{quarantined}"
