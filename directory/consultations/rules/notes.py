"""Notes for the physician: what in the answers deserves a look, each with the answer that led to it.

Not a score, not a diagnosis, no decision and no order; the patient finds them in the export, so they are worded for
the patient as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from directory.consultations.drawings import DRAWINGS
from directory.consultations.rules.intake.across import Every, rows
from directory.consultations.rules.intake.checks import Facts
from directory.consultations.rules.intake.hair_loss import AFFECTED
from directory.consultations.rules.intake.health import LISTED, SAFETY_CHECK
from directory.consultations.rules.intake.rows import MEDICINES
from directory.consultations.rules.intake.schema import Answers
from directory.consultations.rules.intake.versions import question_of
from directory.consultations.rules.tasks import Task
from directory.consultations.safety import SIGNS
from directory.core.refusals import N_

YOUNG = 25
WISH = "wish"  # what was said when booking
_UNSTABLE = frozenset({"slow", "steady", "fast", "sudden", "comes_and_goes"})
_TO_READ = frozenset({"yes", "not_sure", "in_call"})


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that led to a note: the question and the answer in words to translate, or the patient's own words."""

    question: str
    answer: str
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    key: str
    sentence: str
    said: tuple[Said, ...]
    values: Mapping[str, object]


def notes(every: Every, facts: Facts) -> list[Note]:
    """Always in this order, whatever was answered."""
    loss, health = every.get(Task.HAIR_LOSS, {}), every.get(Task.HEALTH, {})
    return [
        *_young(facts),
        *_donor(loss),
        *_signs(loss),
        *_unstable(loss),
        *_little(loss),
        *_hopes(every),
        *_affected(loss),
        *_safety(health),
        *_grafts(every),
        *_no_medicine(every, health),
    ]


def _note(key: str, sentence: str, *said: Said, **values: object) -> Note:
    return Note(key, sentence, said, values)


def _said(task: Task, key: str, answers: Answers) -> Said:
    question = question_of(task, key)
    if question is None:
        raise KeyError(key)
    return Said(question.words, question.label(answers.get(key)) or "")


def _young(facts: Facts) -> Iterator[Note]:
    if not facts.birth_year or not facts.this_year:
        return
    born = Said(N_("Year of birth"), str(facts.birth_year), own_words=True)
    if facts.this_year - facts.birth_year < YOUNG:
        yield _note("young", N_("Under 25"), born)
    elif facts.this_year - facts.birth_year == YOUNG:
        yield _note("young", N_("Turns 25 this year"), born)


def _donor(loss: Answers) -> Iterator[Note]:
    if loss.get("donor") == "yes":
        yield _note("donor", N_("Sides or back reported thinner"), _said(Task.HAIR_LOSS, "donor", loss))


def _signs(loss: Answers) -> Iterator[Note]:
    given = loss.get("signs")
    ticked = [key for key in given if isinstance(key, str) and key in SIGNS] if isinstance(given, list) else []
    if ticked:
        question = question_of(Task.HAIR_LOSS, "signs")
        words = question.words if question else ""
        yield _note(
            "signs", N_("Signs that call for examination in person"), *(Said(words, SIGNS[key].words) for key in ticked)
        )


def _unstable(loss: Answers) -> Iterator[Note]:
    if str(loss.get("course")) in _UNSTABLE:
        yield _note("unstable", N_("Loss not stable"), _said(Task.HAIR_LOSS, "course", loss))


def _little(loss: Answers) -> Iterator[Note]:
    drawing = DRAWINGS.get(str(loss.get("drawing")))
    if drawing is not None and drawing.little_loss:
        yield _note("little", N_("Little loss in the chosen drawing"), _said(Task.HAIR_LOSS, "drawing", loss))


def _hopes(every: Every) -> Iterator[Note]:
    words = every.get(WISH, {}).get("words")
    asked = every.get(Task.QUESTIONS, {}).get("questions")
    said = [Said(N_("In your own words"), str(words), own_words=True)] if words else []
    if isinstance(asked, list):
        said += [Said(N_("Question"), str(line), own_words=True) for line in asked]
    if said:
        yield _note("hopes", N_("Hopes to discuss"), *said)


def _affected(loss: Answers) -> Iterator[Note]:
    if str(loss.get("impact")) in AFFECTED:
        yield _note("affected", N_("Affects daily life a lot"), _said(Task.HAIR_LOSS, "impact", loss))


def _safety(health: Answers) -> Iterator[Note]:
    said = [_said(Task.HEALTH, key, health) for key in SAFETY_CHECK if str(health.get(key)) in _TO_READ]
    if said:
        yield _note("safety", N_("Safety answers to read"), *said)


def _grafts(every: Every) -> Iterator[Note]:
    counts = [str(row.get("grafts", "")) for row in rows(every, "operations")]
    known = [int(count) for count in counts if count.isdecimal() and int(count) > 0]
    if known:
        said = [Said(N_("How many grafts?"), str(count), own_words=True) for count in known]
        yield _note("grafts", N_("Earlier grafts reported: %(number)s"), *said, number=sum(known))


def _no_medicine(every: Every, health: Answers) -> Iterator[Note]:
    tried = str(health.get("tried"))
    listed = rows(every, "treatments")
    none = tried in {"none", "not_sure"} or (
        tried == LISTED and not any(str(row.get("what")) in MEDICINES for row in listed)
    )
    if none:
        yield _note("no_medicine", N_("No medicine tried or known"), _said(Task.HEALTH, "tried", health))
