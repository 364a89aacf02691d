"""The office draws a period, or another one."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import caselog as actions
from directory.membership.forms.caselog import DrawForm
from directory.membership.models.application import Application
from directory.membership.queries import caselog as queries
from directory.membership.queries import desk
from directory.membership.rules.application import ReasonMissing
from directory.membership.views.blueprint import bp
from directory.membership.views.caselog.guard import actor, person


@bp.route("/office/membership/<reference>/period", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_period(reference: str) -> Answer:
    application, form = desk.file_or_404(reference, person().id), DrawForm()
    if form.validate_on_submit():
        with refusals_on(form):
            _draw(application, form)
            flash(_("The period is drawn."), "success")
            return redirect(url_for(".office_period", reference=reference), 303)
    application = desk.file_or_404(reference, person().id)
    return confidential(
        page(
            "membership/cases/office_period.html",
            application=application,
            form=form,
            period=queries.period_of(application),
        )
    )


def _draw(application: Application, form: DrawForm) -> None:
    if "again" not in request.form:
        actions.draw_period(application, actor(), now())
        return
    reason = form.reason.data or ""
    if not reason:
        raise ReasonMissing
    actions.draw_again(application, months=form.length(), reason=reason, actor=actor(), now=now())
