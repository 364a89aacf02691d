"""Shapes to SVG, small: whole numbers, relative steps, no style, no reference to anything outside."""

from collections.abc import Iterable
from itertools import pairwise

from directory.demo.drawing.scene import TONES, Area, Curls, Line, Lines, Scene, Shape, curl

Step = tuple[str, tuple[int, int]]
_HEAD = '<svg xmlns="http://www.w3.org/2000/svg"'
_PEN = ' fill="none" stroke-linecap="round" stroke-linejoin="round"'
_UNIT = 2  # the card is 240 wide in geometry, 480 in the file: half a pixel, still in whole numbers


def card(scene: Scene, tone: str) -> str:
    paints = TONES[tone]
    frame = f'<rect width="480" height="480" rx="24" fill="{paints["card"]}"/>'
    return f'{_HEAD} viewBox="0 0 480 480"{_PEN}>{_defs(scene, paints)}{frame}{_body(scene, paints)}</svg>\n'


def photo(scene: Scene, tone: str, backdrop: str, words: str) -> str:
    """1200 x 900: the card's height, and as much beside it as a camera would show."""
    paints = TONES[tone]
    frame = f'<rect x="-80" width="640" height="480" fill="{backdrop}"/>'
    label = (
        f'<text x="548" y="466" text-anchor="end" font-family="sans-serif" font-size="16" fill="#33424b">{words}</text>'
    )
    size = ' width="1200" height="900" viewBox="-80 0 640 480"'
    return f"{_HEAD}{size}{_PEN}>{_defs(scene, paints)}{frame}{_body(scene, paints)}{label}</svg>\n"


def _body(scene: Scene, paints: dict[str, str]) -> str:
    return "".join(_shape(shape, paints) for shape in scene)


def _shape(shape: Shape, paints: dict[str, str]) -> str:
    match shape:
        case Area():
            return _area(shape, paints)
        case Lines():
            return _stroked(shape, paints) if shape.lines else ""
        case Curls():
            return _curled(shape)


def _area(area: Area, paints: dict[str, str]) -> str:
    path = "".join(_rounded(loop) for loop in area.loops)
    edge = f' stroke="{paints["shade"]}" stroke-width="{area.outline * _UNIT:g}"' if area.outline else ""
    look = f'fill="{paints[area.paint]}"{_opacity("fill", area.opacity)}'
    return f'<path d="{path}" {look}{edge}{_blur(area.blur)}/>'


def _stroked(shape: Lines, paints: dict[str, str]) -> str:
    look = f'stroke="{paints[shape.paint]}" stroke-width="{shape.width * _UNIT:g}"'
    return f'<path d="{_compact(_lines(shape.lines))}" {look}{_opacity("stroke", shape.opacity)}{_dash(shape.dash)}/>'


def _curled(curls: Curls) -> str:
    glyph = f"url(#{_name(curls)})"
    path = _compact(_steps(curls.places))
    return f'<path d="{path}" marker-start="{glyph}" marker-mid="{glyph}" marker-end="{glyph}"/>'


def _opacity(what: str, opacity: float) -> str:
    return f' {what}-opacity="{opacity:g}"' if opacity < 1 else ""


def _dash(dash: tuple[int, ...]) -> str:
    return f' stroke-dasharray="{" ".join(str(part * _UNIT) for part in dash)}"' if dash else ""


def _blur(blur: float) -> str:
    return f' filter="url(#b{round(blur)})"' if blur else ""


def _filter(blur: float) -> str:
    return (
        f'<filter id="b{round(blur)}" x="-.3" y="-.3" width="1.6" height="1.6">'
        f'<feGaussianBlur stdDeviation="{blur * _UNIT:g}"/></filter>'
    )


def _name(curls: Curls) -> str:
    return curls.paint[0]


def _defs(scene: Scene, paints: dict[str, str]) -> str:
    curls = [_marker(shape, paints) for shape in scene if isinstance(shape, Curls)]
    blurs = sorted({shape.blur for shape in scene if isinstance(shape, Area) and shape.blur})
    return f"<defs>{''.join([_filter(blur) for blur in blurs] + curls)}</defs>"


def _marker(curls: Curls, paints: dict[str, str]) -> str:
    path = _compact(_lines((curl(curls),)))
    return (
        f'<marker id="{_name(curls)}" markerUnits="userSpaceOnUse" markerWidth="40" markerHeight="40" orient="auto"'
        f' overflow="visible"><path d="{path}" stroke="{paints[curls.paint]}" stroke-width="{curls.width * _UNIT:g}"/>'
        "</marker>"
    )


def _rounded(loop: Line) -> str:
    """A closed curve through the middles of its sides. Points on even numbers make each middle a whole one."""
    points = _even(loop)
    middles = [
        ((ax + bx) // 2, (ay + by) // 2) for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True)
    ]
    (x, y), (start_x, start_y) = points[0], middles[-1]
    steps: list[Step] = [("M", (start_x, start_y)), ("q", (x - start_x, y - start_y))]
    before = (start_x, start_y)
    for at, middle in enumerate(middles):
        steps.append(("" if at == 0 else "t", (middle[0] - before[0], middle[1] - before[1])))
        before = middle
    return _compact(steps) + "z"


def _even(line: Line) -> list[tuple[int, int]]:
    return [(2 * round(point.x * _UNIT / 2), 2 * round(point.y * _UNIT / 2)) for point in line]


def _lines(lines: Iterable[Line]) -> list[Step]:
    """Each line starts from the end of the one before. One of three points is bent, longer ones are rounded."""
    steps: list[Step] = []
    pen = (0, 0)
    for line in lines:
        points = _even(line) if len(line) > 3 else [(round(p.x * _UNIT), round(p.y * _UNIT)) for p in line]
        steps.append(("m" if steps else "M", _from(pen, points[0])))
        pen = points[0]
        for command, target, moves in _bent(points):
            steps.append((command, _from(pen, target)))
            pen = target if moves else pen
    return steps


def _bent(points: list[tuple[int, int]]) -> list[tuple[str, tuple[int, int], bool]]:
    """A smoothing step ("t") mirrors the control point exactly when all points are even, see `_rounded`."""
    if len(points) == 2:
        return [("l", points[1], True)]
    if len(points) == 3:
        return [("q", points[1], False), ("", points[2], True)]
    middles = [((a + c) // 2, (b + d) // 2) for (a, b), (c, d) in pairwise(points[1:])]
    return [("q", points[1], False), ("", middles[0], True), *(("t", middle, True) for middle in middles[1:])]


def _from(start: tuple[int, int], end: tuple[int, int]) -> tuple[int, int]:
    return end[0] - start[0], end[1] - start[1]


def _steps(places: Line) -> list[Step]:
    points = [(round(place.x * _UNIT), round(place.y * _UNIT)) for place in places]
    moves = zip([(0, 0), *points], points, strict=False)
    return [("M" if at == 0 else "l", _from(before, here)) for at, (before, here) in enumerate(moves)]


def _compact(steps: list[Step]) -> str:
    """Leaves out a repeated command and every space that a minus sign replaces."""
    path, last = "", ""
    for command, numbers in steps:
        letter = "" if command == last else command
        last = command or last
        for at, number in enumerate(numbers):
            gap = "" if number < 0 or (at == 0 and letter) else " "
            path += f"{letter if at == 0 else ''}{gap}{number}"
    return path
