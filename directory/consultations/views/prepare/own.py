"""The task "Your questions"."""

from flask import redirect, request, url_for

from directory.consultations.actions import preparing as actions
from directory.consultations.forms.prepare import questions_form
from directory.consultations.queries import preparing, sealed
from directory.consultations.rules.intake import steps_of
from directory.consultations.rules.tasks import Task
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import OPENS, show
from directory.consultations.views.prepare.guard import ANSWERS, read
from directory.consultations.views.prepare.tasks import tell_later
from directory.core.clock import now
from directory.core.policy import public
from directory.core.web import Answer, confidential, refusals_on


@bp.route("/c/<token>/prepare/questions", methods=["GET", "POST"])
@public
@OPENS
@ANSWERS
def prepare_questions(token: str) -> Answer:
    consultation = read(token)
    form = questions_form(sealed.answers_of(consultation).get(Task.QUESTIONS, {}).get("questions"))
    if form.validate_on_submit():
        with refusals_on(form):
            step = steps_of(Task.QUESTIONS)[0]
            actions.save_step(consultation.id, Task.QUESTIONS, step, {"questions": form.asked()}, now())
            if "later" in request.form:
                actions.finish_later(consultation.id, now())
                tell_later()
            return confidential(redirect(url_for(".prepare", token=token), 303))
    opened = preparing.may_add(consultation, now())
    return show("consultations/prepare/questions.html", consultation, form=form, open=opened)
