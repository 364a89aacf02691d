"""E-mails about an account. None names the second factor's secret or a password."""

import hashlib
from datetime import datetime
from urllib.parse import quote

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.accounts import queries
from directory.accounts.models import EmailSignIn
from directory.accounts.queries.email_sign_in import asked
from directory.accounts.queries.preferences import reader
from directory.accounts.rules import EMAIL_LINK_LIFE, INVITATION_LIFE, RESET_LIFE
from directory.core import links, outbox
from directory.core.outbox import Content, Due, register
from directory.core.settings import current

RESET_LINK = "reset"
EMAIL_LINK = "email_sign_in"
SPACING = 300  # seconds: asked again within them, one letter is enough


def minute(now: datetime) -> int:
    return int(now.timestamp()) // 60


def reset_revision(token: str, now: datetime) -> int:
    """One letter for a link in five minutes; a new link (the old one was used) gets its own."""
    digest = hashlib.sha256(f"{token}\x00{int(now.timestamp()) // SPACING}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def _load_reset(due: Due) -> Content | None:
    token = links.token_for(RESET_LINK, due.subject)
    person = queries.by_digest(due.subject)
    # Dropped: nobody's address, a closed account, a link used since or ended.
    if person is None or person.closed or token is None or not links.subject_of(RESET_LINK, token, due.now):
        return None
    return _reset(person.email, token)


def _reset(to: str, token: str) -> Content:
    values = {"address": _address(token), "minutes": int(RESET_LIFE.total_seconds() // 60)}
    return Content(to=to, subject=_("Choose a new password"), values=values)


def _load_invitation(due: Due) -> Content | None:
    token = links.token_for(RESET_LINK, due.subject)
    person = queries.by_digest(due.subject)
    if person is None or person.closed or token is None or not links.subject_of(RESET_LINK, token, due.now):
        return None
    return _invitation(person.email, person.name, token)


def _invitation(to: str, name: str, token: str) -> Content:
    values = {"name": name, "address": _address(token), "days": INVITATION_LIFE.days}
    return Content(to=to, subject=_("Your account is ready"), values=values)


def _load_password_changed(due: Due) -> Content | None:
    person = queries.by_id(int(due.subject))
    return None if person is None else _password_changed(person.email)


def _password_changed(to: str) -> Content:
    return Content(to=to, subject=_("Your password was changed"), values={"forgot": f"{current().base_url}/forgot"})


def _load_second_factor_changed(due: Due) -> Content | None:
    person = queries.by_id(int(due.subject))
    return None if person is None else _second_factor_changed(person.email)


def _second_factor_changed(to: str) -> Content:
    values = {"account": f"{current().base_url}/account"}
    return Content(to=to, subject=_("The sign-in to your account was changed"), values=values)


def _load_email_sign_in(due: Due) -> Content | None:
    row = asked(due.subject)
    token = links.token_for(EMAIL_LINK, due.subject)
    if row is None or row.used or token is None or not links.subject_of(EMAIL_LINK, token, due.now):
        return None
    person = queries.by_email(row.email)
    if person is not None and person.closed:
        return None
    return _email_sign_in(row, token) if queries.may_by_email(person) else _with_password(row)


def _email_sign_in(row: EmailSignIn, token: str) -> Content:
    minutes = int(EMAIL_LINK_LIFE.total_seconds() // 60)
    values = {"address": f"{current().base_url}/sign-in/email/{token}", "minutes": minutes}
    return Content(to=row.email, subject=_("Your link to sign in"), values=values)


def _with_password(row: EmailSignIn) -> Content:
    """For those whose account opens more than an application."""
    onward = quote(row.onward or "/membership/apply", safe="/")
    values = {"address": f"{current().base_url}/sign-in?next={onward}", "forgot": f"{current().base_url}/forgot"}
    subject = _("Please sign in with your password")
    return Content(to=row.email, subject=subject, values=values, template="email_sign_in_password")


def _load_digest(due: Due) -> Content | None:
    to, found = reader(int(due.subject)), outbox.gathered(int(due.subject), due.now)
    return None if to is None or not found else _digest(*to, [(each.subject, each.link) for each in found])


def _digest(to: str, name: str, lines: list[tuple[str, str]]) -> Content:
    """Subjects and links only: they say no more than the e-mails would have on a locked telephone."""
    link = f"{current().base_url}/account/e-mails"
    subject = ngettext("One message for you today", "%(num)s messages for you today", len(lines))
    return Content(to=to, subject=subject, values={"name": name, "lines": lines, "choose": link}, link=link)


def _example_digest(_now: datetime) -> Content:
    home = current().base_url
    lines = [
        (_("You have a seat in round %(reference)s", reference="R-7F3Q-9XWM"), f"{home}/review"),
        (_("An application is open for comments"), f"{home}/membership/comments"),
    ]
    return _digest(EXAMPLE, "Robin Vale", lines)


def _address(token: str) -> str:
    # Written out: letters are made by the worker, where no request says what the site is called.
    return f"{current().base_url}/reset/{token}"


EXAMPLE = "someone@example.org"
PASSWORD_RESET = register("password_reset", _load_reset, lambda _now: _reset(EXAMPLE, "example"))
INVITATION = register("invitation", _load_invitation, lambda _now: _invitation(EXAMPLE, "Dr Robin Vale", "example"))
PASSWORD_CHANGED = register("password_changed", _load_password_changed, lambda _now: _password_changed(EXAMPLE))
SECOND_FACTOR_CHANGED = register(
    "second_factor_changed", _load_second_factor_changed, lambda _now: _second_factor_changed(EXAMPLE)
)
EMAIL_SIGN_IN = register(
    "email_sign_in", _load_email_sign_in, lambda now: _email_sign_in(EmailSignIn(email=EXAMPLE, asked=now), "example")
)
# Never posted under this name: the letter above becomes it when it is rendered. So that the office can see it.
EMAIL_SIGN_IN_PASSWORD = register(
    "email_sign_in_password",
    _load_email_sign_in,
    lambda now: _with_password(EmailSignIn(email=EXAMPLE, onward="", asked=now)),
)
# Nobody chooses for this one: it only waits until quiet hours are over.
_DIGEST = outbox.topic("digest", "", "", readers=frozenset(), ways=(outbox.Way.AT_ONCE,))
DIGEST = register(outbox.DIGEST, _load_digest, _example_digest, _DIGEST)
