"""Views asked, and files judged by their first bytes."""

import struct
import tracemalloc

import pytest

from directory.core.refusals import Refusal
from directory.photos import rules
from directory.photos.rules import Damaged, Declared, Format, Need, NotAPhoto, TooManyPixels, TooSmall, declared
from tests.factories import hostile
from tests.factories.photos import jpeg, picture, saved


def needs(visit: str, reason: str = "receding", row: str = "receding", *, strip: bool = False) -> dict[str, Need]:
    asked = rules.suggested(visit, reason, row, strip)
    return {each.key: each.need for each in asked if each.need is not Need.OPTIONAL}


def test_a_written_opinion_needs_five_views() -> None:
    assert needs("written") == dict.fromkeys(("front", "top", "crown", "side", "back"), Need.REQUIRED)


@pytest.mark.parametrize("visit", ["video", "telephone"])
def test_a_call_suggests_three_and_needs_none(visit: str) -> None:
    assert needs(visit) == dict.fromkeys(("front", "top", "crown"), Need.SUGGESTED)


@pytest.mark.parametrize(("reason", "row"), [("parting", ""), ("receding", "parting"), ("not_sure", "diffuse")])
def test_thinning_asks_for_the_parting(reason: str, row: str) -> None:
    found = needs("written", reason, row)
    assert {key for key, need in found.items() if need is Need.SUGGESTED} == {
        "parting_front",
        "parting_middle",
        "parting_crown",
    }


def test_edges_ask_for_the_hairline_and_a_strip_for_the_scar() -> None:
    assert "hairline_eyebrows" in needs("video", row="edges")
    assert "scar_ruler" in needs("video", strip=True)
    assert "scar_ruler" in needs("video", "smp")
    assert "scar_ruler" not in needs("video")


def test_every_view_is_offered_once_and_what_is_asked_comes_first() -> None:
    asked = rules.suggested("written", "parting", "edges", True)
    assert sorted(each.key for each in asked) == sorted(rules.VIEWS)
    order = [Need.REQUIRED, Need.SUGGESTED, Need.OPTIONAL]
    assert [order.index(each.need) for each in asked] == sorted(order.index(each.need) for each in asked)
    assert len(rules.VIEWS) == 18


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("size", [(1000, 800), (482, 1204)])
def test_the_declared_size_is_read_from_each_format(form: Format, size: tuple[int, int]) -> None:
    assert declared(saved(picture(*size), form)) == Declared(form, *size)


@pytest.mark.parametrize(
    "options", [{"lossless": True}, {"exif": b"Exif\x00\x00" + hostile.gps_exif()}, {"quality": 20}]
)
def test_each_kind_of_webp_is_read(options: dict[str, object]) -> None:
    assert declared(saved(picture(1001, 802), "WEBP", **options)) == Declared(Format.WEBP, 1001, 802)


def test_a_progressive_jpeg_says_what_its_decoder_must_hold() -> None:
    full = declared(jpeg(1000, 800, progressive=True, subsampling=0))
    half = declared(jpeg(1000, 800, progressive=True, subsampling=2))
    assert (full.coefficients, half.coefficients) == (1000 * 800 * 6, 1000 * 800 * 3)


@pytest.mark.parametrize("name", hostile.strangers())
def test_what_is_no_photo_is_told_which_formats_are(name: str) -> None:
    with pytest.raises(NotAPhoto):
        declared(hostile.strangers()[name])


@pytest.mark.parametrize("name", hostile.stumps())
def test_a_signature_without_a_picture_is_damaged(name: str) -> None:
    with pytest.raises(Damaged):
        declared(hostile.stumps()[name])


def bombs() -> dict[str, bytes]:
    return {
        "png": hostile.png_bomb(),
        "webp": hostile.webp_bomb(),
        "jpeg": hostile.jpeg_claiming(65000, 65000),
        "heif": hostile.heif_claiming(65000, 65000),
    }


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_is_refused_by_its_header_in_constant_memory(name: str) -> None:
    data = bombs()[name]
    tracemalloc.start()
    with pytest.raises(TooManyPixels):
        declared(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000
    assert name != "png" or len(data) == 66


@pytest.mark.parametrize(("form", "most"), [(Format.JPEG, 50), (Format.HEIF, 50), (Format.PNG, 25), (Format.WEBP, 25)])
def test_the_limits_are_exact(form: Format, most: int) -> None:
    rules.check_pixels(form, most * 1000, 1000)
    rules.check_pixels(form, 480, 480)
    with pytest.raises(TooManyPixels) as over:
        rules.check_pixels(form, 1000, most * 1000 + 1)
    assert over.value.values == {"millions": most + 1, "most": most}
    with pytest.raises(TooSmall):
        rules.check_pixels(form, 479, 5000)


def test_twenty_megabytes_are_the_most() -> None:
    rules.check_size(20 * 1024 * 1024)
    for size, refusal in ((0, rules.Empty), (20 * 1024 * 1024 + 1, rules.TooBig)):
        with pytest.raises(refusal):
            rules.check_size(size)


@pytest.mark.parametrize("form", list(Format))
def test_no_prefix_of_a_photo_and_no_changed_byte_breaks_the_reader(form: Format) -> None:
    data = saved(picture(600, 500), form)[:3000]
    for length in range(0, len(data), 7):
        _harmless(data[:length])
    for at in range(min(len(data), 700)):
        for value in (0x00, 0x01, 0xFF):
            _harmless(data[:at] + bytes([value]) + data[at + 1 :])


def _harmless(data: bytes) -> None:
    try:
        found = declared(data)
    except Refusal:
        return
    assert found.width * found.height <= rules.MAX_PIXELS[found.form]


def test_every_refusal_says_what_to_do() -> None:
    sentences = [refusal.message for refusal in (rules.NotAPhoto, rules.Empty, Damaged, rules.TooBig, TooSmall)]
    sentences += [TooManyPixels.message, rules.TooIntricate.message, rules.TooManyPhotos.message]
    assert all(any(verb in each for verb in ("Choose", "Send", "Save", "Delete")) for each in sentences), sentences


def test_a_lying_box_cannot_make_the_reader_run_for_ever() -> None:
    data = b"\x00\x00\x00\x18ftypheic" + bytes(12) + struct.pack(">I4s", 0, b"mdat") + bytes(1_000_000)
    with pytest.raises(Damaged):
        declared(data)
