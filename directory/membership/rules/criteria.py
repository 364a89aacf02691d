"""What a criterion is made of: its words, the evidence asked, and what each score means. The eight of version 1 are in
`eight`; from then on the words live in the policy versions."""

from dataclasses import dataclass
from enum import StrEnum

from directory.core.refusals import N_

SCALE = range(6)  # 0 to 5; "cannot judge" is no score
CANNOT_JUDGE = "N"
SCALE_NAMES = (
    N_("none or disqualifying"),
    N_("claimed only"),
    N_("some, clearly below"),
    N_("meets"),
    N_("clearly above"),
    N_("exemplary"),
)


class Form(StrEnum):
    """How a piece of evidence reaches us, and so how it is counted."""

    CASE = "case"  # a row of the table of operations, ticked for the criterion
    PHOTO = "photo"
    DOCUMENT = "document"
    FIGURES = "figures"  # numbers or a list, typed in
    STATEMENT = "statement"
    REFEREE = "referee"


class EvidenceKind(StrEnum):
    CASE_SHEET = "case_sheet"
    SLIT_PHOTO = "slit_photo"
    MICROSCOPE_ROOM = "microscope_room"
    EQUIPMENT = "equipment"
    DENSITY_CASE = "density_case"
    DENSITY_DECLINED = "density_declined"
    CLOSE_UPS = "close_ups"
    SHARE = "share"
    STAFF = "staff"
    OTHER_SPECIALTIES = "other_specialties"
    CONSECUTIVE_CASE = "consecutive_case"
    CHOSEN_CASE = "chosen_case"
    COLLEAGUE = "colleague"
    FORMER_PATIENT = "former_patient"
    DISCLOSURE = "disclosure"
    CV = "cv"
    TRAINING = "training"
    CASES_BY_YEAR = "cases_by_year"
    LICENCE_HISTORY = "licence_history"
    CREDENTIAL = "credential"
    PUBLICATIONS = "publications"


FORMS = {
    EvidenceKind.CASE_SHEET: Form.CASE,
    EvidenceKind.SLIT_PHOTO: Form.PHOTO,
    EvidenceKind.MICROSCOPE_ROOM: Form.PHOTO,
    EvidenceKind.EQUIPMENT: Form.FIGURES,
    EvidenceKind.DENSITY_CASE: Form.CASE,
    EvidenceKind.DENSITY_DECLINED: Form.CASE,
    EvidenceKind.CLOSE_UPS: Form.CASE,
    EvidenceKind.SHARE: Form.FIGURES,
    EvidenceKind.STAFF: Form.FIGURES,
    EvidenceKind.OTHER_SPECIALTIES: Form.STATEMENT,
    EvidenceKind.CONSECUTIVE_CASE: Form.CASE,
    EvidenceKind.CHOSEN_CASE: Form.CASE,
    EvidenceKind.COLLEAGUE: Form.REFEREE,
    EvidenceKind.FORMER_PATIENT: Form.REFEREE,
    EvidenceKind.DISCLOSURE: Form.STATEMENT,
    EvidenceKind.CV: Form.DOCUMENT,
    EvidenceKind.TRAINING: Form.DOCUMENT,
    EvidenceKind.CASES_BY_YEAR: Form.FIGURES,
    EvidenceKind.LICENCE_HISTORY: Form.FIGURES,
    EvidenceKind.CREDENTIAL: Form.DOCUMENT,
    EvidenceKind.PUBLICATIONS: Form.FIGURES,
}

# What the public reads on a profile: by what kind of evidence a criterion was met.
NAMES = {
    EvidenceKind.CASE_SHEET: N_("Case sheets of operations"),
    EvidenceKind.SLIT_PHOTO: N_("Photo of the incisions with a scale"),
    EvidenceKind.MICROSCOPE_ROOM: N_("Photo of the room with the microscopes"),
    EvidenceKind.EQUIPMENT: N_("List of equipment"),
    EvidenceKind.DENSITY_CASE: N_("Cases with measured density"),
    EvidenceKind.DENSITY_DECLINED: N_("A case in which dense packing was not done, with the reason"),
    EvidenceKind.CLOSE_UPS: N_("Close-up photos before and after"),
    EvidenceKind.SHARE: N_("Share of procedures over 24 months"),
    EvidenceKind.STAFF: N_("Staff list"),
    EvidenceKind.OTHER_SPECIALTIES: N_("Statement of other specialties"),
    EvidenceKind.CONSECUTIVE_CASE: N_("Consecutive cases of a period drawn by the office"),
    EvidenceKind.CHOSEN_CASE: N_("Chosen cases"),
    EvidenceKind.COLLEAGUE: N_("Colleagues as referees"),
    EvidenceKind.FORMER_PATIENT: N_("Former patients as referees"),
    EvidenceKind.DISCLOSURE: N_("Statement on complaints, suits and board actions"),
    EvidenceKind.CV: N_("Dated curriculum vitae"),
    EvidenceKind.TRAINING: N_("Training certificates"),
    EvidenceKind.CASES_BY_YEAR: N_("Cases by year"),
    EvidenceKind.LICENCE_HISTORY: N_("Licence history"),
    EvidenceKind.CREDENTIAL: N_("Documents with issuer and expiry"),
    EvidenceKind.PUBLICATIONS: N_("List of lectures, publications and books"),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """`minimum` of the kind, in the words an applicant reads."""

    kind: EvidenceKind
    minimum: int
    words: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """`title` is the short form for tables; `sentence` is what a reviewer answers."""

    number: int
    key: str
    title: str
    sentence: str
    evidence: tuple[Evidence, ...]
    anchors: tuple[str, ...]  # of the scores 0 to 5
    weight: int


@dataclass(frozen=True, slots=True)
class Quality:
    """What the criteria serve."""

    key: str
    title: str
    sentence: str
