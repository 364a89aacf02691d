"""The safety signs: a versioned list, the same for the intake and the public page. Pure data.

A change of words is a new version: answers are kept with the version that was shown.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory.core.refusals import N_

VERSION = "1"
SOURCE = N_("The Coalition's consultation policy, safety signs, version 1")
AS_OF = date(2026, 11, 20)
REVIEWED: date | None = None  # by a physician; None is shown as "not yet reviewed by a physician"
REVIEWED_BY = ""

NOBODY_WATCHES = N_("Nobody watches this site. Do not wait for a reply.")


class Urgency(StrEnum):
    SOON = "soon"
    TODAY = "today"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Sign:
    """`words` are shown as they stand; `key` is what an answer keeps."""

    key: str
    words: str
    women: bool = False  # asked of everybody, said to matter in women


@dataclass(frozen=True, slots=True)
class Group:
    urgency: Urgency
    title: str
    advice: str
    signs: tuple[Sign, ...]


SOON = Group(
    Urgency.SOON,
    N_("See a doctor in person soon, ideally before any plan"),
    N_("These signs can have a cause that photos do not show."),
    (
        Sign("sudden", N_("sudden loss")),
        Sign("clumps", N_("loss in clumps")),
        Sign("patches", N_("smooth bald patches")),
        Sign("pain", N_("scalp pain, burning or strong itch with the loss")),
        Sign("scaling", N_("redness with scaling")),
        Sign("pustules", N_("pustules, crusts or bleeding")),
        Sign("shiny", N_("shiny skin without pores")),
        Sign("eyebrows", N_("hairline going back together with loss of eyebrows")),
        Sign("after", N_("loss after a new medicine, illness, birth or rapid weight loss")),
        Sign(
            "hormonal", N_("in women also irregular periods, new acne, new facial hair or a deeper voice"), women=True
        ),
    ),
)
TODAY = Group(
    Urgency.TODAY,
    N_("See a doctor today"),
    N_("This may need treatment today."),
    (Sign("fever", N_("fever with a painful, swollen or pus-filled scalp")),),
)
NOW = Group(
    Urgency.NOW,
    N_("Call for help now"),
    N_("Call your local emergency number, or a crisis line."),
    (
        Sign("chest", N_("chest pain")),
        Sign("breathing", N_("trouble breathing")),
        Sign("fainting", N_("fainting")),
        Sign("swelling", N_("swelling of face or tongue")),
        Sign("suicidal", N_("thoughts of ending one's life")),
    ),
)
GROUPS = (NOW, TODAY, SOON)  # the most urgent first
SIGNS: dict[str, Sign] = {sign.key: sign for group in GROUPS for sign in group.signs}
URGENCY: dict[str, Urgency] = {sign.key: group.urgency for group in GROUPS for sign in group.signs}


def group(urgency: Urgency) -> Group:
    return next(each for each in GROUPS if each.urgency is urgency)


def told(keys: list[str] | tuple[str, ...]) -> tuple[Group, ...]:
    """The groups that the ticked signs belong to, the most urgent first. Unknown keys are passed over."""
    ticked = {URGENCY[key] for key in keys if key in URGENCY}
    return tuple(each for each in GROUPS if each.urgency in ticked)
