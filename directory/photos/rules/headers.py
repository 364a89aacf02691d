"""Format and declared size, read from the first boxes, chunks or segments. Nothing is decoded, no library is loaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import error, unpack_from

from directory.photos.rules.limits import MAX_COEFFICIENT_BYTES, Damaged, Format, NotAPhoto, TooIntricate, check_pixels

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_START_OF_SCAN = 0xDA
_PARENTS = frozenset({b"meta", b"iprp", b"ipco"})
_MOST_BOXES = 2000


@dataclass(frozen=True, slots=True)
class Declared:
    """What the file says about itself; `coefficients` is what a decoder must hold beside the pixels."""

    form: Format
    width: int
    height: int
    coefficients: int = 0


def declared(data: bytes) -> Declared:
    """Raises NotAPhoto, Damaged, TooSmall, TooManyPixels or TooIntricate."""
    form = form_of(data)
    try:
        found = _READERS[form](data)
    except (error, IndexError):
        raise Damaged from None
    check_pixels(form, found.width, found.height)
    if found.coefficients > MAX_COEFFICIENT_BYTES:
        raise TooIntricate
    return found


def form_of(data: bytes) -> Format:
    """By signature alone. Raises NotAPhoto."""
    if data[:3] == b"\xff\xd8\xff":
        return Format.JPEG
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return Format.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return Format.HEIF
    raise NotAPhoto


def _jpeg(data: bytes) -> Declared:
    for marker, at in _segments(data):
        if marker in _FRAMES:
            height, width, parts = unpack_from(">HHB", data, at + 3)
            held = _coefficients(data, at + 8, parts, width * height) if marker in _PROGRESSIVE else 0
            return Declared(Format.JPEG, width, height, held)
    raise Damaged


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """(marker, offset of its length) up to the first scan."""
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill bytes are allowed before a marker
            at += 1
        elif marker in _STANDALONE:
            at += 2
        elif marker == _START_OF_SCAN:
            return
        else:
            yield marker, at + 2
            at += 2 + max(int(unpack_from(">H", data, at + 2)[0]), 2)


def _coefficients(data: bytes, at: int, parts: int, pixels: int) -> int:
    """Two bytes a sample, each component at its own sampling."""
    samplings = [(data[at + 3 * n + 1] >> 4) * (data[at + 3 * n + 1] & 15) for n in range(parts)]
    most = max(samplings, default=0)
    if most == 0 or min(samplings) == 0:
        raise Damaged
    return sum(2 * pixels * each // most for each in samplings)


def _png(data: bytes) -> Declared:
    if data[12:16] != b"IHDR":
        raise Damaged
    return Declared(Format.PNG, *unpack_from(">II", data, 16))


def _webp(data: bytes) -> Declared:
    kind = data[12:16]
    if kind == b"VP8X":
        return Declared(Format.WEBP, 1 + _small(data, 24), 1 + _small(data, 27))
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = unpack_from("<I", data, 21)[0]
        return Declared(Format.WEBP, 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = unpack_from("<HH", data, 26)
        return Declared(Format.WEBP, width & 0x3FFF, height & 0x3FFF)
    raise Damaged


def _small(data: bytes, at: int) -> int:
    """24 bits, little-endian."""
    if at + 3 > len(data):
        raise Damaged
    return int.from_bytes(data[at : at + 3], "little")


def _heif(data: bytes) -> Declared:
    """The largest declared image: a picture made of tiles declares its own size and that of a tile."""
    sizes = [unpack_from(">II", data, at + 4) for kind, at in _boxes(data) if kind == b"ispe"]
    if not sizes:
        raise Damaged
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return Declared(Format.HEIF, width, height)


def _boxes(data: bytes) -> Iterator[tuple[bytes, int]]:
    """(kind, offset of the content) of each box, parents entered; a box may not reach over the end of the file."""
    at = 0
    for _n in range(_MOST_BOXES):
        if at + 8 > len(data):
            return
        size, kind, start = int(unpack_from(">I", data, at)[0]), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, start = int(unpack_from(">Q", data, start)[0]), start + 8
        if kind in _PARENTS:
            at = start + (4 if kind == b"meta" else 0)
            continue
        yield kind, start
        at = len(data) if size == 0 else at + max(size, 8)


_READERS = {Format.JPEG: _jpeg, Format.PNG: _png, Format.WEBP: _webp, Format.HEIF: _heif}
