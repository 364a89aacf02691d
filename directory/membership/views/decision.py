"""The applicant's pages of a decision: the letters, and the appeal."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import appeal as actions
from directory.membership.forms.appeal import AppealForm
from directory.membership.models import Application
from directory.membership.queries import appeal as appeals
from directory.membership.queries import application as applications
from directory.membership.queries import decision as queries
from directory.membership.queries import rounds
from directory.membership.rules.appeal import ends
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.status import OUTCOME_WORDS
from directory.membership.views.application import person
from directory.membership.views.blueprint import bp

HERE = "/membership/application/<reference>/decision"


def own_or_404(reference: str) -> Application:
    found = applications.by_reference(reference)
    if found is None or found.person_id != person().id or queries.last_made(found.id) is None:
        raise NotThere
    return found


@bp.get(HERE)
@requires(Permission.APPLY, second_factor=False)
def application_decision(reference: str) -> Answer:
    found = own_or_404(reference)
    made = [(each, queries.letters_of(each)) for each in reversed(queries.made_of(found.id))]
    values = {"application": found, "made": made, "outcomes": OUTCOME_WORDS, **_appeal(found)}
    return confidential(page("membership/decision/own.html", **values))


def _appeal(found: Application) -> dict[str, object]:
    """Until when an appeal is possible, and what became of one."""
    decision = queries.last_made(found.id)
    if decision is None or decision.made is None:
        raise NotThere
    until = ends(decision.made, rounds.policy_of(queries.round_of(decision)).appeal_days)
    adverse = found.state is State.DECIDED and found.outcome is not Outcome.APPROVED
    possible = adverse and until >= now() and not appeals.is_of_appeal(decision.id)
    return {"until": until, "possible": possible, "appeal": appeals.of_application(found.id)}


@bp.route("/membership/application/<reference>/appeal", methods=["GET", "POST"])
@requires(Permission.APPLY, second_factor=False)
def application_appeal(reference: str) -> Answer:
    found = own_or_404(reference)
    form = AppealForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.lodge(found.id, form.asked(), person_id=person().id, now=now())
            flash(_("Your appeal is lodged. A receipt is on its way to you."), "success")
            return redirect(url_for(".application_decision", reference=reference), 303)
    found = own_or_404(reference)
    return confidential(page("membership/decision/appeal.html", form=form, application=found, **_appeal(found)))
