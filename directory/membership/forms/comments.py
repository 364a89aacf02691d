"""What members, patients and the applicant send about comments."""

import re
import secrets

from flask_babel import lazy_gettext as _
from wtforms import FileField, HiddenField, ValidationError
from wtforms.validators import Email

from directory.core.forms import Form, Line, Words, clean_line
from directory.membership.rules.comments import WORDS_MOST, Told

_SUBMISSION = re.compile(r"[0-9a-f]{32}")


class MemberForm(Form):
    submission = HiddenField()
    words = Words(_("What should we know?"), high=WORDS_MOST, needed=_("Write what we should know."))

    def submission_id(self) -> str:
        """One value a page, kept when the page is shown again: a comment sent twice is one."""
        if not _SUBMISSION.fullmatch(clean_line(self.submission.data)):
            self.submission.data = secrets.token_hex(16)
        return str(self.submission.data)


class PatientForm(MemberForm):
    name = Line(_("Your name"), needed=_("Give your name: only the office sees it."))
    email = Line(
        _("Your e-mail address"),
        high=254,
        needed=_("Give your e-mail address: we send you a link to confirm."),
        validators=[Email(message=_("Enter an e-mail address like name@example.org."))],
    )
    clinic = Line(_("Where were you treated?"), high=200)
    when = Line(_("When? Month and year are enough"), high=60)

    def validate_when(self, field: Line) -> None:
        if self.clinic.data and not field.data:
            raise ValidationError(_("Say about when you were treated."))

    def told(self) -> Told:
        return Told(
            words=self.words.data or "",
            name=self.name.data or "",
            email=self.email.data or "",
            when=self.when.data or "",
            clinic=self.clinic.data or "",
        )


class SendForm(Form):
    """The button behind the link."""


class ProofForm(Form):
    file = FileField(_("The PDF"))


class AnswerForm(Form):
    answer = Words(_("Your answer"), high=WORDS_MOST, needed=_("Write your answer."))
