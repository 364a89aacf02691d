"""A physician's calendar in a program of one's own: the page with the secret address, and the address itself."""

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.consultations.actions import subscribing
from directory.consultations.forms.practice import CalendarForm
from directory.consultations.letters import subscription as written
from directory.consultations.queries import subscription
from directory.consultations.views.blueprint import bp
from directory.consultations.views.staff import actor, person
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import public, requires
from directory.core.settings import current
from directory.core.web import Answer, confidential, page
from directory.physicians import queries as physicians


@bp.route("/practice/calendar", methods=["GET", "POST"])
@requires(Permission.PRACTICE)
def practice_calendar() -> Answer:
    physician, form, at = physicians.own_or_404(person().id), CalendarForm(), now()
    if form.validate_on_submit():
        if form.end.data:
            subscribing.end_address(physician.id, actor(), at)
            flash(_("The address has ended. Programs that had it show nothing new any more."), "success")
        else:
            subscribing.new_address(physician.id, actor(), at)
            flash(_("This is your new address. One you had before has ended."), "success")
        return redirect(url_for(".practice_calendar"), 303)
    token = subscription.token_of(physician.id, at)
    address = current().base_url + url_for(".subscribed_calendar", token=token) if token else ""
    return confidential(page("consultations/practice/calendar.html", form=form, address=address))


@bp.get("/calendar/<token>.ics")
@public
@limiter.limit("600 per hour")  # many physicians' calendars are fetched by one company's servers
def subscribed_calendar(token: str) -> Answer:
    """Initials and times only; a wrong and an ended address look the same."""
    at = now()
    physician = subscription.subscribed_or_404(token, at)
    response = Response(written.feed(subscription.calls_of(physician.id, at), at), mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return confidential(response)
