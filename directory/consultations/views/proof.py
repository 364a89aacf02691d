"""What proves an address: the button behind the link in an e-mail, and the six digits of a code."""

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _

from directory.consultations.actions import access as access_actions
from directory.consultations.actions import booking, changing, ending, preparing
from directory.consultations.forms.manage import AddressForm, CodeForm, EarlierForm, PressForm
from directory.consultations.models import Consultation
from directory.consultations.queries import access, sealed
from directory.consultations.rules.states import ENDED
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import CHANGES, OPENS, reader, show
from directory.core import links, transaction, visitors
from directory.core.clock import now
from directory.core.policy import public
from directory.core.refusals import NotThere
from directory.core.web import Answer, refusals_on, safe_next


@bp.post("/c/<token>/keep")
@public
@CHANGES
def keep(token: str) -> Answer:
    """ "Yes, I opened this": the address is proved and the time is kept."""
    consultation = access.by_link_or_404(token, now())
    if not access.from_letter(token, now()):
        raise NotThere
    if PressForm().validate_on_submit():
        return _kept(consultation, token, url_for(".manage", token=token))
    return redirect(url_for(".manage", token=token), 303)


def _kept(consultation: Consultation, token: str, target: str) -> Answer:
    """The address is proved; where the person has an earlier one with this physician they choose first."""
    if consultation.confirmed is not None or consultation.state in ENDED:
        return redirect(target, 303)
    try:
        preparing.send_if_ready(access_actions.keep(consultation.id, now()), now())
    except booking.AlreadyHave:
        return redirect(url_for(".choose_one", token=token), 303)
    kept = _("Thank you. Your time is kept.") if consultation.starts else _("Thank you. Your address is confirmed.")
    flash(kept, "success")
    return redirect(target, 303)


@bp.route("/c/<token>/one", methods=["GET", "POST"])
@public
@OPENS
@CHANGES
def choose_one(token: str) -> Answer:
    """Two consultations of one person with one physician: keep the earlier or this one."""
    consultation = access.by_link_or_404(token, now())
    if not (access.from_letter(token, now()) or access.known(consultation, reader(), now()).proven):
        raise NotThere
    form = EarlierForm()
    if form.validate_on_submit():
        with refusals_on(form):
            _keep_one(consultation, form)
            return redirect(url_for(".manage", token=token), 303)
    return show("consultations/one.html", consultation, form=form)


def _keep_one(consultation: Consultation, form: EarlierForm) -> None:
    at = now()
    if form.earlier.data == "replace":
        preparing.send_if_ready(access_actions.keep(consultation.id, at, replace=True), at)
    else:
        ending.replaced(consultation, at)


@bp.route("/c/<token>/code", methods=["GET", "POST"])
@public
@OPENS
@CHANGES
def code(token: str) -> Answer:
    """Six digits before health answers are read or added on a device for the first time."""
    consultation = access.by_link_or_404(token, now())
    form = CodeForm()
    target = safe_next(request.values.get("next"), url_for(".manage", token=token))
    if form.validate_on_submit():
        with refusals_on(form):
            visitor = visitors.visitor_id()
            remember = bool(form.remember.data)
            with transaction.unit():
                counted = access_actions.count_try(consultation.id)
            access_actions.enter_code(
                consultation.id, form.digits(), visitor, now(), counted=counted, remember=remember
            )
            session.permanent = session.permanent or remember
            return _kept(consultation, token, target)
    return show("consultations/code.html", consultation, form=form, next=target, sent=access.last_code(consultation.id))


@bp.post("/c/<token>/code/send")
@public
@CHANGES
def send_code(token: str) -> Answer:
    consultation = access.by_link_or_404(token, now())
    form = PressForm()
    if form.validate_on_submit():
        access_actions.send_code(consultation, now())
        flash(_("We have sent a code to the address of this booking."), "success")
    target = safe_next(request.form.get("next"), url_for(".manage", token=token))
    return redirect(url_for(".code", token=token, next=target), 303)


@bp.route("/c/<token>/address", methods=["GET", "POST"])
@public
@OPENS
@CHANGES
def address(token: str) -> Answer:
    """ "Not right? Change it", for one hour, in the browser of the booking."""
    consultation = access.by_link_or_404(token, now())
    known = access.known(consultation, reader(), now())
    if not known.reads:
        return redirect(url_for(".manage", token=token), 303)
    form = AddressForm(email=sealed.email_of(access.patient_of(consultation)))
    if form.validate_on_submit():
        with refusals_on(form):
            changing.change_address(consultation.id, form.email.data or "", visitors.visitor_id(), now())
            return redirect(url_for(".booked", token=_token(consultation)), 303)
    return show("consultations/address.html", consultation, form=form)


def _token(consultation: Consultation) -> str | None:
    return links.token_for(access.LINK, str(consultation.id))
