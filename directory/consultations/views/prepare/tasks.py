"""The task list, the review of a task, and leaving for now."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.consultations.actions import preparing as actions
from directory.consultations.forms.manage import PressForm
from directory.consultations.queries import preparing, sealed
from directory.consultations.rules.intake import unseen
from directory.consultations.rules.tasks import DISCREET, TITLES, Task
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import LOOKS, show
from directory.consultations.views.prepare.guard import ANSWERS, check_asked, pressed, read, slug_of, task_of
from directory.core.clock import now
from directory.core.policy import public
from directory.core.web import Answer, confidential

PAGES = {Task.PHOTOS: ".prepare_photos", Task.QUESTIONS: ".prepare_questions"}


@bp.get("/c/<token>/prepare")
@public
@LOOKS
def prepare(token: str) -> Answer:
    consultation = read(token)
    page = preparing.preparation(consultation, url_for(".prepare", token=token), now())
    return show("consultations/prepare/tasks.html", consultation, prepare=page, press=PressForm())


@bp.get("/c/<token>/prepare/<task>")
@public
@LOOKS
def prepare_task(token: str, task: str) -> Answer:
    """The first page still to do; all answers once each page was seen, or when nothing can be added any more."""
    found = task_of(task)
    consultation = read(token)
    check_asked(consultation, found)
    answers = sealed.answers_of(consultation).get(found, {})
    left = unseen(found, answers)
    if left and preparing.may_add(consultation, now()):
        return confidential(redirect(url_for(".prepare_step", token=token, task=task, step=left[0].key), 303))
    section = preparing.section(found, answers, consultation.visit, consultation.intake_version)
    return show(
        "consultations/prepare/review.html",
        consultation,
        section=section,
        task=slug_of(found),
        title=_(TITLES[found]),
        discreet=_(DISCREET[found]),
        open=preparing.may_add(consultation, now()),
    )


@bp.post("/c/<token>/prepare/later")
@public
@ANSWERS
def prepare_later(token: str) -> Answer:
    """ "Save and finish later": a link by e-mail, because it was asked for."""
    consultation = read(token)
    if pressed():
        actions.finish_later(consultation.id, now())
        tell_later()
    return confidential(redirect(url_for(".prepare", token=token), 303))


def tell_later() -> None:
    flash(
        _("Saved. We have sent a link to your e-mail address: you can go on with it later, on any device."), "success"
    )
