"""The letter of a decision about a member: drafted for the preview, kept as previewed. Its subject says nothing."""

from flask_babel import force_locale
from flask_babel import gettext as _

from directory.consultations.letters.message import Button, Message
from directory.core import formats
from directory.core.outbox import Content
from directory.core.settings import current
from directory.core.vault import Erased
from directory.membership.letters.member import reader
from directory.membership.models import Decision, DecisionLetter, Matter
from directory.membership.queries import decision as queries
from directory.membership.rules.decision import CONDITION_WORDS, DecisionAsked
from directory.membership.rules.matter import GROUND_WORDS
from directory.membership.rules.policy import Policy
from directory.membership.rules.verdict import MemberOutcome

MEETS = 3  # the score whose anchor says what is asked


def draft(
    asked: DecisionAsked, outcome: MemberOutcome | None, matter: Matter | None, policy: Policy, name: str
) -> tuple[str, ...]:
    """The paragraphs, in English whatever the chair reads in. No vote, score, number or name of a reviewer."""
    if outcome is None:
        return ()
    with force_locale("en"):
        lines = [_("Dear %(name)s,", name=name), _said(outcome)]
        if matter is not None and matter.ground is not None:
            lines.append(_("Ground that was brought forward: %(ground)s.", ground=_(GROUND_WORDS[matter.ground])))
        lines += [asked.overall] if asked.overall else []
        lines += _criteria(asked, policy)
        lines += [
            _("Condition, until %(day)s: %(words)s", day=formats.day(each.due),
              words=f"{_(CONDITION_WORDS[each.kind])}. {each.words}")
            for each in asked.conditions
        ]  # fmt: skip
        return (*lines, *_next(outcome, policy))


def _said(outcome: MemberOutcome) -> str:
    return {
        MemberOutcome.RENEWED: _("Your membership is renewed for another term. Thank you for taking part."),
        MemberOutcome.RENEWED_CONDITIONAL: _("Your membership is renewed for another term with the conditions below."),
        MemberOutcome.NOT_RENEWED: _(
            "The panel did not find that the criteria are met. Your membership is under review; below stands what was "
            "missing."
        ),
        MemberOutcome.DEFERRED: _("Nothing was decided about your membership for now. It stays as it is."),
        MemberOutcome.REMOVED: _("The Coalition has decided to end your membership."),
        MemberOutcome.KEPT: _("The Coalition has decided not to end your membership. It is as it was before."),
        MemberOutcome.REINSTATED: _(
            "Another panel has looked at your removal. It is taken back: you are a member again."
        ),
        MemberOutcome.STANDS: _("Another panel has looked at your removal. The decision stands."),
    }[outcome]


def _criteria(asked: DecisionAsked, policy: Policy) -> list[str]:
    found = []
    for number, words in sorted(asked.reasons.items()):
        if words and number in policy.numbers:
            criterion = policy.criterion(number)
            found.append(f"{number}. {_(criterion.title)}: {words}")
            found.append(_("What meets this criterion: %(words)s", words=_(criterion.anchors[MEETS])))
    return found


def _next(outcome: MemberOutcome, policy: Policy) -> list[str]:
    if outcome is MemberOutcome.REMOVED:
        return [
            _("Your profile says from now on only that you are no longer a member, without a reason. Consultations "
              "that lie ahead are called off; the patients are told, without a reason."),
            _("You may appeal within %(days)d days of this letter, on the page of your membership. Another panel, with "
              "nobody of the first and nobody from your metropolitan area, looks at it again. You may ask for a "
              "hearing, in writing or by video, with a companion.", days=policy.appeal_days),
        ]  # fmt: skip
    if outcome is MemberOutcome.NOT_RENEWED:
        return [
            _("Your profile stays as it is meanwhile. Write to the office what you can show now; a new re-review can "
              "be opened.")
        ]  # fmt: skip
    if outcome is MemberOutcome.STANDS:
        return [_("There is no further appeal. You may apply again.")]
    if outcome is MemberOutcome.REINSTATED:
        return [_("Your profile is shown again. Consultations that were called off are not taken up again by us.")]
    return []


def load(decision: Decision, row: DecisionLetter) -> Content | None:
    physician_id = queries.round_of(decision).physician_id
    to = reader(physician_id) if physician_id is not None else None
    if to is None:
        return None
    try:
        first, *others = queries.lines_of(decision, row)
    except Erased:
        return None
    more = [_("This letter takes the place of the earlier one; the decision is the same.")] if row.number > 1 else []
    proof = _("Root of the audit record at the moment of this decision: %(root)s", root=row.root)
    button = Button(_("Open your membership"), f"{current().base_url}/practice/membership")
    message = Message(first, (*more, *others), (), (button,), (proof,))
    return Content(to=to[0], subject=_("About your membership"), values={"message": message}, template="message")
