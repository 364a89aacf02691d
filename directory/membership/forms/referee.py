"""Forms about referees: naming, cards, the page of questions, and the office's."""

from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, Field, FileField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import Email, Optional

from directory.accounts.rules import EMAIL_MOST, normal_email
from directory.core import formats
from directory.core.clock import now
from directory.core.forms import Form, Line, Needed, Words
from directory.membership.forms.application import REASON_MOST
from directory.membership.forms.application import PressForm as PressForm
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.referee_questions import AGAINST, CONFLICT, QUESTIONS, WORDS_MOST, Question, words_key
from directory.membership.rules.referees import CARDS_MOST, Group

LINE_MOST = 200
_ADDRESS = lazy_gettext("Enter an e-mail address like name@example.org.")


def email_line(label: str, needed: str | None) -> Line:
    checks = [Email(message=_ADDRESS)] if needed else [Optional(), Email(message=_ADDRESS)]
    return Line(label, high=EMAIL_MOST, needed=needed, validators=checks)


class ColleagueForm(Form):
    name = Line(lazy_gettext("Name of the colleague"), needed=lazy_gettext("Give the name."))
    email = email_line(lazy_gettext("E-mail address"), lazy_gettext("Give an e-mail address."))
    clinic = Line(lazy_gettext("Clinic"), high=160, needed=lazy_gettext("Name the clinic, or write “retired”."))
    relation = Line(
        lazy_gettext("How do you know each other?"), high=LINE_MOST, needed=lazy_gettext("Say how you know each other.")
    )

    def asked(self) -> Details:
        values = (self.name.data or "", normal_email(self.email.data or ""))
        return Details(*values, self.clinic.data or "", self.relation.data or "")


class CardsForm(Form):
    count = SelectField(
        lazy_gettext("How many cards"), choices=[(str(n), str(n)) for n in range(1, CARDS_MOST + 1)], default="6"
    )

    def asked(self) -> int:
        return int(self.count.data)


class CodeForm(Form):
    code = Line(lazy_gettext("Code on the card"), high=20, needed=lazy_gettext("Enter the code on the card."))

    def asked(self) -> str:
        return self.code.data or ""


class CardForm(Form):
    """Who holds the card, and what shows that they were treated: month and clinic, or a document."""

    name = Line(lazy_gettext("Your name"), needed=lazy_gettext("Give your name."))
    email = email_line(lazy_gettext("Your e-mail address"), lazy_gettext("Give an e-mail address."))
    month = SelectField(lazy_gettext("Month of the operation"), validate_choice=False)
    year = Line(lazy_gettext("Year"), high=4)
    clinic = Line(lazy_gettext("Clinic, or its town"), high=160)
    file = FileField(lazy_gettext("A document (PDF)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = formats.locale().months["format"]["wide"]
        for field in (self.year, self.clinic):
            field.flags.optional = False  # these, or a document
        self.month.choices = [("", _("Choose"))] + [(str(n), names[n]) for n in range(1, 13)]

    def validate_year(self, field: Field) -> None:
        text = field.data or ""
        if text and not (text.isascii() and text.isdigit() and len(text) == 4 and 1980 <= int(text) <= now().year):
            raise ValidationError(_("Enter a year like 2024."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Asked of the form: a field that may stay empty is not asked when it is."""
        sound: bool = super().validate(extra_validators)
        named = bool(self.clinic.data and self.year.data and self.chosen_month())
        if named or self.has_file():
            return sound
        self.clinic.errors = [
            *self.clinic.errors,
            _("Give month, year and clinic of the operation, or choose a document."),
        ]
        return False

    def has_file(self) -> bool:
        return bool(self.file.data and self.file.data.filename)

    def chosen_month(self) -> int:
        return int(self.month.data) if self.month.data in {str(n) for n in range(1, 13)} else 0

    def asked(self) -> Details:
        month = f"{int(self.year.data)}-{self.chosen_month():02}" if self.year.data and self.chosen_month() else ""
        email = normal_email(self.email.data or "")
        return Details(self.name.data or "", email, self.clinic.data or "", "", month)


class TelephoneCardForm(CardForm):
    """The coordinator fills it in for somebody who calls; not everybody has an e-mail address."""

    code = Line(lazy_gettext("Code on the card"), high=20, needed=lazy_gettext("Enter the code on the card."))
    email = email_line(lazy_gettext("E-mail address"), None)


class ReasonForm(Form):
    reason = Words(lazy_gettext("Reason"), high=REASON_MOST)

    def asked(self) -> str:
        return self.reason.data or ""


class DeclineForm(ReasonForm):
    reason = Words(
        lazy_gettext("Why you would rather not answer"),
        high=REASON_MOST,
        needed=lazy_gettext("Say why, in a few words."),
    )


class AddressForm(Form):
    email = email_line(lazy_gettext("New e-mail address"), lazy_gettext("Give an e-mail address."))

    def asked(self) -> str:
        return normal_email(self.email.data or "")


class AnswersForm(Form):
    """Made by `answers_form`: a choice and words for each question. It checks shape; what is open, the action says."""

    revision = HiddenField()
    group: Group

    def seen(self) -> int:
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0

    def asked(self) -> dict[str, str]:
        return {name: str(field.data) for name, field in self._fields.items() if field.data and name in self._names()}

    def _names(self) -> set[str]:
        return {name for each in QUESTIONS[self.group] for name in (each.key, words_key(each))}

    def controls(self) -> list[tuple[Question, Field | None, Field]]:
        fields = self._fields
        return [(each, fields.get(each.key), fields[words_key(each)]) for each in QUESTIONS[self.group]]


class TelephoneForm(AnswersForm):
    read_back = BooleanField(
        lazy_gettext("I have read all of this back, and it was confirmed."),
        validators=[Needed(lazy_gettext("Read the answers back before you save them."))],
    )


def answers_form(group: Group, answers: dict[str, str], revision: int, base: type[AnswersForm] = AnswersForm) -> Any:
    controls: dict[str, Any] = {"group": group}
    for each in QUESTIONS[group]:
        if each.choices:
            choices = [(key, _(words)) for key, words in each.choices]
            controls[each.key] = RadioField(_(each.text), choices=choices, validate_choice=False)
        made = Line if each.line else Words
        controls[words_key(each)] = made(_(each.words) if each.choices else _(each.text), high=WORDS_MOST)
    form = cast(AnswersForm, type("AnswersForm", (base,), controls)(data={**answers, "revision": str(revision)}))
    for each, choice, words in form.controls():
        words.flags.optional = choice is not None and each.key not in (CONFLICT, AGAINST)
    return form
