"""What the office and the member send about a membership."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import RadioField

from directory.core.forms import Form, Needed, Words
from directory.membership.rules.membership import MOVE_WORDS, REASON_MOST


class MoveForm(Form):
    move = RadioField(_("What changes"), validators=[Needed(_("Say what changes."))])
    reason = Words(_("Reason, for the office"), high=REASON_MOST, needed=_("Say why. The reason stays in the office."))

    def offer(self, moves: Sequence[str]) -> "MoveForm":
        self.move.choices = [(each, _(MOVE_WORDS[each])) for each in moves]
        return self


class ResignForm(Form):
    """A press of a button."""
