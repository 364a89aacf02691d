"""A physician's public page, and the pictures of results."""

from flask import Response, current_app

from directory.core.clock import now
from directory.core.files import Missing, store
from directory.core.policy import public
from directory.core.refusals import NotThere
from directory.core.settings import current
from directory.core.web import Answer, page
from directory.membership.queries import decision as decisions
from directory.membership.queries import panel as membership
from directory.physicians import queries
from directory.physicians.models import Physician
from directory.physicians.rules import FormerMember, VisitKind
from directory.physicians.views.blueprint import bp, times_address
from directory.physicians.views.times import NextTimes, next_times
from directory.scheduling import queries as scheduling


@bp.get("/physicians/<slug>")
@public
def profile(slug: str) -> Answer:
    try:
        physician = queries.listed_or_404(slug)
    except FormerMember as former:
        return _former(former)
    return show(physician)


def show(physician: Physician, *, preview: bool = False) -> Answer:
    """Also the member's own preview, which may be of a draft."""
    at = now()
    shown = queries.profile(physician, at)
    return page(
        "physicians/profile.html",
        physician=physician,
        profile=shown,
        times=_times(physician) if shown.bookable else {},
        times_address=times_address,
        other_places=current().other_places,
        standards=membership.panel(physician.id),
        conditions=decisions.public_words(physician.id),
        preview=preview,
    )


def _times(physician: Physician) -> dict[VisitKind, NextTimes]:
    timed = [kind for kind in scheduling.offered_kinds(physician) if kind is not VisitKind.WRITTEN]
    whose = {physician.id: (physician.slug, physician.zone)}
    return {kind: next_times(whose, now(), kind)[physician.id] for kind in timed}


def _former(former: FormerMember) -> Response:
    answer = current_app.make_response(page("physicians/former.html", former=former))
    answer.status_code = 410
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/physicians/<slug>/results/<int:result_id>/<any(before, after):side>")
@public
def result_picture(slug: str, result_id: int, side: str) -> Answer:
    """Pictures kept in the store. A profile that is not shown shows no pictures either."""
    physician = queries.listed_or_404(slug)
    result = queries.result_or_404(physician.id, result_id)
    name = result.before if side == "before" else result.after
    try:
        picture = store().get(name)
    except Missing:
        raise NotThere from None
    return Response(picture, mimetype="image/webp", headers={"Cache-Control": "public, max-age=3600"})
