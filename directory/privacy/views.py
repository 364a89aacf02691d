"""The coordinators' pages: what is kept how long, what was erased, and the register of legal holds."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import principal, requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.privacy.actions import holds as actions
from directory.privacy.forms import HoldForm, StepForm
from directory.privacy.models import LegalHold
from directory.privacy.queries import holds, retention
from directory.privacy.rules import holds as hold_rules
from directory.privacy.rules.retention import AHEAD, TABLE

bp = Blueprint("privacy", __name__)


@bp.get("/office/retention")
@requires(Permission.OFFICE)
def retention_home() -> Answer:
    at, number = now(), _page_number()
    reports, total = retention.reports(_me(), number)
    values = {"table": TABLE, "coming": retention.coming(at + AHEAD, _me()), "reports": reports, "number": number}
    return confidential(page("privacy/retention.html", now=at, pages=max(1, -(-total // retention.PAGE)), **values))


@bp.get("/office/retention/<int:number>")
@requires(Permission.OFFICE)
def retention_report(number: int) -> Answer:
    return confidential(page("privacy/report.html", report=retention.report_or_404(number, _me())))


@bp.get("/office/holds")
@requires(Permission.OFFICE)
def holds_register() -> Answer:
    number = _page_number()
    rows, total = holds.register(_me(), number)
    values = {"rows": rows, "total": total, "number": number, "pages": max(1, -(-total // holds.PAGE))}
    return confidential(page("privacy/holds.html", now=now(), rules=hold_rules, **values))


@bp.route("/office/holds/new", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def hold_ask() -> Answer:
    form = HoldForm()
    if form.validate_on_submit():
        with refusals_on(form):
            hold = actions.ask(form.asked(), person_id=_me(), now=now())
            flash(_("Frozen from now on. A second coordinator has to sign."), "success")
            return redirect(url_for(".hold", number=hold.id), 303)
    if request.method == "GET":
        form.reference.data = request.args.get("reference", "")[:20]
    return confidential(page("privacy/hold_new.html", form=form, latest=hold_rules.REVIEW.until(now().date())))


@bp.get("/office/holds/<int:number>")
@requires(Permission.OFFICE)
def hold(number: int) -> Answer:
    return _shown(holds.hold_or_404(number, _me()), StepForm())


@bp.post("/office/holds/<int:number>/<name>")
@requires(Permission.OFFICE)
def hold_move(number: int, name: str) -> Answer:
    found, form = holds.hold_or_404(number, _me()), StepForm()
    if name not in hold_rules.MOVES.moves and name != hold_rules.TELL:
        raise NotThere
    if form.validate_on_submit():
        with refusals_on(form):
            _moved(number, name, form)
            return redirect(url_for(".hold", number=number), 303)
    return _shown(found, form)


def _moved(number: int, name: str, form: StepForm) -> None:
    asked = form.asked(_me(), now().date())
    if name == hold_rules.TELL:
        actions.tell(number, asked.words, person_id=_me(), now=now())
    else:
        actions.move(number, name, asked, now())


def _shown(found: LegalHold, form: StepForm) -> Answer:
    me, today = _me(), now().date()
    shown = holds.shown(found, me)
    values = {"hold": shown, "buttons": hold_rules.buttons(found.state, me, shown.first, silenced=shown.silenced)}
    values |= {"rules": hold_rules, "today": today, "latest": hold_rules.REVIEW.until(today)}
    return confidential(page("privacy/hold.html", form=form, erased=retention.erased_of(found.subject), **values))


def _me() -> int:
    person = principal()
    if person is None:  # the guard has made sure
        raise NotThere
    return person.id


def _page_number() -> int:
    text = request.args.get("page", "1")
    return min(10_000, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1
