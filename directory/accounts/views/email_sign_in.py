"""Sign in by a link in an e-mail. Opening the link changes nothing: mail scanners do that. The button signs in."""

from flask import redirect, url_for
from flask_babel import gettext as _

from directory.accounts.actions import attempts
from directory.accounts.actions import email_sign_in as actions
from directory.accounts.actions.people import ADDRESS
from directory.accounts.forms import EmailForm, PressForm
from directory.accounts.letters import EMAIL_LINK
from directory.accounts.queries.email_sign_in import asked
from directory.accounts.rules import EMAIL_LINK_LIFE, EmailLinkEnded, normal_email
from directory.accounts.rules.attempts import Kind
from directory.accounts.views import who
from directory.accounts.views.blueprint import bp
from directory.core import links, transaction, vault
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import public
from directory.core.web import Answer, confidential, page, refusals_on, safe_next

HOME = "/membership/application"


@bp.route("/sign-in/email", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
def email_sign_in() -> Answer:
    form = EmailForm()
    if form.validate_on_submit():
        with refusals_on(form):
            _send(form.asked())
            return redirect(url_for(".email_sent"), 303)
    return confidential(page("accounts/email_sign_in.html", form=form))


def _send(email: str) -> None:
    """Counted in a transaction of its own, so that many at once do not all slip through."""
    with transaction.unit():
        attempts.count(Kind.EMAIL, vault.blind(normal_email(email), ADDRESS), who.network(), now())
    actions.ask(email, onward=who.carried() or "", now=now())


@bp.get("/sign-in/email/sent")
@public
def email_sent() -> Answer:
    return page("accounts/email_sent.html", minutes=int(EMAIL_LINK_LIFE.total_seconds() // 60))


@bp.route("/sign-in/email/<token>", methods=["GET", "POST"])
@public
@limiter.limit("20 per minute")
def email_link(token: str) -> Answer:
    email, form = _behind(token), PressForm()
    if form.validate_on_submit():
        signed_in, onward = actions.use(token, network=who.network(), agent=who.agent(), now=now())
        who.start(signed_in)
        return redirect(safe_next(onward, HOME), 303)
    return confidential(page("accounts/email_link.html", form=form, email=email, title=_("Sign in")))


def _behind(token: str) -> str:
    """Raises EmailLinkEnded."""
    row_id = links.subject_of(EMAIL_LINK, token, now())
    row = asked(row_id) if row_id else None
    if row is None or row.used is not None:
        raise EmailLinkEnded
    return row.email
