"""Large pictures for the demo: few, marked, and the same from the same numbers."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageStat

from directory.demo.drawing import VIEWS, Picture, base_pictures, picture_image, picture_svg, series

BEFORE = Picture("top", "receding", "6", seed=3)


def test_base_pictures_are_at_most_24_each_with_its_own_name() -> None:
    pictures = base_pictures()
    assert len({picture.name for picture in pictures}) == len(pictures) <= 24
    assert {picture.kind for picture in pictures} == {"straight", "curly", "coily"}
    assert {picture.row for picture in pictures} == {"receding", "parting", "diffuse", "patches", "edges"}


def test_each_after_picture_has_its_before() -> None:
    pictures = set(base_pictures())
    after = [picture for picture in pictures if picture.regrowth]
    assert after
    assert {replace(picture, regrowth=0.0) for picture in after} <= pictures


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_is_drawn_as_svg_and_says_illustration(view: str) -> None:
    svg = picture_svg(Picture(view, "receding", "4", "curly", "dark"))
    root = ET.fromstring(svg)  # noqa: S314 - our own writer
    assert (root.get("width"), root.get("height")) == ("1200", "900")
    assert [part.text for part in root.iter() if part.tag.endswith("text")] == ["illustration"]


def test_the_same_numbers_give_the_same_picture_and_another_seed_another() -> None:
    assert picture_svg(BEFORE) == picture_svg(replace(BEFORE))
    assert picture_svg(BEFORE) != picture_svg(replace(BEFORE, seed=7))
    assert picture_image(BEFORE).tobytes() == picture_image(BEFORE).tobytes()


def test_right_is_left_in_a_mirror() -> None:
    left, right = (picture_image(Picture(view, "receding", "4")) for view in ("left", "right"))
    mirrored = left.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert _apart(mirrored, right) < 2 < _apart(left, right)


def test_regrowth_darkens_the_bare_top() -> None:
    pictures = [picture_image(picture) for picture in series(BEFORE, 0.0, 0.5, 1.0)]
    assert {(picture.size, picture.mode) for picture in pictures} == {((1200, 900), "RGB")}
    light = [picture.crop((500, 300, 700, 600)).convert("L").resize((1, 1)).tobytes()[0] for picture in pictures]
    assert light == sorted(light, reverse=True)
    assert light[0] - light[-1] > 40


def _apart(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures differ in the large, beside the word in the corner: 0 to 255."""
    coarse = [picture.crop((100, 50, 900, 700)).resize((40, 40), Image.Resampling.BOX) for picture in (one, other)]
    return sum(ImageStat.Stat(ImageChops.difference(*coarse)).mean) / 3
