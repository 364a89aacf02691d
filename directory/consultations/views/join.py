"""The Join page: the patient's behind the link, the physician's behind the sign-in. The room shows while it is open.

To the link alone it says when, and takes "I am late" and "nobody came"; room and number are for a known device.
"""

from dataclasses import replace

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.consultations.actions import joining
from directory.consultations.forms.manage import PressForm
from directory.consultations.forms.practice import LateForm, NumberForm
from directory.consultations.models import Consultation
from directory.consultations.queries import access, practice
from directory.consultations.queries import joining as queries
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import CHANGES, LOOKS, show
from directory.consultations.views.patient import reader as browser
from directory.consultations.views.prepare.guard import read
from directory.consultations.views.staff import person
from directory.core.clock import now
from directory.core.policy import public, requires
from directory.core.web import Answer, confidential, page, refusals_on


@bp.get("/c/<token>/join")
@public
@LOOKS
def join(token: str) -> Answer:
    return _shown(access.by_link_or_404(token, now()), PressForm())


def _shown(consultation: Consultation, form: PressForm | NumberForm) -> Answer:
    at = now()
    found = queries.join_page(consultation, at)
    number = form if isinstance(form, NumberForm) else NumberForm(formdata=None)
    reads = access.known(consultation, browser(), at).reads
    shown = found if reads else replace(found, way=None)
    values = {"join": shown, "number": number, "form": form, "reads": reads, "now": at}
    return show("consultations/join.html", consultation, **values)


def _again(token: str) -> Answer:
    return redirect(url_for(".join", token=token), 303)


@bp.post("/c/<token>/late")
@public
@CHANGES
def late(token: str) -> Answer:
    """ "I am late": the physician is told once."""
    consultation, form = access.by_link_or_404(token, now()), PressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            joining.patient_late(consultation.id, now())
            flash(_("We have told the physician that you come a little later."), "success")
            return _again(token)
    return _shown(access.by_link_or_404(token, now()), form)


@bp.post("/c/<token>/call-instead")
@public
@CHANGES
def call_instead(token: str) -> Answer:
    """ "Call me instead": a number for this time only."""
    consultation, form = read(token, ".join"), NumberForm()
    form.known = queries.join_page(consultation, now()).known
    form.country = consultation.country
    if form.validate_on_submit():
        with refusals_on(form):
            joining.call_instead(consultation.id, form.asked(), now())
            flash(_("The physician sees your number now, for this time only."), "success")
            return _again(token)
    return _shown(access.by_link_or_404(token, now()), form)


@bp.post("/c/<token>/video-after-all")
@public
@CHANGES
def video_after_all(token: str) -> Answer:
    consultation, form = read(token, ".join"), PressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            joining.video_after_all(consultation.id, now())
            flash(_("Your number is not shown any more."), "success")
            return _again(token)
    return _shown(access.by_link_or_404(token, now()), form)


@bp.post("/c/<token>/nobody-came")
@public
@CHANGES
def nobody_came(token: str) -> Answer:
    """ "The physician has not come": the office is told; no fault is noted."""
    consultation, form = access.by_link_or_404(token, now()), PressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            joining.nobody_came(consultation.id, now())
            return _again(token)
    return _shown(access.by_link_or_404(token, now()), form)


@bp.get("/practice/consultations/<reference>/join")
@requires(Permission.PRACTICE)
def practice_join(reference: str) -> Answer:
    consultation, at = practice.own_or_404(reference, person().id), now()
    found = queries.join_page(consultation, at)
    name = practice.name_of(consultation)
    values = {"join": found, "name": name, "form": PressForm(), "late": LateForm(), "now": at}
    return confidential(page("consultations/practice/join.html", **values))
