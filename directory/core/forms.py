"""What all forms share: cleaned text, plain error sentences, and refusals that land beside their field."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import has_request_context, request
from flask_babel import get_locale, gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, ImmutableMultiDict
from wtforms import BooleanField, Field, FileField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.csrf.core import CSRFTokenField
from wtforms.form import BaseForm
from wtforms.i18n import messages_path
from wtforms.validators import Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from directory.core.refusals import Refusal

# Invisible characters that turn text around or hide it; right-to-left letters themselves are welcome.
_HIDDEN = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF])


def clean(text: str | None) -> str:
    """NFC, no control characters but line feeds and tabs, no bidirectional overrides, no blank ends."""
    text = unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n").replace("\r", "\n"))
    text = text.translate(_HIDDEN)
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.strip()


def clean_line(text: str | None) -> str:
    """As `clean`, and one line only."""
    return " ".join(clean(text).split())


class _Sentences:
    """WTForms' own sentences, read from their file once and not at every request."""

    def gettext(self, text: str) -> str:
        return str(_wtforms(str(get_locale())).ugettext(text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return str(_wtforms(str(get_locale())).ungettext(one, many, number))


_SENTENCES = _Sentences()


@cache
def _wtforms(locale: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale], domain="wtforms")


class _Token(CSRFTokenField):
    """Signed when the form is drawn: most forms that are sent are answered by another page."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        HiddenField.process(self, *args, **kwargs)

    def _value(self) -> str:
        return str(self.csrf_impl.generate_csrf_token(self))


_Usual: Any = FlaskForm.Meta.csrf_class


class _Csrf(_Usual):  # type: ignore[misc]  # Flask-WTF is untyped
    field_class = _Token


class Form(FlaskForm):
    """Validated on submit only; the server decides, the error summary explains."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF is untyped
        csrf_class = _Csrf

        def get_translations(self, form: BaseForm) -> "_Sentences":  # noqa: ARG002 (WTForms' signature)
            return _SENTENCES

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """Files reach only fields of files: as words one would break every check of text. JSON fills no form."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            if not has_request_context() or request.method in {"GET", "HEAD", "OPTIONS"}:
                return None
            names = {field.name for field in form if isinstance(field, FileField)}
            files = [(name, each) for name, each in request.files.items(multi=True) if name in names]
            return CombinedMultiDict([ImmutableMultiDict(files), request.form])

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at its field, or at the top of the form."""
        message = translated(refusal)
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]

    @property
    def failed(self) -> bool:
        return bool(self.errors)


def translated(refusal: Refusal) -> str:
    """The sentence in the reader's language, with its values."""
    return gettext(refusal.message, **refusal.values) if refusal.values else gettext(refusal.message)


class Needed:
    """Like InputRequired, but blank text and an unticked box count as missing, and the sentence says what to do."""

    field_flags: dict[str, object] = {}  # noqa: RUF012 (WTForms reads this name; never changed)

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: object, field: Field) -> None:
        unticked = isinstance(field, BooleanField) and not field.data
        if unticked or field.data is None or field.data == "" or field.data == []:
            field.errors = []
            raise StopValidation(self.message)


def _checks(needed: str | None, high: int) -> list[Any]:
    long = lazy_gettext("This is too long: please keep it under %(max)d characters.", max=high)
    first = Needed(needed) if needed else Optional()
    return [first, Length(max=high, message=long)]


class Line(StringField):
    """One line of text, cleaned. `needed` is the sentence shown when it is missing; without it: optional."""

    def __init__(
        self, label: str, *, high: int = 120, needed: str | None = None, validators: Iterable[Any] = (), **kwargs: Any
    ) -> None:
        self.high = high
        super().__init__(label, [*_checks(needed, high), *validators], filters=[clean_line], **kwargs)


class Words(TextAreaField):
    """Several lines of text, cleaned."""

    def __init__(
        self, label: str, *, high: int = 2000, needed: str | None = None, validators: Iterable[Any] = (), **kwargs: Any
    ) -> None:
        self.high = high
        super().__init__(label, [*_checks(needed, high), *validators], filters=[clean], **kwargs)


class Ticks(SelectMultipleField):
    """Several checkboxes under one legend."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


Coerce = Callable[[Any], Any]
