"""An appeal, its hearing, its panel."""

from datetime import UTC, datetime

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateTimeLocalField, RadioField

from directory.core.forms import Form, Needed, Words
from directory.membership.rules.appeal import HEARING_WORDS, WORDS_MOST, AppealAsked, Hearing
from directory.membership.rules.panel import Panel


class AppealForm(Form):
    grounds = Words(
        _("What do you appeal against, and why?"), high=WORDS_MOST, needed=_("Say what you appeal against, and why.")
    )
    hearing = RadioField(
        _("Do you ask for a hearing?"),
        choices=[(each.value, _(words)) for each, words in HEARING_WORDS.items()],
        validators=[Needed(_("Say whether you ask for a hearing."))],
    )
    companion = BooleanField(_("I want to bring a companion"))

    def asked(self) -> AppealAsked:
        return AppealAsked(self.grounds.data or "", Hearing(self.hearing.data), bool(self.companion.data))


class HearingForm(Form):
    at = DateTimeLocalField(
        _("Day and time of the hearing (UTC)"),
        format=["%Y-%m-%dT%H:%M"],
        validators=[Needed(_("Give the day and time of the hearing."))],
    )

    def moment(self) -> datetime:
        """Asked for after validation only."""
        return (self.at.data or datetime.min).replace(tzinfo=UTC)  # noqa: DTZ901 (never reached)


class MinutesForm(Form):
    words = Words(_("Minutes of the hearing"), high=20_000, needed=_("Write the minutes first."))


class PanelForm(Form):
    """`member` and `lay` are ids of people, as ticked."""

    def panel(self) -> Panel:
        lay = _ids("lay")
        return Panel(tuple(_ids("member")), lay[0] if lay else None)


def _ids(name: str) -> list[int]:
    found = (text for text in request.form.getlist(name) if text.isascii() and text.isdigit() and len(text) < 10)
    return list(dict.fromkeys(int(text) for text in found))
