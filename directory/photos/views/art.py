"""The drawing of a view, put into the page itself: so it takes the text's colour in both themes."""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

from directory.photos.rules import View

FOLDER = Path(__file__).parents[3] / "static" / "img" / "views"
# Drawings are ours; what could act in a page is refused all the same, so that none slips in with a later file.
_ACTIVE = re.compile(r"<\s*(script|foreignObject|style|image|use|a|animate)\b|\son\w+\s*=|\sstyle\s*=|href|url\(", re.I)


def view_art(view: View) -> Markup:
    """The first of the view's drawings there is; nothing if there is none."""
    found = (drawing(name) for name in view.art if (FOLDER / f"{name}.svg").is_file())
    return next(found, Markup(""))


@cache
def drawing(name: str) -> Markup:
    """Raises ValueError for a file that is no plain, passive SVG."""
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").strip()
    if not text.startswith("<svg ") or not text.endswith("</svg>") or _ACTIVE.search(text):
        raise ValueError(f"static/img/views/{name}.svg is not a plain drawing")
    if "aria-hidden" not in text:
        text = text.replace("<svg ", '<svg aria-hidden="true" ', 1)
    return Markup(text)  # noqa: S704 (a checked file of this repository, never a visitor's)
