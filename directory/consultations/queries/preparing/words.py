"""Questions and answers in the reader's words."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from directory.consultations.rules.intake import (
    IN_CALL,
    IN_CALL_WRITTEN,
    Answers,
    Kind,
    Option,
    Question,
    is_empty,
    rows_of,
)
from directory.physicians.rules import VisitKind


def option_words(question: Question, option: Option, visit: VisitKind) -> str:
    """An answer's label; a written opinion has no call in which something could be said."""
    if option.key == IN_CALL.key and visit is VisitKind.WRITTEN:
        return _(IN_CALL_WRITTEN)
    words: str = _(option.label)
    return words[:1].upper() + words[1:] if question.key == "signs" else words


def answer_words(question: Question, answers: Answers, visit: VisitKind) -> str:
    """One line an item; empty where nothing was answered. What no longer fits the question is passed over."""
    return "\n".join(_lines(question, answers, visit))


def row_lines(question: Question, row: Answers, visit: VisitKind) -> list[tuple[str, str]]:
    """(question, answer) of one treatment or operation, what was answered only."""
    found = [(_(field.words), answer_words(field, row, visit)) for field in question.fields]
    return [(words, answer) for words, answer in found if answer]


def row_title(question: Question, row: Answers, visit: VisitKind) -> str:
    """What a row is called in a list: its first answer."""
    return answer_words(question.fields[0], row, visit)


def _lines(question: Question, answers: Answers, visit: VisitKind) -> Iterator[str]:
    value = answers.get(question.key)
    if is_empty(value):
        return
    if question.options:
        yield from _options(question, value if isinstance(value, list) else [value], visit)
    elif question.kind is Kind.ROWS:
        yield from (_row(question, row, visit) for row in rows_of(question, answers))
    elif isinstance(value, list):
        yield from (str(line) for line in value)
    else:
        yield str(value)


def _options(question: Question, keys: list[object], visit: VisitKind) -> Iterator[str]:
    yield from (option_words(question, option, visit) for option in question.options if option.key in keys)


def _row(question: Question, row: Mapping[str, object], visit: VisitKind) -> str:
    title, *others = row_lines(question, row, visit) or [("", "")]
    return "; ".join([title[1], *(f"{words} {answer}" for words, answer in others)])
