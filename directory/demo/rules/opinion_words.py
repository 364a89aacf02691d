"""The sentences of demo opinions: no dose, no promise, nobody real."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Of a whole plan."""

    answer: str
    risks: str
    will: str
    will_not: str
    later: str


INVENTED = "(Invented for this demonstration.)"
NO = "The sides and back are thin as well, so there is too little to move. I would not operate."
PATCHES = "Round patches come and go by themselves or need other treatment. An operation would not help."
LATER = "The pattern is not settled yet. Let us look again in a year, with the same photos."
TALK = "There is more than one way here, and each has its price. I would rather talk about it first."
IN_PERSON = "The skin needs to be looked at closely and felt before anybody makes a plan."
MEDICINE = "Your loss still goes on. Medicine may slow it; an operation now would have to be repeated soon."
STOPPED = (
    "Your mood comes first, and you were right to stop. Ask a prescriber what else there is; an operation can wait."
)
CANNOT = "Without photos I cannot say anything that would help you."
DRAFT = "The front can be restored. About the crown we speak again"
NOW, SPRING = "Now, for a year", "When you have decided, not before spring"
AFTER_A_YEAR, AFTER_TWO_YEARS = "After a year, if the loss is stable", "Two years from now, looked at again first"
FEMALE_STAGE = "Loss at the front after an earlier operation"
INCLUDED = "The treatment, aftercare and two visits. Travel is not included."
PROGRESSION = "A slow loss towards the next stages of the pattern."
PLAN = Said(
    answer="The front can be restored well. The crown should wait.",
    risks="Scars, numbness for some weeks, loss around the grafts that mostly grows again. Not all grafts grow.",
    will="A natural frame for the face.",
    will_not="The density you had at twenty, or a covered crown.",
    later="The crown, if the donor area allows it.",
)
REPAIR = Said(
    answer="The scar can be made less visible. It will not go away.",
    risks="In a scar fewer grafts grow than elsewhere, and the donor area has been used before.",
    will="Hair in the scar, so that it shows less when hair is short.",
    will_not="Skin as it was before the operation.",
    later="Pigment for what still shows, if you wish it.",
)
PIGMENT = Said(
    answer="Pigment can give the look of short shaved hair. It is no hair.",
    risks="Pigment fades and can change its colour; it has to be renewed. Infection is rare.",
    will="The look of more density while you shave your head.",
    will_not="Hair that can be grown long.",
    later="Renewal after some years.",
)
