"""Members from before there were memberships here: the list, and taking one over."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import adopting as actions
from directory.membership.forms.adopting import AdoptForm
from directory.membership.queries import members as lists
from directory.membership.queries import membership as members
from directory.membership.queries import policy as policies
from directory.membership.rules.membership import STATE_WORDS
from directory.membership.views.blueprint import bp
from directory.membership.views.office.guard import me
from directory.membership.views.office.matters import ALL, ONE
from directory.physicians import queries as physicians
from directory.physicians.rules import Standing


@bp.get(f"{ALL}/without")
@requires(Permission.OFFICE)
def office_unadopted() -> Answer:
    text = request.args.get("page", "1")
    number = min(10_000, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    rows, total = lists.without(number)
    pages = max(1, -(-total // lists.PAGE))
    values = {"rows": rows, "number": number, "pages": pages, "words": STATE_WORDS}
    return confidential(page("membership/office/unadopted.html", **values))


@bp.route(f"{ONE}/adopt", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def office_member_adopt(number: int) -> Answer:
    physician = physicians.by_id(number)
    if physician.person_id == me() or physician.standing is Standing.DRAFT or members.of(number) is not None:
        raise NotThere
    form = AdoptForm().offer(policies.numbers())
    if form.validate_on_submit():
        with refusals_on(form):
            actions.take_over(number, form.asked(), person_id=me(), now=now())
            flash(_("The membership is on record. Listing and booking have not changed."), "success")
            return redirect(url_for(".office_member", number=number), 303)
    if request.method == "GET":
        form.since.data, form.policy.data = physician.member_since, str(policies.current()[0])
    return confidential(page("membership/office/adopt.html", form=form, physician=physician, words=STATE_WORDS))
