"""Text on paper: a PDF of headings and paragraphs with an index. The same input gives the same bytes.

It uses the typefaces every reader of PDF brings along, which have the letters of Western Europe. Accents of other
letters are dropped and other scripts stand as "?"; what must not be lost is kept beside the paper as text.
"""

import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT, MARGIN = 595, 842, 57  # A4, in points; 2 cm
SIZES = {"title": (20, 28), "heading": (14, 22), "text": (10, 14), "label": (10, 14)}
AFTER = {"title": 12, "heading": 5}  # room below, in points
BOLD = frozenset({"title", "heading", "label"})
_ASCII = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_WIDTHS = {chr(32 + place): int(width) for place, width in enumerate(_ASCII.split())}
_WIDTHS |= {"’": 222, "‘": 222, "“": 333, "”": 333, "…": 1000, "—": 1000, "·": 278}
_USUAL, _BOLDER = 556, 1.1  # bold letters are at most a tenth wider


@dataclass(frozen=True, slots=True)
class Line:
    """`style`: title, heading, label or text. A heading begins a chapter of the index."""

    style: str
    text: str


@dataclass(slots=True)
class _Page:
    number: int
    drawn: list[tuple[str, float, str]] = field(default_factory=list)  # style, height, text


def pdf(title: str, lines: Sequence[Line], *, footer: str, index: str) -> bytes:
    """`index` is the heading of the list of chapters, which stands first."""
    chapters = sum(line.style == "heading" for line in lines)
    before = 1 + chapters // ((HEIGHT - 2 * MARGIN - 60) // SIZES["text"][1])
    pages = _laid_out(lines, before + 1)
    found = [(text, page.number) for page in pages for style, _y, text in page.drawn if style == "chapter"]
    first = [Line("title", title), Line("label", index), *(Line("text", f"{text}  ·  {n}") for text, n in found)]
    return _document([*_laid_out(first, 1), *pages], title, footer)


def _laid_out(lines: Iterable[Line], first: int) -> list[_Page]:
    pages, y = [_Page(first)], float(HEIGHT - MARGIN)
    for line in lines:
        size, step = SIZES[line.style]
        wrapped = list(_wrapped(line.text, size * (_BOLDER if line.style in BOLD else 1)))
        needed = step * (3 if line.style in BOLD else 1)  # a heading never stands alone at the foot
        if line.style == "heading":
            y -= step / 2
        for place, text in enumerate(wrapped):
            if y - needed < MARGIN:
                pages.append(_Page(pages[-1].number + 1))
                y = float(HEIGHT - MARGIN)
            y -= step
            pages[-1].drawn.append((line.style, y, text))
            if line.style == "heading" and place == 0:
                pages[-1].drawn.append(("chapter", y, line.text))
        y -= AFTER.get(line.style, 0)
    return pages


def _wrapped(text: str, size: float) -> Iterator[str]:
    room = (WIDTH - 2 * MARGIN) * 1000 / size
    for paragraph in plain(text).split("\n"):
        line = ""
        for word in (piece for each in paragraph.split(" ") for piece in _pieces(each, room)):
            longer = f"{line} {word}" if line else word
            if line and _width(longer) > room:
                yield line
                longer = word
            line = longer
        yield line


def _pieces(word: str, room: float) -> Iterator[str]:
    """A hash or an address is broken where the line ends."""
    while _width(word) > room:
        cut = next(n for n in range(len(word), 0, -1) if n == 1 or _width(word[:n]) <= room)
        yield word[:cut]
        word = word[cut:]
    yield word


def _width(text: str) -> int:
    return sum(_WIDTHS.get(letter, _USUAL) for letter in text)


def plain(text: str) -> str:
    """As the paper can show it."""
    return "".join(_letter(each) for each in text.replace("\t", "    "))


def _letter(letter: str) -> str:
    if letter == "\n" or _shown(letter):
        return letter
    base = "".join(each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))
    return "".join(each if _shown(each) else "?" for each in base)


def _shown(letter: str) -> bool:
    try:
        return letter >= " " and letter != "\x7f" and bool(letter.encode("cp1252"))
    except UnicodeEncodeError:
        return False


def _document(pages: Sequence[_Page], title: str, footer: str) -> bytes:
    """Objects 1 to 5 are the same in every document; then two a page."""
    kids = " ".join(f"{6 + 2 * place} 0 R" for place in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
        b"<< /Title (" + _escaped(title) + b") >>",
    ]
    for place, page in enumerate(pages):
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {7 + 2 * place} 0 R >>".encode())
        objects.append(_stream(page, footer, len(pages)))
    return _file(objects)


def _stream(page: _Page, footer: str, pages: int) -> bytes:
    drawn = [_drawn(style, y, text) for style, y, text in page.drawn if text and style != "chapter"]
    foot = _escaped(plain(f"{footer}  ·  {page.number} / {pages}"))
    drawn.append(b"BT /F1 8 Tf %d %d Td (%s) Tj ET" % (MARGIN, MARGIN - 24, foot))
    packed = zlib.compress(b"\n".join(drawn), 9)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _drawn(style: str, y: float, text: str) -> bytes:
    face = b"F2" if style in BOLD else b"F1"
    return b"BT /%s %d Tf %d %d Td (%s) Tj ET" % (face, SIZES[style][0], MARGIN, y, _escaped(text))


def _escaped(text: str) -> bytes:
    return text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    made, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
