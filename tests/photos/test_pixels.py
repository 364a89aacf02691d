"""Only pixels survive, upright and in sRGB; whatever is sent, there is a picture or a reason."""

import io
import struct
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageStat

from directory.photos.actions import Cleaned, clean
from directory.photos.actions.pixels import Unusable
from directory.photos.rules import Advice, Problem, looks_alike
from tests.factories import hostile
from tests.factories.photos import blurred, jpeg, picture, saved
from tests.photos import icc

Colour = tuple[int, int, int]
RED, LIME, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def colour_at(image: Image.Image, x: float, y: float) -> Colour:
    """The mean of a small square, places given as shares of the sides."""
    left, top = round(x * image.width), round(y * image.height)
    mean = ImageStat.Stat(image.crop((left - 4, top - 4, left + 4, top + 4))).mean
    return (round(mean[0]), round(mean[1]), round(mean[2]))


def near(one: tuple[int, ...], other: tuple[int, ...], within: int = 6) -> bool:
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def corners(image: Image.Image) -> list[Colour]:
    """Top left, top right, bottom left, bottom right."""
    return [colour_at(image, x, y) for y in (0.05, 0.95) for x in (0.05, 0.95)]


def markers(data: bytes) -> list[tuple[int, bytes]]:
    """Every segment of a JPEG up to its scan, and what follows the end of the image."""
    found, at = [], 2
    while data[at + 1] != 0xDA:
        length = struct.unpack_from(">H", data, at + 2)[0]
        found.append((data[at + 1], data[at + 4 : at + 2 + length]))
        at += 2 + length
    return [*found, (0xD9, data[data.rindex(b"\xff\xd9") + 2 :])]


def assert_only_pixels(cleaned: Cleaned) -> None:
    """JFIF's fixed header, tables, frame, scan: there is no other segment in which anything could be kept."""
    for data in (cleaned.full, cleaned.thumb):
        kinds = {marker for marker, _body in markers(data)}
        assert kinds == {0xE0, 0xDB, 0xC0, 0xC4, 0xD9}
        assert dict(markers(data))[0xE0] == b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        assert dict(markers(data))[0xD9] == b""
        assert b"POISON" not in data
        assert (opened(data).mode, set(opened(data).info)) == (
            "RGB",
            {"jfif", "jfif_version", "jfif_unit", "jfif_density"},
        )


POISONED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "jpeg": ("JPEG", hostile.poisoned_jpeg),
    "png": ("PNG", hostile.poisoned_png),
    "webp": ("WEBP", hostile.poisoned_webp),
    "heif": ("HEIF", hostile.poisoned_heif),
}


@pytest.mark.parametrize("name", POISONED)
def test_only_pixels_survive(name: str) -> None:
    form, poison = POISONED[name]
    plain = saved(picture(), form)
    sent = poison(plain)
    assert sent.count(hostile.POISON) >= 2
    cleaned = clean(sent)
    assert_only_pixels(cleaned)
    assert cleaned == clean(plain)


def test_a_comment_inside_pillows_own_picture_does_not_come_along() -> None:
    image = picture()
    image.info["comment"] = hostile.POISON
    assert_only_pixels(clean(saved(image, "JPEG", comment=hostile.POISON)))


@pytest.mark.parametrize("name", hostile.polyglots())
def test_of_a_polyglot_only_the_picture_is_left(name: str) -> None:
    cleaned = clean(hostile.polyglots()[name])
    assert_only_pixels(cleaned)
    for word in (b"script", b"alert", b"PK\x03\x04", b"php", b"%PDF"):
        assert word not in cleaned.full + cleaned.thumb


