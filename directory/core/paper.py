"""Text on paper: a PDF of headings and paragraphs with an index where it is long. The same input gives the same bytes.

It uses the typefaces every reader of PDF brings along, which have the letters of Western Europe. Accents of other
letters are dropped and other scripts stand as "?"; what must not be lost is kept beside the paper as text.
"""

import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
MARGIN = 57  # in points; 2 cm
SIZES = {"title": (20, 28), "heading": (14, 22), "text": (10, 14), "label": (10, 14)}
AFTER = {"title": 12, "heading": 5}  # room below, in points
USUAL, BOLD = "Helvetica", "Helvetica-Bold"
FACES = {"title": BOLD, "heading": BOLD, "text": USUAL, "label": BOLD}


@dataclass(frozen=True, slots=True)
class Line:
    """`style`: title, heading, label or text. A heading begins a chapter of the index."""

    style: str
    text: str


@dataclass(slots=True)
class _Page:
    number: int
    drawn: list[tuple[str, float, str]] = field(default_factory=list)  # style, height, text


def pdf(title: str, lines: Sequence[Line], *, footer: str, index: str = "") -> bytes:
    """`index` is the heading of the list of chapters, which stands first; without it the title stands there alone."""
    if not index:
        return _document(_laid_out([Line("title", title), *lines], 1), title, footer)
    chapters = sum(line.style == "heading" for line in lines)
    before = 1 + chapters // int((HEIGHT - 2 * MARGIN - 60) // SIZES["text"][1])
    pages = _laid_out(lines, before + 1)
    found = [(text, page.number) for page in pages for style, _y, text in page.drawn if style == "chapter"]
    first = [Line("title", title), Line("label", index), *(Line("text", f"{text}  ·  {n}") for text, n in found)]
    return _document([*_laid_out(first, 1), *pages], title, footer)


def _laid_out(lines: Iterable[Line], first: int) -> list[_Page]:
    pages, y = [_Page(first)], float(HEIGHT - MARGIN)
    for line in lines:
        size, step = SIZES[line.style]
        wrapped = list(_wrapped(line.text, FACES[line.style], size))
        needed = step * (3 if FACES[line.style] == BOLD else 1)  # a heading never stands alone at the foot
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


def _wrapped(text: str, face: str, size: int) -> Iterator[str]:
    for paragraph in plain(text).split("\n"):
        line = ""
        for word in (piece for each in paragraph.split(" ") for piece in _pieces(each, face, size)):
            longer = f"{line} {word}" if line else word
            if line and not _fits(longer, face, size):
                yield line
                longer = word
            line = longer
        yield line


def _pieces(word: str, face: str, size: int) -> Iterator[str]:
    """A hash or an address is broken where the line ends."""
    while not _fits(word, face, size):
        cut = next(n for n in range(len(word), 0, -1) if n == 1 or _fits(word[:n], face, size))
        yield word[:cut]
        word = word[cut:]
    yield word


def _fits(text: str, face: str, size: int) -> bool:
    return bool(stringWidth(text, face, size) <= WIDTH - 2 * MARGIN)


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
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=1, pageCompression=1, lang="en")
    canvas.setTitle(plain(title))
    canvas.setAuthor("")  # else it says "anonymous"
    canvas.setViewerPreference("DisplayDocTitle", "true")
    for page in pages:
        for style, y, text in page.drawn:
            if style != "chapter":
                _draw(canvas, text, FACES[style], size=SIZES[style][0], y=y)
        _draw(canvas, plain(f"{footer}  ·  {page.number} / {len(pages)}"), USUAL, size=8, y=MARGIN - 24)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _draw(canvas: Canvas, text: str, face: str, *, size: int, y: float) -> None:
    canvas.setFont(face, size)
    canvas.drawString(MARGIN, y, text)
