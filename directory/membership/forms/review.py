"""What reviewers and the chair send. Scores are read by criterion; what was left alone is simply not there."""

import re
import secrets
from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField

from directory.core.forms import Form, Needed, Words, clean
from directory.membership.rules import ballots, blocks, conflicts
from directory.membership.rules.ballots import BallotAsked, Score
from directory.membership.rules.blocks import BlockAsked, Finding, Ground, RulingAsked
from directory.membership.rules.rounds import VOTE_WORDS, Vote

_SUBMISSION = re.compile(r"[0-9a-f]{32}")


class BallotForm(Form):
    """Vote and reason; the scores of the page are read beside it by `scores_from`."""

    vote = RadioField(
        _("My vote"), choices=[(v.value, _(words)) for v, words in VOTE_WORDS.items()], validate_choice=False
    )
    reason = Words(_("Reason"), high=ballots.REASON_MOST)
    saved = HiddenField()

    def asked(self, sent: Mapping[str, str], numbers: tuple[int, ...]) -> BallotAsked:
        chosen = Vote(self.vote.data) if self.vote.data in set(Vote) else None
        return BallotAsked(chosen, scores_from(sent, numbers), self.reason.data or "")

    def known(self) -> int:
        """The number of the saving this page knows."""
        text = self.saved.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def scores_from(sent: Mapping[str, str], numbers: tuple[int, ...]) -> dict[int, Score]:
    """`score_3` is 0 to 5 or N, `note_3` words. Anything else counts as not given."""
    found: dict[int, Score] = {}
    for number in numbers:
        text, note = sent.get(f"score_{number}", ""), clean(sent.get(f"note_{number}", ""))[: ballots.NOTE_MOST]
        try:
            found[number] = Score(ballots.score_from(text), note)
        except ValueError:
            if note:
                found[number] = Score(None, note, given=False)
    return found


class DeclareForm(Form):
    answer = RadioField(
        _("Do you have a conflict of interest in this round?"),
        choices=[
            (conflicts.Answer.NONE.value, _("No, I have none")),
            (conflicts.Answer.CONFLICT.value, _("Yes: I take no part")),
        ],
        validators=[Needed(_("Say whether you have a conflict of interest."))],
    )
    reason = Words(_("What is it? (only if yes; for the record)"), high=conflicts.REASON_MOST)

    @property
    def recuses(self) -> bool:
        return bool(self.answer.data == conflicts.Answer.CONFLICT)


class LeaveForm(Form):
    """A conflict that came up later; the chair stands aside with it too."""

    reason = Words(
        _("What is the conflict?"), high=conflicts.REASON_MOST, needed=_("Say in a sentence what the conflict is.")
    )


class RemarkForm(Form):
    submission = HiddenField()
    criterion = HiddenField()
    words = Words(_("Your remark"), high=4000, needed=_("Write the remark first."))

    def submission_id(self) -> str:
        """One value a page: a remark sent twice is one."""
        given = self.submission.data or ""
        return given if _SUBMISSION.fullmatch(given) else secrets.token_hex(16)

    def number(self) -> int:
        text = self.criterion.data or "0"
        return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else -1


class BlockForm(Form):
    ground = RadioField(
        _("What is it about?"),
        choices=[(each.value, _(words)) for each, words in blocks.GROUND_WORDS.items()],
        validators=[Needed(_("Choose what it is about."))],
    )
    reason = Words(_("Reason"), high=blocks.REASON_MOST, needed=_("Say what the reason is."))
    evidence = Words(
        _("Evidence"),
        high=blocks.REASON_MOST,
        needed=_("Name the evidence: which document, case or statement shows it."),
    )

    def asked(self) -> BlockAsked:
        return BlockAsked(Ground(self.ground.data), self.reason.data or "", self.evidence.data or "")


class RulingForm(Form):
    finding = RadioField(
        _("My ruling"),
        choices=[(each.value, _(words)) for each, words in blocks.FINDING_WORDS.items()],
        validators=[Needed(_("Choose a ruling."))],
    )
    reason = Words(_("Reason"), high=blocks.REASON_MOST, needed=_("Say what the reason is."))

    def asked(self) -> RulingAsked:
        return RulingAsked(Finding(self.finding.data), self.reason.data or "")


class StepForm(Form):
    """A step of the chair; its reason where it needs one."""

    reason = Words(_("Reason"), high=2000)


class KeepOpenForm(Form):
    kept = BooleanField(_("Keep this round open for discussion until ballots are due, even when all are in"))
