"""Choosing a time: it is reserved for this browser, and the Book pages begin."""

from flask import g, redirect, request, session, url_for

from directory.core import visitors
from directory.core.clock import now
from directory.core.limits import client_network
from directory.core.policy import public
from directory.core.web import Answer, refusals_on
from directory.physicians import queries as physicians
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from directory.scheduling import actions, queries
from directory.scheduling.forms import BadQuery, Chosen, HoldForm, TimesAsked, read_times
from directory.scheduling.rules import Holder, HoldRequest, NotBookable, NotOffered, SlotTaken
from directory.scheduling.views import zones
from directory.scheduling.views.blueprint import bp
from directory.scheduling.views.times import show


@bp.post("/physicians/<slug>/hold")
@public
def hold(slug: str) -> Answer:
    physician = physicians.listed_or_404(slug)
    form = HoldForm()
    if form.validate_on_submit():
        chosen = False
        with refusals_on(form):
            _choose(physician, form.asked())
            chosen = True
        if chosen and not form.failed:
            return redirect(url_for("consultations.you"), 303)
    refusal = g.get("refusal")
    nearest = refusal.nearest if isinstance(refusal, SlotTaken) else []
    return show(physician, _asked_before(physician), form, nearest=nearest)


def _choose(physician: Physician, chosen: Chosen) -> None:
    claim_id = None
    if chosen.starts is None:
        _written(physician)
    else:
        asked = HoldRequest(physician.id, chosen.starts, chosen.visit)
        claim_id = actions.hold(asked, Holder(visitors.visitor_id(), client_network()), now()).id
    session["booking"] = {"physician": physician.id, "visit": chosen.visit.value, "claim": claim_id}


def _written(physician: Physician) -> None:
    """A written opinion has no time; what was reserved before is given up."""
    if not physicians.is_bookable(physician, now()):
        raise NotBookable
    if VisitKind.WRITTEN not in physician.visits:
        raise NotOffered
    held = queries.live_hold(visitors.visitor_id(), now())
    if held is not None:
        actions.release(held.id, now())


def _asked_before(physician: Physician) -> TimesAsked:
    """The days, kind and zone the reader was looking at, as far as the form says so."""
    zone = zones.chosen() or physician.zone
    given = {name: [request.form.get(name, "")] for name in ("from", "kind")}
    try:
        return read_times(given, zone=zone, now=now())
    except BadQuery:
        return read_times({}, zone=zone, now=now())
