"""Patterns lose hair where they say, and give it back with regrowth."""

import pytest

from directory.demo.drawing.head import CAMERAS, Point, on_head
from directory.demo.drawing.patterns import PATTERNS, Pattern, regrown

PLACES = {
    "F": Point(0, 0.44),  # forelock
    "T": Point(0.45, 0.42),  # temple
    "M": Point(0, 0.08),  # middle of the top
    "B": Point(0, -0.24),  # between middle and crown
    "C": Point(0, -0.46),  # crown
    "S": Point(0.9, -0.3),  # side
}
GRID = [Point(u / 10, v / 10) for u in range(-12, 13) for v in range(-14, 8)]


def share(pattern: Pattern) -> float:
    return sum(pattern.density(place) for place in GRID)


def bare(key: str) -> str:
    return "".join(name for name, place in PLACES.items() if PATTERNS["receding", key].density(place) < 0.4)


@pytest.mark.parametrize(
    ("key", "places"),
    [("1", ""), ("2", ""), ("2a", ""), ("3", "T"), ("3a", "FT"), ("3v", "TC"), ("4", "TBC"), ("4a", "FTM"),
     ("5", "FTBC"), ("5a", "FTMB"), ("6", "FTMBC"), ("7", "FTMBC")],
)  # fmt: skip
def test_a_stage_is_bare_where_it_should_be(key: str, places: str) -> None:
    assert bare(key) == places


def test_the_last_stage_leaves_a_narrower_band_than_the_one_before() -> None:
    assert share(PATTERNS["receding", "7"]) < share(PATTERNS["receding", "6"]) < share(PATTERNS["receding", "5a"])


@pytest.mark.parametrize("row", ["parting", "diffuse", "patches"])
def test_each_step_of_a_row_has_less_hair(row: str) -> None:
    shares = [share(pattern) for (name, _), pattern in PATTERNS.items() if name == row]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == len(shares)


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=lambda pattern: f"{pattern.row}-{pattern.key}")
def test_regrowth_gives_hair_back_and_never_takes_it(pattern: Pattern) -> None:
    shares = [share(regrown(pattern, part)) for part in (0, 0.3, 0.6, 1)]
    assert shares == sorted(shares)
    assert regrown(pattern, 1.0).brows == 1.0
    assert all(0 <= pattern.density(place) <= 1 for place in GRID)


@pytest.mark.parametrize("view", CAMERAS)
def test_a_pixel_leads_back_to_the_place_it_shows(view: str) -> None:
    camera = CAMERAS[view]
    middle = camera.hit(camera.centre, 1.0)[0]
    for place in (middle, Point(middle.x + 0.2, middle.y - 0.1)):
        found, inside = camera.hit(camera.shown(on_head(place)), 1.0)
        assert inside > 0
        assert (found.x, found.y) == pytest.approx((place.x, place.y), abs=1e-6)
