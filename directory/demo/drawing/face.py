"""Head, ears, neck and a face without features of anybody, per view. Units of the head: right and up on the card."""

import math
from collections.abc import Callable

from directory.demo.drawing.head import HALF_LENGTH, HALF_WIDTH, HEIGHT, Camera
from directory.demo.drawing.scene import Area, Line, Lines, Scene, Shape

_LINE = 1.3
_JAW = ((0.80, -0.08), (0.79, -0.45), (0.70, -0.95), (0.50, -1.25), (0.22, -1.42))
_PROFILE = (
    (-0.97, 0.15), (-1.02, -0.06), (-1.00, -0.22), (-1.04, -0.38), (-1.20, -0.60), (-1.21, -0.70), (-1.05, -0.76),
    (-1.04, -0.86), (-1.09, -0.94), (-1.02, -1.01), (-1.06, -1.10), (-1.00, -1.20), (-0.98, -1.38), (-0.80, -1.46),
    (-0.45, -1.30), (-0.30, -1.36), (-0.26, -1.80), (0.72, -1.80), (0.66, -1.10), (0.80, -0.62), (0.93, -0.36),
)  # fmt: skip
_BROW = ((0.17, -0.13), (0.30, -0.07), (0.50, -0.06), (0.72, -0.20))
_SIDE_BROW = ((-0.98, -0.11), (-0.90, -0.05), (-0.78, -0.05), (-0.58, -0.18))


def oval(camera: Camera, right: float, up: float, wide: float, high: float, points: int = 14) -> Line:
    grown = 1 / math.cos(math.pi / points) ** 2  # the rounded line runs inside its points
    turns = (2 * math.pi * k / points for k in range(points))
    return tuple(camera.at(right + wide * grown * math.cos(turn), up + high * grown * math.sin(turn)) for turn in turns)


def _placed(camera: Camera, points: tuple[tuple[float, float], ...], mirrored: bool = False) -> Line:
    return tuple(camera.at(-right if mirrored else right, up) for right, up in points)


def _both(camera: Camera, points: tuple[tuple[float, float], ...]) -> tuple[Line, Line]:
    return _placed(camera, points), _placed(camera, points, mirrored=True)


def _skin(*loops: Line) -> Shape:
    return Area(loops, "skin", outline=_LINE)


def _ears(camera: Camera, reach: float, up: float, wide: float, high: float) -> Scene:
    return tuple(_skin(oval(camera, side * reach, up, wide, high, 10)) for side in (-1, 1))


def _glow(camera: Camera, up: float, wide: float, high: float) -> Shape:
    return Area((oval(camera, -0.1, up, wide, high, 12),), "sheen", 0.75, blur=11)


def _top(camera: Camera) -> Scene:
    nose = _placed(camera, ((-0.16, 0.9), (-0.09, 1.09), (0.0, 1.17), (0.09, 1.09), (0.16, 0.9)))
    skull = oval(camera, 0, 0, HALF_WIDTH, HALF_LENGTH, 18)
    return (*_ears(camera, 0.82, -0.02, 0.10, 0.17), _skin(nose), _skin(skull), _glow(camera, 0.1, 0.4, 0.5))


def _front(camera: Camera) -> Scene:
    dome = tuple((HALF_WIDTH * 1.02 * math.cos(t), HEIGHT * 1.02 * math.sin(t)) for t in _turns(0, 180, 11))
    head = _placed(camera, (*reversed(_JAW), *dome, *((-x, y) for x, y in _JAW)))
    neck = _placed(camera, ((-0.42, -1.0), (-0.44, -1.9), (0.44, -1.9), (0.42, -1.0)))
    nose = _placed(
        camera, ((-0.10, -0.28), (-0.07, -0.5), (-0.15, -0.74), (-0.08, -0.82), (0.05, -0.80), (0.12, -0.78))
    )
    lids = _both(camera, ((0.22, -0.30), (0.30, -0.36), (0.46, -0.36), (0.55, -0.29)))
    mouth = _placed(camera, ((-0.24, -1.06), (-0.10, -1.09), (0.10, -1.09), (0.24, -1.06)))
    return (
        _skin(neck), *_ears(camera, 0.82, -0.34, 0.09, 0.23), _skin(head), _glow(camera, 0.12, 0.42, 0.26),
        Lines((nose, mouth), "shade", 2.0), Lines(lids, "shade", 2.2),
    )  # fmt: skip


def _side(camera: Camera) -> Scene:
    dome = tuple((HALF_LENGTH * 1.01 * math.cos(t), HEIGHT * 1.02 * math.sin(t)) for t in _turns(0, 165, 12))
    lid = _placed(camera, ((-0.94, -0.30), (-0.86, -0.36), (-0.74, -0.32)))
    mouth = _placed(camera, ((-1.04, -0.99), (-0.90, -0.99), (-0.84, -1.02)))
    return (
        _skin(_placed(camera, (*dome, *_PROFILE))), _glow(camera, 0.25, 0.5, 0.3),
        Lines((lid, mouth), "shade", 2.0),
    )  # fmt: skip


def brows(camera: Camera, view: str, share: float) -> Scene:
    if view not in ("front", "side"):
        return ()
    loops = _both(camera, _BROW) if view == "front" else (_placed(camera, _SIDE_BROW),)
    if share < 0.5:
        return (Lines(loops, "hair", 2.2, 0.5, (1, 7)),)  # a few hairs are left
    return (Lines(loops, "hair", 5.2, 0.9),)


def ear(camera: Camera) -> Scene:
    """The ear of the side view: it stands before the hair."""
    shell = ((-0.02, -0.16), (0.06, 0.0), (0.26, 0.0), (0.27, -0.22), (0.17, -0.42), (0.10, -0.58), (0.0, -0.54))
    fold = ((0.05, -0.16), (0.13, -0.06), (0.20, -0.12), (0.14, -0.34))
    return _skin(_placed(camera, shell)), Lines((_placed(camera, fold),), "shade", 1.6)


def _back(camera: Camera) -> Scene:
    shoulder = ((0.50, -0.45), (0.46, -1.2), (0.60, -1.5), (1.9, -1.80))
    neck = _placed(camera, (*((-x, y) for x, y in shoulder), *reversed(shoulder)))
    skull = oval(camera, 0, -0.06, HALF_WIDTH, 0.94, 18)
    return (*_ears(camera, 0.83, -0.30, 0.09, 0.23), _skin(skull), _skin(neck), _glow(camera, 0.25, 0.4, 0.35))


def _crown(camera: Camera) -> Scene:
    neck = _placed(camera, ((-0.48, -0.7), (-0.50, -1.0), (-2.1, -1.50), (2.1, -1.50), (0.50, -1.0), (0.48, -0.7)))
    skull = oval(camera, 0, 0, HALF_WIDTH, 0.92, 18)
    return (*_ears(camera, 0.83, -0.16, 0.09, 0.20), _skin(neck), _skin(skull), _glow(camera, 0.2, 0.4, 0.4))


def _turns(start: float, end: float, count: int) -> list[float]:
    return [math.radians(start + (end - start) * k / (count - 1)) for k in range(count)]


FACES: dict[str, Callable[[Camera], Scene]] = {
    "top": _top,
    "front": _front,
    "side": _side,
    "back": _back,
    "crown": _crown,
}
