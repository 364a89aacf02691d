"""The task "Your hair loss": seven pages."""

from directory.consultations.drawings import DRAWINGS, QUESTION, WITHOUT_PICTURE
from directory.consultations.rules.intake.schema import IN_CALL, NO, NOT_SURE, YES, Kind, Option, Question, Step
from directory.consultations.safety import NOW, SOON, TODAY
from directory.core.refusals import N_

NO_SIGNS = Option("none", N_("None of these"), alone=True)

_WHEN = Question(
    "when",
    N_("When did you first notice it?"),
    Kind.ONE,
    why=N_("How long it has been going on says something about what may lie behind it."),
    options=(
        Option("under_6_months", N_("Less than 6 months ago")),
        Option("6_12_months", N_("6 to 12 months ago")),
        Option("1_2_years", N_("1 to 2 years ago")),
        Option("2_5_years", N_("2 to 5 years ago")),
        Option("over_5_years", N_("More than 5 years ago")),
        NOT_SURE,
        IN_CALL,
    ),
    needed=True,
    ask=N_("Choose when you first noticed it; “I am not sure” will do"),
)
_COURSE = Question(
    "course",
    N_("How has it been since then?"),
    Kind.ONE,
    why=N_("Loss that still goes on is planned for differently."),
    options=(
        Option("stable", N_("It has stayed the same")),
        Option("slow", N_("It goes on slowly")),
        Option("steady", N_("It goes on steadily")),
        Option("fast", N_("It goes on fast")),
        Option("sudden", N_("It came suddenly")),
        Option("comes_and_goes", N_("It comes and goes")),
        NOT_SURE,
        IN_CALL,
    ),
    needed=True,
    ask=N_("Choose how it has been since then; “I am not sure” will do"),
)
_DRAWING = Question(
    "drawing",
    QUESTION,
    Kind.DRAWING,
    why=N_("It gives the physician a first idea; nothing is decided by it."),
    options=(
        *(Option(each.value, each.label) for each in DRAWINGS.values()),
        *(Option(c.key, c.label) for c in WITHOUT_PICTURE),
    ),
    needed=True,
    ask=N_("Choose the drawing that looks most like yours; “None of these” or “Not sure” will do"),
)
_SIGNS = Question(
    "signs",
    N_("Do you have any of these now, or had them with the loss?"),
    Kind.SEVERAL,
    why=N_("Some signs can have a cause that photos do not show."),
    options=(
        *(Option(sign.key, sign.words) for group in (SOON, TODAY, NOW) for sign in group.signs),
        NO_SIGNS,
        NOT_SURE,
        IN_CALL,
    ),
    needed=True,
    ask=N_("Tick all that apply, or “None of these”"),
)
_AREAS = Question(
    "areas",
    N_("Where is the hair thinner or gone?"),
    Kind.SEVERAL,
    why=N_("It tells the physician where to look in your photos."),
    options=(
        Option("hairline", N_("The hairline at the front")),
        Option("temples", N_("The temples")),
        Option("top", N_("The top of the head")),
        Option("crown", N_("The crown")),
        Option("parting", N_("Along the parting")),
        Option("all_over", N_("All over")),
        Option("eyebrows", N_("The eyebrows")),
        Option("beard", N_("The beard")),
        Option("elsewhere", N_("Somewhere else")),
        NOT_SURE,
        IN_CALL,
    ),
)
_DONOR = Question(
    "donor",
    N_("Is the hair at the sides and back thinner too?"),
    Kind.ONE,
    why=N_("A transplant would use hair from there."),
    options=(YES, NO, NOT_SURE, IN_CALL),
)
_FAMILY = Question(
    "family",
    N_("Who in your family has or had hair loss?"),
    Kind.SEVERAL,
    why=N_("Some kinds of hair loss run in families, on either side."),
    options=(
        Option("mother", N_("Somebody on my mother's side")),
        Option("father", N_("Somebody on my father's side")),
        Option("siblings", N_("Brothers or sisters")),
        Option("nobody", N_("Nobody that I know of"), alone=True),
        Option("not_sure", N_("I do not know"), alone=True),
        IN_CALL,
    ),
)
_DIAGNOSED = Question(
    "diagnosed",
    N_("Has a doctor told you what kind of hair loss it is?"),
    Kind.ONE,
    why=N_("It saves asking again what has been found already."),
    options=(YES, NO, NOT_SURE, IN_CALL),
)
_DIAGNOSIS = (
    Question("diagnosis", N_("What did they call it?"), Kind.LINE, high=200, when=("diagnosed", "yes")),
    Question(
        "diagnosed_by",
        N_("Who told you (family doctor, dermatologist, other)?"),
        Kind.LINE,
        high=120,
        when=("diagnosed", "yes"),
    ),
    Question(
        "diagnosed_year",
        N_("In which year?"),
        Kind.NUMBER,
        ask=N_("Enter the year of the diagnosis with four digits, such as 2021, or leave it empty"),
        low=1900,
        high=2200,
        when=("diagnosed", "yes"),
    ),
)
_IMPACT = Question(
    "impact",
    N_("How much does it affect your daily life?"),
    Kind.ONE,
    why=N_("Hair loss can weigh on people; it helps the physician to know."),
    options=(
        Option("not_at_all", N_("Not at all")),
        Option("a_little", N_("A little")),
        Option("quite_a_lot", N_("Quite a lot")),
        Option("very_much", N_("Very much")),
        NOT_SURE,
        IN_CALL,
    ),
)
AFFECTED = frozenset({"quite_a_lot", "very_much"})

STEPS = (
    Step("start", N_("How it began"), (_WHEN, _COURSE)),
    Step("drawing", QUESTION, (_DRAWING,)),
    Step("signs", N_("Signs to know about"), (_SIGNS,)),
    Step("where", N_("Where it is"), (_AREAS, _DONOR)),
    Step("family", N_("Your family"), (_FAMILY,)),
    Step("diagnosis", N_("A diagnosis"), (_DIAGNOSED, *_DIAGNOSIS)),
    Step("impact", N_("Your daily life"), (_IMPACT,)),
)
