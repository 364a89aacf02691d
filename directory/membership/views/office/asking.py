"""The office asks the applicant for more, item by item."""

from flask import flash, redirect
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import information as actions
from directory.membership.forms.desk import ask_form
from directory.membership.queries import application as applications
from directory.membership.queries import information as queries
from directory.membership.queries import policy as policies
from directory.membership.rules.application import MOVES
from directory.membership.views.blueprint import bp
from directory.membership.views.office.desk import titles
from directory.membership.views.office.guard import file, locked, me, to


@bp.route("/office/membership/<reference>/ask", methods=["GET", "POST"])
@requires(Permission.OFFICE)
def desk_ask(reference: str) -> Answer:
    found = file(reference)
    form = ask_form(titles(found))
    if form.validate_on_submit():
        with refusals_on(form):
            actions.ask(locked(reference), form.items(), actor=f"person:{me()}", now=now())
            flash(_("Asked. The applicant is told by e-mail, and only these parts are open."), "success")
            return redirect(to("desk_file", reference), 303)
    found, policy = file(reference), policies.of(found.policy)
    values = {
        "name": applications.name_of(found),
        "requests": queries.requests_of(found),
        "titles": titles(found),
        "policy": policy,
        "may": found.state in MOVES.moves["ask"].sources,
    }
    return confidential(page("membership/office/ask.html", application=found, form=form, **values))
