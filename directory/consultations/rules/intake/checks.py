"""Is an answer one the question allows, and is a task complete? Pure: used on submit and when old answers are read."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from directory.consultations.rules.intake.own import CANNOT, LONGEST_REASON, MOST_QUESTIONS
from directory.consultations.rules.intake.schema import SEEN, Answers, Kind, Problem, Question, Step
from directory.consultations.rules.intake.versions import INTAKE_VERSION, steps_of
from directory.consultations.rules.tasks import Task
from directory.core.refusals import N_
from directory.photos.rules import VIEWS, Need, suggested
from directory.physicians.rules import VisitKind

_NOT_LISTED = N_("Choose one of the answers shown")
_ONE_OR_OTHERS = N_("“%(label)s” cannot be ticked together with other answers")
_TWICE = N_("You have chosen this above already. Choose something else, or leave it open")
_TOO_LONG = N_("This is too long: please keep it under %(high)s characters")
_TOO_MANY = N_("Please keep to at most %(high)s")
_NOT_A_NUMBER = N_("Enter a whole number in digits")
_LATER = N_("This year is still to come. Check the year")
_BEFORE_BIRTH = N_("This year is before the year you were born. Check the year")
_VIEW_MISSING = N_("%(view)s: add this photo, or say why you cannot take this view")
_DIGITS = re.compile(r"[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What else an answer must agree with; 0 is not known."""

    this_year: int = 0
    birth_year: int = 0


UNKNOWN = Facts()


def validate(task: Task, answers: Answers, facts: Facts = UNKNOWN, *, version: int = INTAKE_VERSION) -> list[Problem]:
    """What must be mended before the task is complete, in the order of its pages."""
    return [problem for step in steps_of(task, version) for problem in validate_step(step, answers, facts)]


def validate_step(step: Step, answers: Answers, facts: Facts = UNKNOWN) -> list[Problem]:
    return [problem for question in step.questions for problem in _question(question, answers, facts)]


def validate_row(question: Question, row: Answers, facts: Facts = UNKNOWN) -> list[Problem]:
    """One treatment or operation; the fields of the problems are those of the row."""
    return [problem for field in question.fields for problem in _question(field, row, facts)]


def without_faults(step: Step, answers: Answers, facts: Facts = UNKNOWN) -> dict[str, object]:
    """What can be kept of a page that is left half-way."""
    faulty = {problem.field.partition("/")[0] for problem in validate_step(step, answers, facts)}
    keys = [question.key for question in step.questions]
    return {key: answers[key] for key in keys if key in answers and key not in faulty and not is_empty(answers[key])}


def complete(task: Task, answers: Answers, visit: VisitKind, sent: Collection[str] = ()) -> bool:
    """Somebody has gone through the task, and what it needs is there. `sent`: the views of which there is a photo."""
    if task is Task.PHOTOS and missing_views(visit, answers, sent):
        return False
    return not unseen(task, answers) and not validate(task, answers)


def unseen(task: Task, answers: Answers) -> list[Step]:
    seen = _texts(answers.get(SEEN))
    return [step for step in steps_of(task) if step.key not in seen]


def missing_views(visit: VisitKind, answers: Answers, sent: Collection[str]) -> list[str]:
    """A written opinion needs five views, or the reason why one cannot be taken; a call needs none."""
    required = [asked.key for asked in suggested(visit.value, "", "", had_strip=False) if asked.need is Need.REQUIRED]
    excused = reasons(answers)
    return [view for view in required if view not in sent and view not in excused]


def view_problems(visit: VisitKind, answers: Answers, sent: Collection[str]) -> list[Problem]:
    missing = missing_views(visit, answers, sent)
    return [Problem(view, _VIEW_MISSING, (("view", VIEWS[view].label),)) for view in missing]


