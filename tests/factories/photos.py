"""Photos for tests: real pictures, drawn here, in every format; and owners with vaults."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from PIL import Image, ImageDraw, ImageFilter
from pillow_heif import register_heif_opener

from directory.core import transaction, vault
from directory.photos import actions
from directory.photos.models import Photo

OWNER = "consultation:1"


def picture(width: int = 1000, height: int = 800, *, mode: str = "RGB", seed: int = 1) -> Image.Image:
    """Sharp, bright, and different for each seed; its corners are red, green, blue and white."""
    image = Image.new("RGB", (width, height), (205, 190, 180))
    draw = ImageDraw.Draw(image)
    for n in range(0, width, 8):
        bend = (n * (7 + seed) * 13) % 97
        draw.line(
            [(n, height // 5), (n + bend - 40, height - height // 5)], fill=(60, 40, (30 + 40 * seed) % 255), width=2
        )
    spot = width * (seed % 5) // 5, height * (seed % 3) // 3
    draw.rectangle([spot, (spot[0] + width // 4, spot[1] + height // 4)], fill=(20 * seed % 255, 90, 40))
    side = min(width, height) // 6
    for corner, colour in (((0, 0), "red"), ((1, 0), "lime"), ((0, 1), "blue"), ((1, 1), "white")):
        left, top = corner[0] * (width - side), corner[1] * (height - side)
        draw.rectangle([left, top, left + side, top + side], fill=colour)
    return image.convert(mode)


def blurred(**values: Any) -> Image.Image:
    return picture(**values).filter(ImageFilter.GaussianBlur(12))


def saved(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    written = io.BytesIO()
    if form == "HEIF":
        register_heif_opener()
        options["enc_params"] = {"preset": "ultrafast"}
    image.save(written, form, **options)
    return written.getvalue()


def jpeg(width: int = 1000, height: int = 800, *, seed: int = 1, **options: object) -> bytes:
    return saved(picture(width, height, seed=seed), "JPEG", **options)


def make_vault(now: datetime) -> vault.Vault:
    with transaction.unit():
        return vault.create(now)


def make_photo(now: datetime, vault_id: str, view: str = "front", *, owner: str = OWNER, data: bytes = b"") -> Photo:
    """Accepted, kept, and waiting for the worker."""
    accepted = actions.accept_bytes(data or jpeg())
    with transaction.unit():
        return actions.keep(owner, vault_id, view, accepted, now)


def make_ready(now: datetime, vault_id: str, view: str = "front", *, owner: str = OWNER, data: bytes = b"") -> Photo:
    """Looked at by the worker."""
    photo = make_photo(now, vault_id, view, owner=owner, data=data)
    actions.process(photo.id, now)
    return photo


Make = Callable[..., Photo]
