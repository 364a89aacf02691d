"""The committed drawings are what the generator draws, small, clean, and one for each answer."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from directory.consultations.drawings import DRAWINGS, HAIR, ROWS, TONES
from directory.demo import drawing
from scripts.scalp_drawing import SCALE, drawings, write

VIEWS = SCALE.parent / "views"
VIEW_NAMES = {
    "front", "top", "crown", "left", "right", "donor_back", "oblique_left", "oblique_right", "donor_left",
    "donor_right", "parting_front", "parting_middle", "parting_crown", "hairline_eyebrows", "scar_ruler", "mirrors",
    "timer",
}  # fmt: skip
SCALE_TAGS = {"svg", "defs", "marker", "filter", "feGaussianBlur", "rect", "path"}
VIEW_TAGS = {"svg", "g", "path", "rect", "circle", "ellipse"}
SVG = "{http://www.w3.org/2000/svg}"
ALL = sorted([*SCALE.glob("*"), *VIEWS.glob("*")])


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return drawings()


def test_committed_files_are_what_the_generator_draws(drawn: dict[str, str]) -> None:
    assert {path.name: path.read_bytes() for path in SCALE.iterdir()} == {
        name: content.encode() for name, content in drawn.items()
    }


def test_every_option_has_nine_files_and_no_file_is_without_an_option() -> None:
    expected = {option.picture(hair.key, tone.key) for option in DRAWINGS.values() for hair in HAIR for tone in TONES}
    assert len(expected) == 9 * len(DRAWINGS)
    assert {f"img/scale/{path.name}" for path in SCALE.iterdir()} == expected


def test_table_and_generator_know_the_same_options() -> None:
    assert [(option.row, option.key) for row in ROWS for option in row.drawings] == list(drawing.PATTERNS)
    assert [choice.key for choice in HAIR] == list(drawing.HAIR)
    assert [choice.key for choice in TONES] == list(drawing.TONES)


def test_files_are_small() -> None:
    sizes = [path.stat().st_size for path in SCALE.iterdir()]
    assert max(sizes) <= 4_400
    assert sum(sizes) < 1_000_000


def test_every_picture_differs_from_every_other(drawn: dict[str, str]) -> None:
    assert len(set(drawn.values())) == len(drawn)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_a_file_is_plain_svg_without_style_script_or_reference(path: Path) -> None:
    root = ET.fromstring(path.read_text(encoding="ascii"))  # noqa: S314 - our own files
    allowed = SCALE_TAGS if path.parent == SCALE else VIEW_TAGS
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= allowed
    assert root.get("viewBox")
    for part in root.iter():
        assert not [name for name in part.attrib if name == "style" or name.endswith("href") or name.startswith("on")]
        assert all(_stays_inside(value, root) for value in part.attrib.values())


def _stays_inside(value: str, root: ET.Element) -> bool:
    if "url(" not in value:
        return "://" not in value
    ids = {part.get("id") for part in root.iter()}
    return value.startswith("url(#") and value.removeprefix("url(#").removesuffix(")") in ids


def test_every_view_of_the_photo_guide_is_drawn_in_the_colour_of_the_text() -> None:
    assert {path.stem for path in VIEWS.iterdir()} == VIEW_NAMES
    for path in VIEWS.iterdir():
        root = ET.fromstring(path.read_text(encoding="ascii"))  # noqa: S314 - our own files
        assert root.attrib.items() >= {"viewBox": "0 0 120 96", "stroke": "currentColor", "aria-hidden": "true"}.items()
        assert not [part for part in root.iter() if part.get("fill") not in (None, "none", "currentColor")]


def test_writing_again_removes_what_is_no_option(tmp_path: Path) -> None:
    (tmp_path / "receding-9-straight-light.svg").write_text("<svg/>")
    write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in SCALE.iterdir()}
