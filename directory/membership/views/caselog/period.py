"""The drawn period: what the applicant states about it."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.core.clock import now
from directory.core.policy import signed_in
from directory.core.web import Answer, refusals_on
from directory.membership.actions import caselog as actions
from directory.membership.forms.caselog import REASON_MOST, PeriodForm
from directory.membership.models.application import Application
from directory.membership.queries import caselog as queries
from directory.membership.queries.caselog import Case, Period
from directory.membership.rules.caselog import CHOSEN
from directory.membership.rules.period import CONSECUTIVE
from directory.membership.views.blueprint import bp
from directory.membership.views.caselog.cases import BASE
from directory.membership.views.caselog.guard import actor, log_or_404, show


@bp.route(f"{BASE}/period", methods=["GET", "POST"])
@signed_in
def case_period(reference: str) -> Answer:
    application, form = log_or_404(reference), PeriodForm()
    found = queries.period_of(application)
    if found is not None and form.validate_on_submit():
        inside = _inside(application, found)
        total, places, gaps = form.asked(inside, found, request.form.to_dict())
        if not form.failed:
            with refusals_on(form):
                actions.state_period(application, total, places=places, gaps=gaps, actor=actor(), now=now())
                flash(_("Saved."), "success")
                return redirect(url_for(".case_period", reference=reference), 303)
    elif found is not None and not form.is_submitted():
        form.total.data = "" if found.total is None else str(found.total)
    return _page(log_or_404(reference), form)


def _page(application: Application, form: PeriodForm) -> Answer:
    found = queries.period_of(application)
    inside = _inside(application, found) if found else []
    places = {case.number: case.place for case in inside if case.place}
    last = max([CONSECUTIVE, *places.values()])
    problems = [each for each in queries.problems(application) if each.address.endswith("/period")]
    return show(
        "period",
        application,
        form=form,
        period=found if found is not None and found.drawn else None,
        cases=inside,
        empty=[place for place in range(1, last + 1) if place not in places.values()],
        given=request.form.to_dict(),
        problems=problems,
        wanted=CONSECUTIVE,
        chosen=CHOSEN,
        reason_most=REASON_MOST,
    )


def _inside(application: Application, period: Period) -> list[Case]:
    """Those done in it, in the order of their dates, and whatever has a place already."""
    cases = [case for case in queries.cases_of(application.id) if not case.withdrawn]
    inside = [case for case in cases if period.holds(case.details.done_on) or case.place]
    return sorted(inside, key=lambda case: (case.details.done_on is None, case.details.done_on or 0, case.number))
