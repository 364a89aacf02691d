"""Where hair is lost, as a few numbers on the scalp map: our own parameters, no copied scale artwork."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from directory.demo.drawing.head import Point

# The edge of a full head of hair: (degrees from the front, reach on the scalp map).
_EDGE = (
    (0, 0.62), (20, 0.64), (34, 0.69), (46, 0.78), (56, 0.93), (64, 1.04), (72, 1.24), (80, 1.30),
    (86, 1.06), (93, 1.00), (102, 1.04), (112, 1.20), (130, 1.40), (150, 1.50), (180, 1.54),
)  # fmt: skip


@dataclass(frozen=True)
class Oval:
    """A place on the scalp map that has lost `loss` of its hair; `soft` is the width of its blurred edge."""

    u: float
    v: float
    width: float
    length: float
    loss: float = 1.0
    soft: float = 0.18

    def left(self, place: Point) -> float:
        reach = math.hypot((place.x - self.u) / self.width, (place.y - self.v) / self.length)
        return 1 - self.loss * fade((1 - reach) / self.soft)


@dataclass(frozen=True)
class Arch:
    """Loss that is open to the front: as wide as the arch before `v`, round behind it."""

    v: float
    width: float
    length: float
    loss: float = 1.0
    soft: float = 0.16

    def left(self, place: Point) -> float:
        reach = math.hypot(place.x / self.width, min(0.0, place.y - self.v) / self.length)
        return 1 - self.loss * fade((1 - reach) / self.soft)


@dataclass(frozen=True)
class Pattern:
    row: str
    key: str
    view: str
    lay: str = "crown"  # how the hair lies: from the crown, parted, or pulled back
    temples: float = 0.0
    front: float = 0.0
    edge: float = 0.0  # how far the whole edge, with the sides, has moved back
    places: tuple[Oval | Arch, ...] = ()
    parting: float = 0.0  # half the width of the bare line
    beside: float = 0.0  # loss beside the parting
    overall: float = 0.0
    brows: float = 1.0
    strays: bool = False
    sparse: float = 0.0  # single hairs that stay everywhere

    def density(self, place: Point) -> float:
        """Hair at a place: 0 bare, 1 full."""
        whole = edge_of_hair(place, self.edge)
        there = whole * self._front(place) * (1 - self.overall)
        for lost in self.places:
            there *= lost.left(place)
        return max(there * self._parted(place), self.sparse * whole)

    def _front(self, place: Point) -> float:
        """The line of the front: `front` moves all of it back, `temples` its two corners."""
        if not (self.temples or self.front) or place.y < -0.2:
            return 1.0
        across = abs(place.x)
        corner = fade((across - 0.27) / 0.15)
        line = 0.66 - 0.30 * across * across - self.front - self.temples * corner
        sides = fade((0.67 - across) / 0.07)
        return 1 - sides * fade((place.y - line) / 0.06)

    def _parted(self, place: Point) -> float:
        if self.lay != "parted" or place.y < -0.52:
            return 1.0
        ends = fade((place.y + 0.50) / 0.3) * fade((0.72 - place.y) / 0.16)
        across = abs(place.x) / (self.parting * (0.1 + 0.9 * ends))
        line = fade((1.15 - across) / 0.35)
        tree = 0.30 + 0.30 * fade(place.y / 0.6)  # wider towards the front, like a fir
        fan = fade((tree - abs(place.x)) / 0.3) * ends * self.beside
        return (1 - line) * (1 - fan)


def fade(amount: float) -> float:
    """0 at -1, 1 at +1, smooth between."""
    here = max(0.0, min(1.0, (amount + 1) / 2))
    return here * here * (3 - 2 * here)


def edge_of_hair(place: Point, moved: float = 0.0) -> float:
    angle = math.degrees(math.atan2(abs(place.x), place.y))
    front = fade((95 - angle) / 20)
    return fade((_reach(angle) - moved * front - math.hypot(place.x, place.y)) / 0.045)


def _reach(angle: float) -> float:
    for (low, near), (high, far) in pairwise(_EDGE):
        if angle <= high:
            return near + (far - near) * (angle - low) / (high - low)
    return _EDGE[-1][1]


def _receding() -> tuple[Pattern, ...]:
    def stage(key: str, temples: float, front: float, *places: Oval | Arch) -> Pattern:
        return Pattern("receding", key, "top", temples=temples, front=front, places=places)

    return (
        stage("1", 0.0, 0.0),
        stage("2", 0.17, 0.0),
        stage("2a", 0.0, 0.17),
        stage("3", 0.38, 0.02),
        stage("3a", 0.04, 0.33),
        stage("3v", 0.34, 0.02, Oval(0, -0.50, 0.22, 0.21, soft=0.3)),
        stage("4", 0.40, 0.13, Oval(0, -0.46, 0.34, 0.30, soft=0.22)),
        stage("4a", 0.04, 0.42, Arch(0.26, 0.60, 0.24)),
        stage("5", 0.36, 0.28, Oval(0, -0.42, 0.47, 0.39)),
        stage("5a", 0.04, 0.42, Arch(0.00, 0.52, 0.38)),
        stage("6", 0.04, 0.42, Arch(-0.10, 0.56, 0.62)),
        stage("7", 0.04, 0.42, Arch(-0.10, 0.72, 0.76, soft=0.1)),
    )


def _parting() -> tuple[Pattern, ...]:
    def stage(key: str, parting: float, beside: float, bare: float) -> Pattern:
        top = Oval(0, 0.10, 0.50, 0.52, bare, 0.5)
        return Pattern(
            "parting", key, "top", lay="parted", parting=parting, beside=beside, places=(top,), sparse=bare / 12
        )

    return (
        stage("1", 0.020, 0.0, 0.0),
        stage("2", 0.050, 0.15, 0.0),
        stage("3", 0.085, 0.45, 0.0),
        stage("4", 0.095, 0.68, 0.40),
        stage("5", 0.11, 0.75, 0.84),
    )


def _patches() -> tuple[Pattern, ...]:
    one = Oval(0.24, -0.52, 0.20, 0.19, soft=0.12)
    more = (
        Oval(-0.34, -0.30, 0.17, 0.16, soft=0.12),
        Oval(0.36, -0.16, 0.14, 0.15, soft=0.12),
        Oval(0.30, -0.82, 0.20, 0.17, soft=0.12),
        Oval(-0.26, -0.92, 0.16, 0.14, soft=0.12),
    )
    joined = (
        Oval(0.24, 0.04, 0.52, 0.36, soft=0.1),
        Oval(0.42, -0.50, 0.34, 0.36, soft=0.1),
        Oval(-0.40, -0.24, 0.34, 0.34, soft=0.1),
        Oval(-0.18, -0.80, 0.36, 0.22, soft=0.1),
        Oval(0.36, -1.06, 0.24, 0.18, soft=0.1),
        Oval(-0.84, -0.66, 0.20, 0.22, soft=0.1),
    )
    return tuple(
        Pattern("patches", key, "crown", places=places)
        for key, places in (("one", (one,)), ("several", more), ("most", joined))
    )


def _edges() -> tuple[Pattern, ...]:
    temples = (Oval(0.66, 0.70, 0.42, 0.34, 0.92, 0.3), Oval(1.05, 0.30, 0.30, 0.36, 0.85, 0.3))
    front = (Arch(0.63, 0.9, 0.30, 0.72, 0.3),)
    return (
        Pattern("edges", "temples", "side", lay="back", places=temples),
        Pattern("edges", "front", "front", lay="back", places=front),
        Pattern("edges", "brows", "front", lay="back", edge=0.30, brows=0.12, strays=True),
    )


_GRADES = (("some", 0.34), ("much", 0.56), ("most", 0.76))
_DIFFUSE = tuple(Pattern("diffuse", key, "top", overall=share) for key, share in _GRADES)

PATTERNS = {(p.row, p.key): p for p in (*_receding(), *_parting(), *_DIFFUSE, *_patches(), *_edges())}


def regrown(pattern: Pattern, share: float) -> Pattern:
    """The same head after treatment: every loss is less by this share."""
    kept = 1 - share
    places = tuple(replace(place, loss=place.loss * kept) for place in pattern.places)
    return replace(
        pattern,
        places=places,
        temples=pattern.temples * kept,
        front=pattern.front * kept,
        edge=pattern.edge * kept,
        parting=0.022 + (pattern.parting - 0.022) * kept if pattern.parting else 0.0,
        beside=pattern.beside * kept,
        overall=pattern.overall * kept,
        brows=1 - (1 - pattern.brows) * kept,
    )
