"""The small pictures of the question "Which looks most like yours?"."""

from functools import lru_cache

from directory.demo.drawing import svg
from directory.demo.drawing.face import FACES, brows, ear, oval
from directory.demo.drawing.hair import Grain, hair
from directory.demo.drawing.head import CAMERAS
from directory.demo.drawing.patterns import PATTERNS, Pattern
from directory.demo.drawing.scene import Area, Lines, Scene

_GRAIN = {"straight": Grain(12.0, 36, 74), "curly": Grain(11.0, 36, 74), "coily": Grain(10.0, 36, 74)}
# Files stay near 4 kB: soft edges cost the parted heads more outline, hair that is thin everywhere has no long strands.
_PARTED = {"straight": Grain(12.0, 24, 44), "curly": Grain(11.8, 24, 44), "coily": Grain(11.0, 24, 44)}
_DIFFUSE = {**_GRAIN, "straight": Grain(12.0, 36, 150)}
_GRAINS = {"parting": _PARTED, "diffuse": _DIFFUSE}
_SEED = 7


def head(pattern: Pattern, view: str, kind: str, seed: int, grain: Grain) -> Scene:
    camera = CAMERAS[view]
    return (
        *_tied(pattern, view),
        *FACES[view](camera),
        *brows(camera, view, pattern.brows),
        *hair(pattern, view, kind, seed, grain),
        *(ear(camera) if view == "side" else ()),
        *(_strays() if pattern.strays and view == "front" else ()),
    )


def _strays() -> Scene:
    """Lonely hairs that stay where the edge of the hair was."""
    roots = ((-0.30, 0.50), (-0.12, 0.55), (0.02, 0.53), (0.16, 0.56), (0.36, 0.47), (0.52, 0.36), (-0.50, 0.38))
    at = CAMERAS["front"].at
    return (Lines(tuple((at(x, y), at(x * 1.08, y + 0.07), at(x * 1.22, y + 0.11)) for x, y in roots), "hair", 1.0),)


def _tied(pattern: Pattern, view: str) -> Scene:
    """A bun: hair that is pulled tight goes somewhere."""
    if pattern.lay != "back" or view not in ("front", "side"):
        return ()
    right, up = (1.02, 0.40) if view == "side" else (0.0, 0.95)
    return (Area((oval(CAMERAS[view], right, up, 0.24, 0.22, 12),), "hair"),)


@lru_cache(maxsize=128)
def _scene(row: str, key: str, kind: str) -> Scene:
    pattern = PATTERNS[row, key]
    return head(pattern, pattern.view, kind, _SEED, _GRAINS.get(row, _GRAIN)[kind])


def option_svg(row: str, key: str, kind: str, tone: str) -> str:
    return svg.card(_scene(row, key, kind), tone)
