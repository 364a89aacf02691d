"""Files that lie, hide things or blow up. Made here, byte by byte, so that each says what is wrong with it."""

import io
import struct
import zlib

from pillow_heif import from_pillow

from tests.factories.photos import jpeg, picture, saved

POISON = b"POISON-51.5074N"


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def gps_exif(orientation: int = 1) -> bytes:
    """A TIFF block with orientation, a GPS directory with a coordinate, and a thumbnail in the second directory."""
    gps_at, thumb_at = 8 + 2 + 3 * 12 + 4, 8 + 2 + 3 * 12 + 4 + 2 + 12 + 4
    first = struct.pack(">H", 3)
    first += struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    first += struct.pack(">HHII", 0x013B, 2, len(POISON), thumb_at + 2 + 24 + 4)
    first += struct.pack(">HHII", 0x8825, 4, 1, gps_at)
    first += struct.pack(">I", thumb_at)
    gps = struct.pack(">H", 1) + struct.pack(">HHI4s", 1, 2, 2, b"N\x00\x00\x00") + struct.pack(">I", 0)
    small_at = thumb_at + 2 + 24 + 4 + len(POISON)
    thumb = struct.pack(">H", 2)
    thumb += struct.pack(">HHII", 0x0201, 4, 1, small_at) + struct.pack(">HHII", 0x0202, 4, 1, len(POISON))
    return b"MM\x00*" + struct.pack(">I", 8) + first + gps + thumb + struct.pack(">I", 0) + POISON + POISON


def poisoned_jpeg(clean: bytes) -> bytes:
    """The same scan with everything a camera or an editor may leave around it."""
    extra = segment(0xE1, b"Exif\x00\x00" + gps_exif())
    extra += segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + POISON + b"</x:xmpmeta>")
    extra += segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + POISON * 20)
    extra += segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + POISON)
    extra += segment(0xEC, POISON) + segment(0xFE, POISON)
    return clean[:2] + extra + clean[2:] + POISON + jpeg(600, 500)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def poisoned_png(clean: bytes) -> bytes:
    at = 8 + 25  # behind IHDR
    extra = chunk(b"iCCP", b"name\x00\x00" + zlib.compress(POISON * 20)) + chunk(b"tEXt", b"Comment\x00" + POISON)
    extra += chunk(b"zTXt", b"Note\x00\x00" + zlib.compress(POISON)) + chunk(b"eXIf", gps_exif())
    extra += chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + POISON) + chunk(b"prVt", POISON)
    return clean[:at] + extra + clean[at:] + POISON


def poisoned_webp(_clean: bytes) -> bytes:
    image = picture()
    return saved(image, "WEBP", exif=b"Exif\x00\x00" + gps_exif(), xmp=POISON, icc_profile=POISON * 20) + POISON


def poisoned_heif(_clean: bytes) -> bytes:
    return (
        saved(picture(), "HEIF", exif=b"Exif\x00\x00" + gps_exif(), xmp=POISON)
        + struct.pack(">I4s", 8 + len(POISON), b"free")
        + POISON
    )


def png_bomb() -> bytes:
    """66 bytes that claim four milliard pixels."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 65000, 65000, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", b"")
        + b"\x00" * 21
    )


def png_zip_bomb() -> bytes:
    """Small and honest about its size; its pixels unpack to a hundred times what they say."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 800, 800, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\x00" * 200_000_000)) + chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    at = 8 + 25
    clean = saved(picture(), "PNG")
    return clean[:at] + chunk(b"zTXt", b"Note\x00\x00" + zlib.compress(b"\x00" * 200_000_000)) + clean[at:]


def webp_bomb() -> bytes:
    canvas = (16382).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x00\x00\x00\x00" + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_claiming(width: int, height: int) -> bytes:
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def heif_claiming(width: int, height: int, *, real: tuple[int, int] = (1000, 800)) -> bytes:
    data = bytearray(saved(picture(*real), "HEIF"))
    at = data.index(b"ispe")
    data[at + 8 : at + 16] = struct.pack(">II", width, height)
    return bytes(data)


def heif_with_small_copy() -> bytes:
    """A large picture with a small copy inside, as telephones write them."""
    heif = from_pillow(picture(2600, 2000))
    written = io.BytesIO()
    heif.info["thumbnails"] = [1600]
    heif.save(written, enc_params={"preset": "ultrafast"})
    return written.getvalue()


def polyglots() -> dict[str, bytes]:
    """Files that are two things at once; only the pixels of the picture may be left of them."""
    page = b"<!doctype html><script>alert(1)</script>"
    image = jpeg()
    return {
        "jpeg and html": image[:2] + segment(0xFE, page) + image[2:] + page,
        "jpeg and zip": image + b"PK\x03\x04" + page,
        "jpeg and javascript": image[:2] + segment(0xFE, b"*/=1;alert(1);/*") + image[2:] + b"*/",
        "png and php": saved(picture(), "PNG") + b"<?php system($_GET[0]); ?>",
        "webp and pdf": saved(picture(), "WEBP") + b"%PDF-1.7 " + page,
    }


def strangers() -> dict[str, bytes]:
    """What is no photo at all, whatever it is called."""
    return {
        "text": b"hello " * 200,
        "html": b"<html><img src=x onerror=alert(1)></html>",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "pdf": b"%PDF-1.7\n%\xff\xd8\xff",
        "gif": saved(picture(600, 600), "GIF"),
        "tiff": saved(picture(600, 600), "TIFF"),
        "bmp": saved(picture(600, 600), "BMP"),
        "zip": b"PK\x03\x04" + bytes(200),
        "avif brand": b"\x00\x00\x00\x20ftypavif" + bytes(100),
        "mp4": b"\x00\x00\x00\x20ftypisom" + bytes(100),
        "one byte": b"\xff",
        "zeros": bytes(1000),
    }


def stumps() -> dict[str, bytes]:
    """Signatures without a header behind them."""
    return {
        "jpeg signature": b"\xff\xd8\xff",
        "jpeg without frame": b"\xff\xd8" + segment(0xFE, b"x") + b"\xff\xda\x00\x02",
        "jpeg of fill bytes": b"\xff\xd8" + b"\xff" * 5000,
        "jpeg of empty segments": b"\xff\xd8" + b"\xff\xe0\x00\x00" * 500,
        "png signature": b"\x89PNG\r\n\x1a\n",
        "png without header": b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"x" * 30),
        "webp signature": b"RIFF\x00\x00\x00\x00WEBP",
        "webp short": b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00",
        "webp unknown": b"RIFF\x00\x00\x00\x00WEBPABCD" + bytes(40),
        "heif signature": b"\x00\x00\x00\x18ftypheic" + bytes(12),
        "heif endless": b"\x00\x00\x00\x18ftypheic" + bytes(12) + b"\x00\x00\x00\x08meta" * 3000,
        "heif huge box": b"\x00\x00\x00\x18ftypheic" + bytes(12) + b"\x00\x00\x00\x01mdat" + b"\xff" * 8,
    }


def png_of(width: int, height: int) -> bytes:
    """An honest header; the pixels are not there."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def progressive_claiming(width: int, height: int) -> bytes:
    """Within the pixels allowed, but a decoder would have to hold four full components."""
    frame = struct.pack(">BHHB", 8, height, width, 4) + b"".join(bytes([n, 0x11, 0]) for n in range(1, 5))
    return b"\xff\xd8" + segment(0xC2, frame) + segment(0xDA, b"\x00")
