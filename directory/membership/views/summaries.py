"""The applicant answers what weighs against: a summary without its authors, and fourteen days."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import adverse as actions
from directory.membership.forms.comments import AnswerForm
from directory.membership.queries import adverse as queries
from directory.membership.queries import application as applications
from directory.membership.views.application import HOME, WRITES, own, person
from directory.membership.views.blueprint import bp


@bp.route("/membership/application/summaries/<int:number>", methods=["GET", "POST"])
@requires(Permission.APPLY, second_factor=False)
@WRITES
def application_summary(number: int) -> Answer:
    queries.row_or_404(own(), number)
    form = AnswerForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.answer(applications.own_locked_or_404(person().id), number, form.answer.data or "", now())
            flash(_("Your answer is kept beside the summary. The panel reads both."), "success")
            return redirect(url_for(HOME), 303)
    found = own()
    summary = queries.summary_or_404(found, number)
    values = {"application": found, "summary": summary, "open": summary.open_at(now())}
    return confidential(page("membership/comments/answer.html", form=form, **values))
