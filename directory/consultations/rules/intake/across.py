"""What answers say together: advice, never a refusal, and never what would be right."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from directory.consultations.rules.intake.checks import Facts, rows_of
from directory.consultations.rules.intake.rows import BY_KEY, STRIP, Span
from directory.consultations.rules.intake.schema import Answers
from directory.consultations.rules.intake.versions import question_of
from directory.consultations.rules.tasks import Task
from directory.core.refusals import N_

PER_DAY = N_("Is that per day, as on the box?")
SCAR_PHOTO = N_(
    "You told us of an operation in which a strip was taken. A photo of the scar with a ruler beside it would help."
)
EARLIER = N_("The year of the diagnosis is before the time you first noticed the loss. Are both right?")

# The latest year in which it can have been noticed, counted back from this year.
_NOTICED = {"under_6_months": 1, "6_12_months": 1, "1_2_years": 2, "2_5_years": 5}
_AMOUNT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(%|mg|mcg|µg|μg|g\b)?", re.IGNORECASE)
_IN_MG = {"mg": 1.0, "g": 1000.0, "mcg": 0.001, "µg": 0.001, "μg": 0.001}


@dataclass(frozen=True, slots=True)
class Advice:
    """Shown where it can be acted on; `row` names a treatment."""

    task: Task
    step: str
    sentence: str
    row: str = ""


Every = Mapping[str, Answers]  # task name -> its answers


def advice(every: Every, facts: Facts) -> list[Advice]:
    return [*_strengths(every), *_scar(every), *_dates(every, facts)]


def had_strip(every: Every) -> bool:
    """An operation in which a strip was taken leaves a scar the physician should see."""
    return any(row.get("kind") == STRIP for row in rows(every, "operations"))


def rows(every: Every, key: str) -> list[Mapping[str, object]]:
    """Treatments or operations, where the person said that there are some."""
    health = every.get(Task.HEALTH, {})
    question = question_of(Task.HEALTH, key)
    if question is None or question.when is None or health.get(question.when[0]) != question.when[1]:
        return []
    return rows_of(question, health)


def far_outside(treatment: object, strength: object) -> bool:
    """Is the strength so far from what boxes say that it may be another amount, such as that of a week?"""
    known = BY_KEY.get(str(treatment))
    if known is None or known.span is None or not isinstance(strength, str):
        return False
    return any(not known.span.low <= amount <= known.span.high for amount in _amounts(strength, known.span))


def _amounts(text: str, span: Span) -> Iterator[float]:
    found = [(float(number.replace(",", ".")), unit.lower()) for number, unit in _AMOUNT.findall(text[:60])]
    named = [each for each in found if each[1]]
    for number, unit in named or found:
        if unit in ("", span.unit):
            yield number
        elif span.unit == "mg" and unit in _IN_MG:
            yield number * _IN_MG[unit]


def _strengths(every: Every) -> Iterator[Advice]:
    for row in rows(every, "treatments"):
        if far_outside(row.get("what"), row.get("strength")):
            yield Advice(Task.HEALTH, "treatments", PER_DAY, str(row.get("id", "")))


def _scar(every: Every) -> Iterator[Advice]:
    if had_strip(every):
        yield Advice(Task.PHOTOS, "photos", SCAR_PHOTO)


def _dates(every: Every, facts: Facts) -> Iterator[Advice]:
    loss = every.get(Task.HAIR_LOSS, {})
    back = _NOTICED.get(str(loss.get("when")))
    year = str(loss.get("diagnosed_year", ""))
    if loss.get("diagnosed") != "yes" or back is None or not year.isdecimal() or not facts.this_year:
        return
    if int(year) < facts.this_year - back:
        yield Advice(Task.HAIR_LOSS, "diagnosis", EARLIER)
