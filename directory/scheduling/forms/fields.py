"""Fields of the week editor: a time of day, a date of this age, a whole number; each with one sentence for mistakes."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms.validators import NumberRange, Optional, StopValidation, ValidationError

from directory.core.forms import Line, Needed

DAY_MINUTES = 24 * 60
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)", re.ASCII)
_EARLIEST, _LATEST = date(2020, 1, 1), date(2100, 1, 1)


class WallClock(Line):
    """A time of day such as 9:30 or 24:00; `minutes` counts from midnight."""

    def pre_validate(self, _form: object) -> None:
        if self.data and self.minutes is None:
            raise ValidationError(_("Write a time in steps of five minutes, such as 9:30 or 17:00."))

    @property
    def minutes(self) -> int | None:
        match = _CLOCK.fullmatch(self.data or "")
        found = int(match[1]) * 60 + int(match[2]) if match else None
        return found if found is not None and found <= DAY_MINUTES and found % 5 == 0 else None


class Day(DateField):
    """A date of this age; a browser may send any year."""

    def pre_validate(self, _form: object) -> None:
        if self.data is not None and not _EARLIEST <= self.data <= _LATEST:
            raise StopValidation(_("Write a date between 2020 and 2100."))  # the end of time has no next day

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write a date such as 2026-12-01.")) from None

    @property
    def given(self) -> date:
        """For `asked()`, once the field is valid."""
        return self.data or _EARLIEST


def whole(label: str, low: int, high: int, *, optional: bool = False) -> "Whole":
    told = _l("Write a whole number from %(low)d to %(high)d.", low=low, high=high)
    first = Optional() if optional else Needed(told)
    return Whole(label, [first, NumberRange(low, high, message=told)], told=told)


class Whole(IntegerField):
    """One sentence for every mistake."""

    def __init__(self, label: str, validators: list[Any], *, told: str, **kwargs: Any) -> None:
        self.told = told
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"-?\d{1,7}", text, re.ASCII):
            raise ValueError(self.told)
        self.data = int(text)

    @property
    def number(self) -> int:
        """For `asked()`, once the field is valid."""
        return self.data or 0
