"""Taking over a member from before."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import RadioField

from directory.core.forms import Form, Needed, Words
from directory.membership.forms.application import Day
from directory.membership.rules.adoption import EARLIEST, REASON_MOST, Adoption


class AdoptForm(Form):
    since = Day(_("Member since"))
    policy = RadioField(_("Version of the policy"), coerce=str, validators=[Needed(_("Choose a version."))])
    reason = Words(
        _("What does it rest on?"),
        high=REASON_MOST,
        needed=_("Say what this rests on: the list, the letter or the minutes that show it."),
    )

    def offer(self, numbers: Iterable[int]) -> "AdoptForm":
        self.policy.choices = [(str(each), str(each)) for each in numbers]
        self.since.flags.optional = False
        return self

    def asked(self) -> Adoption:
        """A day that is missing is one that lies before all others: the rule refuses it."""
        before = EARLIEST.replace(year=EARLIEST.year - 1)
        return Adoption(self.since.data or before, int(self.policy.data), self.reason.data or "")
