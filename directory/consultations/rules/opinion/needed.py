"""What an opinion must hold before it is signed, by its suitability; and what is contradictory in it. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from directory.consultations.rules.opinion.plan import (
    SURGERY,
    NextStep,
    Opinion,
    Scale,
    Step,
    StepKind,
    Suitability,
)
from directory.core.refusals import N_, Refusal

GRAFT_STEP = 50
GRAFTS_MOST = 10_000
LIFETIME_MOST = 8_000
VALID_DAYS = timedelta(days=90)
STEPS_MOST = 8
STAGES = {
    Scale.NORWOOD: frozenset(["1", "2", "2a", "3", "3a", "3v", "4", "4a", "5", "5a", "6", "7"]),
    Scale.LUDWIG: frozenset(["1", "2", "3"]),
    Scale.SINCLAIR: frozenset(["1", "2", "3", "4", "5"]),
}


class Part(StrEnum):
    """Each is the name of the field that asks for it."""

    SUITABILITY = "suitability"
    WORDS = "words"
    NEXT_STEP = "next_step"
    NEXT_WORDS = "next_words"
    RETAKE = "retake"
    SCALE = "scale"
    STAGE = "stage"
    STEPS = "steps"
    PERFORMERS = "performers"
    COST = "cost_low"
    CURRENCY = "currency"
    INCLUDED = "included"
    UNTIL = "until"
    DONOR = "donor"
    RISKS = "risks"
    WILL = "will"
    WILL_NOT = "will_not"
    PROGRESSION = "progression"
    LATER = "later"


_SHORT = frozenset({Part.WORDS, Part.NEXT_STEP})
_FULL = frozenset(
    {
        Part.NEXT_STEP,
        Part.SCALE,
        Part.STAGE,
        Part.STEPS,
        Part.COST,
        Part.CURRENCY,
        Part.INCLUDED,
        Part.UNTIL,
        Part.DONOR,
        Part.RISKS,
        Part.WILL,
        Part.WILL_NOT,
        Part.PROGRESSION,
        Part.LATER,
    }
)
NEEDED: Mapping[Suitability, frozenset[Part]] = {
    Suitability.SUITABLE: _FULL,
    Suitability.LATER: _SHORT,
    Suitability.MEDICINE_FIRST: _SHORT,
    Suitability.NOT_SUITABLE: _SHORT,
    Suitability.TALK_FIRST: _SHORT,
    Suitability.IN_PERSON: _SHORT,
    Suitability.CANNOT_TELL: _SHORT | {Part.RETAKE},
}
_GIVEN: Mapping[Part, Callable[[Opinion], bool]] = {
    Part.WORDS: lambda o: bool(o.words),
    Part.NEXT_STEP: lambda o: o.next_step is not None,
    Part.RETAKE: lambda o: bool(o.retake),
    Part.SCALE: lambda o: o.scale is not None,
    Part.STAGE: lambda o: bool(o.stage),
    Part.STEPS: lambda o: bool(o.steps),
    Part.COST: lambda o: o.cost.low is not None and o.cost.high is not None,
    Part.CURRENCY: lambda o: bool(o.cost.currency),
    Part.INCLUDED: lambda o: bool(o.cost.included),
    Part.UNTIL: lambda o: o.cost.until is not None,
    Part.DONOR: lambda o: o.donor is not None,
    Part.RISKS: lambda o: bool(o.risks),
    Part.WILL: lambda o: bool(o.will),
    Part.WILL_NOT: lambda o: bool(o.will_not),
    Part.PROGRESSION: lambda o: bool(o.progression),
    Part.LATER: lambda o: bool(o.later),
}
ASKS = {
    Part.WORDS: N_("Say it in a sentence"),
    Part.NEXT_STEP: N_("Choose the next step"),
    Part.RETAKE: N_("Say which view to take again"),
    Part.SCALE: N_("Choose the scale of the pattern"),
    Part.STAGE: N_("Give the stage of the pattern"),
    Part.STEPS: N_("Give the first step of the plan"),
    Part.COST: N_("Give the lowest and the highest cost"),
    Part.CURRENCY: N_("Give the currency of the cost, such as EUR"),
    Part.INCLUDED: N_("Say what the cost includes"),
    Part.UNTIL: N_("Say until when this holds"),
    Part.DONOR: N_("Say what you think of the donor reserve"),
    Part.RISKS: N_("Write down risks and limits"),
    Part.WILL: N_("Say what the plan will do"),
    Part.WILL_NOT: N_("Say what the plan will not do"),
    Part.PROGRESSION: N_("Say what further loss you assume"),
    Part.LATER: N_("Say what would come later"),
}


class Incomplete(Refusal):
    message = N_("Something is still missing. Go back to writing: it is named there.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Where, and a sentence to translate and to fill. `row`: which step, from 0."""

    part: Part
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)
    row: int | None = None


