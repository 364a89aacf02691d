"""What physicians and coordinators say about a consultation, and the number a patient gives on the Join page."""

from collections.abc import Mapping, Sequence
from typing import Any

import phonenumbers
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional

from directory.consultations.actions.looking import Reason
from directory.consultations.rules.asking import DECLINE_CHOICES, LONGEST_ASK, Asking, DeclineReason
from directory.consultations.rules.booking import CancelReason
from directory.consultations.rules.joining import LATE_CHOICES
from directory.core.forms import Form, Line, Needed, Ticks, Words
from directory.photos.rules import OFFICE_REASONS, VIEWS, WHY, Why

STAFF_REASONS = [
    (str(CancelReason.PHYSICIAN), lazy_gettext("The physician cannot attend")),
    (str(CancelReason.NOT_NEEDED), lazy_gettext("The patient does not need it any more")),
    (str(CancelReason.OTHER), lazy_gettext("Another reason")),
]


class CalendarForm(Form):
    """A new secret address, or, with the other button, none any more."""

    end = BooleanField()


class StaffCancelForm(Form):
    """A reason is needed; the words stay with the consultation and are not sent."""

    reason = RadioField(
        lazy_gettext("Why is it cancelled?"),
        choices=STAFF_REASONS,
        validators=[Needed(lazy_gettext("Choose a reason; “Another reason” will do"))],
    )
    words = Words(lazy_gettext("A note, kept with the consultation and not sent"), high=1000)

    def asked(self) -> tuple[CancelReason, str]:
        return CancelReason(self.reason.data), self.words.data or ""


class AskForm(Form):
    """Another view or a question: one of them at least."""

    views = Ticks(
        lazy_gettext("Photos"),
        choices=[(view.key, lazy_gettext(view.label)) for view in VIEWS.values()],
        validators=[Optional()],
    )
    words = Words(lazy_gettext("In your own words"), high=LONGEST_ASK)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Checked here: optional fields that are left empty are not asked by validators of their own."""
        good = bool(super().validate(extra_validators))
        if good and not self.words.data and not self._chosen():
            self.words.errors = [gettext("Choose a photo, or write what you would like to know")]
            return False
        return good

    def asked(self) -> Asking:
        return Asking(self._chosen(), self.words.data or "")

    def _chosen(self) -> tuple[str, ...]:
        """An empty first value passes for an unanswered field: whatever stands behind it was not checked."""
        return tuple(key for key in self.views.data or () if key in VIEWS)


class DeclineForm(Form):
    reason = RadioField(
        lazy_gettext("Why do you suggest a colleague?"),
        choices=[(str(key), lazy_gettext(text)) for key, text in DECLINE_CHOICES.items()],
        validators=[Needed(lazy_gettext("Choose a reason; “Another reason” will do"))],
    )
    words = Words(lazy_gettext("A few words to the patient"), high=LONGEST_ASK)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        good = bool(super().validate(extra_validators))
        if good and self.reason.data == DeclineReason.OTHER and not self.words.data:
            self.words.errors = [gettext("Say in a sentence why; the patient reads it")]
            return False
        return good

    def asked(self) -> tuple[DeclineReason, str]:
        return DeclineReason(self.reason.data), self.words.data or ""


class LateForm(Form):
    minutes = SelectField(
        lazy_gettext("How many minutes late?"),
        choices=[(str(number), str(number)) for number in LATE_CHOICES],
        validators=[Needed(lazy_gettext("Choose how many minutes from the list"))],
    )

    def asked(self) -> int:
        return int(self.minutes.data)


class LookForm(Form):
    """Why the office opens what a patient sent: a choice and words, both needed."""

    why = RadioField(
        lazy_gettext("Why do you need to open this?"),
        choices=[(str(why), lazy_gettext(WHY[why])) for why in OFFICE_REASONS],
        validators=[Needed(lazy_gettext("Choose why you need to open this"))],
    )
    words = Words(
        lazy_gettext("What happened, in one or two sentences"),
        high=500,
        needed=lazy_gettext("Say in a sentence what happened; it is kept with the opening"),
    )

    def asked(self) -> Reason:
        return Reason(Why(self.why.data), self.words.data or "")


class NumberForm(Form):
    """Keep the number given when booking by leaving the field empty, or give another one."""

    number = Line(
        lazy_gettext("Telephone number"), high=30, render_kw={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
    )

    known = ""  # given when booking; set by the view before validation
    country = ""

    chosen = ""

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Checked here: an optional field that is left empty is not asked by validators of its own."""
        return bool(super().validate(extra_validators)) and self._choose()

    def _choose(self) -> bool:
        given = self.number.data or self.known
        self.chosen = _international(given, self.country)
        if given and self.chosen:
            return True
        needed = gettext("Enter the telephone number to call you at")
        wrong = gettext("Enter a telephone number with its country code, such as +44 20 7946 0018.")
        self.number.errors = [wrong if given else needed]
        return False

    def asked(self) -> str:
        return self.chosen


def _international(text: str, country: str) -> str:
    """E.164, or nothing for what is no number."""
    try:
        parsed = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