# Where the first row and the first column of the stored picture are seen (TIFF 6.0), as the corners that follow.
TURNS = {
    1: [RED, LIME, BLUE, WHITE],
    2: [LIME, RED, WHITE, BLUE],
    3: [WHITE, BLUE, LIME, RED],
    4: [BLUE, WHITE, RED, LIME],
    5: [RED, BLUE, LIME, WHITE],
    6: [BLUE, RED, WHITE, LIME],
    7: [WHITE, LIME, BLUE, RED],
    8: [LIME, WHITE, RED, BLUE],
}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("orientation", TURNS)
def test_each_orientation_is_applied(form: str, orientation: int) -> None:
    cleaned = clean(saved(picture(1000, 800), form, exif=b"Exif\x00\x00" + hostile.gps_exif(orientation)))
    assert (cleaned.width, cleaned.height) == ((800, 1000) if orientation >= 5 else (1000, 800))
    for data in (cleaned.full, cleaned.thumb):
        found = corners(opened(data))
        assert all(near(one, other, 25) for one, other in zip(found, TURNS[orientation], strict=True)), found


@pytest.mark.parametrize("exif", [b"Exif\x00\x00", b"Exif\x00\x00MM\x00*\xff\xff\xff\xff", b"Exif\x00\x00" + bytes(99)])
def test_broken_exif_does_not_matter(exif: bytes) -> None:
    assert corners(opened(clean(saved(picture(), "JPEG", exif=exif)).full)) == corners(opened(clean(jpeg()).full))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_none(orientation: int) -> None:
    exif = b"Exif\x00\x00" + hostile.gps_exif(orientation)
    assert clean(saved(picture(), "JPEG", exif=exif)).full == clean(jpeg()).full


