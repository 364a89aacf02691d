"""Who is signed in, and where those are sent who are not."""

from flask import redirect, request, session, url_for

from directory.accounts import queries
from directory.accounts.rules import Permission, SignedIn, devices
from directory.accounts.views import seen
from directory.core import policy, vault
from directory.core.clock import now
from directory.core.limits import client_network
from directory.core.refusals import Refusal, SecondFactorNeeded, SignInNeeded
from directory.core.web import Answer, safe_next

TOKEN = "signed_in"  # noqa: S105 (the cookie's key, no secret)
KEPT = ("zone",)  # of the visit before signing in
APPLICANTS = "/membership/"  # where most people have no password: they sign in by e-mail
HOMES = {
    Permission.OFFICE: "/office",
    Permission.PRACTICE: "/practice",
    Permission.REVIEW: "/review",
    Permission.DUES: "/office/dues",
    Permission.APPLY: "/membership/application",
}


def identify() -> SignedIn | None:
    """The person of the session cookie; asked once a request."""
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    moment = now()
    person = queries.signed_in(token, moment)
    if person is not None:
        seen.mark(person.session_id, moment)
    return person


def person() -> SignedIn:
    """For views behind `@signed_in`. Raises SignInNeeded."""
    found = policy.principal()
    if not isinstance(found, SignedIn):
        raise SignInNeeded
    return found


def confirmed() -> SignedIn:
    """Who has set up a second factor gives it before changing anything about the account."""
    found = person()
    if found.enrolled and not found.second_factor:
        raise SecondFactorNeeded
    return found


def sign_in_page(refusal: Refusal) -> Answer:
    """Off to what is missing, and back to the page that was asked for."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    found = policy.principal()
    if found is None and request.path.startswith(APPLICANTS):
        return redirect(url_for("accounts.email_sign_in", next=back), 303)
    if not isinstance(refusal, SecondFactorNeeded) or not isinstance(found, SignedIn):
        return redirect(url_for("accounts.sign_in", next=back), 303)
    return redirect(url_for(_factor_page(found.enrolled), next=back), 303)


def _factor_page(enrolled: bool) -> str:
    return "accounts.code" if enrolled else "accounts.second_factor"


def onward(permissions: frozenset[object]) -> str:
    """Where to go after signing in: the page asked for on this site, else one's own first page."""
    home = next((page for permission, page in HOMES.items() if permission in permissions), "/account")
    return safe_next(request.args.get("next"), home)


def carried() -> str | None:
    """`next` for the following page, if it leads somewhere on this site."""
    return safe_next(request.args.get("next"), "") or None


def start(token: str) -> None:
    """A new session in an emptied cookie: nothing planted before, and a new CSRF token."""
    kept = {key: session[key] for key in KEPT if key in session}
    session.clear()
    session.update(kept)
    session[TOKEN] = token


def renew(token: str) -> None:
    """The same session after the second factor, under a new token."""
    session[TOKEN] = token
    session.pop("csrf_token", None)


def network() -> str:
    return vault.blind(client_network(), "network")


def agent() -> str:
    return devices.summary(request.user_agent.string)


def zone() -> str:
    chosen = session.get("zone")
    return chosen if isinstance(chosen, str) else "UTC"
