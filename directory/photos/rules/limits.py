"""What is taken at all, decided from the bytes, never from name or declared type. Each refusal says what to do."""

from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal

MAX_BYTES = 20 * 1024 * 1024
MAX_PHOTOS = 16
MIN_SIDE = 480
LONGEST_SIDE = 2400
THUMB_SIDE = 320
QUALITY = 85


class Format(StrEnum):
    """Pillow's names, so that only the format found by its signature is tried."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIF = "HEIF"


MAX_PIXELS = {
    Format.JPEG: 50_000_000,
    Format.PNG: 25_000_000,
    Format.WEBP: 25_000_000,
    Format.HEIF: 50_000_000,
}
# A progressive JPEG keeps all coefficients, two bytes each, until its last scan: the pixels alone do not bound it.
MAX_COEFFICIENT_BYTES = 300_000_000


class NotAPhoto(Refusal):
    message = N_("This file is not a photo we can read. Choose a JPEG, PNG, WebP or HEIC file.")


class Empty(Refusal):
    message = N_("This file is empty. Choose the photo again, or another one.")


class Damaged(Refusal):
    message = N_("This photo is damaged or not complete. Choose it again, or take a new one.")


class TooBig(Refusal):
    message = N_("This photo is over 20 MB. Choose a smaller one, or send a smaller copy.")


class TooSmall(Refusal):
    message = N_(
        "This photo has %(width)d by %(height)d pixels; at least 480 are needed on the shorter side. "
        "Send the original rather than a screenshot or a copy from a chat."
    )


class TooManyPixels(Refusal):
    message = N_(
        "This photo has %(millions)d million pixels, more than the %(most)d million we can read. "
        "Send a smaller copy of it."
    )


class TooIntricate(Refusal):
    message = N_("This photo is saved in a way that is too large to open. Save it again as a plain JPEG and send that.")


class TooManyPhotos(Refusal):
    message = N_("You have sent 16 photos, the most we can keep. Delete one you no longer need, then send this one.")


class TwoAtOnce(Conflict):
    constraint = "uq_photo_slots_photo_id"
    message = N_("This photo was sent twice at the same moment. Reload the page to see it.")


def check_size(size: int) -> None:
    if size == 0:
        raise Empty
    if size > MAX_BYTES:
        raise TooBig


def check_pixels(form: Format, width: int, height: int) -> None:
    """Before anything is decoded, and again on what was decoded."""
    if min(width, height) < MIN_SIDE:
        raise TooSmall(width=width, height=height)
    most = MAX_PIXELS[form]
    if width * height > most:
        raise TooManyPixels(millions=-(-width * height // 1_000_000), most=most // 1_000_000)
