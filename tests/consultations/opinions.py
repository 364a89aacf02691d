"""Opinions for tests: the shortest no, a whole plan, and both as a form sends them."""

from dataclasses import replace
from datetime import date
from typing import Any

from directory.consultations.actions import opinion as actions
from directory.consultations.models import Consultation
from directory.consultations.rules.opinion.plan import (
    Cost,
    Donor,
    Hands,
    Medicine,
    NextStep,
    Opinion,
    Scale,
    Step,
    StepKind,
    Suitability,
    Zone,
)
from tests.conftest import NOW

SENTENCE = "An operation would not help you at present."
NO = Opinion(suitability=Suitability.NOT_SUITABLE, words=SENTENCE, next_step=NextStep.DOCTOR)
PLAN = Opinion(
    suitability=Suitability.SUITABLE,
    words="A good plan is possible.",
    next_step=NextStep.DECIDE,
    scale=Scale.NORWOOD,
    stage="3v",
    steps=(
        Step(StepKind.MEDICINE, None, "now"),
        Step(StepKind.FUE, Zone.HAIRLINE, "after a year", 1000, 1500, 2, 8),
        Step(StepKind.FUE, Zone.CROWN, "after two years", 1000, 1000),
    ),
    performers=((Hands.FUE, "Dr Olive Owner"),),
    cost=Cost(400000, 650050, "EUR", "Everything but travel.", date(2027, 6, 30)),
    donor=Donor.MODERATE,
    medicines=(Medicine.FINASTERIDE, Medicine.MINOXIDIL_ORAL),
    risks="Shock loss. It may not grow.",
    will="A frame for the face.",
    will_not="The density of twenty.",
    progression="To a stage 5.",
    later="The crown, if the reserve allows.",
)
NO_FIELDS = {"suitability": "not_suitable", "words": SENTENCE, "next_step": "doctor"}


def fields(revision: int = 0, **changes: str) -> dict[str, str]:
    return {"revision": str(revision), **NO_FIELDS, **changes}


def draft(row: Consultation, opinion: Opinion = NO, *, by: int, revision: int = 0) -> int:
    """Call inside `transaction.unit()`."""
    return actions.save(row.id, opinion, revision, by=by, now=NOW)


def with_(opinion: Opinion, **changes: Any) -> Opinion:
    return replace(opinion, **changes)
