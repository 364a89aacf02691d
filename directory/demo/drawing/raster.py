"""Shapes to pixels with Pillow, from the same geometry as the SVG: demo photos and results."""

import math
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from directory.demo.drawing.head import Point
from directory.demo.drawing.scene import TONES, Area, Curls, Line, Lines, Scene, curl

WIDTH, HEIGHT = 1200, 900
_FINE = 1.5  # drawn larger, then shrunk: smooth edges
_SCALE = HEIGHT * _FINE / 240
_SOFT = 4  # a blurred shape is drawn this much smaller: it has no detail to lose


def photo(scene: Scene, tone: str, backdrop: str, words: str) -> Image.Image:
    paints = TONES[tone]
    picture = Image.new("RGB", (round(WIDTH * _FINE), round(HEIGHT * _FINE)), backdrop)
    pen = ImageDraw.Draw(picture)
    for shape in scene:
        match shape:
            case Area():
                _area(picture, pen, shape, paints)
            case Lines():
                _lines(pen, shape, paints)
            case Curls():
                _curls(pen, shape, paints)
    return _signed(picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), words)


def _signed(picture: Image.Image, words: str) -> Image.Image:
    font = ImageFont.load_default(30)
    ImageDraw.Draw(picture).text((WIDTH - 24, HEIGHT - 20), words, fill="#33424b", font=font, anchor="rs")
    return picture


def _place(point: Point, shrunk: int = 1) -> Point:
    return Point((point.x + 40) * _SCALE / shrunk, point.y * _SCALE / shrunk)


def _area(picture: Image.Image, pen: ImageDraw.ImageDraw, shape: Area, paints: dict[str, str]) -> None:
    if shape.blur or shape.opacity < 1 or len(shape.loops) > 1:
        picture.paste(paints[shape.paint], (0, 0), _mask(picture.size, shape))
        return
    for loop in shape.loops:
        line = [_place(point) for point in _rounded(loop)]
        pen.polygon(line, fill=paints[shape.paint])
        if shape.outline:
            pen.line([*line, line[0]], fill=paints["shade"], width=round(shape.outline * _SCALE), joint="curve")


def _mask(size: tuple[int, int], shape: Area) -> Image.Image:
    small = (size[0] // _SOFT, size[1] // _SOFT)
    mask = Image.new("L", small, 0)
    for loop in shape.loops:
        one = Image.new("L", small, 0)
        ImageDraw.Draw(one).polygon([_place(point, _SOFT) for point in _rounded(loop)], fill=255)
        mask = ImageChops.difference(mask, one)  # an outline inside another is a hole
    soft = mask.filter(ImageFilter.GaussianBlur(shape.blur * _SCALE / _SOFT))
    return soft.point([round(level * shape.opacity) for level in range(256)]).resize(size, Image.Resampling.BILINEAR)


def _lines(pen: ImageDraw.ImageDraw, shape: Lines, paints: dict[str, str]) -> None:
    width = max(2, round(shape.width * _SCALE))
    for line in shape.lines:
        bent = _open(line)
        for strand in _dashed(bent, shape.dash) if shape.dash else [bent]:
            pen.line([_place(point) for point in strand], fill=paints[shape.paint], width=width, joint="curve")


def _curls(pen: ImageDraw.ImageDraw, shape: Curls, paints: dict[str, str]) -> None:
    width = max(2, round(shape.width * _SCALE))
    glyph = _open(curl(shape))
    for before, place in zip((Point(0, 0), *shape.places), shape.places, strict=False):
        turn = math.atan2(place.y - before.y, place.x - before.x)
        across, along = math.cos(turn), math.sin(turn)
        turned = [Point(place.x + at.x * across - at.y * along, place.y + at.x * along + at.y * across) for at in glyph]
        pen.line([_place(point) for point in turned], fill=paints[shape.paint], width=width, joint="curve")


def _bend(start: Point, control: Point, end: Point) -> list[Point]:
    shares = (0.25, 0.5, 0.75, 1.0)
    return [
        Point(
            (1 - t) ** 2 * start.x + 2 * t * (1 - t) * control.x + t * t * end.x,
            (1 - t) ** 2 * start.y + 2 * t * (1 - t) * control.y + t * t * end.y,
        )
        for t in shares
    ]


def _middle(one: Point, other: Point) -> Point:
    return Point((one.x + other.x) / 2, (one.y + other.y) / 2)


def _rounded(loop: Line) -> list[Point]:
    curve: list[Point] = []
    for before, here, after in zip(loop[-1:] + loop[:-1], loop, loop[1:] + loop[:1], strict=True):
        curve += _bend(_middle(before, here), here, _middle(here, after))
    return curve


def _open(line: Line) -> list[Point]:
    """As the SVG bends it: three points are one bend, more are rounded and stop at the last middle."""
    if len(line) < 3:
        return list(line)
    if len(line) == 3:
        return [line[0], *_bend(*line)]
    curve, start = [line[0]], line[0]
    for here, after in pairwise(line[1:]):
        end = _middle(here, after)
        curve += _bend(start, here, end)
        start = end
    return curve


def _dashed(line: list[Point], dash: tuple[int, ...]) -> list[list[Point]]:
    strands: list[list[Point]] = [[line[0]]]
    part, left = 0, float(dash[0])
    for start, end in pairwise(line):
        gone, length = 0.0, math.dist(start, end)
        while length - gone > left:
            gone += left
            share = gone / length
            cut = Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
            part, strands = part + 1, _cut(strands, cut, drawn=part % 2 == 0)
            left = float(dash[part % len(dash)])
        left -= length - gone
        if part % 2 == 0:
            strands[-1].append(end)
    return [strand for strand in strands if len(strand) > 1]


def _cut(strands: list[list[Point]], cut: Point, drawn: bool) -> list[list[Point]]:
    """Ends the strand at the cut, or begins the next one there."""
    if not drawn:
        return [*strands, [cut]]
    strands[-1].append(cut)
    return strands
