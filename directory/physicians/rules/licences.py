"""Where a physician is licensed, and what that means for a patient elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from directory.core.refusals import N_, Refusal


class VisitKind(StrEnum):
    VIDEO = "video"
    TELEPHONE = "telephone"
    WRITTEN = "written"


@cache
def kinds_of(*, video: bool, telephone: bool, written: bool) -> tuple[VisitKind, ...]:
    """In the order they are shown."""
    offered = {VisitKind.VIDEO: video, VisitKind.TELEPHONE: telephone, VisitKind.WRITTEN: written}
    return tuple(kind for kind in VisitKind if offered[kind])


@dataclass(frozen=True, slots=True, order=True)
class Jurisdiction:
    """Without a region the licence holds for the whole country. Codes as in `places`: "US", "MA"."""

    country: str
    region: str | None = None


class PlaceRule(StrEnum):
    """What the patient's place means for a booking."""

    COVERED = "covered"
    NOTICE = "notice"
    WRITTEN = "written"
    REFUSE = "refuse"


NOT_LICENSED_THERE = N_(
    "Dr %(name)s is not licensed where you are. You can get general information, not treatment or a prescription."
)


class WrittenOnly(Refusal):
    message = N_(
        "Dr %(name)s is not licensed where you are. "
        "You can ask for a written opinion with general information, but not book a call."
    )


class NotInYourPlace(Refusal):
    message = N_("Dr %(name)s is not licensed where you are, so a consultation cannot be booked from there.")


def covers(jurisdictions: Iterable[Jurisdiction], country: str, region: str | None) -> bool:
    """A licence of one state does not cover a patient whose state is not known."""
    return any(
        licence.country == country and (licence.region is None or licence.region == region) for licence in jurisdictions
    )


def place_rule(jurisdictions: Iterable[Jurisdiction], country: str, region: str | None, setting: str) -> PlaceRule:
    """`setting` is the site's `other_places`: "notice", "written" or "refuse"."""
    if covers(jurisdictions, country, region):
        return PlaceRule.COVERED
    return PlaceRule(setting)


def check_place(rule: PlaceRule, visit: VisitKind, name: str) -> None:
    """Raises when this kind of consultation is not offered to a patient in that place."""
    if rule is PlaceRule.REFUSE:
        raise NotInYourPlace(name=name)
    if rule is PlaceRule.WRITTEN and visit is not VisitKind.WRITTEN:
        raise WrittenOnly(name=name)
