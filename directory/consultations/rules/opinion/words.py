"""The standing sentences of an opinion: what it is, the warnings that belong to medicines, the note to reflect. Pure.

Medicines are names only: no dose, never a prescription.
"""

from collections.abc import Collection

from directory.consultations.rules.opinion.plan import (
    Donor,
    Hands,
    Medicine,
    NextStep,
    Opinion,
    Scale,
    StepKind,
    Suitability,
    Zone,
)
from directory.core.refusals import N_

VERSION = "1"  # of these sentences; kept with what is signed
FOOTER = N_("Preliminary, general information, not a diagnosis.")
REFLECT = N_("Take your time. We suggest at least two weeks before deciding on surgery.")
DISCUSS = N_("Medicines to discuss with a prescriber where you live (names only, no dose, never a prescription)")

SUITABILITY = {
    Suitability.SUITABLE: N_("Suitable"),
    Suitability.LATER: N_("Suitable later"),
    Suitability.MEDICINE_FIRST: N_("Medicine first"),
    Suitability.NOT_SUITABLE: N_("Not suitable"),
    Suitability.TALK_FIRST: N_("Talk in person first"),
    Suitability.IN_PERSON: N_("Needs examination in person"),
    Suitability.CANNOT_TELL: N_("Cannot tell from what was sent"),
}
NEXT = {
    NextStep.TALK: N_("Book a call with me, and we speak about it"),
    NextStep.VISIT: N_("Visit the clinic for an examination"),
    NextStep.DOCTOR: N_("See a doctor where you live who can examine you"),
    NextStep.PRESCRIBER: N_("Speak with a prescriber where you live about medicines"),
    NextStep.PHOTO: N_("Send the view again, with a new request"),
    NextStep.WAIT: N_("Wait, and have it looked at again"),
    NextStep.DECIDE: N_("Think it over; write to the clinic when you have decided"),
    NextStep.NOTHING: N_("Nothing more is needed"),
    NextStep.OTHER: N_("Something else"),
}
STEPS = {
    StepKind.MEDICINE: N_("Medicine"),
    StepKind.FUT: N_("FUT (strip)"),
    StepKind.FUE: N_("FUE"),
    StepKind.SMP_TEMPORARY: N_("SMP, temporary"),
    StepKind.SMP_PERMANENT: N_("SMP, permanent"),
    StepKind.WAIT: N_("Wait and review"),
}
HANDS = {Hands.FUT: N_("FUT (strip)"), Hands.FUE: N_("FUE"), Hands.SMP: N_("SMP")}
ZONES = {
    Zone.HAIRLINE: N_("Hairline"),
    Zone.TEMPLES: N_("Temples"),
    Zone.MIDDLE: N_("Middle of the scalp"),
    Zone.CROWN: N_("Crown"),
    Zone.PARTING: N_("Parting"),
    Zone.ALL_OVER: N_("All over"),
    Zone.SIDES_BACK: N_("Sides and back"),
    Zone.SCAR: N_("Scar"),
    Zone.EYEBROWS: N_("Eyebrows"),
    Zone.BEARD: N_("Beard"),
}
SCALES = {
    Scale.NORWOOD: "Norwood",
    Scale.LUDWIG: "Ludwig",
    Scale.SINCLAIR: "Sinclair",
    Scale.SAVIN: "Savin",
    Scale.OTHER: N_("In words"),
}
DONOR = {
    Donor.GOOD: N_("Good, as far as photos show"),
    Donor.MODERATE: N_("Moderate, as far as photos show"),
    Donor.LIMITED: N_("Limited, as far as photos show"),
    Donor.UNKNOWN: N_("Cannot be judged from photos"),
}
MEDICINES = {
    Medicine.FINASTERIDE: N_("Finasteride tablet"),
    Medicine.FINASTERIDE_TOPICAL: N_("Finasteride solution"),
    Medicine.DUTASTERIDE: N_("Dutasteride"),
    Medicine.MINOXIDIL: N_("Minoxidil lotion or foam"),
    Medicine.MINOXIDIL_ORAL: N_("Minoxidil tablet"),
    Medicine.KETOCONAZOLE: N_("Ketoconazole shampoo"),
    Medicine.SPIRONOLACTONE: N_("Spironolactone or other hormone treatment"),
    Medicine.STEROID: N_("Steroid cream or injections"),
    Medicine.JAK: N_("JAK inhibitor"),
}
_BLOCKERS = frozenset({Medicine.FINASTERIDE, Medicine.FINASTERIDE_TOPICAL, Medicine.DUTASTERIDE})
_NOT_APPROVED = frozenset({Medicine.MINOXIDIL_ORAL, Medicine.FINASTERIDE_TOPICAL, Medicine.DUTASTERIDE})
_NOT_APPROVED_WORDS = N_("not approved for hair loss in many countries")
_BLOCKER_WARNINGS = (
    N_("Pregnancy: these medicines can harm an unborn child. Whoever is or may become pregnant must not take them, "
       "nor touch broken tablets or the solution. If that has happened: contact a doctor."),
    N_("Mood: with low mood, anxiety or thoughts of self-harm, do not take the next dose, contact a doctor today."),
    N_("Sexual side effects, breast lump or discharge: ask the prescriber before the next dose. Some people report "
       "that sexual side effects went on after stopping."),
)  # fmt: skip


def not_approved(medicine: Medicine) -> str:
    """What stands beside its name; empty where nothing does."""
    return _NOT_APPROVED_WORDS if medicine in _NOT_APPROVED else ""


def warnings(medicines: Collection[Medicine]) -> tuple[str, ...]:
    return _BLOCKER_WARNINGS if _BLOCKERS.intersection(medicines) else ()


def reflect(opinion: Opinion) -> str:
    """The note belongs to plans that hold an operation or that invite one."""
    return REFLECT if opinion.hands or opinion.suitability in {Suitability.SUITABLE, Suitability.LATER} else ""
