"""The task "A few more questions": the surgical list, asked only where a physician asks for it. Eight pages."""

from dataclasses import replace

from directory.consultations.rules.intake.schema import IN_CALL, NO, NOT_SURE, YES, Kind, Option, Question, Step
from directory.core.refusals import N_

_OPEN = (NOT_SURE, IN_CALL)
_YES_NO = (YES, NO, *_OPEN)
_NONE = Option("none", N_("None of these"), alone=True)
LONGEST_WORDS = 500


def _one(key: str, words: str, why: str, *options: tuple[str, str]) -> Question:
    return Question(key, words, Kind.ONE, why=why, options=(*(Option(*each) for each in options), *_OPEN))


def _check(key: str, words: str, why: str) -> Question:
    return Question(key, words, Kind.ONE, why=why, options=_YES_NO)


def _which(of: str, words: str) -> Question:
    return Question(f"{of}_words", words, Kind.TEXT, high=LONGEST_WORDS, when=(of, "yes"))


_HAIR = (
    _one(
        "colour",
        N_("What colour is your hair by nature?"),
        N_("The contrast between hair and skin changes how full it looks."),
        ("black", N_("Black")),
        ("dark_brown", N_("Dark brown")),
        ("light_brown", N_("Light brown")),
        ("blond", N_("Blond")),
        ("red", N_("Red")),
        ("grey", N_("Grey or white")),
        ("mixed", N_("Mixed")),
    ),
    _one(
        "calibre",
        N_("How thick is a single hair?"),
        N_("Thick hair covers more than fine hair."),
        ("fine", N_("Fine: you hardly feel it between two fingers")),
        ("medium", N_("Medium")),
        ("coarse", N_("Thick: you feel it clearly")),
    ),
    _one(
        "curl",
        N_("How does it grow?"),
        N_("Curl changes how hair is taken, and how much it covers."),
        ("straight", N_("Straight")),
        ("wavy", N_("Wavy")),
        ("curly", N_("Curly")),
        ("coily", N_("Coily")),
    ),
    _one(
        "length",
        N_("How long do you wear it?"),
        N_("It decides which scars could be seen."),
        ("shaved", N_("Shaved")),
        ("short", N_("Shorter than 2 cm (about an inch)")),
        ("medium", N_("2 to 10 cm (1 to 4 inches)")),
        ("long", N_("Longer than 10 cm (4 inches)")),
    ),
)
_SKIN = _one(
    "sun",
    N_("What does your skin do in strong sun without protection?"),
    N_("The type of skin matters for scars and for pigments."),
    ("1", N_("Always burns, never tans")),
    ("2", N_("Usually burns, tans a little")),
    ("3", N_("Sometimes burns, tans slowly")),
    ("4", N_("Rarely burns, tans well")),
    ("5", N_("Very rarely burns, brown skin")),
    ("6", N_("Never burns, dark brown or black skin")),
)
_COVER = Question(
    "cover",
    N_("Do you wear anything that covers the loss?"),
    Kind.SEVERAL,
    why=N_("Photos show something else with it than without; and some kinds pull at the hair."),
    options=(
        Option("fibres", N_("Fibres or powder")),
        Option("spray", N_("Spray or cream with colour")),
        Option("system", N_("A hair system, wig or topper")),
        Option("extensions", N_("Extensions")),
        Option("head", N_("A hat or another head covering, most of the time")),
        _NONE,
        *_OPEN,
    ),
)
_HABITS = (
    _one(
        "smoking",
        N_("Do you smoke or vape?"),
        N_("Nicotine narrows blood vessels, and wounds heal less well."),
        ("never", N_("No, never")),
        ("before", N_("Not any more")),
        ("sometimes", N_("Sometimes")),
        ("daily", N_("Every day")),
    ),
    _one(
        "alcohol",
        N_("How often do you drink alcohol?"),
        N_("Alcohol can act together with medicines, and on bleeding."),
        ("never", N_("Never")),
        ("monthly", N_("Once a month or less")),
        ("weekly", N_("About once or twice a week")),
        ("often", N_("Three times a week or more")),
    ),
)
_BODY = (
    _check("diabetes", N_("Do you have diabetes?"), N_("It can slow healing.")),
    _check("thyroid", N_("Do you have a disease of the thyroid?"), N_("It can cause hair loss by itself.")),
    _check("anaemia", N_("Have you been told of anaemia or a lack of iron?"), N_("It can cause hair loss by itself.")),
    _check(
        "pcos",
        N_("Have you been told of polycystic ovaries (PCOS)?"),
        N_("Its hormones act on hair. Choose “No” if this cannot concern you."),
    ),
)
_DEFENCES = (
    _check(
        "autoimmune",
        N_("Do you have an autoimmune disease, such as lupus, psoriasis or alopecia areata?"),
        N_("Some of them reach the scalp, or come back there after an operation."),
    ),
    _which("autoimmune", N_("Which one?")),
    _check(
        "immune",
        N_("Do you take anything that holds the immune system down, or is it weakened?"),
        N_("Wounds heal less well, and infections are more likely."),
    ),
    _check(
        "infection",
        N_("Have you had a severe infection, or a stay in hospital for one, in the last six months?"),
        N_("It can cause loss that passes by itself."),
    ),
)
_OTHERS = (
    _check(
        "seizures",
        N_("Have you ever had a seizure?"),
        N_("Medicines for numbing the scalp are chosen with it in mind."),
    ),
    _check("glaucoma", N_("Do you have glaucoma?"), N_("Some medicines raise the pressure in the eye.")),
    _check(
        "implants",
        N_("Do you have an implant, such as a pacemaker, a heart valve, a hearing implant or a joint?"),
        N_("Some instruments may not be used near one, and some need protection against infection."),
    ),
    _which("implants", N_("Which one?")),
)
_PLANS = (
    _one(
        "timing",
        N_("When would you want something to be done, if it is possible?"),
        N_("It tells the physician what there is time for before."),
        ("soon", N_("Within three months")),
        ("this_year", N_("Within a year")),
        ("later", N_("Later than that")),
        ("only_asking", N_("I only want to know what is possible")),
    ),
    _one(
        "travel",
        N_("Could you travel for it?"),
        N_("It decides who could treat you, and who would look after you afterwards."),
        ("no", N_("No, only near where I live")),
        ("country", N_("Within my country")),
        ("abroad", N_("Also to another country")),
    ),
)
_GOALS = (
    ("hairline", N_("The hairline at the front")),
    ("density", N_("More hair on the top")),
    ("crown", N_("The crown")),
    ("keep", N_("Keeping what I have")),
    ("scar", N_("Hiding a scar")),
    ("natural", N_("That nobody can tell")),
    ("short", N_("Wearing it short or shaved")),
    ("brows_beard", N_("Eyebrows or beard")),
)


def _goal(key: str, words: str, why: str, unlike: tuple[str, ...] = ()) -> Question:
    return replace(_one(key, words, why, *_GOALS), unlike=unlike)


_RANKED = (
    _goal("goal_1", N_("What matters most to you?"), N_("No plan can do everything: what comes first?")),
    _goal("goal_2", N_("And what after that?"), N_("Leave it open if one thing is all."), ("goal_1",)),
    _goal("goal_3", N_("And then?"), N_("Leave it open if that is all."), ("goal_1", "goal_2")),
)

STEPS = (
    Step("hair", N_("Your hair"), _HAIR),
    Step("skin", N_("Your skin"), (_SKIN, _COVER)),
    Step("habits", N_("Smoking and alcohol"), _HABITS),
    Step("body", N_("Your health in general"), _BODY),
    Step("defences", N_("Your immune system"), _DEFENCES),
    Step("others", N_("Three more about your health"), _OTHERS),
    Step("plans", N_("Time and travel"), _PLANS),
    Step("goals", N_("What you hope for"), _RANKED),
)
