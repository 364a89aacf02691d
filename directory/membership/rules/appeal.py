"""Appeals: within 30 days, once, judged by another panel; what was asked is heard before anybody votes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal

WORDS_MOST = 8000


class Hearing(StrEnum):
    NONE = "none"
    WRITING = "writing"
    VIDEO = "video"


HEARING_WORDS = {
    Hearing.NONE: N_("No hearing: the panel decides by the file and what I write here"),
    Hearing.WRITING: N_("A hearing in writing: the panel asks, I answer"),
    Hearing.VIDEO: N_("A hearing by video"),
}


class TooLate(Conflict):
    message = N_("An appeal is possible for %(days)d days after the decision. They have passed.")


class AppealedBefore(Conflict):
    message = N_("An appeal against this decision was lodged already.")
    constraint = "uq_appeals_decision_id"


class DecisionOfAppeal(Conflict):
    message = N_("This is the decision of an appeal. There is no further appeal; you may apply again.")


class GroundsMissing(Refusal):
    message = N_("Say what you appeal against, and why.")
    field = "grounds"


class HearingFirst(Conflict):
    message = N_("A hearing was asked for. Keep its minutes first; the panel reads them before it votes.")


class PanelSits(Conflict):
    message = N_("The panel of this appeal was chosen already.")


@dataclass(frozen=True, slots=True)
class AppealAsked:
    grounds: str
    hearing: Hearing = Hearing.NONE
    companion: bool = False


def ends(made: datetime, days: int) -> datetime:
    return made + timedelta(days=days)


def check(asked: AppealAsked, *, made: datetime, now: datetime, days: int) -> None:
    if now > ends(made, days):
        raise TooLate(days=days)
    if not asked.grounds:
        raise GroundsMissing


def check_panel(hearing: Hearing, *, heard: bool, sits: bool) -> None:
    if sits:
        raise PanelSits
    if hearing is not Hearing.NONE and not heard:
        raise HearingFirst
