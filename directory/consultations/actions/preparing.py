"""What a patient adds before the consultation; and what follows when nothing is missing any more."""

import contextlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from directory.accounts import actions as accounts
from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import announcing, asking, outcomes
from directory.consultations.actions.drafting import save_answers
from directory.consultations.actions.history import happened
from directory.consultations.models import Consultation
from directory.consultations.queries import access, preparing, sealed
from directory.consultations.queries.pages import case_of
from directory.consultations.queries.staff import is_shared
from directory.consultations.rules.intake import (
    CANNOT,
    INTAKE_VERSION,
    LISTED,
    SEEN,
    Closed,
    Question,
    Step,
    is_empty,
    matters,
    rows_of,
    validate_step,
)
from directory.consultations.rules.states import CONSULTATIONS, State
from directory.consultations.rules.tasks import Task, missing
from directory.core import transaction, vault
from directory.core.refusals import N_, NotThere, Refusal
from directory.photos import actions as photos
from directory.photos import queries as photo_reads
from directory.photos.actions import Accepted
from directory.physicians.rules import VisitKind

Given = Mapping[str, object]


class TooManyRows(Refusal):
    message = N_("You have added the most we can keep here. Remove one first, or tell the rest in your own words.")


def save_step(consultation_id: int, task: Task, step: Step, given: Given, now: datetime) -> Consultation:
    """A page somebody has continued from: its answers replace the earlier ones, and it counts as gone through."""
    consultation = _opened(consultation_id, now)
    answers = _merged(consultation, task, step, given)
    if not validate_step(step, answers):  # somebody who is about to list treatments has not gone through yet
        answers[SEEN] = _with(answers.get(SEEN), step.key)
    _keep(consultation, task, answers, now)
    if task is Task.SURGICAL:
        asking.list_filled(consultation, now)
    return consultation


def save_draft(consultation_id: int, task: Task, given: Given, now: datetime) -> None:
    """A page left half-way: what is good is kept, the page is still to do."""
    consultation = _opened(consultation_id, now)
    every = sealed.answers_of(consultation).get(task, {})
    _keep(consultation, task, {**every, **given}, now)


def save_row(
    consultation_id: int, task: Task, step: Step, row_id: str | None, given: Given, now: datetime
) -> Consultation:
    """Add a treatment or an operation, or change one. Raises TooManyRows, or NotThere for a row that was removed."""
    consultation = _opened(consultation_id, now)
    question, gate = _rows_question(step)
    answers = dict(sealed.answers_of(consultation).get(task, {}))
    rows = [dict(row) for row in rows_of(question, answers)]
    row = _row(rows, row_id, question)
    fitting = [f.key for f in question.fields if matters(f, given) and not is_empty(given.get(f.key))]
    kept = {"id": row["id"]} | {key: given[key] for key in fitting}
    row.clear()
    row.update(kept)
    answers |= {question.key: rows, gate: LISTED}
    _keep(consultation, task, answers, now)
    return consultation


def remove_row(consultation_id: int, task: Task, step: Step, row_id: str, now: datetime) -> None:
    """Removed twice it is removed once."""
    consultation = _opened(consultation_id, now)
    question, _gate = _rows_question(step)
    answers = dict(sealed.answers_of(consultation).get(task, {}))
    answers[question.key] = [dict(row) for row in rows_of(question, answers) if row.get("id") != row_id]
    if not answers[question.key]:
        answers[SEEN] = [key for key in _texts(answers.get(SEEN)) if key != step.key]
    _keep(consultation, task, answers, now)


def keep_photos(consultation_id: int, accepted: Sequence[tuple[str, Accepted]], now: datetime) -> list[str]:
    """With the consent that stands above the button. Returns the views for which no place was left."""
    consultation = _opened(consultation_id, now)
    if not accepted:
        return []
    _consent(consultation, now)
    consultation.updated = now
    left = photos.keep_all(preparing.owner_of(consultation), consultation.vault_id, accepted, now)
    settle(consultation, now)
    return left


def delete_photo(consultation_id: int, photo_id: str, now: datetime) -> None:
    """At any time, also when nothing can be added any more. Raises NotThere for another's photo."""
    consultation = access.locked(consultation_id)
    photos.delete(photo_id, preparing.owner_of(consultation), now)
    consultation.updated = now
    happened(consultation, "photo_deleted", _actor(consultation), now, photo=photo_id)
    settle(consultation, now)


