"""From the bytes of an upload to a clean picture: decoded within bounds, upright, in sRGB, and nothing but pixels.

Runs in the worker, outside any transaction. Pillow and pillow-heif are loaded here and nowhere in the web process.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import structlog

from directory.core.refusals import Refusal
from directory.photos.actions import looks, memory
from directory.photos.rules import (
    LONGEST_SIDE,
    QUALITY,
    THUMB_SIDE,
    Advice,
    Format,
    Problem,
    TooManyPixels,
    TooSmall,
    check_pixels,
    declared,
)

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose

log = structlog.get_logger(__name__)
MOST_MEMORY = 428 * 1024 * 1024  # measured: the largest pictures we promise to take need 405
STRIP = 512
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Two JPEGs of pixels only, what may be advised, and a perceptual hash to notice the same photo again."""

    full: bytes
    thumb: bytes
    width: int
    height: int
    advice: tuple[Advice, ...]
    likeness: bytes


class Unusable(Exception):
    """The photo cannot be used; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def clean(data: bytes) -> Cleaned:
    """Raises Unusable. Decided again from the bytes: what was said in the request is not relied on."""
    try:
        form = declared(data).form
        _load_decoders(form)  # before the ceiling: libraries stay, pictures go
        with memory.at_most(MOST_MEMORY):
            return _encoded(_upright(data, form))
    except MemoryError:
        raise Unusable(Problem.TOO_LARGE) from None
    except TooSmall:
        raise Unusable(Problem.TOO_SMALL) from None
    except TooManyPixels:
        raise Unusable(Problem.TOO_LARGE) from None
    except Refusal:
        raise Unusable(Problem.DAMAGED) from None
    except Exception as error:  # noqa: BLE001 (a decoder may raise anything at all on hostile bytes)
        log.info("photo_not_decoded", error=type(error).__name__)
        raise Unusable(Problem.DAMAGED) from None


def _encoded(image: Image) -> Cleaned:
    middle = _fitted(image, looks.SIDE, gap=1.0)
    small, gray = _fitted(middle, THUMB_SIDE), middle.convert("L")
    return Cleaned(
        full=_jpeg(image),
        thumb=_jpeg(small),
        width=image.width,
        height=image.height,
        advice=looks.advice(gray),
        likeness=looks.likeness(gray),
    )


def _load_decoders(form: Format) -> None:
    import PIL.Image
    import PIL.ImageCms

    PIL.Image.preinit()
    if form is not Format.HEIF:
        return
    from pillow_heif import register_heif_opener

    # One thread: more would each hold a frame. Pictures beside the picture are not even read.
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def _upright(data: bytes, form: Format) -> Image:
    """RGB pixels in sRGB, at most 2,400 a side, in a new image that has never heard of the file."""
    import PIL.Image

    source = _opened(data, form)
    turn, profile = _turn(source), source.info.get("icc_profile")
    plain = _flat(source)
    del source  # its decoder holds as much again
    small = _in_srgb(_fitted(plain, LONGEST_SIDE), profile)
    upright = small if turn is None else small.transpose(turn)
    clean = PIL.Image.new("RGB", upright.size, None)  # not filled first: every pixel is pasted over
    clean.paste(upright)
    return clean


def _opened(data: bytes, form: Format) -> Image:
    """Only the decoder of the format found by signature is asked: no other parser ever sees the bytes."""
    import PIL.Image

    source = PIL.Image.open(BytesIO(data), formats=[form])
    check_pixels(form, *source.size)
    if form is Format.JPEG:  # decodes at half or a quarter where that is still large enough
        share = min(1.0, LONGEST_SIDE / max(source.size))
        source.draft(None, (round(source.width * share), round(source.height * share)))
    source.load()
    if form is Format.HEIF:  # only decoding tells its real size
        check_pixels(form, *source.size)
    return source


def _turn(source: Image) -> Transpose | None:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        return turns.get(source.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 (EXIF is often broken in odd ways: the photo is then shown as it lies)
        return None


def _flat(source: Image) -> Image:
    """RGB, L or CMYK as it is; all else made RGB on white, strip by strip, so that no second whole copy exists."""
    import PIL.Image

    if source.mode in {"RGB", "L", "CMYK"}:
        return source
    flat = PIL.Image.new("RGB", source.size, "white")
    for top in range(0, source.height, STRIP):
        strip = source.crop((0, top, source.width, min(top + STRIP, source.height)))
        flat.paste(*_on_white(strip, top))
    return flat


def _on_white(strip: Image, top: int) -> tuple[Image, tuple[int, int], Image | None]:
    """What to paste where, and through which mask."""
    if strip.mode.startswith("I"):  # 16 bits of gray; a plain conversion would cut, not scale
        return strip.convert("I").point(lambda value: value / 256).convert("L"), (0, top), None
    if strip.has_transparency_data:
        solid = strip.convert("RGBA")
        return solid, (0, top), solid.getchannel("A")
    return strip.convert("RGB"), (0, top), None


def _fitted(image: Image, longest: int, *, gap: float = 2.0) -> Image:
    """Never `thumbnail`: it asks the decoder again, and a HEIC file may carry another picture as its small one."""
    from PIL.Image import Resampling

    share = longest / max(image.size)
    if share >= 1:
        return image
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    return image.resize(size, Resampling.BICUBIC, reducing_gap=gap)


def _in_srgb(image: Image, profile: bytes | None) -> Image:
    """A profile that cannot be used is ignored: slightly wrong colours are better than no photo."""
    from PIL import ImageCms

    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            log.info("photo_profile_ignored")
        else:
            return converted or image
    return image if image.mode == "RGB" else image.convert("RGB")


def _jpeg(image: Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
