"""A member's own page of a removal or re-review: the notice, the answer, the letters, the appeal."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import appeal as appealing
from directory.membership.actions import matter as actions
from directory.membership.forms.appeal import AppealForm
from directory.membership.forms.matter import AnswerForm, StatementForm
from directory.membership.models import Matter
from directory.membership.queries import appeal as appeals
from directory.membership.queries import decision as decisions
from directory.membership.queries import matter as queries
from directory.membership.queries import membership as members
from directory.membership.rules import matter as rules
from directory.membership.rules.appeal import HEARING_WORDS, ends
from directory.membership.rules.rounds import KIND_WORDS, Kind
from directory.membership.views.blueprint import bp
from directory.membership.views.member import HERE, reader
from directory.physicians.rules import Standing

ONE = f"{HERE}/matters/<int:number>"


@bp.route(ONE, methods=["GET", "POST"])
@requires(Permission.PRACTICE)
def own_matter(number: int) -> Answer:
    """A POST answers, once."""
    matter = queries.own_or_404(number, reader())
    form = AnswerForm() if matter.kind is Kind.REMOVAL else StatementForm()
    if form.validate_on_submit():
        with refusals_on(form):
            actions.answer(number, form.asked(), person_id=reader(), now=now())
            flash(_("Your answer is kept. The panel reads it before it votes."), "success")
            return redirect(url_for(".own_matter", number=number), 303)
    return confidential(_shown(queries.own_or_404(number, reader()), form))


@bp.route(f"{ONE}/appeal", methods=["GET", "POST"])
@requires(Permission.PRACTICE)
def own_appeal(number: int) -> Answer:
    matter, form = queries.own_or_404(number, reader()), AppealForm()
    if form.validate_on_submit():
        with refusals_on(form):
            appealing.lodge_removal(matter.id, form.asked(), person_id=reader(), now=now())
            flash(_("Your appeal is lodged. A receipt is on its way to you."), "success")
            return redirect(url_for(".own_matter", number=number), 303)
    values = {"form": form, "matter": matter, **_appeal(matter)}
    return confidential(page("membership/member/appeal.html", **values))


def _appeal(matter: Matter) -> dict[str, object]:
    """Until when an appeal is possible, and what became of one."""
    decision, lodged = appeals.removal_of(matter), appeals.of_matter(matter.id)
    if decision is None or decision.made is None:
        return {"possible": False, "until": None, "appeal": None}
    until = ends(decision.made, appealing.appeal_days(decision))
    removed = members.or_404(matter.physician_id).state is Standing.REMOVED
    return {"possible": removed and lodged is None and until >= now(), "until": until, "appeal": lodged}


def _shown(matter: Matter, form: Form) -> Answer:
    open_ = queries.is_running(matter) and matter.answered is None and matter.due >= now()
    letters = [each for made in decisions.made_about(matter) for each in decisions.letters_of(made)]
    values = {
        "matter": matter,
        "said": queries.said(matter),
        "open": open_,
        "removal": matter.kind is Kind.REMOVAL,
        "letters": letters,
        "rules": rules,
        "kinds": KIND_WORDS,
        "hearings": HEARING_WORDS,
        **_appeal(matter),
    }
    return page("membership/member/matter.html", form=form, **values)
