"""The table of operations and the page of one."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.core.clock import now
from directory.core.policy import signed_in
from directory.core.refusals import Gone, NotThere
from directory.core.web import Answer, confidential, refusals_on
from directory.membership.actions import caselog as actions
from directory.membership.forms.caselog import CaseForm
from directory.membership.models.application import Application
from directory.membership.queries import caselog as queries
from directory.membership.rules.operation import MOMENT_WORDS, VIEW_WORDS, CaseGone, label
from directory.membership.views.blueprint import bp
from directory.membership.views.caselog.guard import actor, log_or_404, person, show, tell

BASE = "/membership/application/<reference>/cases"


@bp.get("/membership/application/cases")
@signed_in
def cases_home() -> Answer:
    """One's own case log, else the one that one helps with."""
    mine = queries.applications_of(person().id)
    if not mine:
        raise NotThere
    return redirect(url_for(".cases", reference=mine[0].reference), 303)


@bp.get(BASE)
@signed_in
def cases(reference: str) -> Answer:
    application = log_or_404(reference)
    return show(
        "table",
        application,
        matrix=queries.matrix(application.id),
        deleted=queries.deleted_since(application.id, now()),
        problems=queries.problems(application),
        label=label,
    )


@bp.route(f"{BASE}/new", methods=["GET", "POST"])
@signed_in
def case_new(reference: str) -> Answer:
    application, form = log_or_404(reference), CaseForm()
    if not form.is_submitted():
        form.new(queries.next_number(application.id))
    if form.validate_on_submit():
        asked = form.asked(now().date())
        with refusals_on(form):
            if asked is not None:
                actions.add(application, asked, actor=actor(), now=now())
                return _saved(application, asked.number)
    return show("case", log_or_404(reference), form=form, case=None, photos=(), gone=())


@bp.route(f"{BASE}/<int:number>", methods=["GET", "POST"])
@signed_in
def case(reference: str, number: int) -> Answer:
    application = log_or_404(reference)
    found, form = queries.case_or_404(application, number), CaseForm()
    if found.withdrawn:
        raise CaseGone
    if not form.is_submitted():
        form.show(found)
    if form.validate_on_submit():
        asked = form.asked(now().date())
        with refusals_on(form):
            if asked is not None:
                actions.change(application, number, asked, revision=form.seen, actor=actor(), now=now())
                return _saved(application, asked.number)
    return _one(log_or_404(reference), number, form)


def _one(application: Application, number: int, form: CaseForm) -> Answer:
    row = next(row for row in queries.matrix(application.id).rows if row.case.number == number)
    gone = [
        (VIEW_WORDS[view], MOMENT_WORDS[cell.moment])
        for view, cells in row.cells.items()
        for cell in cells
        if cell.missing
    ]
    mine = [photo for photo in queries.photos_of(application.id) if photo.operation_id == row.case.id]
    return show("case", application, form=form, case=row.case, photos=mine, gone=gone)


def _saved(application: Application, number: int) -> Answer:
    flash(_("%(case)s is saved.", case=label(number)), "success")
    target = ".case_new" if "another" in request.form else ".cases"
    return redirect(
        url_for(target, reference=application.reference, _anchor=None if "another" in request.form else label(number)),
        303,
    )


@bp.post(f"{BASE}/<int:number>/delete")
@signed_in
def case_delete(reference: str, number: int) -> Answer:
    application = log_or_404(reference)
    actions.delete(application, number, actor=actor(), now=now())
    return redirect(url_for(".cases", reference=reference, _anchor="deleted"), 303)


@bp.post(f"{BASE}/undo")
@signed_in
def case_undo(reference: str) -> Answer:
    application = log_or_404(reference)
    try:
        found = actions.undo(application, _operation_id(), actor=actor(), now=now())
        flash(_("%(case)s is back.", case=label(found.number)), "success")
    except Gone as refusal:
        tell(refusal)
    return redirect(url_for(".cases", reference=reference), 303)


def _operation_id() -> int:
    text = request.form.get("operation", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NotThere
    return int(text)


@bp.route(f"{BASE}/<int:number>/withdrawn", methods=["GET", "POST"])
@signed_in
def case_withdrawn(reference: str, number: int) -> Answer:
    """At any time, also when the application has been sent."""
    application = log_or_404(reference)
    found = queries.case_or_404(application, number)
    if found.withdrawn:
        raise CaseGone
    if request.method == "POST":
        actions.withdraw_consent(application, number, actor=actor(), now=now())
        flash(_("%(case)s: the photos and the sheet are removed.", case=found.label), "success")
        return confidential(redirect(url_for(".cases", reference=reference), 303))
    return show("withdrawn", application, case=found)
