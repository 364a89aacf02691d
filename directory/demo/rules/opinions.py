"""What demo physicians write: short answers and one whole plan, chosen by the consultation's own dice."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

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

_SHORT = (
    Opinion(
        suitability=Suitability.MEDICINE_FIRST,
        words="Your loss still goes on. Medicine may slow it; an operation now would have to be repeated soon.",
        next_step=NextStep.PRESCRIBER,
        medicines=(Medicine.FINASTERIDE, Medicine.MINOXIDIL),
    ),
    Opinion(
        suitability=Suitability.NOT_SUITABLE,
        words="The sides and back are thin as well, so there is too little to move. I would not operate.",
        next_step=NextStep.DOCTOR,
    ),
    Opinion(
        suitability=Suitability.IN_PERSON,
        words="The redness in your photos needs to be looked at and felt before anybody makes a plan.",
        next_step=NextStep.VISIT,
    ),
    Opinion(
        suitability=Suitability.LATER,
        words="You are young, and the pattern is not settled. Let us look again in a year.",
        next_step=NextStep.WAIT,
    ),
)
_PLAN = Opinion(
    suitability=Suitability.SUITABLE,
    words="The front can be restored well. The crown should wait.",
    next_step=NextStep.DECIDE,
    scale=Scale.NORWOOD,
    stage="3v",
    steps=(
        Step(StepKind.MEDICINE, None, "Now, for a year"),
        Step(StepKind.FUE, Zone.HAIRLINE, "After a year, if the loss is stable", 1200, 1600, 1),
        Step(StepKind.WAIT, Zone.CROWN, "A year after the operation"),
    ),
    donor=Donor.MODERATE,
    medicines=(Medicine.FINASTERIDE, Medicine.MINOXIDIL),
    risks="Scars as fine dots, numbness for some weeks, loss of hair around the grafts that grows again. Not all grow.",
    will="A natural frame for the face.",
    will_not="The density you had at twenty, or a covered crown.",
    progression="A slow loss towards stage 5.",
    later="The crown, if the donor area allows it.",
)


def opinion(rng: Random, physician: str, signed: datetime) -> Opinion:
    """A whole plan is one in five."""
    if rng.random() >= 0.2:
        return rng.choice(_SHORT)
    until = (signed + timedelta(days=120)).date()
    cost = Cost(480000, 640000, "EUR", "The operation, after-care and two visits.", until)
    return replace(_PLAN, cost=cost, performers=((Hands.FUE, physician),))
