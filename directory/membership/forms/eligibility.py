"""The self-check. Its questions name the numbers of the policy, so their words are given when the page is made."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField

from directory.core.forms import Form, Needed
from directory.membership.rules.eligibility import ASKED, Question, Reply, numbers
from directory.membership.rules.policy import Policy

_CHOICES = [(str(Reply.YES), _("Yes")), (str(Reply.NO), _("No")), (str(Reply.UNSURE), _("Not sure"))]


class EligibilityForm(Form):
    def word(self, policy: Policy) -> None:
        values = numbers(policy)
        for question, words in ASKED.items():
            self[question].label.text = gettext(words, **values)

    def asked(self) -> dict[Question, Reply]:
        return {question: Reply(self[question].data) for question in Question}


for _question in Question:
    _needed = Needed(_("Choose an answer. “Not sure” is one."))
    setattr(EligibilityForm, _question, RadioField(_question, choices=_CHOICES, validators=[_needed]))
