"""The patient's pages behind a link: little is shown to the link alone, the rest after a code."""

from datetime import date, datetime, timedelta

from flask import Response, flash, redirect, request, session, url_for
from flask_babel import gettext as _

from directory.consultations import letters
from directory.consultations.actions import access as access_actions
from directory.consultations.actions import booking, changing, ending, outcomes, reminders
from directory.consultations.forms.manage import (
    CancelForm,
    PressForm,
    TimeForm,
    TookPlaceForm,
)
from directory.consultations.models import Consultation
from directory.consultations.queries import access, sealed
from directory.consultations.queries.grid import times_page
from directory.consultations.queries.pages import case_of, page_of
from directory.consultations.rules.states import APPOINTMENTS, ENDED, Appointment
from directory.consultations.views.blueprint import bp
from directory.core import visitors
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import public
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on

CHANGES = limiter.shared_limit("60 per hour", scope="consultation changes", methods=["POST"])
# One limit for all pages behind a link. A whole Prepare is some sixty openings, and a clinic shares one address.
_MANY, _SCOPE = "300 per 10 minutes", "consultation links"
LOOKS = limiter.shared_limit(_MANY, scope=_SCOPE)
OPENS = limiter.shared_limit(_MANY, scope=_SCOPE, methods=["GET", "HEAD"])  # where sending has a limit of its own


def reader() -> str | None:
    """This browser's random id if it has one: reading a page makes none."""
    known = session.get(visitors.KEY)
    return known if isinstance(known, str) else None


def show(template: str, consultation: Consultation, **values: object) -> Response:
    """A page of this consultation, with what this browser may see of it."""
    at = now()
    token = str((request.view_args or {}).get("token", ""))
    case = page_of(consultation, access.known(consultation, reader(), at), token, at)
    return confidential(page(template, case=case, **{"from_letter": access.from_letter(token, at), **values}))


@bp.get("/c/<token>")
@public
@LOOKS
def manage(token: str) -> Answer:
    consultation = access.by_link_or_404(token, now())
    return show("consultations/manage.html", consultation, form=PressForm(), took_place=TookPlaceForm())


@bp.get("/c/<token>/booked")
@public
@LOOKS
def booked(token: str) -> Answer:
    consultation = access.by_link_or_404(token, now())
    seen = access.known(consultation, reader(), now())
    if not seen.reads:
        return redirect(url_for(".manage", token=token), 303)
    email = sealed.email_of(access.patient_of(consultation))
    return show("consultations/booked.html", consultation, email=email, form=PressForm())


@bp.route("/c/<token>/change", methods=["GET", "POST"])
@public
@OPENS
@CHANGES
def change(token: str) -> Answer:
    """Another time: the old one stands until the new one is ours."""
    at = now()
    consultation = access.by_link_or_404(token, at)
    for reason in _against(consultation, "reschedule"):
        raise reason
    form = TimeForm()
    if form.validate_on_submit():
        with refusals_on(form):
            if access.from_letter(token, at):
                access_actions.keep(consultation.id, at)
            actor = f"patient:{consultation.patient_id}"
            changing.reschedule(consultation.id, form.asked(), actor, at)
            flash(_("Your time has been changed. A new e-mail is on its way."), "success")
            return redirect(url_for(".manage", token=token), 303)
    grid = times_page(consultation, _asked_day(at), at)
    return show("consultations/change.html", consultation, form=form, grid=grid)


def _asked_day(at: datetime) -> date:
    """`?from=YYYY-MM-DD`; anything else is today."""
    try:
        asked = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return at.date()
    return min(asked, at.date() + timedelta(days=400))  # a year 9999 has no next week


def _against(consultation: Consultation, move: str) -> list[Exception]:
    state = consultation.appointment or Appointment.HELD
    return list(APPOINTMENTS.problems(move, state, case_of(consultation, now())))


def _another(consultation: Consultation, token: str) -> bool:
    """An answer behind the link of an e-mail proves the address. True: there is another one to choose from first."""
    if not access.from_letter(token, now()) or consultation.state in ENDED:
        return False
    try:
        access_actions.keep(consultation.id, now())
    except booking.AlreadyHave:
        return True
    return False


@bp.post("/c/<token>/accept")
@public
@CHANGES
def accept(token: str) -> Answer:
    consultation = access.by_link_or_404(token, now())
    form = PressForm()
    if form.validate_on_submit():
        if _another(consultation, token):
            return redirect(url_for(".choose_one", token=token), 303)
        changing.accept_proposal(consultation.id, f"patient:{consultation.patient_id}", now())
        flash(_("The new time is yours. A new e-mail is on its way."), "success")
    return redirect(url_for(".manage", token=token), 303)


@bp.post("/c/<token>/keep-old")
@public
@CHANGES
def keep_old(token: str) -> Answer:
    consultation = access.by_link_or_404(token, now())
    form = PressForm()
    if form.validate_on_submit():
        if _another(consultation, token):
            return redirect(url_for(".choose_one", token=token), 303)
        changing.keep_old_time(consultation.id, f"patient:{consultation.patient_id}", now())
        flash(_("Your earlier time stands."), "success")
    return redirect(url_for(".manage", token=token), 303)


@bp.route("/c/<token>/cancel", methods=["GET", "POST"])
@public
@OPENS
@CHANGES
def cancel(token: str) -> Answer:
    at = now()
    consultation = access.by_link_or_404(token, at)
    if consultation.appointment is not None:
        for reason in _against(consultation, "cancel_by_patient"):
            raise reason
    form = CancelForm()
    if form.validate_on_submit():
        with refusals_on(form):
            why, words = form.asked()
            actor = f"patient:{consultation.patient_id}"
            ending.cancel(consultation.id, "cancel_by_patient", why, actor, at, words=words)
            return redirect(url_for(".manage", token=token), 303)
    return show("consultations/cancel.html", consultation, form=form)


@bp.post("/c/<token>/took-place")
@public
@CHANGES
def took_place(token: str) -> Answer:
    consultation = access.by_link_or_404(token, now())
    form = TookPlaceForm()
    if form.validate_on_submit():
        outcomes.patient_says(consultation.id, took_place=form.took_place.data == "yes", now=now())
        flash(_("Thank you for telling us."), "success")
        return redirect(url_for(".manage", token=token), 303)
    return show("consultations/manage.html", consultation, form=PressForm(), took_place=form)


@bp.post("/c/<token>/fewer")
@public
@CHANGES
def fewer(token: str) -> Answer:
    consultation = access.by_link_or_404(token, now())
    form = PressForm()
    if form.validate_on_submit():
        reminders.fewer(consultation.id, f"patient:{consultation.patient_id}", now())
        flash(_("You get fewer reminders from now on: one at most."), "success")
    return redirect(url_for(".manage", token=token), 303)


@bp.get("/c/<token>/appointment.ics")
@public
@LOOKS
def calendar_file(token: str) -> Answer:
    """The same file as in the e-mail, as it is now."""
    consultation = access.by_link_or_404(token, now())
    if consultation.starts is None:
        raise NotThere  # a written request has no time
    response = Response(letters.calendar_of(consultation, now()), mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return confidential(response)
