"""Writes the drawings of the question "Which looks most like yours?" to static/img/scale/.

    python -m scripts.scalp_drawing [folder]

Run it after a change to directory/demo/drawing/ and commit what it writes: a test compares every byte.
"""

import sys
from pathlib import Path

from directory.demo.drawing import HAIR, PATTERNS, TONES, option_svg

SCALE = Path(__file__).resolve().parents[1] / "static" / "img" / "scale"


def drawings() -> dict[str, str]:
    """File name to content."""
    return {
        f"{row}-{key}-{kind}-{tone}.svg": option_svg(row, key, kind, tone)
        for row, key in PATTERNS
        for kind in HAIR
        for tone in TONES
    }


def write(folder: Path) -> None:
    wanted = drawings()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        if old.name not in wanted:
            old.unlink()
    for name, content in wanted.items():
        (folder / name).write_text(content, encoding="ascii", newline="\n")
    print(f"{len(wanted)} drawings, {sum(map(len, wanted.values())) // 1000} kB, in {folder}")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else SCALE)
