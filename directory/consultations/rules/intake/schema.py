"""What a question is. Keys are kept in sealed answers for years: never renamed, never given another meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from directory.core.refusals import N_

Answers = Mapping[str, object]  # one task's answers as JSON gave them back: nothing is assumed of the values

SEEN = "seen"  # which steps somebody has gone through, kept beside the answers


class Kind(StrEnum):
    ONE = "one"
    SEVERAL = "several"
    DRAWING = "drawing"
    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    ROWS = "rows"
    LINES = "lines"  # several short texts of one kind


@dataclass(frozen=True, slots=True)
class Option:
    """`alone`: cannot be ticked together with others."""

    key: str
    label: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """`why` is one sentence: why we ask. `ask` is the sentence of an answer that is missing.

    `needed`: a written opinion waits for it (W). `when` names another question of the step and the answer to it that
    makes this one matter. `unlike` names questions of the step that must have another answer. `low` and `high` bound
    a number, a text's characters, or the count of rows and lines.
    """

    key: str
    words: str
    kind: Kind
    why: str = ""
    options: tuple[Option, ...] = ()
    needed: bool = False
    ask: str = ""
    low: int = 0
    high: int = 0
    when: tuple[str, str] | None = None
    unlike: tuple[str, ...] = ()
    fields: tuple["Question", ...] = ()  # of a row

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options)

    @property
    def open_keys(self) -> frozenset[str]:
        """Answers that leave the question open."""
        return frozenset(option.key for option in self.options if option.alone)

    def label(self, key: object) -> str | None:
        return next((option.label for option in self.options if option.key == key), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One page: one subject."""

    key: str
    title: str
    questions: tuple[Question, ...]

    @property
    def rows(self) -> Question | None:
        """The question of this step that is answered with rows, if there is one."""
        return next((question for question in self.questions if question.kind is Kind.ROWS), None)


@dataclass(frozen=True, slots=True)
class Problem:
    """What to mend. `field` is the question's key, or `<question>/<row id>/<field>` within a row."""

    field: str
    message: str
    values: tuple[tuple[str, object], ...] = ()


NOT_SURE = Option("not_sure", N_("I am not sure"), alone=True)
IN_CALL = Option("in_call", N_("I prefer to say it in the call"), alone=True)
IN_CALL_WRITTEN = N_("I prefer not to say here")  # a written opinion has no call
YES = Option("yes", N_("Yes"))
NO = Option("no", N_("No"))
