"""What demo physicians write, by what is the matter: a short no, medicine first, a whole plan. All is invented."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from directory.demo.rules import opinion_words as words
from directory.demo.rules.looks import Look
from directory.demo.rules.members import Member
from directory.demo.rules.towns import Land, minor
from directory.physicians.rules import Performer, Technique, name_of

_HOLDS = timedelta(days=120)
_KINDS = {Hands.FUT: StepKind.FUT, Hands.FUE: StepKind.FUE, Hands.SMP: StepKind.SMP_TEMPORARY}
_STAGES = {"receding": "4", "crown": "3v", "advanced": "6", "repair": "4", "smp": "6"}
_BOTH = (Medicine.FINASTERIDE, Medicine.MINOXIDIL)


@dataclass(frozen=True, slots=True)
class Practice:
    """Who performs what there, as the profile says it, and what things cost."""

    performers: tuple[tuple[Hands, str], ...]
    land: Land

    def first(self, *hands: Hands) -> Hands | None:
        offered = dict(self.performers)
        return next((each for each in hands if each in offered), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What lies before the physician."""

    look: Look
    female: bool
    pictured: bool
    questions: int


def practice(member: Member) -> Practice:
    """As `performers_of` reads it from the rows."""
    known = {Technique(hands.value): hands for hands in Hands}
    found: dict[Hands, str] = {}
    for values, steps in member.procedures:
        hands = known.get(Technique(str(values["technique"])))
        if hands is not None and steps:
            found.setdefault(hands, "; ".join(_line(step, f"Dr {member.name}") for step in steps))
    return Practice(tuple(found.items()), member.land)


def _line(step: Mapping[str, object], own: str) -> str:
    performer = step["performer"]
    who = own if performer is Performer.PHYSICIAN else name_of(performer)  # type: ignore[arg-type]  # an enum's member
    return f"{name_of(step['step'])}: {who}"  # type: ignore[arg-type]  # an enum's member


def opinion(rng: Random, asked: Asked, where: Practice, signed: datetime) -> Opinion:
    """It says that it is invented, as everything that could be taken for real."""
    found = _chosen(rng, asked, where, signed)
    answered = tuple(number for number in range(asked.questions) if rng.random() < 0.8)
    return replace(found, words=f"{found.words} {words.INVENTED}", answered=answered)


def draft(where: Practice) -> Opinion:
    """Begun while speaking: what is missing is named when it is to be signed."""
    steps = (Step(StepKind.MEDICINE, None, words.NOW),)
    begun = Opinion(words=f"{words.DRAFT} {words.INVENTED}", scale=Scale.NORWOOD, stage="4", steps=steps)
    return replace(begun, suitability=Suitability.SUITABLE, performers=where.performers, donor=Donor.MODERATE)


def _chosen(rng: Random, asked: Asked, where: Practice, signed: datetime) -> Opinion:
    key = asked.look.key
    if not asked.pictured:
        return rng.choice((_CANNOT_TELL, _IN_PERSON))
    if key in _SHORT:
        return _SHORT[key]
    if key in {"diffuse", "coily", "parting"}:
        return replace(_MEDICINE, medicines=(Medicine.MINOXIDIL,) if asked.female else _BOTH)
    if key in {"receding", "crown"} and rng.random() < 0.35:
        return rng.choice((replace(_MEDICINE, medicines=_BOTH), _LATER))
    if key == "advanced" and rng.random() < 0.5:
        return _NO
    hands = where.first(Hands.SMP) if key == "smp" else where.first(Hands.FUE, Hands.FUT)
    return _TALK if hands is None else _plan(rng, asked, where, hands, signed)


def _plan(rng: Random, asked: Asked, where: Practice, hands: Hands, signed: datetime) -> Opinion:
    key = asked.look.key
    repair, pigment = key == "repair", hands is Hands.SMP
    steps = _pigment(rng) if pigment else _operations(rng, _KINDS[hands], repair=repair, crown=key == "crown")
    said = words.PIGMENT if pigment else words.REPAIR if repair else words.PLAN
    return Opinion(
        suitability=Suitability.SUITABLE,
        words=said.answer,
        next_step=NextStep.DECIDE,
        scale=Scale.OTHER if asked.female else Scale.NORWOOD,
        stage=words.FEMALE_STAGE if asked.female else _STAGES[key],
        steps=steps,
        performers=tuple((each, who) for each, who in where.performers if each is hands),
        cost=_cost(steps, where.land, signed),
        donor=Donor.LIMITED if repair else rng.choice((Donor.GOOD, Donor.MODERATE, Donor.MODERATE)),
        medicines=() if repair or pigment or asked.female else _BOTH,
        risks=said.risks,
        will=said.will,
        will_not=said.will_not,
        progression=words.PROGRESSION,
        later=said.later,
    )


def _operations(rng: Random, kind: StepKind, *, repair: bool, crown: bool) -> tuple[Step, ...]:
    """What keeps comes before what is added; two zones are two steps."""
    low = rng.randrange(16, 30) * 50
    if repair:
        return (Step(kind, Zone.SCAR, words.SPRING, low // 100 * 50, low // 50 * 50, 2, 9),)
    first = Step(kind, Zone.HAIRLINE, words.AFTER_A_YEAR, low, low + rng.choice((300, 400, 500)), 1)
    if crown:
        return (_MEDICINE_NOW, first, Step(kind, Zone.CROWN, words.AFTER_TWO_YEARS, 600, 900, 1))
    return (_MEDICINE_NOW, first, Step(StepKind.WAIT, Zone.CROWN, words.AFTER_TWO_YEARS))


def _pigment(rng: Random) -> tuple[Step, ...]:
    return (Step(StepKind.SMP_TEMPORARY, Zone.ALL_OVER, words.SPRING, None, None, rng.choice((2, 3)), 1),)


def _cost(steps: tuple[Step, ...], land: Land, signed: datetime) -> Cost:
    """By the graft, as the prices of the place; pigment by the session."""
    low, high = sum(step.grafts_low or 0 for step in steps), sum(step.grafts_high or 0 for step in steps)
    if high:
        bottom, top = low * land.graft[0], high * land.graft[1]
    else:
        bottom, top = (price * 35 // 100 for price in land.session)
    until = (signed + _HOLDS).date()
    return Cost(minor(land, bottom), minor(land, top), land.currency, words.INCLUDED, until)


def _short(suitability: Suitability, said: str, then: NextStep) -> Opinion:
    return Opinion(suitability=suitability, words=said, next_step=then)


_MEDICINE_NOW = Step(StepKind.MEDICINE, None, words.NOW)
_NO = _short(Suitability.NOT_SUITABLE, words.NO, NextStep.DOCTOR)
_LATER = _short(Suitability.LATER, words.LATER, NextStep.WAIT)
_TALK = _short(Suitability.TALK_FIRST, words.TALK, NextStep.TALK)
_IN_PERSON = _short(Suitability.IN_PERSON, words.IN_PERSON, NextStep.VISIT)
_MEDICINE = _short(Suitability.MEDICINE_FIRST, words.MEDICINE, NextStep.PRESCRIBER)
_CANNOT_TELL = replace(_short(Suitability.CANNOT_TELL, words.CANNOT, NextStep.PHOTO), retake=("top", "crown"))
_SHORT = {
    "patches": _short(Suitability.NOT_SUITABLE, words.PATCHES, NextStep.DOCTOR),
    "edges": _IN_PERSON,
    "brows": _TALK,
    "medicine": _short(Suitability.LATER, words.STOPPED, NextStep.PRESCRIBER),
}
