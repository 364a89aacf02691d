"""What a patient does with a booked consultation."""

from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, RadioField, ValidationError

from directory.consultations.forms.book import checked_email
from directory.consultations.rules.asking import LONGEST_ANSWER
from directory.consultations.rules.booking import CANCEL_CHOICES, CancelReason
from directory.core.forms import Form, Line, Needed, Words


class PressForm(Form):
    """A button: nothing but the proof that this browser saw the page."""


class AgreeForm(Form):
    """A consent given again, in the words beside the box."""

    consent = BooleanField(
        lazy_gettext("I agree"),
        validators=[Needed(lazy_gettext("Tick the box if you agree; without it everything stays closed"))],
    )


class AnswerForm(Form):
    """What the physician asked for; photos are sent on their own page."""

    words = Words(lazy_gettext("Your answer"), high=LONGEST_ANSWER)


class CodeForm(Form):
    """Six digits from the e-mail."""

    code = Line(
        lazy_gettext("Six-digit code"),
        high=20,
        needed=lazy_gettext("Enter the six digits from the e-mail"),
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8},
    )
    remember = BooleanField(lazy_gettext("Remember this device for 30 days (not on a shared device)"))

    def digits(self) -> str:
        return "".join(c for c in self.code.data or "" if c.isdigit())


class AddressForm(Form):
    email = Line(
        lazy_gettext("E-mail address"),
        high=254,
        needed=lazy_gettext("Enter your e-mail address"),
        validators=[checked_email],
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    )


class EarlierForm(Form):
    """Two with one physician: keep one."""

    earlier = RadioField(
        lazy_gettext("Which one do you want to keep?"),
        choices=[
            ("keep", lazy_gettext("Keep the earlier one and cancel this one")),
            ("replace", lazy_gettext("Keep this one and cancel the earlier one")),
        ],
        validators=[Needed(lazy_gettext("Choose the one to keep"))],
    )


class CancelForm(Form):
    reason = RadioField(
        lazy_gettext("Why do you cancel?"),
        choices=[(str(key), lazy_gettext(text)) for key, text in CANCEL_CHOICES.items()],
        validators=[Needed(lazy_gettext("Choose a reason; “Another reason” will do"))],
    )
    words = Words(lazy_gettext("Anything you want to tell the physician"), high=1000)

    def asked(self) -> tuple[CancelReason, str]:
        return CancelReason(self.reason.data), self.words.data or ""


class SlotField(RadioField):
    """Radio buttons of open times drawn by the slot grid; the server checks the time itself, not the list."""

    def pre_validate(self, _form: Any) -> None:
        if not self.data:
            raise ValidationError(gettext("Choose a time"))
        try:
            given = datetime.fromisoformat(self.data.replace("Z", "+00:00"))
        except ValueError:
            given = None
        if given is None or given.tzinfo is None:
            raise ValidationError(gettext("Choose one of the times shown"))


class TimeForm(Form):
    start = SlotField(lazy_gettext("Choose a new time"), choices=[])

    def asked(self) -> datetime:
        return datetime.fromisoformat(self.start.data.replace("Z", "+00:00"))


class TookPlaceForm(Form):
    took_place = RadioField(
        lazy_gettext("Did the consultation take place?"),
        choices=[("yes", lazy_gettext("Yes")), ("no", lazy_gettext("No"))],
        validators=[Needed(lazy_gettext("Choose yes or no"))],
    )