def reasons(answers: Answers) -> dict[str, str]:
    """View -> why it cannot be taken."""
    given = answers.get(CANNOT)
    if not isinstance(given, Mapping):
        return {}
    return {str(view): str(why)[:LONGEST_REASON] for view, why in given.items() if view in VIEWS and why}


def matters(question: Question, answers: Answers) -> bool:
    """Is the question asked at all after the answer it depends on?"""
    return question.when is None or answers.get(question.when[0]) == question.when[1]


def is_empty(value: object) -> bool:
    return value is None or value in ("", [], {})


def rows_of(question: Question, answers: Answers) -> list[Mapping[str, object]]:
    value = answers.get(question.key)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _question(question: Question, answers: Answers, facts: Facts) -> Iterator[Problem]:
    if not matters(question, answers):
        return
    value = answers.get(question.key)
    if is_empty(value):
        if question.needed:
            yield Problem(question.key, question.ask)
        return
    yield from _CHECKS[question.kind](question, value, facts)
    if any(answers.get(key) == value for key in question.unlike) and value not in question.open_keys:
        yield Problem(question.key, _TWICE)


def _one(question: Question, value: object, _facts: Facts) -> Iterator[Problem]:
    if not isinstance(value, str) or value not in question.keys:
        yield Problem(question.key, _NOT_LISTED)


def _several(question: Question, value: object, _facts: Facts) -> Iterator[Problem]:
    chosen = value if isinstance(value, list) else [value]
    if any(not isinstance(key, str) or key not in question.keys for key in chosen):
        yield Problem(question.key, _NOT_LISTED)
        return
    alone = [option.label for option in question.options if option.alone and option.key in chosen]
    if alone and len(set(chosen)) > 1:
        yield Problem(question.key, _ONE_OR_OTHERS, (("label", alone[0]),))


def _text(question: Question, value: object, _facts: Facts) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem(question.key, _NOT_LISTED)
    elif len(value) > question.high:
        yield Problem(question.key, _TOO_LONG, (("high", question.high),))


def _number(question: Question, value: object, facts: Facts) -> Iterator[Problem]:
    text = str(value)
    number = int(text) if _DIGITS.fullmatch(text) and not isinstance(value, bool) else None
    if number is None or not question.low <= number <= question.high:
        yield Problem(question.key, question.ask or _NOT_A_NUMBER)
    elif question.low >= 1900 or question.key == "year":
        yield from _year(question, number, facts)


def _year(question: Question, year: int, facts: Facts) -> Iterator[Problem]:
    if facts.this_year and year > facts.this_year:
        yield Problem(question.key, _LATER)
    elif facts.birth_year and year < facts.birth_year:
        yield Problem(question.key, _BEFORE_BIRTH)


def _rows(question: Question, value: object, facts: Facts) -> Iterator[Problem]:
    if not isinstance(value, list) or any(not isinstance(row, Mapping) for row in value):
        yield Problem(question.key, question.ask)
        return
    if len(value) > question.high:
        yield Problem(question.key, _TOO_MANY, (("high", question.high),))
    for row in value:
        for problem in validate_row(question, row, facts):
            yield Problem(f"{question.key}/{row.get('id', '')}/{problem.field}", problem.message, problem.values)


def _lines(question: Question, value: object, _facts: Facts) -> Iterator[Problem]:
    if not isinstance(value, list) or any(not isinstance(line, str) for line in value):
        yield Problem(question.key, _NOT_LISTED)
    elif len(value) > MOST_QUESTIONS:
        yield Problem(question.key, _TOO_MANY, (("high", question.high),))
    elif any(len(line) > question.low for line in value):
        yield Problem(question.key, _TOO_LONG, (("high", question.low),))


_CHECKS = {
    Kind.ONE: _one,
    Kind.DRAWING: _one,
    Kind.SEVERAL: _several,
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.ROWS: _rows,
    Kind.LINES: _lines,
}


def _texts(value: object) -> set[str]:
    return {each for each in value if isinstance(each, str)} if isinstance(value, Iterable) else set()
