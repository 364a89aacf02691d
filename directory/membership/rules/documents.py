"""Which PDFs are taken: by their structure, never by their name. Nothing is rendered, and nothing in them is run.

A page that only shows text and pictures passes. Whatever acts when it is opened (scripts, programs, attached files,
forms that send), hides (encryption) or is two things at once (a PDF and a ZIP or a web page) is refused, in plain
objects, behind escapes in names, and in compressed object streams.
"""

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator

from directory.core.refusals import N_, Refusal

BYTES_MOST = 10 * 1024 * 1024
DOCUMENTS_MOST = 40
INFLATED_MOST = 60 * 1024 * 1024  # of all streams together: a bomb is refused before it is large
_TAIL = 2048
_DICTIONARY = 20_000


class NotPdf(Refusal):
    status = 422
    message = N_("This is not a PDF. Only PDF documents are taken: save or scan it as a PDF, then choose that file.")
    field = "file"


class PdfTooLarge(Refusal):
    message = N_("This document is larger than 10 MB. Save it at a lower resolution, or give it in parts.")
    field = "file"


class PdfBroken(Refusal):
    message = N_("This PDF is damaged or not complete. Open it, save it again as a PDF, then choose the new file.")
    field = "file"


class PdfLocked(Refusal):
    message = N_("This PDF is protected by a password. Save it without protection, then choose that file.")
    field = "file"


class PdfActive(Refusal):
    message = N_(
        "This PDF holds a script, a form, an attached file or an action. Print it to a new PDF, then choose that file."
    )
    field = "file"


class TooManyDocuments(Refusal):
    message = N_("An application can hold 40 documents. Remove one first, or join several into one PDF.")
    field = "file"


# Long enough never to occur by chance in compressed pictures, so they are looked for everywhere.
_ACTIVE = (
    *(b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles", b"/RichMedia", b"/SubmitForm"),
    *(b"/ImportData", b"/GoToE", b"/Rendition", b"/XFA", b"/Collection", b"/AcroForm", b"/Filespec"),
)
# Short ones count only where objects stand, outside the bytes of streams.
_ACTIVE_SHORT = (b"/JS", b"/AA", b"/Movie", b"/Sound", b"/3D")
_END_OF_NAME = rb"(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
# A page to begin with, as office programs write it, is no action.
_OPENS = re.compile(rb"/OpenAction(?!\s{0,9}\[)")
_STREAM = re.compile(rb"stream\r?\n")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_HEADER = re.compile(rb"%PDF-[12]\.\d")


def check(data: bytes) -> None:
    """Raises the refusal that says what to do instead."""
    if len(data) > BYTES_MOST:
        raise PdfTooLarge
    if not _HEADER.match(data):
        raise NotPdf
    _check_ends(data)
    _check_words(data)
    _check_objects(_outside(data))
    for inflated in _object_streams(data):
        _check_words(inflated)
        _check_objects(inflated)


def _check_ends(data: bytes) -> None:
    """It ends where it says, its table of objects is there, and nothing follows that another program would read."""
    tail = data[-_TAIL:]
    end = tail.rfind(b"%%EOF")
    found = re.findall(rb"startxref\s{1,20}(\d{1,10})\s{1,20}%%EOF", tail)
    if end < 0 or not found:
        raise PdfBroken
    if tail[end + 5 :].strip(b"\r\n\t \x00"):
        raise NotPdf
    if b"PK\x05\x06" in data[-70_000:]:  # the directory of a ZIP is looked for from the end
        raise NotPdf
    start = int(found[-1])
    if not (data.startswith(b"xref", start) or re.match(rb"\s{0,9}\d+\s+\d+\s+obj\b", data[start : start + 40])):
        raise PdfBroken


def _check_words(data: bytes) -> None:
    """Also inside what seems to be a stream: a comment can make objects look like one."""
    names = _unescaped(data)
    if _has(names, (b"/Encrypt",)):
        raise PdfLocked
    if _has(names, _ACTIVE) or _OPENS.search(names):
        raise PdfActive


def _check_objects(text: bytes) -> None:
    if _has(_unescaped(text), _ACTIVE_SHORT):
        raise PdfActive


def _has(text: bytes, names: tuple[bytes, ...]) -> bool:
    if not any(name in text for name in names):
        return False
    pattern = b"|".join(re.escape(name) + _END_OF_NAME for name in names)
    return re.search(pattern, text) is not None


def _unescaped(text: bytes) -> bytes:
    """/J#61vaScript is /JavaScript."""
    if b"#" not in text:
        return text
    return _ESCAPE.sub(lambda found: bytes([int(found.group(1), 16)]), text)


def _outside(data: bytes) -> bytes:
    """What does not stand between `stream` and `endstream`."""
    parts, at = [], 0
    while (found := _STREAM.search(data, at)) is not None:
        end = data.find(b"endstream", found.end())
        if end < 0:
            raise PdfBroken
        parts.append(data[at : found.start()])
        at = end + len(b"endstream")
    return b"\n".join([*parts, data[at:]])


def _object_streams(data: bytes) -> Iterator[bytes]:
    """Every stream that could hold objects, also one within what looks like another. They must be plain or deflated,
    or they cannot be looked into. What is read and written is bounded: a bomb is refused before it is large."""
    ends = [found.start() for found in re.finditer(b"endstream", data)]
    left, unread = INFLATED_MOST, 2 * len(data)
    for found in _STREAM.finditer(data):
        dictionary = _unescaped(data[_begin(data, found.start()) : found.start()])
        at = bisect_left(ends, found.end())
        if not _has(dictionary, (b"/First",)) or at == len(ends):
            continue
        raw = data[found.end() : ends[at]]
        unread -= len(raw)
        if unread < 0:
            raise PdfBroken
        plain = _inflated(raw, left) if b"/Filter" in dictionary else raw
        left -= len(plain)
        yield plain


def _begin(data: bytes, end: int) -> int:
    """Where the object begins whose stream this is; dictionaries are short."""
    return max(data.rfind(b"obj", max(0, end - _DICTIONARY), end), max(0, end - _DICTIONARY))


def _inflated(raw: bytes, left: int) -> bytes:
    engine = zlib.decompressobj()
    try:
        plain = engine.decompress(raw, left + 1)
    except zlib.error:
        raise PdfActive from None  # another filter: nobody can say what is in it
    if len(plain) > left:
        raise PdfBroken
    return plain
