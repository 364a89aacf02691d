"""The task "Your health": seven pages."""

from directory.consultations.rules.intake.rows import MOST_OPERATIONS, MOST_TREATMENTS, OPERATION, TREATMENT
from directory.consultations.rules.intake.schema import IN_CALL, NO, NOT_SURE, YES, Kind, Option, Question, Step
from directory.core.refusals import N_

LISTED = "listed"  # the answer of somebody who fills in rows
_YES_NO = (YES, NO, NOT_SURE, IN_CALL)

_SEX = Question(
    "sex",
    N_("Which sex was recorded at your birth?"),
    Kind.ONE,
    why=N_("We ask because some medicines are unsafe in pregnancy."),
    options=(Option("female", N_("Female")), Option("male", N_("Male")), Option("intersex", N_("Intersex")), IN_CALL),
    needed=True,
    ask=N_("Choose an answer; you need not say it here"),
)
_TRIED = Question(
    "tried",
    N_("Have you used any treatment for your hair loss so far?"),
    Kind.ONE,
    why=N_("What helped, and what did not, tells the physician what to think of next."),
    options=(Option("none", N_("None so far")), Option(LISTED, N_("Yes, I will list them")), NOT_SURE, IN_CALL),
    needed=True,
    ask=N_("Choose whether you have used a treatment; “I am not sure” will do"),
)
_TREATMENTS = Question(
    "treatments",
    N_("Treatments so far"),
    Kind.ROWS,
    needed=True,
    ask=N_("Add at least one treatment, or choose another answer"),
    high=MOST_TREATMENTS,
    when=("tried", LISTED),
    fields=TREATMENT,
)
_OPERATED = Question(
    "operated",
    N_("Have you had an operation or pigmentation of your scalp?"),
    Kind.ONE,
    why=N_("Earlier work changes what is possible now."),
    options=(Option("none", N_("None")), Option(LISTED, N_("Yes, I will list them")), NOT_SURE, IN_CALL),
    needed=True,
    ask=N_("Choose whether you have had an operation; “I am not sure” will do"),
)
_OPERATIONS = Question(
    "operations",
    N_("Earlier operations"),
    Kind.ROWS,
    needed=True,
    ask=N_("Add at least one operation, or choose another answer"),
    high=MOST_OPERATIONS,
    when=("operated", LISTED),
    fields=OPERATION,
)


def _check(key: str, words: str, ask: str, why: str = "") -> Question:
    return Question(key, words, Kind.ONE, why=why, options=_YES_NO, needed=True, ask=ask)


_PREGNANCY = _check(
    "pregnancy",
    N_("Are you or your partner pregnant, breast-feeding or trying for a child?"),
    N_("Choose an answer about pregnancy; “I am not sure” will do"),
    N_("Some medicines for hair loss are unsafe in pregnancy, whichever partner takes them."),
)
_ANAESTHETIC = _check(
    "anaesthetic",
    N_("Have you ever had a reaction to a local anaesthetic or to adrenaline?"),
    N_("Choose an answer about the local anaesthetic; “I am not sure” will do"),
    N_("Both are used in operations of the scalp."),
)
_BLOOD = _check(
    "blood",
    N_("Do you take blood thinners, or do you bleed easily or for long?"),
    N_("Choose an answer about blood thinners and bleeding; “I am not sure” will do"),
)
_SCARS = _check(
    "scars", N_("Do you get raised scars?"), N_("Choose an answer about raised scars; “I am not sure” will do")
)
_HEART = _check(
    "heart",
    N_("Do you have a heart condition, or high or low blood pressure?"),
    N_("Choose an answer about heart and blood pressure; “I am not sure” will do"),
    N_("Some medicines for hair loss act on the heart and the blood pressure."),
)
_MOOD = _check(
    "mood",
    N_("Have you had low mood or depression, now or before?"),
    N_("Choose an answer about low mood; “I am not sure” will do"),
    N_("Some medicines for hair loss can affect mood."),
)
_MEDICINES = (
    _check(
        "medicines",
        N_("Do you take any medicines?"),
        N_("Choose an answer about medicines; “I am not sure” will do"),
        N_("Also hormones, testosterone, isotretinoin and medicines that act on the immune system."),
    ),
    Question(
        "medicines_words",
        N_("Which ones?"),
        Kind.TEXT,
        needed=True,
        ask=N_("Write which medicines, as far as you know"),
        high=1000,
        when=("medicines", "yes"),
    ),
    _check(
        "allergies", N_("Do you have any allergies?"), N_("Choose an answer about allergies; “I am not sure” will do")
    ),
    Question(
        "allergies_words",
        N_("Which allergies?"),
        Kind.TEXT,
        needed=True,
        ask=N_("Write which allergies, as far as you know"),
        high=1000,
        when=("allergies", "yes"),
    ),
)
SAFETY_CHECK = ("pregnancy", "anaesthetic", "blood", "scars", "heart", "mood", "medicines", "allergies")

STEPS = (
    Step("sex", N_("About you"), (_SEX,)),
    Step("treatments", N_("Treatments so far"), (_TRIED, _TREATMENTS)),
    Step("operations", N_("Earlier operations"), (_OPERATED, _OPERATIONS)),
    Step("pregnancy", N_("Pregnancy"), (_PREGNANCY,)),
    Step("safety", N_("For your safety"), (_ANAESTHETIC, _BLOOD, _SCARS, _HEART)),
    Step("mood", N_("Your mood"), (_MOOD,)),
    Step("medicines", N_("Medicines and allergies"), _MEDICINES),
)
