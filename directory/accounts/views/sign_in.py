"""Sign in with a password, then with a code; sign out."""

from flask import flash, redirect, session, url_for
from flask_babel import gettext as _

from directory.accounts import queries
from directory.accounts.actions import attempts, passwords, second_factor, sessions
from directory.accounts.actions.people import ADDRESS
from directory.accounts.forms import CodeForm, SignIn, SignInForm
from directory.accounts.queries.passwords import Known, known
from directory.accounts.rules import Permission, WrongCode, WrongSignIn, normal_email, permissions_of
from directory.accounts.rules.attempts import Kind
from directory.accounts.views import who
from directory.accounts.views.blueprint import bp
from directory.core import audit, policy, transaction, vault
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import public, signed_in
from directory.core.web import Answer, confidential, page, refusals_on


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def sign_in() -> Answer:
    form = SignInForm()
    if form.validate_on_submit():
        with refusals_on(form):
            return _enter(_checked(form.asked()))
    return confidential(page("accounts/sign_in.html", form=form))


def _checked(asked: SignIn) -> tuple[Known, str | None]:
    """Count, read, verify: three steps, so that the slow one is outside every transaction. Raises WrongSignIn."""
    with transaction.unit():
        target = vault.blind(normal_email(asked.email), ADDRESS)
        attempts.count(Kind.SIGN_IN, target, who.network(), now())
    with transaction.reading():
        account = known(asked.email)
    verdict = passwords.verify(account.password_hash if account else None, asked.password)
    if account is None or not verdict.right:
        _note_failure("sign_in_failed", account.person_id if account else None)
        raise WrongSignIn
    return account, verdict.newer


def _enter(checked: tuple[Known, str | None]) -> Answer:
    account, newer = checked
    token = sessions.enter(account.person_id, newer_hash=newer, network=who.network(), agent=who.agent(), now=now())
    permissions = permissions_of(queries.roles_of(account.person_id))
    who.start(token)
    if account.enrolled:
        return redirect(url_for(".code", next=who.carried()), 303)
    if permissions - {Permission.APPLY}:  # an applicant may have a second factor, and need not
        return redirect(url_for(".second_factor", next=who.carried()), 303)
    return redirect(who.onward(permissions), 303)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@signed_in
@limiter.limit("60 per minute", methods=["POST"])
def code() -> Answer:
    person = who.person()
    if not person.enrolled:
        return redirect(url_for(".second_factor", next=who.carried()), 303)
    form = CodeForm()
    if form.validate_on_submit():
        with refusals_on(form):
            _check_code(person.id, person.email, form.asked())
            who.renew(sessions.confirm(person.session_id, now()))
            return redirect(who.onward(person.permissions), 303)
    return confidential(page("accounts/code.html", form=form))


def _check_code(person_id: int, email: str, typed: str) -> None:
    count_code(email)
    try:
        second_factor.check_code(person_id, typed, now())
    except WrongCode:
        _note_failure("second_factor_failed", person_id)
        raise


def count_code(email: str) -> None:
    with transaction.unit():
        attempts.count(Kind.CODE, vault.blind(email, ADDRESS), who.network(), now())


def _note_failure(action: str, person_id: int | None) -> None:
    subject, at = f"person:{person_id}" if person_id else "person:unknown", now()
    transaction.aside(lambda: audit.record("site", action, actor="visitor", subject=subject, now=at))


@bp.post("/sign-out")
@public
def sign_out() -> Answer:
    found = policy.principal()
    if found is not None:
        person = who.person()
        sessions.end(person.session_id, person.id, now())
    session.clear()
    flash(_("You are signed out."), "success")
    return redirect("/", 303)
