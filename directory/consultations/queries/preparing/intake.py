"""Everything a patient has told, in sections, for the patient's, the physician's and the office's pages and exports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from directory.consultations.drawings import DRAWINGS
from directory.consultations.models import Consultation
from directory.consultations.queries import sealed
from directory.consultations.queries.preparing.asked import tasks_in
from directory.consultations.queries.preparing.words import answer_words
from directory.consultations.rules.booking import EASE, Ease
from directory.consultations.rules.intake import (
    IN_CALL,
    IN_CALL_WRITTEN,
    Answers,
    Facts,
    Question,
    Step,
    matters,
    reasons,
    steps_of,
)
from directory.consultations.rules.notes import WISH, notes
from directory.consultations.rules.tasks import TITLES, Task
from directory.core import formats
from directory.core.refusals import N_
from directory.photos.rules import VIEWS
from directory.physicians.rules import VisitKind, language_name
from directory.scheduling.rules import REASONS, Reason

WHEN_BOOKING = N_("When booking")


@dataclass(frozen=True, slots=True)
class Row:
    """A question and its answer in words ("" = not answered). `scale` and `picture` are for physicians' pages only."""

    question: str
    answer: str
    step: str = ""
    scale: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note for the physician, in words, with the (question, answer) pairs that led to it."""

    key: str
    sentence: str
    said: tuple[tuple[str, str], ...]


def intake_view(consultation: Consultation) -> list[Section]:
    """All sections, also those not answered yet. Raises vault.Erased after erasure."""
    every = sealed.answers_of(consultation)
    version, visit = consultation.intake_version, consultation.visit
    booked = Section(WISH, _(WHEN_BOOKING), tuple(_wish(every.get(WISH, {}))))
    tasks = [section(task, every.get(task, {}), visit, version) for task in tasks_in(every)]
    return [booked, *tasks]


def section(task: Task, answers: Answers, visit: VisitKind, version: int) -> Section:
    rows = [row for step in steps_of(task, version) for row in _step(step, answers, visit)]
    if task is Task.PHOTOS:
        rows += [
            Row(_("No photo: %(view)s", view=_(VIEWS[view].label)), why, "photos")
            for view, why in reasons(answers).items()
        ]
    return Section(task.value, _(TITLES[task]), tuple(rows))


def notes_view(consultation: Consultation, now: datetime) -> list[NoteLine]:
    """Notes for the physician. The patient does not see them while consulting, and finds them in the export."""
    found = notes(sealed.answers_of(consultation), facts_of(consultation, now))
    return [
        NoteLine(
            note.key,
            _(note.sentence, **note.values) if note.values else _(note.sentence),
            tuple(
                (_(said.question), _answer(said.answer, consultation.visit, own=said.own_words)) for said in note.said
            ),
        )
        for note in found
    ]


def facts_of(consultation: Consultation, now: datetime) -> Facts:
    return Facts(this_year=now.year, birth_year=sealed.contact_of(consultation).birth_year)


def _answer(words: str, visit: VisitKind, *, own: bool) -> str:
    if own or not words:
        return words
    if words == IN_CALL.label and visit is VisitKind.WRITTEN:
        return str(_(IN_CALL_WRITTEN))
    return str(_(words))


def _step(step: Step, answers: Answers, visit: VisitKind) -> Iterator[Row]:
    for question in step.questions:
        if matters(question, answers):
            yield _row(question, step, answers, visit)


def _row(question: Question, step: Step, answers: Answers, visit: VisitKind) -> Row:
    words = answer_words(question, answers, visit)
    drawing = DRAWINGS.get(str(answers.get(question.key))) if question.key == "drawing" else None
    if drawing is None:
        return Row(_(question.words), words, step.key)
    return Row(_(question.words), words, step.key, drawing.scale, drawing.picture("straight", "medium"))


def _wish(wish: Answers) -> Iterator[Row]:
    """What was said when booking."""
    reason, ease = str(wish.get("reason")), wish.get("ease")
    known = [Ease(key) for key in ease if key in set(Ease)] if isinstance(ease, list) else []
    yield Row(_("Main reason"), _(REASONS[Reason(reason)]) if reason in set(Reason) else "")
    yield Row(_("In your own words"), str(wish.get("words") or ""))
    language = str(wish.get("language") or "")
    yield Row(_("Language to speak"), language_name(language, formats.locale()) if language else "")
    yield Row(_("What would make this easier"), "\n".join(_(EASE[key]) for key in known))
