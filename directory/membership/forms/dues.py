"""What the treasurer sends."""

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import DateField, FileField

from directory.core.forms import Form, Line, Needed, Words
from directory.membership.rules.dues import NOTE_MOST


class PaymentForm(Form):
    amount = Line(_("Amount"), high=20, needed=_("Give the amount as a number above zero, such as 1200.00."))
    received = DateField(_("Day"), validators=[Needed(_("Give the day."))])
    note = Words(_("Note"), high=NOTE_MOST)

    def day(self) -> date:
        return self.received.data or date.min


class NoteForm(Form):
    note = Words(_("Reason"), high=NOTE_MOST, needed=_("Say why."))


class ImportForm(Form):
    file = FileField(_("The bank’s list (CSV)"), validators=[Needed(_("Choose the file."))])


class MatchForm(Form):
    number = Line(_("Invoice"), high=16)

    def invoice(self) -> int:
        """0 where no number was written."""
        digits = "".join(each for each in (self.number.data or "") if each.isascii() and each.isdigit())
        return int(digits[-9:]) if digits else 0
