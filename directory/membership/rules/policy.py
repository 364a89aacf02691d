"""The policy: all that a decision depends on, in one frozen value of integers and words. A round keeps its version."""

from dataclasses import dataclass, field

from directory.membership.rules.criteria import Criterion, Quality
from directory.membership.rules.eight import EIGHT, HARD_STOPS, QUALITIES
from directory.membership.rules.rounds import Kind


@dataclass(frozen=True, slots=True)
class Fraction:
    """A share without floating point: carried if `denominator * yes >= numerator * (yes + no)`."""

    numerator: int
    denominator: int

    def reached(self, yes: int, no: int) -> bool:
        return self.denominator * yes >= self.numerator * (yes + no)


@dataclass(frozen=True, slots=True)
class RoundRules:
    """Of one kind of round: who must take part, and what carries. `scores`: the criteria are judged as well."""

    kind: Kind
    quorum_percent: int
    quorum_minimum: int
    carried: Fraction
    scores: bool
    competitors: bool  # whether economic competitors may sit on it
    ballot_days: int


@dataclass(frozen=True, slots=True)
class External:
    """An assessor from outside, who fills a panel that conflicts have made too small."""

    person: int
    name: str


@dataclass(frozen=True, slots=True)
class Dues:
    """Once a year. `reminders` in days after the due date; negative: before."""

    cents: int
    currency: str
    pay_for: tuple[str, ...]
    reminders: tuple[int, ...]
    lapse_days: int
    restore_days: int


@dataclass(frozen=True, slots=True)
class Policy:
    standards: str  # why there are criteria
    qualities: tuple[Quality, ...]
    criteria: tuple[Criterion, ...]
    hard_stops: tuple[str, ...]
    lay_criteria: tuple[int, ...]  # the only ones a lay reviewer scores
    blind_criteria: tuple[int, ...]  # judged by photos without a name, in an order of each reviewer's own
    rounds: tuple[RoundRules, ...]
    externals: tuple[External, ...]
    dues: Dues
    floor: int = 3
    judges_minimum: int = 2  # a criterion judged by fewer leaves the outcome incomplete
    spread_wide: int = 3  # highest less lowest score, from which a second ballot may be ordered
    panel_minimum: int = 3
    panel_wanted: int = 5
    comment_days: int = 21
    answer_days: int = 14  # of the applicant, to what weighs against
    extension_days: int = 7
    block_days: int = 7
    appeal_days: int = 30
    undo_minutes: int = 10
    withdrawal_undo_days: int = 7
    draft_days: int = 90
    draft_reminders: tuple[int, ...] = (30, 60, 83)
    information_days: tuple[int, ...] = (28, 21)  # of the first request, and of later ones
    information_requests: int = 3
    information_reminders: tuple[int, ...] = (14, 7, 2)  # days left
    referee_days: int = 42
    referee_reminders: tuple[int, ...] = (28, 14, 3)  # days left
    colleagues_answered: int = 2
    patients_answered: int = 2
    patients_from_period: int = 1
    term_months: int = 36
    re_review_days: int = 180
    credential_reminders: tuple[int, ...] = (90, 60, 30, 7)
    suspended_after_days: int = 14
    former_months: int = 36
    public_conditions: tuple[str, ...] = field(default=("supervision", "technique", "consent"))

    def of_kind(self, kind: Kind) -> RoundRules:
        return next(rules for rules in self.rounds if rules.kind is kind)

    def criterion(self, number: int) -> Criterion:
        return next(criterion for criterion in self.criteria if criterion.number == number)

    def judged(self, kind: Kind) -> tuple[int, ...]:
        """The criteria a round of this kind judges."""
        return self.numbers if self.of_kind(kind).scores else ()

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(criterion.number for criterion in self.criteria)


FIRST = Policy(
    standards=(
        "Hair restoration is full of promises that a patient cannot check. The Coalition checks them: only physicians "
        "who have shown integrity, skill, experience and ability are listed."
    ),
    qualities=QUALITIES,
    criteria=EIGHT,
    hard_stops=HARD_STOPS,
    lay_criteria=(5, 6),
    blind_criteria=(3, 5),
    rounds=(
        RoundRules(Kind.ADMISSION, 60, 3, Fraction(2, 3), scores=True, competitors=True, ballot_days=21),
        RoundRules(Kind.RE_REVIEW, 60, 3, Fraction(2, 3), scores=True, competitors=True, ballot_days=21),
        RoundRules(Kind.REMOVAL, 75, 5, Fraction(3, 4), scores=False, competitors=False, ballot_days=14),
        RoundRules(Kind.APPEAL, 60, 3, Fraction(2, 3), scores=True, competitors=False, ballot_days=21),
    ),
    externals=(),
    dues=Dues(
        cents=120_000,
        currency="USD",
        pay_for=(
            "The office: checking documents at their source, running reviews, keeping the records.",
            "Inspections of clinics and the answering of concerns.",
            "This site: the directory and free consultations for patients.",
        ),
        reminders=(-30, 0, 15, 45),
        lapse_days=60,
        restore_days=90,
    ),
)