def save_photos(
    consultation_id: int, cannot: Mapping[str, str], underneath: str, now: datetime, *, finished: bool
) -> None:
    """The words beside the photos; `finished`: somebody has continued from the page."""
    consultation = _opened(consultation_id, now)
    answers = dict(sealed.answers_of(consultation).get(Task.PHOTOS, {}))
    answers |= {CANNOT: {view: why for view, why in cannot.items() if why}, "underneath": underneath}
    if finished:
        answers[SEEN] = _with(answers.get(SEEN), "photos")
    _keep(consultation, Task.PHOTOS, {key: value for key, value in answers.items() if not is_empty(value)}, now)


def finish_later(consultation_id: int, now: datetime) -> None:
    """A link by e-mail, because the person asked for it."""
    announcing.resume(_opened(consultation_id, now), now)


def photo_settled(photo_id: str, now: datetime) -> None:
    """The worker has found a photo ready or unusable: does anything lack now? Harmless when run twice."""
    with transaction.unit():
        consultation_id = preparing.consultation_of_photo(photo_id)
        if consultation_id is None:
            return
        with contextlib.suppress(vault.Erased):  # nothing is left to count
            settle(access.locked(consultation_id), now)


def settle(consultation: Consultation, now: datetime) -> None:
    """The tasks as they stand, and the move that follows: complete, or to do again."""
    sent = photo_reads.views_sent(preparing.owner_of(consultation))
    done = preparing.done(consultation, sealed.answers_of(consultation), sent)
    consultation.tasks_done = [task.value for task in done]
    lacking = missing(done)
    if not lacking and consultation.state is State.WAITING_FOR_PATIENT and _may_send(consultation):
        _prepared(consultation, now)
    elif lacking and consultation.state is State.READY:
        _move(consultation, "reopened", now)


def send_if_ready(consultation: Consultation, now: datetime) -> None:
    """The address is proved now: a complete written request that waited for it goes to the physician, once."""
    if consultation.visit is VisitKind.WRITTEN and preparing.may_add(consultation, now):
        settle(consultation, now)


def _may_send(consultation: Consultation) -> bool:
    """Nobody's clock starts for an address that may be somebody else's, or for what may not be read."""
    if consultation.visit is not VisitKind.WRITTEN:
        return True
    return consultation.confirmed is not None and is_shared(consultation)


def _prepared(consultation: Consultation, now: datetime) -> None:
    """Nothing is missing. For a written opinion the physician's clock starts now."""
    _move(consultation, "prepared", now)
    consultation.ready = now
    if consultation.visit is VisitKind.WRITTEN:
        outcomes.start_clock(consultation, now)
        announcing.requested(consultation, now)


def _move(consultation: Consultation, name: str, now: datetime) -> None:
    consultation.state = CONSULTATIONS.target(name, consultation.state, case_of(consultation, now))
    happened(consultation, name, _actor(consultation), now)


def _opened(consultation_id: int, now: datetime) -> Consultation:
    """Locked, so that two devices add to one another. Raises Closed when nothing can be added any more."""
    consultation = access.locked(consultation_id)
    if not preparing.may_add(consultation, now):
        raise Closed
    return consultation


def _merged(consultation: Consultation, task: Task, step: Step, given: Given) -> dict[str, object]:
    """Answers to questions that no longer matter are dropped; rows are kept until somebody removes them."""
    answers = dict(sealed.answers_of(consultation).get(task, {}))
    for question in step.questions:
        if question.fields:
            continue
        answers.pop(question.key, None)
        value = given.get(question.key)
        if not is_empty(value) and matters(question, given):
            answers[question.key] = value
    return answers


def _keep(consultation: Consultation, task: Task, answers: dict[str, object], now: datetime) -> None:
    save_answers(consultation, task.value, answers, now)
    consultation.intake_version = INTAKE_VERSION
    settle(consultation, now)


def _consent(consultation: Consultation, now: datetime) -> None:
    """Given with the first photo, in the words shown above the button; the same words given again are one consent."""
    accounts.give_consent(
        _actor(consultation),
        Purpose.PHOTOS,
        about=preparing.owner_of(consultation),
        values=preparing.consent_values(consultation),
        language=preparing.language_of(consultation),
        now=now,
    )


def _rows_question(step: Step) -> tuple[Question, str]:
    """The question answered with rows, and the question that opens it."""
    question = step.rows
    if question is None or question.when is None:
        raise NotThere
    return question, question.when[0]


def _row(rows: list[dict[str, object]], row_id: str | None, question: Question) -> dict[str, object]:
    if row_id is not None:
        found = next((row for row in rows if row.get("id") == row_id), None)
        if found is None:
            raise NotThere
        return found
    if len(rows) >= question.high:
        raise TooManyRows
    rows.append({"id": secrets.token_hex(4)})
    return rows[-1]


def _with(seen: object, key: str) -> list[str]:
    return [*(each for each in _texts(seen) if each != key), key]


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _actor(consultation: Consultation) -> str:
    return f"patient:{consultation.patient_id}"
