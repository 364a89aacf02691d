"""A drawing as plain shapes on a card 240 wide, painted by name: the writers for SVG and for pixels share it."""

from dataclasses import dataclass

from directory.demo.drawing.head import Point

Line = tuple[Point, ...]


@dataclass(frozen=True)
class Area:
    """Closed outlines, rounded between their points; an outline inside another is a hole."""

    loops: tuple[Line, ...]
    paint: str
    opacity: float = 1.0
    outline: float = 0.0
    blur: float = 0.0


@dataclass(frozen=True)
class Lines:
    """Open lines, rounded; `dash` breaks long ones into strands."""

    lines: tuple[Line, ...]
    paint: str
    width: float
    opacity: float = 1.0
    dash: tuple[int, ...] = ()


@dataclass(frozen=True)
class Curls:
    """One small curl at each place."""

    places: tuple[Point, ...]
    kind: str
    paint: str
    width: float
    size: float = 1.0


Shape = Area | Lines | Curls
Scene = tuple[Shape, ...]

# One curl, as a polyline round its place: coily a ring that does not quite close, curly one wave.
CURLS: dict[str, Line] = {
    "coily": tuple(Point(*at) for at in ((-3.5, -1.5), (-1.5, -4.0), (2.5, -3.0), (3.0, 1.0), (0.5, 3.5), (-2.5, 1.5))),
    "curly": tuple(Point(*at) for at in ((-8, 2), (-5.5, -4.4), (-1, -1.6), (1, 1.6), (5.5, 4.4), (8, -2))),
}


def curl(shape: Curls) -> Line:
    return tuple(Point(at.x * shape.size, at.y * shape.size) for at in CURLS[shape.kind])


HAIR = ("straight", "curly", "coily")
TONES: dict[str, dict[str, str]] = {
    "light": {
        "card": "#dde3e6", "skin": "#efcdb2", "sheen": "#fbe6d5",
        "shade": "#c99a78", "hair": "#5b3d29", "glint": "#8a6244", "deep": "#38230f",
    },
    "medium": {
        "card": "#dde3e6", "skin": "#c8956c", "sheen": "#ddb28c",
        "shade": "#96653f", "hair": "#38251b", "glint": "#6b4a36", "deep": "#1c110b",
    },
    "dark": {
        "card": "#dde3e6", "skin": "#8d5f43", "sheen": "#aa7c5c",
        "shade": "#5f3b26", "hair": "#1f1714", "glint": "#4d3d36", "deep": "#070505",
    },
}  # fmt: skip
