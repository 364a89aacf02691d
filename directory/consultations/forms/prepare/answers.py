"""Forms made from the schema: the schema decides what is right, the form gathers, cleans and shows."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from directory.consultations.queries.preparing import option_words
from directory.consultations.rules.intake import (
    Answers,
    Facts,
    Kind,
    Problem,
    Question,
    Step,
    validate_row,
    validate_step,
)
from directory.core.forms import Form, Line, Ticks, Words
from directory.physicians.rules import VisitKind

_LONG_LIST = 9  # radio buttons up to here on a row's page, a drop-down beyond


class AnswersForm(Form):
    """One page of questions."""

    questions: ClassVar[tuple[Question, ...]] = ()

    def answers(self) -> dict[str, object]:
        """Plain values, as they are kept."""
        return {question.key: self[question.key].data for question in self.questions if question.key in self}

    def complain(self, problems: Iterable[Problem]) -> None:
        """Each beside its question, the first of a question only."""
        for problem in problems:
            field = self._fields.get(problem.field)
            if field is not None and not field.errors:
                field.errors = [problem_words(problem)]

    def hint(self, question: Question) -> str:
        return gettext(question.why) if question.why else ""


class StepForm(AnswersForm):
    """`shown` is filled by the page's script where advice has been on the screen already."""

    shown = HiddenField()

    def fits(self, step: Step, facts: Facts) -> bool:
        """Rows have pages of their own and are judged there."""
        plain = Step(step.key, step.title, self.questions)
        self.complain(validate_step(plain, self.answers(), facts))
        return not self.errors


class RowForm(AnswersForm):
    def fits(self, rows: Question, facts: Facts) -> bool:
        self.complain(validate_row(rows, self.answers(), facts))
        return not self.errors


def problem_words(problem: Problem) -> str:
    if not problem.values:
        return gettext(problem.message)
    return gettext(problem.message, **{key: _translated(value) for key, value in problem.values})


def step_form(step: Step, visit: VisitKind, stored: Answers) -> StepForm:
    """The form of a page, filled from this request, else with what was kept."""
    questions = tuple(question for question in step.questions if not question.fields)
    return cast(StepForm, _made(StepForm, questions, visit, stored))


def row_form(rows: Question, visit: VisitKind, stored: Answers) -> RowForm:
    return cast(RowForm, _made(RowForm, rows.fields, visit, stored))


def _made(base: type[AnswersForm], questions: tuple[Question, ...], visit: VisitKind, stored: Answers) -> AnswersForm:
    fields = {question.key: _field(question, visit) for question in questions}
    form = type(base.__name__, (base,), {**fields, "questions": questions})
    made = cast(AnswersForm, form(data=_fitting(questions, stored)))
    for question in questions:
        made[question.key].flags.optional = not question.needed
    return made


def _field(question: Question, visit: VisitKind) -> Any:
    label = lazy_gettext(question.words)
    if question.kind is Kind.SEVERAL:
        return Ticks(label, choices=_choices(question, visit), validate_choice=False, validators=_optional(question))
    if question.options and len(question.options) > _LONG_LIST and question.kind is Kind.ONE:
        choices = [("", gettext("Choose an answer")), *_choices(question, visit)]
        return SelectField(label, choices=choices, validate_choice=False, validators=_optional(question))
    if question.options:
        return RadioField(
            label, choices=_choices(question, visit), validate_choice=False, validators=_optional(question)
        )
    if question.kind is Kind.TEXT:
        return Words(label, high=question.high)
    high = 12 if question.kind is Kind.NUMBER else question.high
    render = {"inputmode": "numeric", "size": 8} if question.kind is Kind.NUMBER else {}
    return Line(label, high=high, render_kw=render)


def _optional(question: Question) -> list[Any]:
    """Marks the label; what is needed is decided by the schema."""
    return [] if question.needed else [Optional()]


def _choices(question: Question, visit: VisitKind) -> list[tuple[str, str]]:
    return [(option.key, option_words(question, option, visit)) for option in question.options]


def _fitting(questions: tuple[Question, ...], stored: Answers) -> Mapping[str, object]:
    """Kept answers of a kind the field can show; anything else is asked anew."""
    wanted = {question.key: list if question.kind is Kind.SEVERAL else str for question in questions}
    return {key: stored[key] for key, kind in wanted.items() if isinstance(stored.get(key), kind)}


def _translated(value: object) -> object:
    return gettext(value) if isinstance(value, str) else value
