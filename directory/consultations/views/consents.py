"""What the patient has agreed to, with the words and the day, and the way to take it back."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import withdrawing
from directory.consultations.forms.manage import AgreeForm, PressForm
from directory.consultations.models import Consultation
from directory.consultations.queries import consents as queries
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import CHANGES, LOOKS, OPENS, show
from directory.consultations.views.prepare.guard import read
from directory.core.clock import now
from directory.core.policy import public
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, refusals_on


@bp.get("/c/<token>/consents")
@public
@LOOKS
def consents(token: str) -> Answer:
    consultation = read(token)
    return show("consultations/consents.html", consultation, given=queries.given(consultation))


@bp.route("/c/<token>/consents/<purpose>", methods=["GET", "POST"])
@public
@OPENS
@CHANGES
def withdraw(token: str, purpose: str) -> Answer:
    """What withdrawing means is read before it is done."""
    chosen, consultation, form = _purpose(purpose), read(token, ".consents"), PressForm()
    if form.validate_on_submit():
        if withdrawing.withdraw(consultation.id, chosen, now()):
            flash(_("Your consent is withdrawn. What rested on it is closed."), "success")
        return confidential(redirect(url_for(".consents", token=token), 303))
    if not _in_force(consultation, chosen):
        return confidential(redirect(url_for(".consents", token=token), 303))
    return show("consultations/withdraw.html", consultation, form=form, purpose=chosen)


@bp.route("/c/<token>/consents/<purpose>/again", methods=["GET", "POST"])
@public
@OPENS
@CHANGES
def give_again(token: str, purpose: str) -> Answer:
    """In today's words, with a box that nobody has ticked beforehand."""
    chosen, consultation, form = _purpose(purpose), read(token, ".consents"), AgreeForm()
    if form.validate_on_submit():
        with refusals_on(form):
            withdrawing.give_again(consultation.id, chosen, now())
            flash(_("Thank you. What rests on your consent is open again."), "success")
            return confidential(redirect(url_for(".consents", token=token), 303))
    if not form.errors and not queries.may_give_again(consultation, chosen):
        return confidential(redirect(url_for(".consents", token=token), 303))
    words = queries.words_today(consultation, chosen, now())
    title = _(queries.TITLES[chosen])
    return show("consultations/agree.html", consultation, form=form, purpose=chosen, words=words, title=title)


def _purpose(text: str) -> Purpose:
    """Raises NotThere."""
    if text not in set(queries.TITLES):
        raise NotThere
    return Purpose(text)


def _in_force(consultation: Consultation, purpose: Purpose) -> bool:
    return any(each.purpose is purpose and each.withdrawn is None for each in queries.given(consultation))
