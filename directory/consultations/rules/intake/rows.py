"""Treatments and operations: lists somebody adds to, one page a row."""

from dataclasses import dataclass

from directory.consultations.rules.intake.schema import NOT_SURE, YES, Kind, Option, Question
from directory.core.refusals import N_

MOST_TREATMENTS = 12
MOST_OPERATIONS = 8
MOST_GRAFTS = 15_000


@dataclass(frozen=True, slots=True)
class Span:
    """Between which numbers a box usually says its strength; only to ask "per day?" far outside, never shown."""

    unit: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Treatment:
    key: str
    label: str
    medicine: bool = False
    span: Span | None = None


TREATMENTS = (
    Treatment("finasteride_tablet", N_("Finasteride tablet"), True, Span("mg", 0.1, 10)),
    Treatment("finasteride_solution", N_("Finasteride solution"), True, Span("%", 0.01, 2)),
    Treatment("dutasteride", N_("Dutasteride"), True, Span("mg", 0.05, 5)),
    Treatment("minoxidil_lotion", N_("Minoxidil lotion or foam"), True, Span("%", 0.5, 20)),
    Treatment("minoxidil_tablet", N_("Minoxidil tablet"), True, Span("mg", 0.1, 20)),
    Treatment("ketoconazole", N_("Ketoconazole shampoo 1 % or 2 %"), True, Span("%", 0.5, 5)),
    Treatment("hormone", N_("Spironolactone or another hormone treatment"), True, Span("mg", 0.1, 500)),
    Treatment("steroid", N_("Steroid cream or injections"), True, Span("mg", 0.01, 100)),
    Treatment("jak", N_("JAK inhibitor"), True, Span("mg", 0.5, 200)),
    Treatment("laser", N_("Low-level laser")),
    Treatment("prp", N_("PRP (injections of platelet-rich plasma)")),
    Treatment("microneedling", N_("Microneedling")),
    Treatment("exosomes", N_("Exosomes")),
    Treatment("supplements", N_("Supplements")),
    Treatment("concealer", N_("Hair system or concealer")),
    Treatment("other", N_("Other")),
    Treatment("unknown", N_("I do not know its name")),
)
BY_KEY = {each.key: each for each in TREATMENTS}
MEDICINES = frozenset(each.key for each in TREATMENTS if each.medicine)

_UNKNOWN = Option("not_sure", N_("I do not know"), alone=True)

TREATMENT = (
    Question(
        "what",
        N_("Which treatment?"),
        Kind.ONE,
        options=tuple(Option(each.key, each.label) for each in TREATMENTS),
        needed=True,
        ask=N_("Choose the treatment; “I do not know its name” will do"),
    ),
    Question(
        "other",
        N_("Which other treatment?"),
        Kind.LINE,
        needed=True,
        ask=N_("Write which treatment it is"),
        high=120,
        when=("what", "other"),
    ),
    Question(
        "still",
        N_("Are you still using it?"),
        Kind.ONE,
        options=(YES, Option("no", N_("No, I stopped")), _UNKNOWN),
        needed=True,
        ask=N_("Choose whether you are still using it; “I do not know” will do"),
    ),
    Question(
        "how_long",
        N_("For how long did you use it, or have you used it so far?"),
        Kind.ONE,
        options=(
            Option("under_3_months", N_("Less than 3 months")),
            Option("3_6_months", N_("3 to 6 months")),
            Option("6_12_months", N_("6 to 12 months")),
            Option("1_2_years", N_("1 to 2 years")),
            Option("over_2_years", N_("More than 2 years")),
            _UNKNOWN,
        ),
        needed=True,
        ask=N_("Choose for how long; “I do not know” will do"),
    ),
    Question(
        "helped",
        N_("Did it help?"),
        Kind.ONE,
        options=(
            YES,
            Option("a_little", N_("A little")),
            Option("no", N_("No")),
            Option("too_early", N_("Too early to say")),
            _UNKNOWN,
        ),
        needed=True,
        ask=N_("Choose whether it helped; “I do not know” will do"),
    ),
    Question("side_effects", N_("Side effects you noticed"), Kind.TEXT, high=500),
    Question(
        "strength",
        N_("Strength, only if you know it"),
        Kind.LINE,
        why=N_("As on the box, such as 5 % or 1 mg."),
        high=60,
    ),
)

OPERATION = (
    Question(
        "kind",
        N_("Which kind of operation?"),
        Kind.ONE,
        options=(
            Option("fut", N_("FUT (a strip was taken)")),
            Option("fue", N_("FUE (single grafts were taken)")),
            Option("plugs", N_("Plugs (older, larger grafts)")),
            Option("reduction", N_("Scalp reduction")),
            Option("flap", N_("Flap")),
            Option("smp_permanent", N_("Scalp micropigmentation, permanent")),
            Option("smp_temporary", N_("Scalp micropigmentation, temporary")),
            Option("other", N_("Other")),
            _UNKNOWN,
        ),
        needed=True,
        ask=N_("Choose the kind of operation; “I do not know” will do"),
    ),
    Question(
        "year",
        N_("In which year?"),
        Kind.NUMBER,
        why=N_("Leave it empty if you do not know."),
        ask=N_("Enter the year of the operation with four digits, such as 2018, or leave it empty"),
        low=1930,
        high=2200,
    ),
    Question(
        "grafts",
        N_("How many grafts?"),
        Kind.NUMBER,
        why=N_("As you were told. Leave it empty if you do not know."),
        ask=N_("Enter the number of grafts in digits, from 0 to 15,000, or leave it empty"),
        low=0,
        high=MOST_GRAFTS,
    ),
    Question(
        "content",
        N_("How content are you with it?"),
        Kind.ONE,
        options=(
            Option("1", N_("1 – not at all")),
            Option("2", N_("2")),
            Option("3", N_("3")),
            Option("4", N_("4")),
            Option("5", N_("5 – very content")),
            NOT_SURE,
        ),
        needed=True,
        ask=N_("Choose how content you are with it; “I am not sure” will do"),
    ),
    Question("trouble", N_("What troubles you now"), Kind.TEXT, high=500),
)
STRIP = "fut"
