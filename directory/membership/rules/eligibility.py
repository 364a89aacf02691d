"""The self-check: what somebody who thinks of applying already has. It decides nothing and is kept nowhere. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from directory.core.refusals import N_
from directory.membership.rules.criteria import EvidenceKind
from directory.membership.rules.policy import Policy


class Reply(StrEnum):
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Question(StrEnum):
    LICENCE = "licence"
    SPECIALTY = "specialty"
    YEARS = "years"
    SESSIONS = "sessions"
    DENSITY = "density"
    CLOSE_UPS = "close_ups"
    CASES = "cases"
    REFEREES = "referees"
    PAPERS = "papers"
    RULES = "rules"


class Answer(StrEnum):
    READY = "ready"
    ALMOST = "almost"  # something is unsure
    NOT_YET = "not_yet"
    STOPPED = "stopped"  # without it an application is not judged at all


STOPS = frozenset({Question.LICENCE, Question.RULES})
ASKED = {
    Question.LICENCE: N_("Do you hold an unexpired licence to practise medicine, and malpractice cover?"),
    Question.SPECIALTY: N_("Is hair restoration all you do, or the main specialty of your clinic?"),
    Question.YEARS: N_("Have you done hair restoration for several years, with cases of your own in each?"),
    Question.SESSIONS: N_(
        "Can you give %(cases)s case sheets of large follicular unit sessions with grafts prepared under the "
        "microscope?"
    ),
    Question.DENSITY: N_(
        "Can you show %(density)s cases with measured density, and one in which you decided against it?"
    ),
    Question.CLOSE_UPS: N_("Have you close-ups of hairline, temple and crown, before and 12 months after?"),
    Question.CASES: N_(
        "Could you show %(consecutive)s consecutive cases of a period that we draw, and %(chosen)s that you choose, "
        "all after 12 months and with each patient’s consent?"
    ),
    Question.REFEREES: N_(
        "Would %(colleagues)s colleagues (one outside your clinic) and %(patients)s former patients answer our "
        "questions about you?"
    ),
    Question.PAPERS: N_("Have you documents of your training and certifications, with issuer and dates?"),
    Question.RULES: N_("Do you agree that we may inspect your clinic, and that you answer for complaints?"),
}
MISSING = {
    Question.LICENCE: N_("Without a valid licence and cover an application is not judged. Renew them first."),
    Question.SPECIALTY: N_("Hair restoration must be at least the main specialty of the clinic."),
    Question.YEARS: N_("Several years with cases of your own are needed. This one only time brings."),
    Question.SESSIONS: N_("Begin to keep a case sheet of every large session: date, grafts, tools, team and minutes."),
    Question.DENSITY: N_("Begin to measure grafts per square centimetre and to take macro photos."),
    Question.CLOSE_UPS: N_("Begin to take the same close-ups, from the same angle, before and after."),
    Question.CASES: N_("Begin to follow every patient for 12 months with standard views and written consent."),
    Question.REFEREES: N_(
        "Speak with colleagues early. Former patients get a card from your clinic; you do not name them."
    ),
    Question.PAPERS: N_("Ask the issuers for copies. We confirm each document at its source."),
    Question.RULES: N_("Every member agrees to inspection and to the rule on complaints, without exception."),
}
_NUMBERS = {
    "cases": EvidenceKind.CASE_SHEET,
    "density": EvidenceKind.DENSITY_CASE,
    "consecutive": EvidenceKind.CONSECUTIVE_CASE,
    "chosen": EvidenceKind.CHOSEN_CASE,
    "colleagues": EvidenceKind.COLLEAGUE,
    "patients": EvidenceKind.FORMER_PATIENT,
}


@dataclass(frozen=True, slots=True)
class Assessment:
    answer: Answer
    missing: tuple[Question, ...]
    unsure: tuple[Question, ...]


def numbers(policy: Policy) -> dict[str, int]:
    """What the questions name, as the policy asks it."""
    asked = {each.kind: each.minimum for criterion in policy.criteria for each in criterion.evidence}
    return {name: asked.get(kind, 1) for name, kind in _NUMBERS.items()}


def assess(replies: Mapping[Question, Reply]) -> Assessment:
    """A question without a reply counts as unsure."""
    missing = tuple(each for each in Question if replies.get(each) is Reply.NO)
    unsure = tuple(each for each in Question if replies.get(each, Reply.UNSURE) is Reply.UNSURE)
    if STOPS & set(missing):
        return Assessment(Answer.STOPPED, missing, unsure)
    if missing:
        return Assessment(Answer.NOT_YET, missing, unsure)
    return Assessment(Answer.ALMOST if unsure else Answer.READY, missing, unsure)
