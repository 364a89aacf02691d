"""How e-mails come: quiet hours, the daily digest, and what is left out."""

from datetime import datetime

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.actions.preferences import choose
from directory.accounts.forms import letters_form, way_field
from directory.accounts.queries.preferences import Preferences, next_digest, preferences, topics_of
from directory.accounts.rules.quiet import Hours
from directory.accounts.views import who
from directory.accounts.views.blueprint import bp
from directory.core import formats
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.outbox import Way
from directory.core.policy import signed_in
from directory.core.web import Answer, confidential, page, refusals_on


@bp.route("/account/e-mails", methods=["GET", "POST"])
@signed_in
@limiter.limit("60 per minute", methods=["POST"])
def emails() -> Answer:
    person = who.confirmed()
    kept = preferences(person.id) or Preferences(Hours(zone=who.zone()))
    topics = topics_of(person)
    form = letters_form(topics, kept)
    if form.validate_on_submit():
        with refusals_on(form):
            asked = form.asked()
            choose(person.id, asked.hours, asked.ways, now())
            flash(_("Saved. It holds from the next e-mail on."), "success")
            return redirect(url_for(".emails"), 303)
    digests = any(kept.way(topic) is Way.DIGEST for topic in topics)
    values = {"topics": topics, "way_field": way_field, "next": _next(person.id, kept.hours, now()) if digests else ""}
    return confidential(page("accounts/emails.html", form=form, **values))


def _next(person_id: int, hours: Hours, at: datetime) -> str:
    return formats.moment(next_digest(person_id, hours, at), hours.zone)
