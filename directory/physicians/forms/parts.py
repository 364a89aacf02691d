"""Fields that several forms share: numbers, amounts, dates and choices, each refused in a sentence."""

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from babel import Locale
from babel.numbers import get_currency_precision
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.form import BaseForm
from wtforms.validators import Optional, ValidationError

from directory.core import formats
from directory.core.forms import Line
from directory.physicians.rules import name_of

_DIGITS = re.compile("[0-9]{1,12}")  # int() refuses thousands of them with an error of its own
_AMOUNT = re.compile(r"[0-9]{1,12}([.][0-9]{1,4})?")


class Whole(Line):
    """A whole number between two limits; empty is None."""

    def __init__(self, label: str, low: int, most: int, **kwargs: Any) -> None:
        super().__init__(label, high=12, **kwargs)
        self.low, self.most = low, most

    def pre_validate(self, _form: object) -> None:
        if self.data and not self._within():
            raise ValidationError(_("Give a whole number from %(low)s to %(high)s.", low=self.low, high=self.most))

    @property
    def number(self) -> int | None:
        return int(self.data) if self.data and self._within() else None

    def _within(self) -> bool:
        text = self.data or ""
        return bool(_DIGITS.fullmatch(text)) and self.low <= int(text) <= self.most


class Degrees(Line):
    """A coordinate; empty is None."""

    def __init__(self, label: str, most: float, **kwargs: Any) -> None:
        super().__init__(label, high=20, **kwargs)
        self.most = most

    def pre_validate(self, _form: object) -> None:
        if self.data and self.number is None:
            limits = {"low": f"-{self.most:g}", "high": f"{self.most:g}"}
            raise ValidationError(_("Give a number from %(low)s to %(high)s, for example 42.3601.", **limits))

    @property
    def number(self) -> float | None:
        try:
            value = float(self.data or "nan")
        except ValueError:
            return None
        return value if math.isfinite(value) and abs(value) <= self.most else None


class Day(DateField):
    """A date as the browser's date control sends it; empty is None."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [Optional()], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Give a date as year-month-day, for example 2027-06-30.")) from None


class Choice(SelectField):
    """One of a list. What is not sent is the same as the empty choice, where there is one."""

    def process_data(self, value: str | None) -> None:
        self.data = value or ""

    def pre_validate(self, form: BaseForm) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("Choose one from the list.")) from None


def smallest(text: str, currency: str) -> int | None:
    """ "4.50" in a currency's smallest unit; None for what is no amount."""
    if not _AMOUNT.fullmatch(text.replace(",", "").replace(" ", "")):
        return None
    scaled = Decimal(text.replace(",", "").replace(" ", "")).scaleb(get_currency_precision(currency))
    return int(scaled) if scaled == scaled.to_integral_value() and scaled < 10**9 else None


def plain_amount(number: int | None, currency: str | None) -> str:
    """As it is typed: 450 cents are "4.50"."""
    if number is None or not currency:
        return ""
    return str(Decimal(number).scaleb(-get_currency_precision(currency)))


def is_currency(code: str) -> bool:
    return len(code) == 3 and code in Locale("en").currencies


def choices(members: Iterable[StrEnum], empty: str | None = None) -> list[SelectChoice]:
    first = [] if empty is None else [SelectChoice("", empty)]
    return first + [SelectChoice(member.value, lazy_gettext(name_of(member))) for member in members]


def named(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, text) for value, text in pairs]


def reader() -> Locale:
    return formats.locale()
