"""What can be said about a picture without knowing what it shows: blur, darkness, likeness to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from directory.photos.rules import Advice

if TYPE_CHECKING:
    from PIL.Image import Image

# Measured on a copy of one size, so that the same scene gets the same advice whatever the camera.
SIDE = 800
BLURRED_BELOW = 18.0
DARK_BELOW = 80
BRIGHT_SHARE = 0.05
GRID = 16
STEP = 4  # in an even background noise alone must not decide a bit
_LAPLACIAN = (0, 1, 0, 1, -4, 1, 0, 1, 0)


def advice(picture: Image) -> tuple[Advice, ...]:
    """`picture` is gray and at most SIDE long."""
    said = []
    if is_dark(picture):
        said.append(Advice.DARK)
    if sharpness(picture) < BLURRED_BELOW:
        said.append(Advice.BLURRED)
    return tuple(said)


def sharpness(picture: Image) -> float:
    """The variance of the Laplacian: edges make it large, blur makes it small."""
    from PIL import ImageFilter, ImageStat

    edges = picture.filter(ImageFilter.Kernel((3, 3), _LAPLACIAN, scale=1, offset=128))
    inner = edges.crop((1, 1, edges.width - 1, edges.height - 1))  # the filter leaves the rim as it was
    return float(ImageStat.Stat(inner).var[0])


def is_dark(picture: Image) -> bool:
    """Dark hair before a light wall is not dark: nothing at all in the picture is bright."""
    counts = picture.histogram()
    return sum(counts[DARK_BELOW:]) < BRIGHT_SHARE * sum(counts)


def likeness(picture: Image) -> bytes:
    """Which of two neighbours is clearly brighter, on a grid of 16 by 16: it survives scaling and compression."""
    from PIL.Image import Resampling

    values = picture.resize((GRID + 1, GRID), Resampling.BOX).tobytes()
    rows = (values[at : at + GRID + 1] for at in range(0, len(values), GRID + 1))
    bits = "".join("1" if row[n] + STEP < row[n + 1] else "0" for row in rows for n in range(GRID))
    return int(bits, 2).to_bytes(GRID * GRID // 8, "big")
