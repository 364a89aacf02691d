"""Forgotten and changed passwords."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from directory.accounts.actions import attempts, passwords
from directory.accounts.actions.people import ADDRESS
from directory.accounts.forms import ChangePasswordForm, ForgotForm, NewPasswordForm, PasswordChange
from directory.accounts.letters import RESET_LINK
from directory.accounts.queries.passwords import Known, known_by_digest, known_by_id
from directory.accounts.rules import (
    RESET_LIFE,
    LinkEnded,
    SignedIn,
    WrongPassword,
    check_password,
    normal_email,
)
from directory.accounts.rules.attempts import Kind
from directory.accounts.views import who
from directory.accounts.views.blueprint import bp
from directory.core import links, transaction, vault
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import public, signed_in
from directory.core.web import Answer, confidential, page, refusals_on


@bp.route("/forgot", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
def forgot() -> Answer:
    form = ForgotForm()
    if form.validate_on_submit():
        with refusals_on(form):
            _send(vault.blind(normal_email(form.asked()), ADDRESS))
            return redirect(url_for(".sent"), 303)
    return confidential(page("accounts/forgot.html", form=form))


def _send(target: str) -> None:
    """The same statements for every address, so that neither the answer nor its time tells who has an account."""
    with transaction.unit():
        attempts.count(Kind.RESET, target, who.network(), now())
    passwords.ask_reset(target, now=now(), expires=now() + RESET_LIFE)


@bp.get("/forgot/sent")
@public
def sent() -> Answer:
    return page("accounts/sent.html", minutes=int(RESET_LIFE.total_seconds() // 60))


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
@limiter.limit("20 per minute")
def reset(token: str) -> Answer:
    account = _behind(token)
    form = NewPasswordForm()
    if form.validate_on_submit():
        with refusals_on(form):
            check_password(form.asked(), account.email)
            passwords.reset(token, passwords.hashed(form.asked()), now())
            flash(_("Your new password is set. All devices were signed out: please sign in."), "success")
            return redirect(url_for(".sign_in"), 303)
    return confidential(page("accounts/reset.html", form=form))


def _behind(token: str) -> Known:
    """Read and let go: the new password is hashed with no transaction open. Raises LinkEnded."""
    with transaction.reading():
        digest = links.subject_of(RESET_LINK, token, now())
        account = known_by_digest(digest) if digest else None
    if account is None:
        raise LinkEnded
    return account


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
@limiter.limit("20 per minute", methods=["POST"])
def password() -> Answer:
    person = who.confirmed()
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with refusals_on(form):
            _change(person, form.asked())
            flash(_("Your password was changed. Your other devices were signed out."), "success")
            return redirect(url_for(".account"), 303)
    return confidential(page("accounts/password.html", form=form))


def _change(person: SignedIn, asked: PasswordChange) -> None:
    check_password(asked.new, person.email)
    with transaction.unit():
        attempts.count(Kind.SIGN_IN, vault.blind(person.email, ADDRESS), who.network(), now())
    with transaction.reading():
        account = known_by_id(person.id)
    if account is None or not passwords.verify(account.password_hash, asked.present).right:
        raise WrongPassword
    passwords.change(person.id, passwords.hashed(asked.new), keep_session=person.session_id, now=now())
