"""What a worker needs at its highest moment, measured in a process of its own."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.factories import hostile
from tests.factories.photos import saved

ROOT = Path(__file__).parents[2]
MEASURED = """
import sys
from directory.photos.actions import pixels
data = sys.stdin.buffer.read()
for form in (pixels.Format.JPEG, pixels.Format.HEIF):
    pixels._load_decoders(form)
def most():
    return int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])
before = most()
try:
    found = pixels.clean(data)
    said = f"{found.width}x{found.height}"
except pixels.Unusable as unusable:
    said = str(unusable.problem)
print((most() - before) * 1024 // 1_000_000, said)
"""

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to measure")


def measured(data: bytes) -> tuple[int, str]:
    """(megabytes over what was in use before, what came out)."""
    run = subprocess.run([sys.executable, "-c", MEASURED], input=data, capture_output=True, check=True, cwd=ROOT)
    megabytes, said = run.stdout.decode().splitlines()[-1].split()
    return int(megabytes), said


def noise(width: int, height: int) -> Image.Image:
    part = Image.effect_noise((width // 8, height // 8), 60).resize((width, height))
    return Image.merge("RGB", [part, part.transpose(Image.Transpose.FLIP_LEFT_RIGHT), part])


def flat_heif(width: int, height: int) -> bytes:
    written = io.BytesIO()
    from pillow_heif import from_pillow

    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    from_pillow(image).save(written, quality=40, enc_params={"preset": "ultrafast"})
    return written.getvalue()


def lying_heif() -> bytes:
    """49 megapixels that say they are one."""
    data = bytearray(flat_heif(8160, 6120))
    at = data.index(b"ispe")
    data[at + 8 : at + 16] = (1000).to_bytes(4, "big") * 2
    return bytes(data)


def test_twelve_megapixels_need_at_most_150_megabytes() -> None:
    megabytes, said = measured(saved(noise(4000, 3000), "JPEG", quality=90))
    assert said == "2400x1800"
    assert megabytes <= 150


LARGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "50 megapixels, progressive": (
        lambda: saved(noise(8640, 5760), "JPEG", quality=60, progressive=True),
        "2400x1600",
    ),
    "cmyk, progressive": (
        lambda: saved(noise(7000, 5000).convert("CMYK"), "JPEG", quality=40, progressive=True),
        "2400x1714",
    ),
    "25 megapixels, webp with alpha": (
        lambda: saved(Image.new("RGBA", (5000, 5000), (9, 99, 200, 128)), "WEBP", method=0),
        "2400x2400",
    ),
    "25 megapixels, png with alpha": (
        lambda: saved(Image.new("RGBA", (5000, 5000), (9, 99, 200, 128)), "PNG"),
        "2400x2400",
    ),
    "50 megapixels, heif": (lambda: flat_heif(8160, 6120), "2400x1800"),
}
WORST: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "heif with a small claim": (lying_heif, ("2400x1800", "too_large", "damaged")),
    "png whose pixels unpack to more": (hostile.png_zip_bomb, ("800x800",)),
    "png with text that unpacks to much": (hostile.png_text_bomb, ("damaged",)),
    "jpeg that claims 49 megapixels": (lambda: hostile.jpeg_claiming(7000, 7000), ("2400x2400",)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_the_largest_photos_we_promise_to_take_need_at_most_450_megabytes(name: str) -> None:
    make, expected = LARGE[name]
    megabytes, said = measured(make())
    assert said == expected
    assert megabytes <= 450


@pytest.mark.slow
@pytest.mark.parametrize("name", WORST)
def test_whatever_is_sent_needs_at_most_450_megabytes(name: str) -> None:
    make, expected = WORST[name]
    megabytes, said = measured(make())
    assert said in expected
    assert megabytes <= 450


def test_beyond_the_ceiling_memory_is_refused_and_comes_back_afterwards() -> None:
    script = """
from directory.photos.actions import memory
def large():
    return len(bytearray(300_000_000))
try:
    with memory.at_most(100_000_000):
        large()
except MemoryError:
    print("refused", large())
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT)
    assert run.stdout.decode().split() == ["refused", "300000000"]
