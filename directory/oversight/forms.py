"""The concern form, and the office's note and moves."""

import re
import secrets

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, ValidationError
from wtforms.validators import Email, Optional

from directory.core.forms import Form, Line, Needed, Words, clean_line
from directory.oversight.rules import KIND_WORDS, NOTE_MOST, WORDS_MOST, ConcernAsked, Kind

_SUBMISSION = re.compile(r"[0-9a-f]{32}")


class ConcernForm(Form):
    """`about` is the physician or clinic in the sender's words, where none was chosen by a link."""

    submission = HiddenField()
    physician = HiddenField()
    kind = RadioField(
        _("What is it about?"),
        choices=[(str(kind), _(words)) for kind, words in KIND_WORDS.items()],
        validators=[Needed(_("Choose what it is about."))],
    )
    about = Line(_("Which physician or clinic?"), high=200)
    words = Words(_("What happened?"), high=WORDS_MOST, needed=_("Tell us what happened."))
    name = Line(_("Your name"), high=120)
    email = Line(
        _("Your e-mail address"),
        high=254,
        validators=[Optional(), Email(message=_("Enter an e-mail address like name@example.org."))],
    )
    may_contact = BooleanField(_("The office may write to me about this"))

    def validate_may_contact(self, field: BooleanField) -> None:
        if field.data and not self.email.data:
            raise ValidationError(_("Give an e-mail address, or take this tick away."))

    def new_submission(self) -> None:
        """One value a page, kept when the page is shown again with errors."""
        if not _SUBMISSION.fullmatch(clean_line(self.submission.data)):
            self.submission.data = secrets.token_hex(16)

    def asked(self, physician_id: int | None) -> ConcernAsked:
        return ConcernAsked(
            submission=self.submission.data or "",
            kind=Kind(self.kind.data),
            physician_id=physician_id,
            about=self.about.data or "",
            words=self.words.data or "",
            name=self.name.data or "",
            email=self.email.data or "",
            may_contact=self.may_contact.data,
        )


class StepForm(Form):
    """A note, or the reason of a move: whether it is needed, the action knows."""

    words = Words(_("Note or reason"), high=NOTE_MOST)

    def asked(self) -> str:
        return self.words.data or ""
