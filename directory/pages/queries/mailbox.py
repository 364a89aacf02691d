"""The e-mails of a trial, read from the files the mailer writes when no mail server is set."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

PAGE = 50
LARGEST = 5 * 1024 * 1024  # a file dropped into the folder may be anything


@dataclass(frozen=True, slots=True)
class MailRow:
    key: str
    to: str
    subject: str
    date: str


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    row: MailRow
    sender: str
    text: str
    html: str
    files: tuple[File, ...]


def mails(folder: Path, number: int) -> tuple[list[MailRow], int]:
    """One page, newest first, and how many there are. Only the files of the page are opened."""
    names = sorted(_names(folder), key=os.fsencode, reverse=True)
    shown = names[(number - 1) * PAGE : number * PAGE]
    return [_row(name, _parsed(folder, name)) for name in shown], len(names)


def mail(folder: Path, key: str) -> Mail | None:
    """None: no such file, or gone since."""
    name = next((name for name in _names(folder) if _key(name) == key), None)
    if name is None:
        return None
    message = _parsed(folder, name)
    return Mail(
        row=_row(name, message),
        sender=_header(message, "From"),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        files=tuple(_files(message)),
    )


def _names(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".eml") and not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                yield entry.name


def _key(name: str) -> str:
    """A file's name may hold bytes that no address can: pages use its hash."""
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:24]


def _parsed(folder: Path, name: str) -> EmailMessage:
    try:
        with (folder / name).open("rb") as file:
            raw = file.read(LARGEST)
    except OSError:  # deleted in between, or not ours to read
        raw = b""
    return BytesParser(policy=policy.default).parsebytes(raw)


def _row(name: str, message: EmailMessage) -> MailRow:
    subject = _header(message, "Subject") or _printable(name)
    return MailRow(_key(name), _header(message, "To"), subject, _header(message, "Date"))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return _printable(str(message[name] or ""))
    except (ValueError, IndexError, AttributeError, TypeError):  # the parser trips over some broken headers
        return ""


def _part(message: EmailMessage, subtype: str) -> str:
    for part in message.walk():
        if part.get_content_type() == f"text/{subtype}" and not part.get_filename():
            return _text(part)
    return ""


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    raw = data if isinstance(data, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:  # a character set nobody knows
        return raw.decode("utf-8", errors="replace")


def _files(message: EmailMessage) -> Iterator[File]:
    for part in message.walk():
        name = part.get_filename()
        if name and not part.is_multipart():
            data = part.get_payload(decode=True)
            yield File(_printable(name), part.get_content_type(), data if isinstance(data, bytes) else b"")


def _printable(text: str) -> str:
    """Without surrogates, which cannot be sent, and without line breaks."""
    return " ".join(text.encode("utf-8", errors="replace").decode("utf-8").split())
