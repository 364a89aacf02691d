"""One operation of the case log: what its sheet says, which photos it needs, and what it may be used for."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Gone, Refusal

CASES_MOST = 200
PHOTOS_A_CASE = 16
CRITERIA = ("1", "2", "3", "5")  # those a case can be ticked for
UNDO = timedelta(minutes=10)


class Technique(StrEnum):
    FUT = "FUT"
    FUE = "FUE"


class Moment(StrEnum):
    BEFORE = "before"
    DURING = "during"  # on the day: slits, macro photos
    DAY_10 = "day_10"
    MONTH_12 = "month_12"


class CaseView(StrEnum):
    FRONT = "front"
    TOP = "top"
    CROWN = "crown"
    LEFT = "left"
    RIGHT = "right"
    DONOR = "donor"
    HAIRLINE = "hairline"
    TEMPLE = "temple"
    MACRO = "macro"
    SLITS = "slits"


TECHNIQUE_WORDS = {Technique.FUT: N_("FUT (strip)"), Technique.FUE: N_("FUE (single units)")}
MOMENT_WORDS = {
    Moment.BEFORE: N_("Before"),
    Moment.DURING: N_("Day of operation"),
    Moment.DAY_10: N_("10 days"),
    Moment.MONTH_12: N_("12 months"),
}
VIEW_WORDS = {
    CaseView.FRONT: N_("Front"),
    CaseView.TOP: N_("Top"),
    CaseView.CROWN: N_("Crown"),
    CaseView.LEFT: N_("Left side"),
    CaseView.RIGHT: N_("Right side"),
    CaseView.DONOR: N_("Donor area"),
    CaseView.HAIRLINE: N_("Hairline, close"),
    CaseView.TEMPLE: N_("Temple, close"),
    CaseView.MACRO: N_("Macro, dense area"),
    CaseView.SLITS: N_("Incisions with scale"),
}
STANDARD = (CaseView.FRONT, CaseView.TOP, CaseView.CROWN, CaseView.LEFT, CaseView.RIGHT)
CLOSE_UPS = (CaseView.HAIRLINE, CaseView.TEMPLE, CaseView.CROWN)
FOLLOWED = (Moment.BEFORE, Moment.DAY_10, Moment.MONTH_12)


@dataclass(frozen=True, slots=True)
class Details:
    """The sheet of one operation; sealed as a whole. Sizes in hundredths of a millimetre, density in grafts/cm2."""

    done_on: date | None = None
    technique: Technique | None = None
    grafts_1: int = 0
    grafts_2: int = 0
    grafts_3: int = 0
    tool: str = ""
    tool_size: int | None = None
    team: int | None = None
    minutes: int | None = None
    density: int | None = None
    not_done: str = ""  # criterion 2: why dense packing was not done in this case
    views_missing: str = ""  # why a standard view or a time is not there

    @property
    def grafts(self) -> int:
        return self.grafts_1 + self.grafts_2 + self.grafts_3


@dataclass(frozen=True, slots=True)
class CaseAsked:
    """The form or a CSV line, read."""

    number: int
    details: Details
    criteria: tuple[str, ...]
    consent_on: date | None  # the patient's own declaration, on paper with the clinic
    covers_identity: bool = False  # it allows photos in which the patient can be recognised


class NumberTaken(Conflict):
    constraint = "uq_operations_number"
    field = "number"
    message = N_("There is a case with this number already. Give this one another number.")


class TooManyCases(Refusal):
    message = N_("The case log holds at most 200 operations. Delete one you do not need, then add this one.")


class LogClosed(Conflict):
    message = N_("The case log can be changed only while the application is a draft or photos have been asked for.")


class CaseGone(Gone):
    message = N_("This case was deleted, or its photos were removed at the patient's wish.")


class ChangedMeanwhile(Conflict):
    message = N_("Somebody else changed this case after you opened it. Look at it again, then save your change.")


class UndoEnded(Conflict):
    message = N_("This case was deleted more than ten minutes ago and cannot be brought back.")


def label(number: int) -> str:
    """C07, as on the file names."""
    return f"C{number:02d}"
