"""Colour profiles made here, and what a colour in them is in sRGB, computed without any library."""

import struct

XYZ = tuple[float, float, float]
Matrix = tuple[XYZ, XYZ, XYZ]

# Red, green and blue of each space, adapted to D50 as profiles hold them.
DISPLAY_P3: Matrix = ((0.515102, 0.241182, -0.001049), (0.291965, 0.692236, 0.041882), (0.157153, 0.066582, 0.784378))
ADOBE_RGB: Matrix = ((0.609741, 0.311111, 0.019470), (0.205276, 0.625671, 0.060867), (0.149185, 0.063217, 0.744568))
SRGB: Matrix = ((0.436066, 0.222488, 0.013916), (0.385147, 0.716873, 0.097076), (0.143066, 0.060608, 0.714096))
D50: XYZ = (0.9642, 1.0, 0.8249)
GAMMA = 2.19921875
NOTE = b"POISON in a profile's description"


def profile(primaries: Matrix) -> bytes:
    """A small valid matrix profile whose description and copyright hold text."""
    tags = {
        b"desc": _described(NOTE),
        b"cprt": b"text\x00\x00\x00\x00" + NOTE + b"\x00",
        b"wtpt": _xyz((0.9642, 1.0, 0.8249)),
    }
    for name, colour in zip((b"r", b"g", b"b"), primaries, strict=True):
        tags[name + b"XYZ"] = _xyz(colour)
        tags[name + b"TRC"] = struct.pack(">4sII", b"curv", 0, 1) + struct.pack(">HH", round(GAMMA * 256), 0)
    return _assembled(tags)


def _assembled(tags: dict[bytes, bytes]) -> bytes:
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += struct.pack(">4sII", name, at + len(body), len(data))
        body += data
    rest = struct.pack(">I", len(tags)) + table + body
    header = struct.pack(">II4s4s4s4s", 128 + len(rest), 0, bytes([2, 0x20, 0, 0]), b"mntr", b"RGB ", b"XYZ ")
    header += (
        struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp")
        + bytes(28)
        + struct.pack(">3i", *_fixed((0.9642, 1.0, 0.8249)))
    )
    return header.ljust(128, b"\x00") + rest


def _described(text: bytes) -> bytes:
    return b"desc\x00\x00\x00\x00" + struct.pack(">I", len(text) + 1) + text + b"\x00" + bytes(78)


def _xyz(colour: XYZ) -> bytes:
    return b"XYZ \x00\x00\x00\x00" + struct.pack(">3i", *_fixed(colour))


def _fixed(colour: XYZ) -> list[int]:
    return [round(value * 65536) for value in colour]


def in_srgb(colour: tuple[int, int, int], primaries: Matrix) -> tuple[int, ...]:
    """Linear light, to XYZ, to sRGB's linear light, to sRGB."""
    linear = [(value / 255) ** GAMMA for value in colour]
    xyz = [sum(linear[n] * primaries[n][axis] for n in range(3)) for axis in range(3)]
    return tuple(_encoded(value) for value in _solved(SRGB, xyz))


def _encoded(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))


def _solved(columns: Matrix, wanted: list[float]) -> list[float]:
    """Cramer's rule for three unknowns."""
    whole = _determinant(columns)
    found = []
    for n in range(3):
        changed = [tuple(wanted) if at == n else column for at, column in enumerate(columns)]
        found.append(_determinant((changed[0], changed[1], changed[2])) / whole)  # type: ignore[arg-type]  # three of three
    return found


def _determinant(m: Matrix) -> float:
    a, b, c = m
    return a[0] * (b[1] * c[2] - c[1] * b[2]) - b[0] * (a[1] * c[2] - c[1] * a[2]) + c[0] * (a[1] * b[2] - b[1] * a[2])
