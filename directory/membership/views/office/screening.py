"""The check list, credentials at their source, and declining by two."""

from flask import flash, redirect, request
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import screening as actions
from directory.membership.forms.desk import CredentialForm, DeclineForm, PressForm, TickForm
from directory.membership.models import Application
from directory.membership.queries import application as applications
from directory.membership.queries import policy as policies
from directory.membership.queries import screening as queries
from directory.membership.queries import sections
from directory.membership.rules import screening as rules
from directory.membership.rules.application import State
from directory.membership.rules.desk import IN_HAND
from directory.membership.rules.sections import Section
from directory.membership.views.blueprint import bp
from directory.membership.views.office.guard import file, locked, me, to


@bp.get("/office/membership/<reference>/screening")
@requires(Permission.OFFICE)
def desk_screening(reference: str) -> Answer:
    return _shown(file(reference), PressForm())


def _shown(found: Application, form: Form) -> Answer:
    values = {
        "application": found,
        "name": applications.name_of(found),
        "stops": queries.stops_of(found),
        "checks": queries.credentials_of(found),
        "ended": [each for each in queries.credentials_of(found, ended=True) if each.ended],
        "proposal": queries.proposal_of(found),
        "rules": rules,
        "open": found.state in IN_HAND,
        "screens": found.state is State.SCREENING,
        "me": me(),
    }
    return confidential(page("membership/office/screening.html", form=form, **values))


@bp.route("/office/membership/<reference>/screening/<int:number>", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def desk_stop(reference: str, number: int) -> Answer:
    """One hard stop: ticked with who, when and how."""
    found, form = file(reference), TickForm()
    _stop(found, number)
    if form.validate_on_submit():
        with refusals_on(form):
            finding, note = form.asked()
            actions.tick(locked(reference), number, finding, note, person_id=me(), now=now())
            return redirect(to("desk_screening", reference, f"stop-{number}"), 303)
    found = file(reference)
    values = {"stop": _stop(found, number), "name": applications.name_of(found), "rules": rules}
    return confidential(page("membership/office/stop.html", application=found, form=form, **values))


def _stop(found: Application, number: int) -> queries.Stop:
    stops = {stop.number: stop for stop in queries.stops_of(found)}
    if number not in stops:
        raise NotThere
    return stops[number]


@bp.route("/office/membership/<reference>/credentials", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def desk_credential(reference: str) -> Answer:
    """A credential with what its source says; the licence and the cover begin with what the applicant gave."""
    found = file(reference)
    form = CredentialForm(**_given(found) if request.method == "GET" else {})
    form.offer()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.check_credential(locked(reference), form.asked(now().date()), person_id=me(), now=now())
            flash(_("The check is recorded."), "success")
            return redirect(to("desk_screening", reference, "credentials"), 303)
    found = file(reference)
    return confidential(
        page("membership/office/credential.html", application=found, name=applications.name_of(found), form=form)
    )


def _given(found: Application) -> dict[str, object]:
    body = sections.text_of(found, Section.YOU).body
    kind = request.args.get("kind", "licence")
    given: dict[str, object] = {"kind": kind if kind in set(rules.KIND_WORDS) else "licence", "checked": now().date()}
    if kind == "malpractice":
        given |= {
            "title": _("Malpractice cover"),
            "issuer": body.get("cover_insurer"),
            "number": body.get("cover_number"),
        }
    elif kind == "licence":
        given |= {"title": _("Licence to practise"), "number": body.get("licence_number")}
        given |= {"country": body.get("licence_country"), "region": body.get("licence_region")}
    return given


@bp.post("/office/membership/<reference>/credentials/<int:number>/end")
@requires(Permission.OFFICE)
def desk_credential_end(reference: str, number: int) -> Answer:
    found, form = locked(reference), PressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.end_check(found, number, person_id=me(), now=now())
            return redirect(to("desk_screening", reference, "credentials"), 303)
    return _shown(file(reference), form)


@bp.route("/office/membership/<reference>/decline", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def desk_decline(reference: str) -> Answer:
    """The first of two coordinators."""
    found, form = file(reference), DeclineForm()
    form.offer(policies.of(found.policy).hard_stops)
    if form.validate_on_submit():
        with refusals_on(form):
            asked = (form.number(), form.reapply.data, form.reason.data or "")
            actions.propose_decline(locked(reference), *asked, person_id=me(), now=now())
            flash(_("Proposed. A second coordinator has to confirm it."), "success")
            return redirect(to("desk_screening", reference, "decline"), 303)
    found = file(reference)
    return confidential(
        page("membership/office/decline.html", application=found, name=applications.name_of(found), form=form)
    )


@bp.post("/office/membership/<reference>/decline/confirm")
@requires(Permission.OFFICE)
def desk_decline_confirm(reference: str) -> Answer:
    """The second."""
    found, form = locked(reference), PressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.confirm_decline(found, person_id=me(), now=now())
            flash(_("The application is declined as ineligible. The applicant is told by e-mail."), "success")
            return redirect(to("desk_file", reference), 303)
    return _shown(file(reference), form)


@bp.post("/office/membership/<reference>/decline/withdraw")
@requires(Permission.OFFICE)
def desk_decline_withdraw(reference: str) -> Answer:
    found, form = locked(reference), PressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.withdraw_decline(found, person_id=me(), now=now())
            flash(_("The proposal is taken back."), "success")
            return redirect(to("desk_screening", reference, "decline"), 303)
    return _shown(file(reference), form)
