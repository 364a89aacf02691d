"""Files as they arrive, alone or in a ZIP: looked at and sealed one after the other, before the first statement.

Names are read for what they tell and go back to the sender in the answer; they are stored nowhere. Nothing is ever
unpacked to a path: of a ZIP's entry only the bytes are taken.
"""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from directory.core.refusals import N_, Refusal
from directory.membership.actions.caselog.photos import Sent
from directory.membership.queries.caselog import digest_of
from directory.membership.rules.caselog import FILES_MOST
from directory.membership.rules.filenames import Guess, guess, is_junk
from directory.membership.rules.uploads import ZipTooLarge, ZipUnreadable
from directory.photos import actions as photos
from directory.photos.rules import MAX_BYTES, NotAPhoto

UNPACKED_MOST = 100 * 1024 * 1024  # four times what a request may carry: photos do not shrink in a ZIP
ENTRIES_MOST = 2000  # folders and what systems put beside files included
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others may ask for gigabytes to unpack a byte
SIGNATURE = b"PK\x03\x04"
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)
Known = Callable[[str, Guess], bool]
Upload = tuple[str, IO[bytes]]


class ZipInZip(Refusal):
    message = N_("This is a ZIP file inside a ZIP file: unpack it first.")


@dataclass(frozen=True, slots=True)
class Looked:
    """One file: `sent` when it was good; `known` when it has arrived before; else why not."""

    name: str
    sent: Sent | None = None
    known: bool = False
    refusal: Refusal | None = None


def look_at(uploads: Iterable[Upload], known: Known) -> list[Looked]:
    """Never raises for what a file holds. `known` must end its own transaction."""
    looked: list[Looked] = []
    for name, stream in uploads:
        if is_junk(name):
            continue
        looked += _zip(name, stream, known) if _is_zip(stream) else [_one(name, stream.read(MAX_BYTES + 1), known)]
    return looked


def _is_zip(stream: IO[bytes]) -> bool:
    start = stream.read(4)
    stream.seek(0)
    return start == SIGNATURE


def _one(name: str, data: bytes, known: Known) -> Looked:
    said = guess(name)
    if data[:4] == SIGNATURE:
        return Looked(name, refusal=ZipInZip())
    digest = digest_of(hashlib.sha256(data).hexdigest())
    if known(digest, said):
        return Looked(name, known=True)
    try:
        return Looked(name, Sent(photos.accept_bytes(data), said, digest, len(data)))
    except Refusal as refusal:
        return Looked(name, refusal=refusal)


def _zip(name: str, stream: IO[bytes], known: Known) -> list[Looked]:
    """One entry in memory at a time; what was good before a bad one is kept."""
    found: list[Looked] = []
    try:
        for entry, data in _entries(stream):
            found.append(_one(entry, data, known))
    except Refusal as refusal:
        return [*found, Looked(name, refusal=refusal)]
    return found or [Looked(name, refusal=NotAPhoto())]


def _entries(stream: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Sizes are counted as they come out: what the ZIP says of itself is not believed."""
    left, files = UNPACKED_MOST, 0
    try:
        with zipfile.ZipFile(stream) as opened:
            entries = opened.infolist()
            if len(entries) > ENTRIES_MOST:
                raise ZipTooLarge
            for entry in entries:
                if entry.is_dir() or is_junk(entry.filename):
                    continue
                if entry.compress_type not in PACKED:
                    raise ZipUnreadable
                with opened.open(entry) as source:
                    data = source.read(min(left, MAX_BYTES) + 1)
                left, files = left - len(data), files + 1
                if left < 0 or files > FILES_MOST:
                    raise ZipTooLarge
                yield entry.filename, data
    except _BROKEN:
        raise ZipUnreadable from None
