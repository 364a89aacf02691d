"""Initials over a photo as it is delivered, so that a copy that leaves the house says whose it was.

Drawn at each delivery, never stored. Pillow is loaded at the first marked photo, not before.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from directory.photos.rules import QUALITY

if TYPE_CHECKING:
    from PIL.Image import Image

STRENGTH = 80  # of 255: readable on a screen, and hair beneath it still is
LETTERS = 3
TILT = 24


def marked(data: bytes, name: str) -> bytes:
    """The JPEG with the initials of `name` all over it: a crop carries them too."""
    import PIL.Image

    picture = PIL.Image.open(BytesIO(data), formats=["JPEG"]).convert("RGB")
    tile = _tile(initials(name), max(14, max(picture.size) // 16))
    for top in range(0, picture.height, tile.height):
        start = -(tile.width // 2) if (top // tile.height) % 2 else 0
        for left in range(start, picture.width, tile.width):
            picture.paste(tile, (left, top), tile)
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def initials(name: str) -> str:
    letters = [word[0] for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join(letters[:LETTERS]).upper() or "?"


def _tile(text: str, height: int) -> Image:
    """White letters with a dark rim: seen on dark hair and on light skin."""
    import PIL.Image
    from PIL import ImageDraw, ImageFont
    from PIL.Image import Resampling

    font = ImageFont.load_default(height)
    side = height * 5
    tile = PIL.Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(tile)
    white, dark = (255, 255, 255, STRENGTH), (0, 0, 0, STRENGTH)
    rim = max(1, height // 14)
    pen.text((side / 2, side / 2), text, font=font, anchor="mm", fill=white, stroke_width=rim, stroke_fill=dark)
    return tile.rotate(TILT, Resampling.BICUBIC)
