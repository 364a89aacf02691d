"""The table as CSV, in and out."""

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import signed_in
from directory.core.web import Answer, confidential, refusals_on
from directory.membership.actions import caselog as actions
from directory.membership.forms.caselog import TableForm, asked_of
from directory.membership.queries import caselog as queries
from directory.membership.rules import casecsv
from directory.membership.views.blueprint import bp
from directory.membership.views.caselog.cases import BASE
from directory.membership.views.caselog.guard import actor, log_or_404, show


@bp.get(f"{BASE}/export.csv")
@signed_in
def cases_export(reference: str) -> Answer:
    application = log_or_404(reference)
    rows = [asked_of(case) for case in queries.cases_of(application.id) if not case.withdrawn]
    return _csv(casecsv.write_table(rows), "case-log.csv")


@bp.get(f"{BASE}/template.csv")
@signed_in
def cases_template(reference: str) -> Answer:
    log_or_404(reference)
    return _csv(casecsv.template(), "case-log-template.csv")


def _csv(text: str, name: str) -> Answer:
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return confidential(answer)


@bp.route(f"{BASE}/import", methods=["GET", "POST"])
@signed_in
@limiter.limit("60 per hour", methods=["POST"])
def cases_import(reference: str) -> Answer:
    """First a look at what would be taken, then all of it or nothing."""
    application, form, found, text = log_or_404(reference), TableForm(), None, ""
    known = {case.number for case in queries.cases_of(application.id)}
    if form.validate_on_submit():
        with refusals_on(form):
            text = form.content()
            found = casecsv.read_table(text, now().date())
            if "take" in request.form and not found.errors:
                added, changed = actions.import_rows(application, found.rows, actor=actor(), now=now())
                flash(_("%(added)s cases added, %(changed)s changed.", added=added, changed=changed), "success")
                return redirect(url_for(".cases", reference=reference), 303)
    return show(
        "import", log_or_404(reference), form=form, found=found, text=text, known=known, most=casecsv.ERRORS_SHOWN
    )
