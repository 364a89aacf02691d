"""Forms of signing in, and of how e-mails come. Passwords are taken as typed: nothing of them is cleaned away."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, RadioField, SelectField
from wtforms.validators import Length, ValidationError

from directory.accounts.queries.preferences import Preferences
from directory.accounts.rules import EMAIL_MOST, PASSWORD_MOST
from directory.accounts.rules.quiet import Hours
from directory.core.clock import zone_names
from directory.core.formats import wall_time
from directory.core.forms import Form, Line, Needed
from directory.core.outbox import Topic, Way

LONG = _("This is too long: please keep it under %(max)d characters.", max=PASSWORD_MOST)


class Hidden(PasswordField):
    """A password: shown as dots, never written back into the page."""

    def __init__(self, label: str, *, needed: str, **kwargs: Any) -> None:
        super().__init__(label, [Needed(needed), Length(max=PASSWORD_MOST, message=LONG)], **kwargs)


@dataclass(frozen=True, slots=True)
class SignIn:
    email: str
    password: str = field(repr=False)


class SignInForm(Form):
    email = Line(_("E-mail address"), high=EMAIL_MOST, needed=_("Enter your e-mail address."))
    password = Hidden(_("Password"), needed=_("Enter your password."))

    def asked(self) -> SignIn:
        return SignIn(self.email.data or "", self.password.data or "")


class CodeForm(Form):
    code = Line(_("Code"), high=40, needed=_("Enter the code."))

    def asked(self) -> str:
        return self.code.data or ""


class ForgotForm(Form):
    email = Line(_("E-mail address"), high=EMAIL_MOST, needed=_("Enter your e-mail address."))

    def validate_email(self, typed: Line) -> None:
        """Only its shape: whether there is an account is not told."""
        try:
            validate_email(typed.data or "", check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_("Enter an e-mail address like name@example.org.")) from None

    def asked(self) -> str:
        return self.email.data or ""


class NewPasswordForm(Form):
    new = Hidden(_("New password"), needed=_("Enter a new password."))

    def asked(self) -> str:
        return self.new.data or ""


@dataclass(frozen=True, slots=True)
class PasswordChange:
    present: str = field(repr=False)
    new: str = field(repr=False)


class ChangePasswordForm(Form):
    password = Hidden(_("Present password"), needed=_("Enter your present password."))
    new = Hidden(_("New password"), needed=_("Enter a new password."))

    def asked(self) -> PasswordChange:
        return PasswordChange(self.password.data or "", self.new.data or "")


class EmailForm(ForgotForm):
    """The shape only, as there."""


class PressForm(Form):
    """A button."""


WAYS = {Way.AT_ONCE: _("At once"), Way.DIGEST: _("In the daily digest"), Way.OFF: _("Not at all")}


def _times() -> list[tuple[str, str]]:
    """Every half an hour, in the words of the reader's locale."""
    return [(f"{hour:02}:{minute:02}", wall_time(hour, minute)) for hour in range(24) for minute in (0, 30)]


def _zones() -> dict[str, list[tuple[str, str]]]:
    """By continent, each by its place."""
    found: dict[str, list[tuple[str, str]]] = {"UTC": [("UTC", "UTC")]}
    for name in sorted(zone_names()):
        continent, _slash, place = name.partition("/")
        if place and continent not in {"Etc", "SystemV"}:
            found.setdefault(continent, []).append((name, place.replace("_", " ")))
    return found


@dataclass(frozen=True, slots=True)
class LettersAsked:
    hours: Hours
    ways: dict[str, Way]


class LettersForm(Form):
    quiet = BooleanField(_("Keep my quiet hours"))
    starts = SelectField(_("Quiet from"), choices=_times)
    ends = SelectField(_("Until"), choices=_times)
    digest = SelectField(_("The daily digest comes at"), choices=_times)
    zone = SelectField(_("Time zone"), choices=_zones)
    topics: tuple[Topic, ...] = ()

    def asked(self) -> LettersAsked:
        starts, ends, digest = (time.fromisoformat(each.data) for each in (self.starts, self.ends, self.digest))
        hours = Hours(zone=self.zone.data, quiet=self.quiet.data, starts=starts, ends=ends, digest=digest)
        return LettersAsked(hours, {topic.name: Way(self[way_field(topic)].data) for topic in self.topics})


def way_field(topic: Topic) -> str:
    return f"way_{topic.name}"


def letters_form(topics: Iterable[Topic], chosen: Preferences) -> LettersForm:
    """With a question for each topic that leaves a choice."""
    asked = tuple(topic for topic in topics if len(topic.ways) > 1)
    fields = {
        way_field(topic): RadioField(gettext(topic.title), choices=[(way.value, WAYS[way]) for way in topic.ways])
        for topic in asked
    }
    made: type[LettersForm] = type("LettersForm", (LettersForm,), {**fields, "topics": asked})
    hours = chosen.hours
    shown = {name: f"{getattr(hours, name):%H:%M}" for name in ("starts", "ends", "digest")}
    shown |= {way_field(topic): chosen.way(topic).value for topic in asked}
    return made(data={**shown, "quiet": hours.quiet, "zone": hours.zone})
