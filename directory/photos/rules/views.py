"""The views a physician needs to see, what to say about each, and which are asked of whom."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from directory.core.refusals import N_


@dataclass(frozen=True, slots=True)
class View:
    """`art` names drawings under static/img/views, the best first."""

    key: str
    label: str
    hint: str
    art: tuple[str, ...]


class Need(StrEnum):
    REQUIRED = "required"  # or "I cannot take this view" with a reason
    SUGGESTED = "suggested"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Asked:
    view: View
    need: Need

    @property
    def key(self) -> str:
        return self.view.key

    @property
    def required(self) -> bool:
        return self.need is Need.REQUIRED

    @property
    def optional(self) -> bool:
        return self.need is Need.OPTIONAL


_ALL = (
    View(
        "front",
        N_("Front"),
        N_("From the eyebrows up, hair pulled back. Your eyes need not be in the photo."),
        ("front",),
    ),
    View("top", N_("Top of the head"), N_("Chin down, the camera above your forehead."), ("top",)),
    View("crown", N_("Crown"), N_("From behind and above. Use the timer, or ask somebody."), ("crown",)),
    View("side", N_("One side"), N_("Look straight ahead, the ear in the middle of the photo."), ("side", "left")),
    View(
        "back",
        N_("Back of the head"),
        N_("From behind, at the height of your ears. Use the timer, or two mirrors."),
        ("back", "donor_back"),
    ),
    View("other_side", N_("The other side"), N_("As before, from the other side."), ("other_side", "right")),
    View(
        "oblique_left",
        N_("Half left"),
        N_("Turn your head half to the right, so that your left temple shows."),
        ("oblique_left", "left"),
    ),
    View(
        "oblique_right",
        N_("Half right"),
        N_("Turn your head half to the left, so that your right temple shows."),
        ("oblique_right", "right"),
    ),
    View(
        "donor_left",
        N_("Left side, behind the ear"),
        N_("The hair above and behind your left ear."),
        ("donor_left", "left"),
    ),
    View(
        "donor_right",
        N_("Right side, behind the ear"),
        N_("The hair above and behind your right ear."),
        ("donor_right", "right"),
    ),
    View(
        "parting_front",
        N_("Parting, at the front"),
        N_("Part your hair in the middle. The first part, behind the forehead."),
        ("parting_front", "parting", "top"),
    ),
    View(
        "parting_middle",
        N_("Parting, in the middle"),
        N_("The same parting on top of the head."),
        ("parting_middle", "parting", "top"),
    ),
    View(
        "parting_crown",
        N_("Parting, at the crown"),
        N_("The same parting towards the back."),
        ("parting_crown", "parting", "crown"),
    ),
    View(
        "hairline_eyebrows",
        N_("Hairline with eyebrows"),
        N_("The whole edge of your hair at the front, with both eyebrows."),
        ("hairline_eyebrows", "front"),
    ),
    View(
        "scar_ruler",
        N_("Scar with a ruler"),
        N_("Lift the hair from the scar and hold a ruler beside it."),
        ("scar_ruler", "back", "donor_back"),
    ),
    View("extra_1", N_("Another photo"), N_("Anything else you would like the physician to see."), ("extra", "front")),
    View(
        "extra_2",
        N_("A second further photo"),
        N_("Anything else you would like the physician to see."),
        ("extra", "front"),
    ),
    View(
        "extra_3",
        N_("A third further photo"),
        N_("Anything else you would like the physician to see."),
        ("extra", "front"),
    ),
)
VIEWS = {view.key: view for view in _ALL}
EACH = "each"  # no view of ours: the owner knows what each photo shows, none replaces another

FIVE = ("front", "top", "crown", "side", "back")
THREE = ("front", "top", "crown")
PARTING = ("parting_front", "parting_middle", "parting_crown")
_PARTING_ROWS = frozenset({"parting", "diffuse", "all_over", "thinner"})
_MOST = {Need.REQUIRED: 0, Need.SUGGESTED: 1, Need.OPTIONAL: 2}


def suggested(visit: str, reason: str, drawing_row: str, had_strip: bool) -> list[Asked]:
    """All views, those asked first. `visit`, `reason` and `drawing_row` are the consultation's own words for them."""
    asked = dict.fromkeys(FIVE, Need.REQUIRED) if visit == "written" else dict.fromkeys(THREE, Need.SUGGESTED)
    for key in _further(reason, drawing_row, had_strip):
        asked.setdefault(key, Need.SUGGESTED)
    every = [Asked(view, asked.get(view.key, Need.OPTIONAL)) for view in VIEWS.values()]
    return sorted(every, key=lambda each: _MOST[each.need])


def _further(reason: str, drawing_row: str, had_strip: bool) -> Collection[str]:
    further: list[str] = []
    if reason == "parting" or drawing_row in _PARTING_ROWS:
        further += PARTING
    if drawing_row == "edges":
        further.append("hairline_eyebrows")
    if had_strip or reason == "smp":  # camouflage of a scar is one of the reasons people ask for pigmentation
        further.append("scar_ruler")
    return further
