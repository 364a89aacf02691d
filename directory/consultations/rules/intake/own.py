"""The tasks "Photos" (its words; the pictures live elsewhere) and "Your questions"."""

from directory.consultations.rules.intake.schema import Kind, Question, Step
from directory.core.refusals import N_

MOST_QUESTIONS = 5
LONGEST_QUESTION = 300
LONGEST_REASON = 200
CANNOT = "cannot"  # {view: why it cannot be taken}

UNDERNEATH = Question(
    "underneath",
    N_("If you wear braids, locs, a head covering or a hair system: what is underneath?"),
    Kind.TEXT,
    why=N_("Show what you are comfortable with."),
    high=500,
)
_QUESTIONS = Question(
    "questions",
    N_("What would you like to ask the physician?"),
    Kind.LINES,
    why=N_("Up to five; the physician sees them as a list to go through with you."),
    low=LONGEST_QUESTION,
    high=MOST_QUESTIONS,
)
PHOTOS = (Step("photos", N_("Photos"), (UNDERNEATH,)),)
QUESTIONS = (Step("questions", N_("Your questions"), (_QUESTIONS,)),)
