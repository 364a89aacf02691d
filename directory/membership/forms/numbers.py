"""Whole numbers, and lists of them, each refused in a sentence."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import ValidationError

from directory.core.forms import Line

_DIGITS = re.compile(r"-?[0-9]{1,9}")  # int() refuses thousands of them with an error of its own


class Whole(Line):
    """A whole number between two limits, always needed."""

    def __init__(self, label: str, low: int, most: int, **kwargs: Any) -> None:
        needed = lazy_gettext("Give a whole number from %(low)s to %(high)s.", low=low, high=most)
        super().__init__(label, high=12, needed=needed, **kwargs)
        self.low, self.most = low, most

    def process_data(self, value: int | None) -> None:
        self.data = "" if value is None else str(value)

    def pre_validate(self, _form: object) -> None:
        if self.number is None:
            raise ValidationError(_("Give a whole number from %(low)s to %(high)s.", low=self.low, high=self.most))

    @property
    def number(self) -> int | None:
        text = self.data or ""
        return int(text) if _DIGITS.fullmatch(text) and self.low <= int(text) <= self.most else None

    @property
    def given(self) -> int:
        """For `asked()`, once the field is valid."""
        return self.number if self.number is not None else self.low


class Numbers(Line):
    """Whole numbers with commas between them."""

    def __init__(self, label: str, low: int, most: int, **kwargs: Any) -> None:
        needed = lazy_gettext("Give whole numbers from %(low)s to %(high)s, with commas.", low=low, high=most)
        super().__init__(label, high=120, needed=needed, **kwargs)
        self.low, self.most = low, most

    def pre_validate(self, _form: object) -> None:
        if self.numbers is None:
            limits = {"low": self.low, "high": self.most}
            raise ValidationError(_("Give whole numbers from %(low)s to %(high)s, with commas.", **limits))

    @property
    def numbers(self) -> tuple[int, ...] | None:
        parts = [part.strip() for part in (self.data or "").split(",")]
        if not all(_DIGITS.fullmatch(part) for part in parts):
            return None
        found = tuple(int(part) for part in parts)
        return found if all(self.low <= each <= self.most for each in found) else None

    @property
    def given(self) -> tuple[int, ...]:
        return self.numbers or ()