def problems(opinion: Opinion, today: date) -> list[Problem]:
    """Everything that stands against signing, in the order of the page."""
    if opinion.suitability is None:
        return [Problem(Part.SUITABILITY, N_("Choose how suitable it is"))]
    needed = NEEDED[opinion.suitability]
    lacking = [Problem(part, ASKS[part]) for part in Part if part in needed and not _GIVEN[part](opinion)]
    found = [*lacking, *_contradictions(opinion, today), *_steps(opinion), *_performers(opinion)]
    return sorted(found, key=lambda problem: list(Part).index(problem.part))


def check(opinion: Opinion, today: date) -> None:
    """Raises Incomplete."""
    if problems(opinion, today):
        raise Incomplete


def cautions(opinion: Opinion, earlier_grafts: int) -> list[tuple[str, Mapping[str, object]]]:
    """What deserves a second look and does not stand against signing: sentences with their values."""
    total = opinion.grafts + earlier_grafts
    if total <= LIFETIME_MOST:
        return []
    words = N_("%(total)d grafts in a lifetime, %(earlier)d earlier ones among them: more than %(most)d.")
    return [(words, {"total": total, "earlier": earlier_grafts, "most": LIFETIME_MOST})]


def _contradictions(opinion: Opinion, today: date) -> Iterator[Problem]:
    cost = opinion.cost
    if opinion.next_step is NextStep.OTHER and not opinion.next_words:
        yield Problem(Part.NEXT_WORDS, N_("Say what the next step is"))
    if opinion.stage and opinion.scale in STAGES and opinion.stage not in STAGES[opinion.scale]:
        yield Problem(Part.STAGE, N_("This scale has no such stage"))
    if cost.low is not None and cost.high is not None and cost.high < cost.low:
        yield Problem(Part.COST, N_("The highest cost cannot be below the lowest"))
    if (cost.low is None) != (cost.high is None):
        yield Problem(Part.COST, ASKS[Part.COST])
    if cost.low is not None and not cost.currency:
        yield Problem(Part.CURRENCY, ASKS[Part.CURRENCY])
    if cost.low is not None and cost.until is None:
        yield Problem(Part.UNTIL, ASKS[Part.UNTIL])
    if cost.until is not None and cost.until < today + VALID_DAYS:
        yield Problem(Part.UNTIL, N_("An offer holds for at least %(days)d days"), {"days": VALID_DAYS.days})


def _steps(opinion: Opinion) -> Iterator[Problem]:
    for row, step in enumerate(opinion.steps):
        sentence = _step(step)
        if sentence:
            yield Problem(Part.STEPS, sentence, {"step": GRAFT_STEP, "most": GRAFTS_MOST}, row)


def _step(step: Step) -> str:
    """What is wrong with it; empty where nothing is."""
    numbers = [number for number in (step.grafts_low, step.grafts_high) if number is not None]
    if step.kind is not StepKind.WAIT and step.kind is not StepKind.MEDICINE and step.zone is None:
        return N_("Choose the zone of this step")
    if not step.when:
        return N_("Say when this step would be")
    if numbers and step.kind not in SURGERY:
        return N_("Only an operation has grafts")
    if step.kind in SURGERY and len(numbers) < 2:
        return N_("Give the lowest and the highest number of grafts")
    if any(number % GRAFT_STEP or number > GRAFTS_MOST for number in numbers):
        return N_("Grafts are given in steps of %(step)d, up to %(most)d")
    if len(numbers) == 2 and numbers[1] < numbers[0]:
        return N_("The highest number of grafts cannot be below the lowest")
    if (step.sessions or 1) > 1 and step.months is None:
        return N_("Give the months between two sessions")
    return ""


def _performers(opinion: Opinion) -> Iterator[Problem]:
    named = {hands for hands, who in opinion.performers if who}
    for hands in sorted(opinion.hands - named):
        yield Problem(Part.PERFORMERS, N_("Say who performs this"), {"hands": hands.value})
