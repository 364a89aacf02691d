"""Assistants: invited by the applicant, and what an invited person sees."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import signed_in
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import caselog as actions
from directory.membership.forms.caselog import AssistantForm
from directory.membership.queries import application as applications
from directory.membership.queries import caselog as queries
from directory.membership.rules.assistant import ASSISTANTS_MOST, INVITED_DAYS
from directory.membership.views.blueprint import bp
from directory.membership.views.caselog.cases import BASE
from directory.membership.views.caselog.guard import actor, own_or_refused, person, show


@bp.route(f"{BASE}/assistants", methods=["GET", "POST"])
@signed_in
@limiter.limit("20 per hour", methods=["POST"])
def case_assistants(reference: str) -> Answer:
    application, form = own_or_refused(reference), AssistantForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.invite(application, form.asked(), now())
            flash(_("The invitation is on its way."), "success")
            return redirect(url_for(".case_assistants", reference=reference), 303)
    application = own_or_refused(reference)
    return show(
        "assistants",
        application,
        form=form,
        assistants=queries.assistants_of(application.id),
        most=ASSISTANTS_MOST,
        days=INVITED_DAYS,
    )


@bp.post(f"{BASE}/assistants/end")
@signed_in
def case_assistant_end(reference: str) -> Answer:
    actions.end(own_or_refused(reference), _number("assistant"), actor=actor(), now=now())
    flash(_("This person can no longer open your case log."), "success")
    return redirect(url_for(".case_assistants", reference=reference), 303)


@bp.route("/membership/assist", methods=["GET", "POST"])
@signed_in
def assist() -> Answer:
    """Who is signed in with an invited address has shown that it is theirs."""
    who, at = person(), now()
    if request.method == "POST":
        found = actions.accept(_number("assistant"), person_id=who.id, email=who.email, now=at)
        application = applications.by_id(found.application_id)
        if application is None:
            raise NotThere
        return redirect(url_for(".cases", reference=application.reference), 303)
    invited = [(each, applications.name_of(application)) for each, application in queries.invited_as(who.email, at)]
    helped = [each for each in queries.applications_of(who.id) if each.person_id != who.id]
    names = [(each.reference, applications.name_of(each)) for each in helped]
    return confidential(page("membership/cases/assist.html", invited=invited, helped=names, email=who.email))


def _number(name: str) -> int:
    text = request.form.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NotThere
    return int(text)
