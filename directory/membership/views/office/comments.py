"""Comments as the office reads them: who wrote, how we know, and how it weighs."""

from flask import redirect

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import comments as actions
from directory.membership.forms.desk import PressForm, ReadForm
from directory.membership.models import Application
from directory.membership.queries import adverse
from directory.membership.queries import application as applications
from directory.membership.queries import comments as queries
from directory.membership.rules import comments as rules
from directory.membership.views.blueprint import bp
from directory.membership.views.office.guard import file, locked, me, to


@bp.get("/office/membership/<reference>/comments")
@requires(Permission.OFFICE)
def desk_comments(reference: str) -> Answer:
    return shown(file(reference), PressForm())


def shown(found: Application, form: Form) -> Answer:
    round_ = adverse.open_round(found.id)
    received = queries.of_application(found)
    values = {
        "application": found,
        "name": applications.name_of(found),
        "round": round_,
        "standing": adverse.standing(round_.id, now()) if round_ else rules.Standing(),
        "received": received,
        "members": queries.names([each.comment.person_id for each in received if each.comment.person_id]),
        "summaries": adverse.of_application(found),
        "rules": rules,
        "reading": ReadForm(formdata=None),
    }
    return confidential(page("membership/office/comments.html", form=form, **values))


@bp.post("/office/membership/<reference>/comments/<int:number>/verify")
@requires(Permission.OFFICE)
def desk_comment_verify(reference: str, number: int) -> Answer:
    found, form = locked(reference), PressForm()
    comment = queries.received_or_404(found, number)
    if form.validate_on_submit():
        with refusals_on(form):
            actions.verify(found, comment, person_id=me(), now=now())
            return redirect(to("desk_comments", reference, f"comment-{number}"), 303)
    return shown(file(reference), form)


@bp.post("/office/membership/<reference>/comments/<int:number>/refuse")
@requires(Permission.OFFICE)
def desk_comment_refuse(reference: str, number: int) -> Answer:
    found, form = locked(reference), PressForm()
    comment = queries.received_or_404(found, number)
    if form.validate_on_submit():
        with refusals_on(form):
            actions.refuse(found, comment, person_id=me(), now=now())
            return redirect(to("desk_comments", reference, f"comment-{number}"), 303)
    return shown(file(reference), form)


@bp.post("/office/membership/<reference>/comments/<int:number>/read")
@requires(Permission.OFFICE)
def desk_comment_read(reference: str, number: int) -> Answer:
    found, form = locked(reference), ReadForm()
    comment = queries.received_or_404(found, number)
    if form.validate_on_submit():
        with refusals_on(form):
            actions.read(found, comment, form.asked(), person_id=me(), now=now())
            return redirect(to("desk_comments", reference, f"comment-{number}"), 303)
    return shown(file(reference), form)
