"""Every photo is seen large once: nothing may identify the patient. Made to be done by keyboard."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.core.clock import now
from directory.core.policy import signed_in
from directory.core.refusals import NotThere
from directory.core.web import Answer
from directory.membership.actions import caselog as actions
from directory.membership.queries import caselog as queries
from directory.membership.queries.caselog import CasePhoto
from directory.membership.rules.operation import MOMENT_WORDS, VIEW_WORDS
from directory.membership.views.blueprint import bp
from directory.membership.views.caselog.cases import BASE
from directory.membership.views.caselog.guard import actor, log_or_404, show


@bp.get(f"{BASE}/look")
@signed_in
def case_look(reference: str) -> Answer:
    """`after`: the one seen last; at the end it begins again with those that were passed over."""
    application = log_or_404(reference)
    waiting, every = queries.to_look_at(application.id), queries.photos_of(application.id)
    order = {photo.id: place for place, photo in enumerate(every)}
    seen = order.get(request.args.get("after", ""), -1)
    ahead = [photo for photo in waiting if order[photo.id] > seen] + [
        photo for photo in waiting if order[photo.id] <= seen
    ]
    return show(
        "look",
        application,
        photo=_asked(every) or (ahead[0] if ahead else None),
        following=ahead[1] if len(ahead) > 1 else None,
        left=len(waiting),
        marked=[photo for photo in every if photo.marked],
        views=VIEW_WORDS,
        moments=MOMENT_WORDS,
        covers={case.id: case.covers_identity for case in queries.cases_of(application.id)},
    )


def _asked(every: list[CasePhoto]) -> CasePhoto | None:
    asked = request.args.get("photo", "")
    return (
        next((photo for photo in every if photo.id == asked and photo.ready and photo.sorted), None) if asked else None
    )


@bp.post(f"{BASE}/look")
@signed_in
def case_looked(reference: str) -> Answer:
    application, photo = log_or_404(reference), request.form.get("photo", "")[:32]
    match request.form.get("say"):
        case "confirm":
            actions.confirm(application, photo, actor=actor(), now=now())
        case "mark":
            actions.mark(application, photo, now())
        case "again":
            actions.look_again(application, photo, now())
            return redirect(url_for(".case_look", reference=reference, photo=photo), 303)
        case "next":
            queries.own_photo_or_404(application.id, photo)
        case _:
            raise NotThere
    return redirect(url_for(".case_look", reference=reference, after=photo), 303)


@bp.post(f"{BASE}/look/delete")
@signed_in
def case_look_delete(reference: str) -> Answer:
    deleted = actions.delete_marked(log_or_404(reference), actor=actor(), now=now())
    flash(_("%(count)s photos are deleted.", count=deleted), "success")
    return redirect(url_for(".case_look", reference=reference), 303)
