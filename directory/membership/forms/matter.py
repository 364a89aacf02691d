"""What the office and the member send about a removal or a re-review."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField

from directory.core.forms import Form, Needed, Words
from directory.membership.forms.desk import PanelForm
from directory.membership.rules import matter as rules
from directory.membership.rules.appeal import HEARING_WORDS, Hearing
from directory.membership.rules.matter import AnswerAsked, Asker, Ground, RemovalAsked


class ReReviewForm(PanelForm):
    """Seats only."""


class RemovalForm(PanelForm):
    ground = RadioField(
        _("Ground"),
        choices=[(each.value, _(words)) for each, words in rules.GROUND_WORDS.items()],
        validators=[Needed(_("Choose the ground."))],
    )
    asker = RadioField(
        _("Who asks for it?"),
        choices=[(each.value, _(words)) for each, words in rules.ASKER_WORDS.items()],
        validators=[Needed(_("Say who asks for it."))],
    )
    words = Words(
        _("What has happened?"),
        high=rules.WORDS_MOST,
        needed=_("Say what has happened. The member reads it, and answers it."),
    )
    evidence = Words(
        _("What shows it?"), high=rules.WORDS_MOST, needed=_("Say what shows it. The member and the panel read it.")
    )

    def asked(self) -> RemovalAsked:
        return RemovalAsked(
            Ground(self.ground.data), Asker(self.asker.data), self.words.data or "", self.evidence.data or ""
        )


class StatementForm(Form):
    """What a member says in a re-review."""

    words = Words(
        _("What has changed since you were admitted?"), high=rules.WORDS_MOST, needed=_("Write your answer first.")
    )

    def asked(self) -> AnswerAsked:
        return AnswerAsked(self.words.data or "")


class AnswerForm(Form):
    words = Words(_("Your answer"), high=rules.WORDS_MOST, needed=_("Write your answer first."))
    hearing = RadioField(
        _("Do you ask for a hearing?"),
        choices=[(each.value, _(words)) for each, words in HEARING_WORDS.items()],
        validators=[Needed(_("Say whether you ask for a hearing."))],
    )
    companion = BooleanField(_("I want to bring a companion"))

    def asked(self) -> AnswerAsked:
        return AnswerAsked(self.words.data or "", Hearing(self.hearing.data), bool(self.companion.data))


class KeptForm(Form):
    minutes = Words(_("Minutes of the hearing"), high=20_000, needed=_("Write the minutes first."))
