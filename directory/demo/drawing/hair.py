"""Hair on the head: a mass where it is thick, single strands and curls where they show."""

import math
import random
from dataclasses import dataclass

from directory.demo.drawing.contour import Field
from directory.demo.drawing.head import CAMERAS, Camera, Point, normal, on_head
from directory.demo.drawing.patterns import Pattern
from directory.demo.drawing.scene import Area, Curls, Line, Lines, Scene

_SWELL = {"straight": 1.035, "curly": 1.05, "coily": 1.065}
# Each level of thickness adds a see-through layer: together they fade from skin to hair.
_LEVELS = ((0.30, 0.50), (0.65, 0.90))
_FINE_LEVELS = ((0.15, 0.20), (0.32, 0.34), (0.52, 0.50), (0.74, 0.85))
_WHORL = Point(0.05, -0.46)


@dataclass(frozen=True)
class Grain:
    """How fine: pixels between roots, the most long and lone strands, and the thickness of one."""

    step: float
    locks: int
    single: int
    size: float = 1.0


@dataclass(frozen=True)
class Mark:
    pixel: Point
    place: Point
    thick: float


@dataclass(frozen=True)
class Roots:
    """On thick hair glints and shadows, elsewhere hairs seen against the skin."""

    glints: list[Mark]
    shadows: list[Mark]
    single: list[Mark]


def hair(pattern: Pattern, view: str, kind: str, seed: int, grain: Grain) -> Scene:
    camera, swell = CAMERAS[view], _SWELL[kind] + (0.07 if pattern.lay == "parted" and view == "top" else 0.0)
    marks = _marks(pattern, camera, swell, grain.step, random.Random(seed))
    chance = random.Random(seed + 1)
    roots = _split(marks, chance, 0.9 if pattern.overall else 0.55)
    if kind == "straight":
        return (*_mass(pattern, camera, swell), *_strands(pattern, camera, grain, roots, chance))
    return (*_mass(pattern, camera, swell), *_curled(kind, grain, roots))


def _thickness(pattern: Pattern, camera: Camera, swell: float, pixel: Point) -> float:
    place, inside = camera.hit(pixel, swell)
    return min(pattern.density(place), 0.5 + inside * 6) if inside > -0.2 else -1.0


def _mass(pattern: Pattern, camera: Camera, swell: float) -> Scene:
    field = Field(lambda pixel: _thickness(pattern, camera, swell, pixel))
    levels = _FINE_LEVELS if pattern.beside or pattern.overall else _LEVELS
    layers = ((field.loops(level), opacity) for level, opacity in levels)
    blur = 3.0 if pattern.beside > 0.3 else 2.0
    return tuple(Area(loops, "hair", opacity, blur=blur) for loops, opacity in layers if loops)


def _marks(pattern: Pattern, camera: Camera, swell: float, step: float, chance: random.Random) -> list[Mark]:
    """Spread evenly on the card, two rows at a time: neighbours in the list are neighbours in the picture."""
    marks = []
    for row in range(int(240 / step) + 1):
        for column in range(int(240 / step) + 1):
            across, down = (chance.random() - 0.5) * 1.1, (chance.random() - 0.5) * 1.1
            pixel = Point((column + 0.5 + across) * step, (row + 0.5 + down) * step)
            place, inside = camera.hit(pixel, swell)
            if inside > 0.01:
                marks.append(Mark(pixel, place, pattern.density(place)))
    return sorted(marks, key=lambda mark: (mark.pixel.y // (2 * step), mark.pixel.x))


def _lies(lay: str, place: Point) -> Point:
    """Which way the hair lies, on the scalp map."""
    if lay == "parted":
        return _unit(math.copysign(1.0, place.x), -0.35 - 0.9 * max(0.0, -place.y))
    if lay == "back":
        return _unit(-place.x * 0.9, -1.15 - place.y)
    away = Point(place.x - _WHORL.x, place.y - _WHORL.y)
    turn = 0.9 * math.exp(-((math.hypot(away.x, away.y) / 0.45) ** 2)) + 0.12
    return _unit(away.x * math.cos(turn) - away.y * math.sin(turn), away.x * math.sin(turn) + away.y * math.cos(turn))


def _unit(x: float, y: float) -> Point:
    length = math.hypot(x, y) or 1.0
    return Point(x / length, y / length)


def _traced(pattern: Pattern, camera: Camera, start: Point, part: float, parts: int, least: float) -> Line:
    """A hair from its root along the lie, until it would leave the visible or the hairy part of the head."""
    line, place = [], start
    for _ in range(parts + 1):
        if not camera.faces(normal(place)) or pattern.density(place) < least:
            break
        line.append(camera.shown(on_head(place, 1.03)))
        way = _lies(pattern.lay, place)
        place = Point(place.x + way.x * part, place.y + way.y * part)
    return tuple(line)


def _few(marks: list[Mark], most: int) -> list[Mark]:
    return marks[:: -(-len(marks) // most) or 1]


def _locks(pattern: Pattern, camera: Camera, marks: list[Mark]) -> tuple[Line, ...]:
    """Long lines through thick hair; the writer breaks them into strands."""
    lines = (_traced(pattern, camera, mark.place, 0.13, 5, 0.42) for mark in marks)
    return tuple(line for line in lines if len(line) > 2)


def _single(pattern: Pattern, camera: Camera, marks: list[Mark], chance: random.Random) -> tuple[Line, ...]:
    part = 0.10 if pattern.lay == "parted" else 0.08
    parts = [(mark.place, part * (0.7 + 0.6 * chance.random())) for mark in marks]
    lines = (_traced(pattern, camera, place, length, 2, 0.02) for place, length in parts)
    return tuple(line for line in lines if len(line) == 3)


def _split(marks: list[Mark], chance: random.Random, thick: float) -> Roots:
    roots = Roots([], [], [])
    for mark in marks:
        draw = chance.random()
        if mark.thick > thick:
            (roots.glints if draw < 0.5 else roots.shadows).append(mark)
        elif mark.thick > 0.04 and mark.thick > draw * 0.7 - 0.06:
            roots.single.append(mark)
    return roots


def _strands(pattern: Pattern, camera: Camera, grain: Grain, roots: Roots, chance: random.Random) -> Scene:
    shadows = _locks(pattern, camera, _few(roots.shadows, grain.locks))
    glints = _locks(pattern, camera, _few(roots.glints, grain.locks))
    return (
        Lines(shadows, "deep", 1.2 * grain.size, 0.75, (21, 4, 13, 6)),
        Lines(glints, "glint", 1.2 * grain.size, 0.9, (17, 7, 26, 9)),
        Lines(_single(pattern, camera, _few(roots.single, grain.single), chance), "hair", grain.size),
    )


def _curled(kind: str, grain: Grain, roots: Roots) -> Scene:
    layers = ((roots.shadows[::2], "deep", 1.5), (roots.glints, "glint", 1.4), (roots.single, "hair", 1.3))
    return tuple(
        Curls(tuple(mark.pixel for mark in found), kind, paint, width * grain.size, grain.size)
        for found, paint, width in layers
        if found
    )
