"""Outlines of a field of numbers: where hair is thicker than a level."""

import math
from collections.abc import Callable

from directory.demo.drawing.head import Point

STEP = 5
Loop = tuple[Point, ...]
_Edge = tuple[int, int, int]
# For each of the 16 ways a square's corners lie above the level: pairs of its sides (0 top, 1 right, 2 bottom, 3 left).
_CUTS: tuple[tuple[tuple[int, int], ...], ...] = (
    (), ((3, 0),), ((0, 1),), ((3, 1),), ((1, 2),), ((3, 0), (1, 2)), ((0, 2),), ((3, 2),),
    ((2, 3),), ((2, 0),), ((0, 1), (2, 3)), ((2, 1),), ((1, 3),), ((1, 0),), ((0, 3),), (),
)  # fmt: skip


class Field:
    """Samples on a grid that reaches past the card, so that every outline closes."""

    def __init__(self, value: Callable[[Point], float], size: int = 240) -> None:
        self.marks = [float(at) for at in range(-4 * STEP, size + 5 * STEP, STEP)]
        self.rows = [[value(Point(x, y)) for x in self.marks] for y in self.marks]
        self._frame()

    def _frame(self) -> None:
        last = len(self.rows) - 1
        for k in range(last + 1):
            self.rows[0][k] = self.rows[last][k] = self.rows[k][0] = self.rows[k][last] = -1.0

    def loops(self, level: float, tolerance: float = 1.2, smallest: float = 130) -> tuple[Loop, ...]:
        found = (_simple(loop, tolerance) for loop in self._chains(level))
        return tuple(loop for loop in found if len(loop) > 3 and abs(_area(loop)) > smallest)

    def _chains(self, level: float) -> list[Loop]:
        following = dict(cut for y in range(len(self.rows) - 1) for cut in self._cuts(y, level))
        chains = []
        while following:
            start, here = next(iter(following.items()))
            del following[start]
            chain = [start]
            while here != start:
                chain.append(here)
                here = following.pop(here)
            chains.append(tuple(self._crossing(edge, level) for edge in chain))
        return chains

    def _cuts(self, y: int, level: float) -> list[tuple[_Edge, _Edge]]:
        found = []
        for x in range(len(self.marks) - 1):
            corners = (self.rows[y][x], self.rows[y][x + 1], self.rows[y + 1][x + 1], self.rows[y + 1][x])
            case = sum(1 << bit for bit, corner in enumerate(corners) if corner >= level)
            sides = ((x, y, 0), (x + 1, y, 1), (x, y + 1, 0), (x, y, 1))
            found += [(sides[start], sides[end]) for start, end in _CUTS[case]]
        return found

    def _crossing(self, edge: _Edge, level: float) -> Point:
        x, y, upright = edge
        one, other = self.rows[y][x], self.rows[y + upright][x + 1 - upright]
        share = (level - one) / (other - one) * STEP
        return Point(self.marks[x] + share * (1 - upright), self.marks[y] + share * upright)


def _area(loop: Loop) -> float:
    return sum(a.x * b.y - b.x * a.y for a, b in zip(loop, loop[1:] + loop[:1], strict=True)) / 2


def _simple(loop: Loop, tolerance: float) -> Loop:
    half = len(loop) // 2
    return _thinned(loop[: half + 1], tolerance)[:-1] + _thinned(loop[half:] + loop[:1], tolerance)[:-1]


def _thinned(line: Loop, tolerance: float) -> Loop:
    if len(line) < 3:
        return line
    away = [_distance(point, line[0], line[-1]) for point in line[1:-1]]
    far = max(range(len(away)), key=away.__getitem__)
    long = math.dist(line[0], line[-1]) > 40  # a smoothed outline needs a point now and then
    if away[far] <= tolerance and not long:
        return (line[0], line[-1])
    if away[far] <= tolerance:
        far = len(away) // 2
    return _thinned(line[: far + 2], tolerance)[:-1] + _thinned(line[far + 1 :], tolerance)


def _distance(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    return abs((end.x - start.x) * (start.y - point.y) - (start.x - point.x) * (end.y - start.y)) / length
