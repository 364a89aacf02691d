"""The Book pages: about two minutes, at most nine required answers."""

import re
from datetime import date
from functools import lru_cache
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext, lazy_gettext
from rapidfuzz import fuzz, process
from wtforms import BooleanField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields import DateField
from wtforms.validators import Optional, StopValidation

from directory.consultations.actions.booking import Confirmation
from directory.consultations.rules.booking import EASE, OLDEST, Birth, Contact, Ease, Wish
from directory.core.forms import Form, Line, Needed, Ticks, Words
from directory.places import queries as places
from directory.scheduling.rules import REASONS, Reason

_YES_NO = [("yes", lazy_gettext("Yes")), ("no", lazy_gettext("No"))]
_WITH_REGIONS = ("US", "CA", "AU")
_COMMON = (
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "live.com", "aol.com",
    "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "orange.fr", "free.fr", "btinternet.com",
)  # fmt: skip


def checked_email(_form: object, field: Any) -> None:
    """Syntax only: an address is proved by the e-mail that reaches it."""
    try:
        field.data = validate_email(field.data, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValidationError(gettext("Enter an e-mail address in the form name@example.com.")) from None


def meant_domain(email: str) -> str | None:
    """gmial.com -> gmail.com; None where the domain is none of the common ones misspelt."""
    domain = email.rpartition("@")[2].casefold()
    if not domain or domain in _COMMON:
        return None
    found = process.extractOne(domain, _COMMON, scorer=fuzz.ratio, score_cutoff=85)
    return f"{email.rpartition('@')[0]}@{found[0]}" if found else None


@lru_cache(maxsize=4)
def _countries() -> list[tuple[str, str]]:
    return places.countries()


@lru_cache(maxsize=1)
def _regions() -> dict[str, list[tuple[str, str]]]:
    named = dict(_countries())
    return {named[code]: [(f"{code}-{key}", name) for key, name in places.regions(code)] for code in _WITH_REGIONS}


class ContactForm(Form):
    """Who asks, and where: the first Book page."""

    name = Line(
        lazy_gettext("What should we call you?"),
        needed=lazy_gettext("Enter the name we should call you by"),
        render_kw={"autocomplete": "name"},
    )
    email = Line(
        lazy_gettext("E-mail address"),
        high=254,
        needed=lazy_gettext("Enter your e-mail address"),
        validators=[checked_email],
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    )
    phone: Line | None = Line(
        lazy_gettext("Telephone number"), high=30, render_kw={"type": "tel", "autocomplete": "tel"}
    )
    leave_message: BooleanField | None = BooleanField(lazy_gettext("You may leave a message at this number"))
    country = SelectField(
        lazy_gettext("Country you live in"),
        choices=lambda: [("", lazy_gettext("Choose a country")), *_countries()],
        validators=[Needed(lazy_gettext("Choose the country you live in"))],
        render_kw={"autocomplete": "country"},
    )
    region = SelectField(
        lazy_gettext("State or province"),
        choices=lambda: {"": [("", lazy_gettext("None of these"))], **_regions()},
        render_kw={"autocomplete": "address-level1"},
    )
    language = SelectField(lazy_gettext("Language you would like to speak"))
    adult = RadioField(
        lazy_gettext("Are you 18 or over?"),
        choices=_YES_NO,
        validators=[Needed(lazy_gettext("Say whether you are 18 or over"))],
    )
    birth_year = Line(
        lazy_gettext("Year of birth"),
        high=4,
        needed=lazy_gettext("Enter the year you were born"),
        render_kw={"inputmode": "numeric", "autocomplete": "bday-year", "size": 4},
    )
    birth_date = DateField(lazy_gettext("Date of birth"), validators=[lambda _form, field: _optional_date(field)])

    def ask_phone(self, *, needed: bool) -> None:
        """The number is asked, and needed, for a call by telephone only."""
        if not needed:
            del self.phone
            del self.leave_message
        elif self.phone is not None:
            self.phone.validators = [Needed(gettext("Enter the telephone number to call you at"))]
            self.phone.flags.optional = False
            self.country.validators = []  # left empty, the number says it: one answer fewer

    def validate_phone(self, field: Line) -> None:
        """Kept in E.164."""
        try:
            number = phonenumbers.parse(field.data or "", self.country.data or None)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValidationError(gettext("Enter a telephone number with its country code, such as +44 20 7946 0018."))
        field.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def validate_country(self, field: SelectField) -> None:
        """Taken from the number's country code where it was left empty; the check page shows it with "Change"."""
        if field.data or self.phone is None:
            return
        if self.phone.errors:
            raise StopValidation  # the number is asked for already
        field.data = phonenumbers.region_code_for_number(phonenumbers.parse(self.phone.data or ""))
        if field.data not in dict(_countries()):
            raise ValidationError(gettext("Choose the country you live in"))

    def validate_region(self, field: SelectField) -> None:
        """Licences are given by states and provinces in three countries."""
        country = self.country.data
        if country not in _WITH_REGIONS:
            field.data = ""
        elif not (field.data or "").startswith(f"{country}-"):
            raise ValidationError(gettext("Choose your state or province: physicians are licensed by it"))

    def validate_birth_year(self, field: Line) -> None:
        if not re.fullmatch(r"[0-9]{4}", field.data or "") or not _plausible(int(field.data or 0)):
            raise ValidationError(gettext("Enter the year with four digits, such as 1985"))

    def birth(self) -> Birth:
        return Birth(adult=self.adult.data == "yes", year=int(self.birth_year.data or 0), full=self.birth_date.data)

    def asked(self) -> Contact:
        full: date | None = self.birth_date.data
        return Contact(
            name=self.name.data or "",
            email=self.email.data or "",
            phone=(self.phone.data or "") if self.phone else "",
            leave_message=bool(self.leave_message.data) if self.leave_message else False,
            country=self.country.data,
            region=(self.region.data or "").partition("-")[2],
            birth_year=int(self.birth_year.data or 0),
            birth_date=full.isoformat() if full else "",
        )


def _plausible(year: int) -> bool:
    from directory.core.clock import now

    return now().year - OLDEST <= year <= now().year


def _optional_date(field: DateField) -> None:
    """Asked only where the year cannot decide: an empty one is no error, a wrong one is."""
    if field.raw_data and field.raw_data[0] and field.data is None:
        field.errors = []
        raise ValidationError(gettext("Enter the date as day, month and year"))
    field.errors = []


class WishForm(Form):
    """What the consultation is about: the second Book page."""

    reason = RadioField(
        lazy_gettext("What would you like help with?"),
        choices=[(str(key), lazy_gettext(text)) for key, text in REASONS.items()],
        validators=[Needed(lazy_gettext("Choose what you would like help with"))],
    )
    words = Words(lazy_gettext("In your own words"), high=2000)
    ease = Ticks(
        lazy_gettext("What would make this easier for you?"),
        choices=[(str(key), lazy_gettext(text)) for key, text in EASE.items()],
        validators=[Optional()],
    )

    def asked(self) -> Wish:
        return Wish(Reason(self.reason.data), self.words.data or "", tuple(Ease(key) for key in self.ease.data or ()))


class CheckForm(Form):
    """Consent, and the answers as they will be sent: the third Book page."""

    reference = HiddenField()
    consent = BooleanField(
        lazy_gettext("I agree"),
        validators=[Needed(lazy_gettext("Tick the box if you agree; without it nothing can be sent"))],
    )
    private = BooleanField(
        lazy_gettext("Keep it private: leave the physician's name out of e-mail subjects and the calendar")
    )
    fewer = BooleanField(lazy_gettext("Send me fewer reminders"))
    earlier = RadioField(
        lazy_gettext("You already have a consultation with this physician"),
        choices=[
            ("keep", lazy_gettext("Keep the earlier one and give this time back")),
            ("replace", lazy_gettext("Replace it with this one")),
        ],
        validate_choice=False,
    )

    def validate_consent(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(gettext("Tick the box if you agree; without it nothing can be sent"))

    def asked(self) -> Confirmation:
        return Confirmation(
            private=bool(self.private.data),
            fewer_reminders=bool(self.fewer.data),
            replace=self.earlier.data == "replace",
        )
