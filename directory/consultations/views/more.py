"""What comes after booking, for the patient: something more is asked for, a colleague is suggested, it was closed."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.consultations.actions import asking, booking, silence
from directory.consultations.forms.manage import AnswerForm, PressForm
from directory.consultations.models import Consultation
from directory.consultations.queries import access, alternatives, preparing, staff
from directory.consultations.queries.pages import closed_by_silence
from directory.consultations.rules.asking import DECLINE_WORDS, DeclineReason
from directory.consultations.rules.states import State
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import CHANGES, LOOKS, OPENS, show
from directory.consultations.views.prepare.guard import ANSWERS, read
from directory.core.clock import now
from directory.core.policy import public
from directory.core.web import Answer, confidential, refusals_on


@bp.route("/c/<token>/more", methods=["GET", "POST"])
@public
@OPENS
@ANSWERS
def more(token: str) -> Answer:
    """What the physician asked for. Photos are sent on their own page; the button here says that this is all."""
    consultation, form, at = read(token, ".more"), AnswerForm(), now()
    asks = preparing.asks_of(consultation)
    if not asks:
        return confidential(redirect(url_for(".manage", token=token), 303))
    if form.validate_on_submit():
        with refusals_on(form):
            if asking.answer(consultation.id, form.words.data or "", at):
                flash(_("Sent. Thank you."), "success")
            return confidential(redirect(url_for(".more", token=token), 303))
    opened = preparing.may_add(consultation, at)
    return show("consultations/more.html", consultation, form=form, asks=asks, open=opened)


@bp.get("/c/<token>/declined")
@public
@LOOKS
def declined(token: str) -> Answer:
    """The reason, and colleagues who take such requests."""
    consultation, at = read(token), now()
    if consultation.state is not State.DECLINED:
        return confidential(redirect(url_for(".manage", token=token), 303))
    others = alternatives.instead_of(consultation, at)
    reason, words = _reason(consultation), staff.words_of_ending(consultation)
    return show("consultations/declined.html", consultation, reason=reason, words=words, others=others)


def _reason(consultation: Consultation) -> str:
    """A sentence to translate and fill with the physician's name; empty where the words say it."""
    code = consultation.cancel_reason
    return DECLINE_WORDS[DeclineReason(code)] if code in set(DeclineReason) else ""


@bp.post("/c/<token>/reopen")
@public
@CHANGES
def reopen(token: str) -> Answer:
    consultation = access.by_link_or_404(token, now())
    if PressForm().validate_on_submit() and closed_by_silence(consultation):
        try:
            silence.reopen(consultation.id, now())
        except booking.AlreadyHave:
            flash(_("You have a newer consultation with this physician, so this one stays closed."), "warning")
        else:
            flash(_("It is open again. Everything you entered is kept."), "success")
    return confidential(redirect(url_for(".manage", token=token), 303))
