"""Distances, boxes, labels and how text is folded."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.places.rules import (
    EARTH_KM,
    Box,
    Place,
    PlaceKind,
    allowed_errors,
    bounding_box,
    country_name,
    distance_km,
    fold,
    uses_miles,
    zip_code,
)

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
kilometres = st.floats(0, 21000)


def place(**changes: object) -> Place:
    vancouver = {
        "name": "Vancouver",
        "region": "British Columbia",
        "country": "CA",
        "latitude": 49.25,
        "longitude": -123.12,
        "zone": "America/Vancouver",
        "population": 662000,
        "kind": PlaceKind.CITY,
    }
    return Place(**(vancouver | changes))  # type: ignore[arg-type]  # the test names the fields it changes


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        ((52.2296756, 21.0122287), (52.406374, 16.9251681), 278.5),  # Warsaw to Poznań
        ((51.5074, -0.1278), (40.7128, -74.0060), 5570.2),  # London to New York
        ((-36.8485, 174.7633), (-33.8688, 151.2093), 2156.0),  # Auckland to Sydney
        ((0, 179.5), (0, -179.5), 111.2),  # over the date line
        ((90, 0), (90, 135), 0),  # a pole is one point
        ((10, 20), (10, 20), 0),
    ],
)
def test_known_distances(start: tuple[float, float], end: tuple[float, float], km: float) -> None:
    assert distance_km(*start, *end) == pytest.approx(km, rel=0.001, abs=0.001)


def test_antipodes_are_half_the_globe_apart() -> None:
    assert distance_km(37.1, -122.3, -37.1, 57.7) == pytest.approx(math.pi * EARTH_KM)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> None:
    there, back = distance_km(a_lat, a_lon, b_lat, b_lon), distance_km(b_lat, b_lon, a_lat, a_lon)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= math.pi * EARTH_KM + 1e-6


@given(latitudes, longitudes, kilometres, latitudes, longitudes)
def test_the_box_holds_every_point_within_the_distance(
    lat: float, lon: float, km: float, other_lat: float, other_lon: float
) -> None:
    if distance_km(lat, lon, other_lat, other_lon) <= km:
        assert bounding_box(lat, lon, km).contains(other_lat, other_lon)


@given(latitudes, longitudes, st.floats(0.001, 10000), st.floats(0, 2 * math.pi))
def test_the_box_holds_the_edge_of_the_circle(lat: float, lon: float, km: float, bearing: float) -> None:
    angle, phi = km / EARTH_KM, math.radians(lat)
    sine = math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(bearing)
    edge = math.asin(max(-1, min(1, sine)))
    turn = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * math.sin(edge)
    )
    east = (lon + math.degrees(turn) + 540) % 360 - 180
    box = bounding_box(lat, lon, km)
    slack = 1e-5
    assert box.south - slack <= math.degrees(edge) <= box.north + slack
    assert any(west - slack <= east <= end + slack for west, end in box.longitudes)


def test_a_box_is_no_wider_than_needed() -> None:
    box = bounding_box(60, 10, 100)
    assert (box.south, box.north) == pytest.approx((59.1007, 60.8993), abs=1e-3)
    assert len(box.longitudes) == 1
    assert box.longitudes[0] == pytest.approx((8.2011, 11.7989), abs=1e-3)


def test_a_box_near_a_pole_is_as_wide_as_the_circles_widest_parallel() -> None:
    assert bounding_box(80, 0, 1000).longitudes[0] == pytest.approx((-64.23, 64.23), abs=0.05)


@pytest.mark.parametrize("latitude", [89.9, 90, -89.9, -90])
def test_a_box_over_a_pole_holds_every_longitude(latitude: float) -> None:
    box = bounding_box(latitude, 25, 50)
    assert box.longitudes == ((-180.0, 180.0),)
    assert box.contains(math.copysign(90, latitude), -170)


def test_a_box_over_the_date_line_has_two_ranges() -> None:
    box = bounding_box(-18.14, 178.44, 300)  # Suva
    assert len(box.longitudes) == 2
    assert box.contains(-18, 180)
    assert box.contains(-18, -180)
    assert box.contains(-18, -179.5)
    assert not box.contains(-18, 170)
    assert not box.contains(-18, -170)
    assert len(bounding_box(-18.14, -178.44, 300).longitudes) == 2


def test_a_box_of_no_size_holds_its_centre_and_of_any_size_the_globe() -> None:
    assert bounding_box(10, 20, 0).contains(10, 20)
    assert bounding_box(10, 20, 1e9) == Box(-90.0, 90.0, ((-180.0, 180.0),))


def test_miles_are_for_four_countries() -> None:
    assert [code for code in ("US", "GB", "LR", "MM", "CA", "IE", "gb", "") if uses_miles(code)] == [
        "US",
        "GB",
        "LR",
        "MM",
        "gb",
    ]


@pytest.mark.parametrize(
    ("given_place", "label"),
    [
        (place(), "Vancouver, British Columbia, Canada"),
        (place(region=""), "Vancouver, Canada"),
        (place(name="Berlin", region="Berlin", country="DE"), "Berlin, Germany"),
        (place(name="New York", region="New York", country="US"), "New York, New York, United States"),
        (place(name="New York", region="New York", country="US", kind=PlaceKind.REGION), "New York, United States"),
        (place(name="Canada", region="", kind=PlaceKind.COUNTRY), "Canada"),
        (
            place(name="02115", region="Massachusetts", country="US", kind=PlaceKind.POSTCODE),
            "02115, Massachusetts, United States",
        ),
    ],
)
def test_labels(given_place: Place, label: str) -> None:
    assert given_place.label == label


def test_a_label_speaks_the_readers_language() -> None:
    assert place(name="Köln", region="", country="DE").label_in("fr") == "Köln, Allemagne"


@pytest.mark.parametrize("locale", ["zz", "", "not a locale", "../../etc"])
def test_an_unknown_language_falls_back_to_english(locale: str) -> None:
    assert country_name("DE", locale) == "Germany"


def test_an_unknown_country_is_shown_by_its_code() -> None:
    assert country_name("XX", "de") == "XX"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Montréal ", "montreal"),
        ("São Paulo", "sao paulo"),
        ("ŁÓDŹ", "lodz"),
        ("Tromsø", "tromso"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("L'Aquila", "laquila"),
        ("L’Aquila", "laquila"),
        ("St. John's", "saint johns"),
        ("Winston-Salem", "winston salem"),
        ("U.S.A.", "usa"),
        ("Washington, D.C.", "washington dc"),
        ("東京", "東京"),
        ("\u202eBoston\u202c", "boston"),
        ("Bos\u200bton", "boston"),
        ("Boston\0", "boston"),
        ("\ud800", ""),
        ("😀", ""),
        ("...", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("02115", "02115"),
        (" 02115 ", "02115"),
        ("02115-1234", "02115"),
        ("02115 1234", "02115"),
        ("Boston, MA 02115", "02115"),
        ("Boston MA, 02115-1234", "02115"),
        ("75001 Paris", None),
        ("Paris 75001", None),
        ("2115", None),
        ("021155", None),
        ("٠٢١١٥", None),
        ("", None),
    ],
)
def test_zip_codes_are_told_from_other_postcodes(text: str, code: str | None) -> None:
    assert zip_code(text) == code


def test_longer_names_may_hold_more_errors() -> None:
    assert [allowed_errors("x" * length) for length in (0, 3, 4, 5, 6, 11, 12, 90)] == [0, 0, 1, 1, 2, 2, 3, 3]
