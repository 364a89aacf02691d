"""Large pictures for demo photos and results: a head in a view, before or after, with the word "illustration" on it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from directory.demo.drawing import svg
from directory.demo.drawing.hair import Grain
from directory.demo.drawing.head import Point
from directory.demo.drawing.options import head
from directory.demo.drawing.patterns import PATTERNS, regrown
from directory.demo.drawing.scene import Area, Curls, Lines, Scene, Shape

if TYPE_CHECKING:
    from PIL import Image

WORDS = "illustration"
_GRAIN = Grain(5.4, 220, 900, 0.62)
_BACKDROPS = ("#cfd9de", "#d9d4cb", "#c9d3cd", "#d3d0da")
# The views of the consultation, each as a camera; the right side is the left one in a mirror.
VIEWS = {
    "front": "front", "hairline_eyebrows": "front", "top": "top", "parting_front": "top", "parting_middle": "top",
    "parting_crown": "top", "crown": "crown", "left": "side", "right": "side", "donor_back": "back",
}  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """`regrowth` 0 is before treatment, 1 is as if nothing were lost; another `seed` is another head of hair."""

    view: str
    row: str
    key: str
    kind: str = "straight"
    tone: str = "medium"
    regrowth: float = 0.0
    seed: int = 1

    @property
    def name(self) -> str:
        after = f"-{round(self.regrowth * 100)}" if self.regrowth else ""
        return f"{self.view}-{self.row}-{self.key}-{self.kind}-{self.tone}{after}"


def picture_svg(picture: Picture) -> str:
    return svg.photo(_scene(picture), picture.tone, _backdrop(picture), WORDS)


def picture_image(picture: Picture) -> "Image.Image":
    from directory.demo.drawing import raster  # Pillow only where pixels are wanted

    return raster.photo(_scene(picture), picture.tone, _backdrop(picture), WORDS)


def series(picture: Picture, *regrowths: float) -> tuple[Picture, ...]:
    """The same head over time: (before, after), or a row of months."""
    return tuple(replace(picture, regrowth=share) for share in regrowths)


def base_pictures() -> list[Picture]:
    """At most 24 pictures from which the demo makes every photo and result.

    Five requested views of one man's case, five of one woman's, single heads of other kinds, then three before/after
    pairs whose "before" is among them.
    """
    man = [Picture(view, "receding", "4", "straight", "light") for view in _CALL]
    woman = [Picture(view, "parting", "3", "coily", "dark") for view in _CALL]
    return [*man, *woman, *_OTHERS, *_AFTER]


_CALL = ("front", "top", "crown", "left", "donor_back")
_OTHERS = (
    Picture("top", "receding", "3v", "curly", "medium"),
    Picture("top", "receding", "6", "straight", "dark"),
    Picture("top", "diffuse", "much", "straight", "medium"),
    Picture("parting_middle", "parting", "4", "straight", "light"),
    Picture("crown", "patches", "several", "curly", "light"),
    Picture("left", "edges", "temples", "coily", "dark"),
    Picture("hairline_eyebrows", "edges", "brows", "straight", "light"),
    Picture("right", "receding", "4", "straight", "light"),
)
_AFTER = (
    Picture("top", "receding", "4", "straight", "light", 0.75),
    Picture("front", "receding", "4", "straight", "light", 0.75),
    Picture("top", "receding", "6", "straight", "dark", 0.6),
    Picture("top", "receding", "3v", "curly", "medium", 0.8),
    Picture("top", "parting", "3", "coily", "dark", 0.7),
)


def _backdrop(picture: Picture) -> str:
    return _BACKDROPS[picture.seed % len(_BACKDROPS)]


def _scene(picture: Picture) -> Scene:
    pattern = regrown(PATTERNS[picture.row, picture.key], picture.regrowth)
    drawn = head(pattern, VIEWS[picture.view], picture.kind, picture.seed, _GRAIN)
    return tuple(_mirrored(shape) for shape in drawn) if picture.view == "right" else drawn


def _mirrored(shape: Shape) -> Shape:
    match shape:
        case Area():
            return replace(shape, loops=tuple(_flipped(loop) for loop in shape.loops))
        case Lines():
            return replace(shape, lines=tuple(_flipped(line) for line in shape.lines))
        case Curls():
            return replace(shape, places=_flipped(shape.places))


def _flipped(line: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple(Point(240 - point.x, point.y) for point in line)
