"""Forms of signing in. Passwords are taken as typed: nothing of them is cleaned away."""

from dataclasses import dataclass, field
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from wtforms import PasswordField
from wtforms.validators import Length, ValidationError

from directory.accounts.rules import EMAIL_MOST, PASSWORD_MOST
from directory.core.forms import Form, Line, Needed

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
