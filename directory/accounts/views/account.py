"""One's own account: devices, second factor, password."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts import queries
from directory.accounts.actions import sessions
from directory.accounts.queries.sessions import live_ids
from directory.accounts.views import seen, who
from directory.accounts.views.blueprint import bp
from directory.core.clock import now, today
from directory.core.policy import signed_in
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page


@bp.get("/account")
@signed_in
def account() -> Answer:
    person = who.confirmed()
    last = seen.when(live_ids(person.id, now()))
    devices = queries.devices(person.id, this=person.session_id, now=now(), seen=last)
    left = queries.codes_left(person.id)
    zone = who.zone()
    values = {"person": person, "devices": devices, "left": left, "zone": zone, "local": lambda at: today(zone, at)}
    return confidential(page("accounts/account.html", **values))


@bp.post("/account/sessions/<int(max=2147483647):session_id>/end")
@signed_in
def end_session(session_id: int) -> Answer:
    if not sessions.end(session_id, who.confirmed().id, now()):
        raise NotThere
    flash(_("That device is signed out."), "success")
    return redirect(url_for(".account"), 303)


@bp.post("/account/sessions/end")
@signed_in
def end_sessions() -> Answer:
    person = who.confirmed()
    sessions.end_all(person.id, actor=f"person:{person.id}", now=now())
    flash(_("You are signed out on all devices."), "success")
    return redirect(url_for(".sign_in"), 303)
