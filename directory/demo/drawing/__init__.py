"""Scalp drawings from numbers: no photo, no person, no copied scale. The same input gives the same bytes."""

from directory.demo.drawing.options import option_svg
from directory.demo.drawing.patterns import PATTERNS
from directory.demo.drawing.pictures import VIEWS, Picture, base_pictures, picture_image, picture_svg, series
from directory.demo.drawing.scene import HAIR, TONES

__all__ = [
    "HAIR", "PATTERNS", "TONES", "VIEWS", "Picture", "base_pictures", "option_svg", "picture_image", "picture_svg",
    "series",
]  # fmt: skip
