"""What coordinators say about a legal hold. Shapes only; what is missing where, the rules say."""

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from directory.core.forms import Form, Line, Words
from directory.membership.forms.application import Day
from directory.membership.forms.desk import Asking
from directory.privacy.rules.holds import COURT_MOST, REASON_MOST, HoldAsked, Step


class HoldForm(Asking):
    NEEDED = ("review_on",)

    reference = Line(_("Reference of the application"), high=20, needed=_("Give the reference of the application."))
    words = Words(_("Why must it be kept?"), high=REASON_MOST, needed=_("Say why. The reason stays in the register."))
    review_on = Day(_("To be looked at again on"))
    silent = BooleanField(_("A court forbids telling the person"))
    court = Line(_("Which court, and the number of its order"), high=COURT_MOST)

    def asked(self) -> HoldAsked:
        return HoldAsked(
            reference=(self.reference.data or "").upper(),
            words=self.words.data or "",
            review_on=self.review_on.data,
            silent=self.silent.data,
            court=self.court.data or "",
        )


class StepForm(Form):
    """One form for every move; which of them needs words or a day, the rules know."""

    words = Words(_("Reason"), high=REASON_MOST)
    review_on = Day(_("To be looked at again on"))

    def asked(self, person_id: int, today: date) -> Step:
        return Step(person_id, self.words.data or "", today, first=None, review_on=self.review_on.data)
