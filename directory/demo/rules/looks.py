"""What is the matter with a demo patient's hair: the reason, the drawing chosen, and which base pictures fit."""

from dataclasses import dataclass
from random import Random

MAN = {"front": "front", "top": "top", "crown": "crown", "side": "left", "back": "donor_back"}


@dataclass(frozen=True, slots=True)
class Look:
    """`photos`: the view of a consultation -> the name of a base picture."""

    key: str
    reason: str
    drawing: str
    photos: tuple[tuple[str, str], ...]
    female: float  # how many of a hundred
    areas: tuple[str, ...]
    weight: int
    signs: tuple[str, ...] = ("none",)


def _five(pattern: str) -> tuple[tuple[str, str], ...]:
    return tuple((view, f"{camera}-{pattern}") for view, camera in MAN.items())


_RECEDING, _COILY = "receding-4-straight-light", "parting-3-coily-dark"
LOOKS = (
    Look("receding", "receding", "receding-4", _five(_RECEDING), 0.0, ("temples", "crown"), 24),
    Look("coily", "parting", "parting-3", _five(_COILY), 0.97, ("parting", "top"), 16),
    Look("crown", "receding", "receding-3v", (("top", "top-receding-3v-curly-medium"),), 0.0, ("temples", "crown"), 12),
    Look("advanced", "receding", "receding-6", (("top", "top-receding-6-straight-dark"),), 0.0, ("top", "crown"), 8),
    Look("diffuse", "parting", "diffuse-much", (("top", "top-diffuse-much-straight-medium"),), 0.6, ("all_over",), 9),
    Look(
        "parting", "parting", "parting-4", (("parting_middle", "parting_middle-parting-4-straight-light"),), 1.0,
        ("parting", "top"), 10,
    ),
    Look(
        "patches", "patches", "patches-several", (("crown", "crown-patches-several-curly-light"),), 0.5,
        ("elsewhere", "crown"), 5, ("patches", "sudden"),
    ),
    Look("edges", "receding", "edges-temples", (("side", "left-edges-temples-coily-dark"),), 0.9, ("temples",), 6),
    Look(
        "brows", "eyebrows", "edges-brows", (("hairline_eyebrows", "hairline_eyebrows-edges-brows-straight-light"),),
        0.8, ("hairline", "eyebrows"), 5, ("eyebrows",),
    ),
    Look(
        "repair", "repair", "receding-4", (*_five(_RECEDING), ("other_side", f"right-{_RECEDING}")), 0.1,
        ("hairline", "top"), 8,
    ),
    Look("smp", "smp", "receding-6", (("top", "top-receding-6-straight-dark"),), 0.05, ("top", "crown"), 4),
    Look("medicine", "medicine", "receding-3v", (("top", "top-receding-3v-curly-medium"),), 0.0, ("crown",), 4),
    Look("unsure", "not_sure", "unsure", (), 0.5, ("all_over",), 4),
)  # fmt: skip


def look(rng: Random, number: int, *, written: bool) -> Look:
    """The first of each kind in turn, so that even a small demo has women, coily hair, diffuse loss and repair."""
    if number < len(LOOKS) and not written:
        return LOOKS[number]
    weights = [each.weight * (9 if written and len(each.photos) >= len(MAN) else 1) for each in LOOKS]
    return rng.choices(LOOKS, weights)[0]