@pytest.mark.parametrize("primaries", [icc.DISPLAY_P3, icc.ADOBE_RGB], ids=["Display P3", "Adobe RGB"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_colours_become_srgb(primaries: icc.Matrix, form: str) -> None:
    profile = icc.profile(primaries)
    for colour in ((200, 90, 70), (60, 140, 80), (128, 128, 128), (40, 60, 150)):
        image = Image.new("RGB", (600, 600), colour)
        options = {"quality": 100} if form == "JPEG" else ({"lossless": True} if form == "WEBP" else {})
        cleaned = clean(saved(image, form, icc_profile=profile, **options))
        assert_only_pixels(cleaned)
        expected = icc.in_srgb(colour, primaries)
        assert near(colour_at(opened(cleaned.full), 0.5, 0.5), expected, 3), (colour, expected)
        assert colour == (128, 128, 128) or not near(colour, expected, 3)


@pytest.mark.parametrize("profile", [b"x", b"\x00" * 500, icc.profile(icc.DISPLAY_P3)[:200]])
def test_a_broken_profile_is_ignored(profile: bytes) -> None:
    assert clean(saved(picture(), "JPEG", icc_profile=profile)).full == clean(jpeg()).full


def inputs() -> dict[str, bytes]:
    """A picture of (200, 100, 50), or its gray, in every way a file can hold one."""
    rgb = Image.new("RGB", (600, 500), (200, 100, 50))
    half = Image.new("RGBA", (600, 500), (200, 100, 50, 0))
    half.paste((200, 100, 50, 255), (100, 100, 500, 400))
    palette = half.quantize(8)
    black = [Image.new("RGB", rgb.size)] * 3
    return {
        "cmyk jpeg": saved(rgb.convert("CMYK"), "JPEG", quality=95),
        "gray jpeg": saved(rgb.convert("L"), "JPEG"),
        "progressive jpeg": saved(rgb, "JPEG", progressive=True),
        "palette png": saved(rgb.quantize(8), "PNG"),
        "palette png with alpha": saved(palette, "PNG"),
        "alpha png": saved(half, "PNG"),
        "gray alpha png": saved(half.convert("LA"), "PNG"),
        "16 bit gray png": saved(Image.new("I;16", (600, 500), 124 * 257), "PNG"),
        "1 bit png": saved(Image.new("1", (600, 500), 1), "PNG"),
        "alpha webp": saved(half, "WEBP", lossless=True),
        "alpha heif": saved(half, "HEIF"),
        "animated webp": saved(rgb, "WEBP", save_all=True, append_images=black, duration=50, lossless=True),
        "animated png": saved(rgb, "PNG", save_all=True, append_images=black, duration=50),
    }


@pytest.mark.parametrize("name", inputs())
def test_every_kind_of_picture_becomes_the_same_colours(name: str) -> None:
    cleaned = clean(inputs()[name])
    image = opened(cleaned.full)
    assert_only_pixels(cleaned)
    expected = (255, 255, 255) if "1 bit" in name else ((124, 124, 124) if "gray" in name else (200, 100, 50))
    assert near(colour_at(image, 0.5, 0.5), expected, 8)
    if "alpha" in name:
        assert near(colour_at(image, 0.05, 0.05), WHITE, 4)


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    cleaned = clean(jpeg(4000, 3000))
    assert (cleaned.width, cleaned.height) == opened(cleaned.full).size == (2400, 1800)
    assert opened(cleaned.thumb).size == (320, 240)


def test_a_small_photo_keeps_its_pixels() -> None:
    cleaned = clean(jpeg(640, 480))
    assert opened(cleaned.full).size == (640, 480)
    difference = ImageChops.difference(opened(cleaned.full), picture(640, 480))
    assert max(ImageStat.Stat(difference).mean) < 8


def test_a_heif_is_decoded_itself_never_its_embedded_small_copy() -> None:
    sent = hostile.heif_with_small_copy()
    assert sent.count(b"ispe") == 2
    assert opened(clean(sent).full).size == (2400, 1846)


def test_a_jpeg_that_claims_more_than_it_has_stays_within_its_size() -> None:
    cleaned = clean(hostile.jpeg_claiming(6000, 6000))
    assert (cleaned.width, cleaned.height) == (2400, 2400)


UNUSABLE: dict[str, tuple[Callable[[], bytes], Problem]] = {
    "truncated jpeg": (lambda: jpeg()[:-4000], Problem.DAMAGED),
    "truncated png": (lambda: saved(picture(), "PNG")[:-4000], Problem.DAMAGED),
    "truncated webp": (lambda: saved(picture(), "WEBP")[:-4000], Problem.DAMAGED),
    "truncated heif": (lambda: saved(picture(), "HEIF")[:-4000], Problem.DAMAGED),
    "png with a broken checksum": (lambda: saved(picture(), "PNG").replace(b"IDAT", b"IDAU", 1), Problem.DAMAGED),
    "header only": (lambda: jpeg()[:400], Problem.DAMAGED),
    "png bomb": (hostile.png_bomb, Problem.TOO_LARGE),
    "webp bomb": (hostile.webp_bomb, Problem.TOO_LARGE),
    "png with a text bomb": (hostile.png_text_bomb, Problem.DAMAGED),
    "one pixel": (lambda: saved(Image.new("RGB", (1, 1)), "PNG"), Problem.TOO_SMALL),
    "low": (lambda: jpeg(2000, 479), Problem.TOO_SMALL),
    "text": (lambda: b"hello", Problem.DAMAGED),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_cannot_be_used_has_a_reason(name: str) -> None:
    make, problem = UNUSABLE[name]
    with pytest.raises(Unusable) as refused:
        clean(make())
    assert refused.value.problem is problem


def test_surplus_data_in_a_png_is_not_unpacked_into_memory() -> None:
    assert opened(clean(hostile.png_zip_bomb()).full).size == (800, 800)


def test_blur_and_darkness_are_advice() -> None:
    assert clean(jpeg()).advice == ()
    assert clean(saved(blurred())).advice == (Advice.BLURRED,)
    assert clean(saved(picture().point(lambda value: value // 5))).advice == (Advice.DARK,)


def test_advice_is_the_same_for_the_same_scene_from_two_cameras() -> None:
    for size in ((1000, 800), (2500, 2000), (4000, 3200)):
        scene = picture(1000, 800)
        assert clean(saved(scene.resize(size))).advice == ()
        assert clean(saved(blurred().resize(size))).advice == (Advice.BLURRED,)


def test_the_same_photo_is_recognised_smaller_and_saved_again_and_others_are_not() -> None:
    one = clean(jpeg(2000, 1600)).likeness
    again = clean(saved(picture(2000, 1600).resize((900, 720)), "WEBP", quality=40)).likeness
    assert looks_alike(one, again)
    others = [clean(jpeg(1000, 800, seed=seed)).likeness for seed in range(2, 8)]
    assert not any(looks_alike(one, other) for other in others)
