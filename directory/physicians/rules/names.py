"""What the codes are called on pages; sentences are translated where they are shown."""

from enum import StrEnum

from directory.core.refusals import N_
from directory.physicians.rules.licences import VisitKind
from directory.physicians.rules.offers import PatientGroup, Performer, PriceModel, Step, Technique
from directory.physicians.rules.standing import CredentialKind, Standing, StandingReason
from directory.physicians.rules.works import PublicationKind, ResultView

_NAMES: tuple[tuple[StrEnum, str], ...] = (
    (Technique.FUT, N_("Follicular unit transplantation (FUT, strip)")),
    (Technique.FUE, N_("Follicular unit excision (FUE)")),
    (Technique.BODY_HAIR, N_("Body or beard hair as donor")),
    (Technique.EYEBROWS, N_("Eyebrow transplantation")),
    (Technique.BEARD, N_("Beard transplantation")),
    (Technique.REPAIR, N_("Repair of earlier work")),
    (Technique.SMP, N_("Scalp micropigmentation (SMP)")),
    (Step.EVALUATION, N_("Evaluation")),
    (Step.PLANNING, N_("Planning and hairline design")),
    (Step.HARVESTING, N_("Donor harvesting")),
    (Step.SITES, N_("Recipient sites")),
    (Step.PREPARATION, N_("Graft preparation")),
    (Step.PLACEMENT, N_("Graft placement")),
    (Step.DESIGN, N_("Design")),
    (Step.PIGMENTATION, N_("Pigmentation")),
    (Step.AFTERCARE, N_("After-care")),
    (Performer.PHYSICIAN, N_("The physician")),
    (Performer.NAMED_PHYSICIAN, N_("Another physician")),
    (Performer.PROFESSIONAL, N_("A licensed professional under supervision")),
    (Performer.TECHNICIAN, N_("A technician")),
    (PriceModel.GRAFT, N_("per graft")),
    (PriceModel.SESSION, N_("per session")),
    (PatientGroup.WOMEN, N_("Women")),
    (PatientGroup.AFRO_TEXTURED, N_("Afro-textured hair")),
    (PatientGroup.EYEBROWS_BEARD, N_("Eyebrows and beard")),
    (PatientGroup.SCARS, N_("Scar camouflage")),
    (PatientGroup.REPAIR, N_("Repair of earlier work")),
    (VisitKind.VIDEO, N_("Video call")),
    (VisitKind.TELEPHONE, N_("Telephone call")),
    (VisitKind.WRITTEN, N_("Written opinion")),
    (CredentialKind.LICENCE, N_("Medical licence")),
    (CredentialKind.MALPRACTICE, N_("Malpractice cover")),
    (CredentialKind.BOARD, N_("Board certification")),
    (CredentialKind.TRAINING, N_("Training")),
    (CredentialKind.HONOUR, N_("Honour")),
    (Standing.DRAFT, N_("Draft")),
    (Standing.ACTIVE, N_("Active")),
    (Standing.PROBATION, N_("Probation")),
    (Standing.UNDER_REVIEW, N_("Under review")),
    (Standing.SUSPENDED, N_("Suspended")),
    (Standing.LAPSED, N_("Lapsed")),
    (Standing.REMOVED, N_("Removed")),
    (Standing.RESIGNED, N_("Resigned")),
    (StandingReason.ADMITTED, N_("Admitted")),
    (StandingReason.REVIEW, N_("Outcome of a review")),
    (StandingReason.CREDENTIAL, N_("Licence or cover")),
    (StandingReason.CONCERN, N_("A concern")),
    (StandingReason.OWN_WISH, N_("The physician's own wish")),
    (StandingReason.TERM_ENDED, N_("End of the term")),
    (StandingReason.CORRECTION, N_("Correction of a mistake")),
    (StandingReason.OTHER, N_("Other")),
    (PublicationKind.PAPER, N_("Paper")),
    (PublicationKind.CHAPTER, N_("Chapter")),
    (PublicationKind.BOOK, N_("Book")),
    (PublicationKind.LECTURE, N_("Lecture")),
    (ResultView.FRONT, N_("Front")),
    (ResultView.TOP, N_("Top")),
    (ResultView.CROWN, N_("Crown")),
    (ResultView.LEFT, N_("Left side")),
    (ResultView.RIGHT, N_("Right side")),
    (ResultView.DONOR, N_("Back of the head (donor area)")),
)
# Members equal their values ("repair" is a technique and a patient group), so the kind is part of the key.
_TABLE = {(type(member), member.value): text for member, text in _NAMES}


def name_of(member: StrEnum) -> str:
    """The English name, to be translated."""
    return _TABLE[type(member), member.value]
