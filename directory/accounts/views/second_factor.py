"""Set up the authenticator app; make recovery codes."""

import io

import segno
from flask import Response
from flask_babel import gettext as _

from directory.accounts import queries
from directory.accounts.actions import second_factor as actions
from directory.accounts.actions import sessions
from directory.accounts.forms import CodeForm
from directory.accounts.rules import SignedIn, totp
from directory.accounts.views import who
from directory.accounts.views.blueprint import bp
from directory.accounts.views.sign_in import count_code
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import signed_in
from directory.core.refusals import SecondFactorNeeded, SignInNeeded
from directory.core.settings import current
from directory.core.web import Answer, confidential, page, refusals_on


@bp.route("/account/second-factor", methods=["GET", "POST"])
@signed_in
@limiter.limit("60 per minute", methods=["POST"])
def second_factor() -> Answer:
    person = who.confirmed()
    form = CodeForm()
    if form.validate_on_submit():
        with refusals_on(form):
            return _set_up(person, form.asked())
    secret = totp.text_of(_offered(person))
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    return confidential(page("accounts/second_factor.html", form=form, groups=groups, enrolled=person.enrolled))


def _set_up(person: SignedIn, typed: str) -> Answer:
    count_code(person.email)
    codes = actions.enrol(person.id, person.session_id, typed, now())
    who.renew(sessions.confirm(person.session_id, now()))
    return _codes_page(person, codes, title=_("Your second factor is set up"))


def _codes_page(person: SignedIn, codes: list[str], *, title: str) -> Response:
    """Shown in the answer itself: they are kept nowhere in a form that could be shown again."""
    values = {"title": title, "codes": codes, "onward": who.onward(person.permissions)}
    return confidential(page("accounts/recovery_codes.html", **values))


@bp.get("/account/second-factor/qr.svg")
@signed_in
def qr() -> Answer:
    person = who.confirmed()
    issuer = current().mail_sender_name
    text = totp.address(_offered(person), person.email, issuer)
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=5, border=4, dark="#000", light="#fff")
    return confidential(Response(out.getvalue(), mimetype="image/svg+xml"))


@bp.post("/account/recovery-codes")
@signed_in
def recovery_codes() -> Answer:
    person = who.confirmed()
    if not person.enrolled:
        raise SecondFactorNeeded
    return _codes_page(person, actions.new_codes(person.id, now()), title=_("Your new recovery codes"))


def _offered(person: SignedIn) -> bytes:
    row = queries.by_id(person.id)
    if row is None:
        raise SignInNeeded
    return actions.offered_secret(person.id, person.session_id, row.totp_generation)
