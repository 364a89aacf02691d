"""The physician asks for something more, or suggests a colleague."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.consultations.actions import asking, declining
from directory.consultations.forms.manage import PressForm
from directory.consultations.forms.practice import AskForm, DeclineForm
from directory.consultations.queries import practice, staff
from directory.consultations.rules.asking import SURGICAL_LIST
from directory.consultations.views.blueprint import bp
from directory.consultations.views.practice import CANCEL, show_own
from directory.consultations.views.staff import actor, person
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on


@bp.route("/practice/consultations/<reference>/ask", methods=["GET", "POST"])
@requires(Permission.PRACTICE)
def practice_ask(reference: str) -> Answer:
    """Another view, or an answer. After a call the clock of the opinion stands still until it comes."""
    consultation, form, at = practice.own_or_404(reference, person().id), AskForm(), now()
    staff.check_to_ask(consultation, at)
    if form.validate_on_submit():
        with refusals_on(form):
            asking.ask(consultation.id, form.asked(), actor(), at)
            flash(_("Asked. The patient gets an e-mail that says only that something is asked for."), "success")
            return redirect(url_for(".practice_consultation", reference=reference), 303)
    shown = staff.staff_page(consultation, CANCEL, at)
    values = {"page": shown, "name": practice.name_of(consultation)}
    return confidential(page("consultations/practice/ask.html", form=form, **values))


@bp.post("/practice/consultations/<reference>/surgical-list")
@requires(Permission.PRACTICE)
def practice_ask_list(reference: str) -> Answer:
    """One click, one e-mail: the questions that only a plan needs."""
    consultation, form = practice.own_or_404(reference, person().id), PressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            asking.ask(consultation.id, SURGICAL_LIST, actor(), now())
            flash(_("Asked. The patient gets an e-mail that says only that something is asked for."), "success")
            return redirect(url_for(".practice_consultation", reference=reference), 303)
    return show_own(practice.own_or_404(reference, person().id), form)


@bp.route("/practice/consultations/<reference>/decline", methods=["GET", "POST"])
@requires(Permission.PRACTICE)
def practice_decline(reference: str) -> Answer:
    consultation, form, at = practice.own_or_404(reference, person().id), DeclineForm(), now()
    staff.check_to_decline(consultation, at)
    if form.validate_on_submit():
        with refusals_on(form):
            reason, words = form.asked()
            declining.decline(consultation.id, reason, words, actor(), at)
            flash(_("Declined. The patient is told by e-mail and shown colleagues."), "success")
            return redirect(url_for(".practice_consultation", reference=reference), 303)
    shown = staff.staff_page(consultation, CANCEL, at)
    values = {"page": shown, "name": practice.name_of(consultation)}
    return confidential(page("consultations/practice/decline.html", form=form, **values))
