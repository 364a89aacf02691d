"""The shape of a head: one ellipsoid seen by a camera, and a map of the scalp that every view shares.

The scalp map is (u, v): the angle from the vertex, 1.0 at the level of the brow, laid flat. u runs to the head's left,
v to the front. A pattern drawn once on this map is right in every view.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

HALF_WIDTH, HALF_LENGTH, HEIGHT = 0.80, 1.00, 0.86


class Vector(NamedTuple):
    x: float
    y: float
    z: float


class Point(NamedTuple):
    x: float
    y: float


@dataclass(frozen=True)
class Camera:
    """Looks along -towards; the head's unit is `scale` pixels of the 240 wide card, its middle stands at `centre`."""

    right: Vector
    up: Vector
    towards: Vector
    scale: float
    centre: Point

    def shown(self, place: Vector) -> Point:
        return self.at(_dot(place, self.right), _dot(place, self.up))

    def at(self, right: float, up: float) -> Point:
        return Point(self.centre.x + right * self.scale, self.centre.y - up * self.scale)

    def faces(self, normal: Vector) -> bool:
        return _dot(normal, self.towards) > 0.02

    def hit(self, pixel: Point, swell: float) -> tuple[Point, float]:
        """The place on the scalp map under a pixel, and how far inside the outline it lies (below 0: outside)."""
        right, up = (pixel.x - self.centre.x) / self.scale, (self.centre.y - pixel.y) / self.scale
        # Axis by axis, without loops: a picture asks this five thousand times.
        wide, long, high = HALF_WIDTH * swell, HALF_LENGTH * swell, HEIGHT * swell
        sx = (right * self.right.x + up * self.up.x) / wide
        sy = (right * self.right.y + up * self.up.y) / long
        sz = (right * self.right.z + up * self.up.z) / high
        rx, ry, rz = self.towards.x / wide, self.towards.y / long, self.towards.z / high
        square = rx * rx + ry * ry + rz * rz
        along = (sx * rx + sy * ry + sz * rz) / square
        inside = 1 - (sx * sx + sy * sy + sz * sz) + along * along * square
        reach = -along + math.sqrt(max(inside, 0.0) / square)
        return on_map(Vector(sx + reach * rx, sy + reach * ry, sz + reach * rz)), inside


def _dot(one: Vector, other: Vector) -> float:
    return one.x * other.x + one.y * other.y + one.z * other.z


def on_map(direction: Vector) -> Point:
    length = math.sqrt(_dot(direction, direction)) or 1.0
    tilt = math.acos(max(-1.0, min(1.0, direction.z / length))) / (math.pi / 2)
    flat = math.hypot(direction.x, direction.y) or 1.0
    return Point(tilt * direction.x / flat, tilt * direction.y / flat)


def direction(place: Point) -> Vector:
    reach = math.hypot(place.x, place.y)
    tilt = reach * math.pi / 2
    ring = math.sin(tilt) / (reach or 1.0)
    return Vector(place.x * ring, place.y * ring, math.cos(tilt))


def on_head(place: Point, swell: float = 1.0) -> Vector:
    way = direction(place)
    return Vector(way.x * HALF_WIDTH * swell, way.y * HALF_LENGTH * swell, way.z * HEIGHT * swell)


def normal(place: Point) -> Vector:
    way = direction(place)
    return Vector(way.x / HALF_WIDTH, way.y / HALF_LENGTH, way.z / HEIGHT)


def _behind(pitch: float) -> tuple[Vector, Vector, Vector]:
    lean = math.radians(pitch)
    return (
        Vector(1, 0, 0),
        Vector(0, math.sin(lean), math.cos(lean)),
        Vector(0, -math.cos(lean), math.sin(lean)),
    )


CAMERAS = {
    "top": Camera(Vector(1, 0, 0), Vector(0, 1, 0), Vector(0, 0, 1), 98, Point(120, 124)),
    "front": Camera(Vector(-1, 0, 0), Vector(0, 0, 1), Vector(0, 1, 0), 104, Point(120, 126)),
    "side": Camera(Vector(0, -1, 0), Vector(0, 0, 1), Vector(1, 0, 0), 88, Point(122, 104)),
    "back": Camera(*_behind(0), 104, Point(120, 116)),
    "crown": Camera(*_behind(38), 104, Point(120, 118)),
}
