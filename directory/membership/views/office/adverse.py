"""The office writes what weighs against the applicant, without its authors."""

from flask import flash, redirect
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import adverse as actions
from directory.membership.forms.desk import SummaryForm
from directory.membership.queries import adverse, rounds
from directory.membership.queries import application as applications
from directory.membership.queries import comments as queries
from directory.membership.queries.referee_answers import answers_for_panel
from directory.membership.rules.comments import Weight
from directory.membership.views.blueprint import bp
from directory.membership.views.office.guard import file, locked, me, to


@bp.route("/office/membership/<reference>/summary", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def desk_summary(reference: str) -> Answer:
    found, form = file(reference), SummaryForm()
    against = [each for each in queries.of_application(found) if _waits(each)]
    form.sources.choices = [(each.comment.id, each.told.words) for each in against]
    if form.validate_on_submit():
        with refusals_on(form):
            asked = (form.words.data or "", form.chosen())
            actions.summarise(locked(reference), *asked, referees=bool(form.referees.data), person_id=me(), now=now())
            flash(
                _("Sent. No ballot is cast before it is answered, or its time has passed."),
                "success",
            )
            return redirect(to("desk_comments", reference, "summaries"), 303)
    found = file(reference)
    round_ = adverse.open_round(found.id)
    days = rounds.policy_of(round_).answer_days if round_ else 0
    statements = [each for each in answers_for_panel(found) if each.adverse]
    values: dict[str, object] = {"name": applications.name_of(found), "against": against, "round": round_, "days": days}
    return confidential(
        page("membership/office/summary.html", application=found, form=form, statements=statements, **values)
    )


def _waits(received: queries.Received) -> bool:
    return received.comment.weight is Weight.AGAINST and received.comment.summary_id is None
