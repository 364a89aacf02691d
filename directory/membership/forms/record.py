"""Which edition of a record is made."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _
from wtforms import RadioField

from directory.core.forms import Form
from directory.membership.rules.record import WORDS, Redaction


class RecordForm(Form):
    redaction = RadioField(_("Edition"))

    def offer(self, allowed: Collection[Redaction]) -> None:
        self.redaction.choices = [(each.value, _(WORDS[each])) for each in Redaction if each in allowed]

    def asked(self) -> Redaction:
        return Redaction(self.redaction.data)
