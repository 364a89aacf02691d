"""Treatments and operations: a page a row, added and removed without JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask_babel import gettext as _

from directory.consultations.actions import preparing as actions
from directory.consultations.forms.prepare import row_form
from directory.consultations.models import Consultation
from directory.consultations.queries import preparing, sealed
from directory.consultations.rules.intake import PER_DAY, Question, far_outside, rows_of
from directory.consultations.rules.tasks import DISCREET
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import OPENS, show
from directory.consultations.views.prepare.guard import ANSWERS, pressed, read
from directory.consultations.views.prepare.steps import Place, place_of
from directory.core.clock import now
from directory.core.policy import public
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, refusals_on

NEW = "new"


@dataclass(frozen=True, slots=True)
class Listed:
    """A row in the list of its page; `asks` is a question about it, never a correction."""

    id: str
    title: str
    lines: list[tuple[str, str]]
    asks: str


def listed(consultation: Consultation, rows: Question, stored: Mapping[str, object]) -> list[Listed]:
    visit = consultation.visit
    return [
        Listed(
            id=str(row.get("id", "")),
            title=preparing.row_title(rows, row, visit),
            lines=preparing.row_lines(rows, row, visit)[1:],
            asks=_(PER_DAY) if far_outside(row.get("what"), row.get("strength")) else "",
        )
        for row in rows_of(rows, stored)
    ]


@bp.route("/c/<token>/prepare/<task>/<step>/<row>", methods=["GET", "POST"])
@public
@OPENS
@ANSWERS
def prepare_row(token: str, task: str, step: str, row: str) -> Answer:
    place = place_of(token, task, step)
    consultation = read(token)
    rows = _rows(place)
    if not preparing.may_add(consultation, now()):
        return confidential(redirect(place.review, 303))
    form = row_form(rows, consultation.visit, _stored(consultation, place, rows, row))
    if form.validate_on_submit() and form.fits(rows, preparing.facts_of(consultation, now())):
        with refusals_on(form):
            row_id = None if row == NEW else row
            actions.save_row(consultation.id, place.task, place.step, row_id, form.answers(), now())
            return confidential(redirect(_after(place), 303))
    return show(
        "consultations/prepare/row.html",
        consultation,
        form=form,
        place=place,
        new=row == NEW,
        discreet=_(DISCREET[place.task]),
    )


@bp.post("/c/<token>/prepare/<task>/<step>/<row>/remove")
@public
@ANSWERS
def prepare_row_remove(token: str, task: str, step: str, row: str) -> Answer:
    place = place_of(token, task, step)
    _rows(place)
    consultation = read(token)
    if pressed():
        actions.remove_row(consultation.id, place.task, place.step, row, now())
    return confidential(redirect(place.here, 303))


def _after(place: Place) -> str:
    if "another" in request.form:
        return url_for(".prepare_row", token=place.token, task=place.slug, step=place.step.key, row=NEW)
    return place.here


def _rows(place: Place) -> Question:
    if place.step.rows is None:
        raise NotThere
    return place.step.rows


def _stored(consultation: Consultation, place: Place, rows: Question, row_id: str) -> Mapping[str, object]:
    if row_id == NEW:
        return {}
    answers = sealed.answers_of(consultation).get(place.task, {})
    found = next((row for row in rows_of(rows, answers) if row.get("id") == row_id), None)
    if found is None:
        raise NotThere
    return found
