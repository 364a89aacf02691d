"""The physician's week editor: hours, one day's changes, time off, settings."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from directory.core import clock
from directory.core.forms import Form, Line, Needed, Ticks, clean_line
from directory.places import queries as places
from directory.scheduling.actions import Away, ChangeOfDay, Hours
from directory.scheduling.forms.fields import DAY_MINUTES, Day, WallClock, whole
from directory.scheduling.rules import REASONS, BookingSettings

WEEKDAYS = (
    (0, _l("Monday")),
    (1, _l("Tuesday")),
    (2, _l("Wednesday")),
    (3, _l("Thursday")),
    (4, _l("Friday")),
    (5, _l("Saturday")),
    (6, _l("Sunday")),
)


def _by_five(_form: Form, field: Field) -> None:
    if isinstance(field.data, int) and field.data % 5:
        raise ValidationError(_("Write a number of minutes that five divides, such as 15 or 30."))


class RuleForm(Form):
    weekday = SelectField(_l("Day"), choices=WEEKDAYS, coerce=int)
    starts = WallClock(_l("From"), high=5, needed=_l("Write when the hours begin."))
    ends = WallClock(_l("Until"), high=5, needed=_l("Write when the hours end."))
    effective_from = Day(_l("First day"), [Optional()])
    effective_until = Day(_l("Last day"), [Optional()])

    def validate_ends(self, field: WallClock) -> None:
        problem = _order_problem(self.starts, field)
        if problem:
            raise ValidationError(problem)

    def validate_effective_until(self, field: Day) -> None:
        if field.data and self.effective_from.data and field.data < self.effective_from.data:
            raise ValidationError(_("The last day lies before the first day."))

    def asked(self) -> Hours:
        return Hours(
            weekday=self.weekday.data,
            starts=self.starts.minutes or 0,
            ends=self.ends.minutes or DAY_MINUTES,
            effective_from=self.effective_from.data,
            effective_until=self.effective_until.data,
        )


class ExceptionForm(Form):
    day = Day(_l("Day"), [Needed(_l("Write the day."))])
    change = RadioField(_l("Change"), choices=[("closed", _l("Closed")), ("open", _l("Extra hours"))], default="closed")
    starts = WallClock(_l("From"), high=5)
    ends = WallClock(_l("Until"), high=5)

    def validate(self, extra_validators: Any = None) -> bool:
        """The times depend on each other, also where one is empty: validators of empty fields do not run."""
        valid: bool = super().validate(extra_validators)
        problem = self._hours_problem()
        if problem:
            self.ends.errors = [*self.ends.errors, problem]
        return valid and not problem

    def _hours_problem(self) -> str:
        if self.change.data == "open" and not (self.starts.data and self.ends.data):
            return _("Write from when until when the extra hours are.")
        if bool(self.starts.data) != bool(self.ends.data):
            return _("Write both times, or none for the whole day.")
        return _order_problem(self.starts, self.ends)

    def asked(self) -> ChangeOfDay:
        whole = not self.starts.data
        return ChangeOfDay(
            day=self.day.given,
            opens=self.change.data == "open",
            starts=0 if whole else self.starts.minutes or 0,
            ends=DAY_MINUTES if whole else self.ends.minutes or DAY_MINUTES,
        )


def _order_problem(starts: WallClock, ends: WallClock) -> str:
    if starts.minutes is None or ends.minutes is None or ends.minutes > starts.minutes:
        return ""
    return _("The end lies before the beginning. Hours over midnight are two lines, one a day.")


class OffForm(Form):
    first = Day(_l("First day"), [Needed(_l("Write the first day."))])
    starts = WallClock(_l("From"), high=5)
    last = Day(_l("Last day"), [Needed(_l("Write the last day."))])
    ends = WallClock(_l("Until"), high=5)
    note = Line(_l("Note for yourself"), high=120)

    def validate_last(self, field: Day) -> None:
        if self.first.errors or not (self.first.data and field.data):
            return
        if self.wall(field.data, self.ends.minutes, DAY_MINUTES) <= self.wall(self.first.data, self.starts.minutes, 0):
            raise ValidationError(_("The end lies before the beginning."))

    def wall(self, day: date, minutes: int | None, otherwise: int) -> datetime:
        whole = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return whole + timedelta(minutes=otherwise if minutes is None else minutes)

    def asked(self, zone: str) -> Away:
        """The wall times of the form, as instants in the physician's zone."""
        place = clock.zone(zone)
        starts = self.wall(self.first.given, self.starts.minutes, 0).replace(tzinfo=place).astimezone(UTC)
        ends = self.wall(self.last.given, self.ends.minutes, DAY_MINUTES).replace(tzinfo=place).astimezone(UTC)
        return Away(starts=starts, ends=ends, note=self.note.data or "")


class SettingsForm(Form):
    length_video = whole(_l("Video call"), 10, 240)
    length_telephone = whole(_l("Telephone call"), 10, 240)
    step = whole(_l("A start every"), 5, 240)
    buffer_before = whole(_l("Kept clear before"), 0, 120)
    buffer_after = whole(_l("Kept clear after"), 0, 120)
    notice_hours = whole(_l("Book at least ahead"), 0, 720)
    window = whole(_l("Book at most ahead"), 1, 365)
    daily_cap = whole(_l("At most a day"), 1, 100, optional=True)
    weekly_cap = whole(_l("At most a week"), 1, 500, optional=True)
    reasons = Ticks(
        _l("Reasons you consult on"), choices=[(reason.value, _l(name)) for reason, name in REASONS.items()]
    )
    countries = Line(_l("Countries you take patients from"), high=1000)
    languages = Ticks(_l("Languages you consult in"))
    video_address = Line(_l("Address of your own video room"), high=300)

    def validate_length_video(self, field: Field) -> None:
        _by_five(self, field)

    validate_length_telephone = validate_step = validate_length_video
    validate_buffer_before = validate_buffer_after = validate_length_video

    def validate_countries(self, field: Line) -> None:
        known = {code for code, _name in places.countries()}
        strange = [code for code in _codes(field.data) if code not in known]
        if strange:
            raise ValidationError(
                _("“%(code)s” is not the two-letter code of a country, such as US or DE.", code=strange[0])
            )

    def validate_video_address(self, field: Line) -> None:
        if field.data and not _is_https(field.data):
            raise ValidationError(_("The address must begin with https:// and have no spaces."))

    def asked(self) -> BookingSettings:
        reasons = tuple(self.reasons.data or ())
        return BookingSettings(
            length_video=self.length_video.number,
            length_telephone=self.length_telephone.number,
            step=self.step.number,
            buffer_before=self.buffer_before.number,
            buffer_after=self.buffer_after.number,
            notice=self.notice_hours.number * 60,
            window=self.window.number,
            daily_cap=self.daily_cap.data,
            weekly_cap=self.weekly_cap.data,
            accepts_reasons=() if len(reasons) == len(REASONS) else reasons,
            accepts_countries=tuple(_codes(self.countries.data)),
            accepts_languages=tuple(self.languages.data or ()),
            video_address=self.video_address.data or "",
        )


def _codes(text: str | None) -> list[str]:
    return list(dict.fromkeys(code.upper() for code in re.split(r"[\s,;]+", clean_line(text)) if code))


def _is_https(text: str) -> bool:
    """An address of a server with a name; no password in it, nothing a browser would read in another way."""
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = not re.search(r"[\s\\<>\"'`]", text) and "@" not in parts.netloc
    return parts.scheme == "https" and plain and bool(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host, re.ASCII))
