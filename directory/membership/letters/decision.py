"""The letter of a decision: drafted for the preview, kept as it was previewed, sent with the root of the audit."""

from flask_babel import force_locale
from flask_babel import gettext as _

from directory.accounts import queries as people
from directory.consultations.letters.message import Button, Message
from directory.core import formats
from directory.core.outbox import Content, Due, register
from directory.core.settings import current
from directory.core.vault import Erased
from directory.membership.letters import verdict
from directory.membership.letters.application import EXAMPLE, EXAMPLE_TO, content, reader
from directory.membership.letters.topics import REVIEW
from directory.membership.queries import application as applications
from directory.membership.queries import decision as queries
from directory.membership.rules.application import Outcome
from directory.membership.rules.decision import CONDITION_WORDS, DecisionAsked
from directory.membership.rules.policy import Policy

MEETS = 3  # the score whose anchor says what is asked


def draft(
    asked: DecisionAsked, outcome: Outcome | None, policy: Policy, *, appeal: bool, upheld: bool, name: str
) -> tuple[str, ...]:
    """The paragraphs, in English whatever the chair reads in. No vote, no score, no number and no name of a
    reviewer is in them."""
    if outcome is None:
        return ()
    with force_locale("en"):
        lines = [_("Dear %(name)s,", name=name), _opening(outcome, appeal=appeal, upheld=upheld)]
        lines += [asked.overall] if asked.overall else []
        lines += _criteria(asked, policy, outcome)
        lines += _conditions(asked)
        return (*lines, *_next(outcome, policy, appeal=appeal))


def _opening(outcome: Outcome, *, appeal: bool, upheld: bool) -> str:
    if appeal and upheld:
        return _("Another panel has looked at your application again. The decision you appealed against stands.")
    if appeal:
        changed = _("Another panel has looked at your application again. The earlier decision is changed.")
        return f"{changed} {_said(outcome)}"
    return _said(outcome)


def _said(outcome: Outcome) -> str:
    words = {
        Outcome.APPROVED: _("Your application for membership is approved. You are a member of the Coalition."),
        Outcome.APPROVED_CONDITIONAL: _(
            "Your application for membership is approved with the conditions below. You are a member of the Coalition."
        ),
        Outcome.DEFERRED: _(
            "Your application for membership is deferred. It is neither approved nor declined: what is named below "
            "was missing, and you may apply again once you can show it."
        ),
        Outcome.DECLINED: _("Your application for membership is declined. Below stands what was missing."),
    }
    return words[outcome]


def _criteria(asked: DecisionAsked, policy: Policy, outcome: Outcome) -> list[str]:
    found: list[str] = []
    for number, words in sorted(asked.reasons.items()):
        if not words or number not in policy.numbers:
            continue
        criterion = policy.criterion(number)
        found.append(f"{number}. {_(criterion.title)}: {words}")
        if outcome in {Outcome.DECLINED, Outcome.DEFERRED}:
            found.append(_("What meets this criterion: %(words)s", words=_(criterion.anchors[MEETS])))
    return found


def _conditions(asked: DecisionAsked) -> list[str]:
    return [
        _(
            "Condition, until %(day)s: %(words)s",
            day=formats.day(each.due),
            words=f"{_(CONDITION_WORDS[each.kind])}. {each.words}",
        )
        for each in asked.conditions
    ]


def _next(outcome: Outcome, policy: Policy, *, appeal: bool) -> list[str]:
    if outcome is Outcome.APPROVED:
        return [_admitted()]
    lines = [_admitted()] if outcome is Outcome.APPROVED_CONDITIONAL else [_again()]
    if appeal:
        return lines
    return [
        *lines,
        _(
            "You may appeal within %(days)d days of this letter. Another panel, with nobody of the first and nobody "
            "from your metropolitan area, looks at it again. You may ask for a hearing, in writing or by video, with a "
            "companion.",
            days=policy.appeal_days,
        ),
    ]


def _admitted() -> str:
    return _(
        "Your profile stands in the directory, filled from your application: please complete it. A first invoice "
        "comes by a letter of its own; listing does not wait for its payment."
    )


def _again() -> str:
    return _("A new application begins with what you wrote, and the next panel sees what is new.")


def template_reason(number: int, policy: Policy) -> str:
    """What the chair begins with for a criterion that was not met."""
    del number, policy
    return _("What was shown does not reach what this criterion asks.")


def proof(root: str) -> str:
    return _("Root of the audit record at the moment of this decision: %(root)s", root=root)


def _load(due: Due) -> Content | None:
    """Dropped where a later letter has superseded it before it went out."""
    decision = queries.by_id(int(due.subject))
    row = queries.letter(decision, due.revision) if decision is not None else None
    if decision is None or row is None or queries.last_number(decision.id) != due.revision:
        return None
    if decision.application_id is None:
        return verdict.load(decision, row)
    application = applications.by_id(decision.application_id)
    to = None if application is None else reader(application)
    if application is None or to is None:
        return None
    try:
        lines = queries.lines_of(decision, row)
    except Erased:
        return None
    return _content(to[0], application.reference, lines, row.root, corrects=due.revision > 1)


def _content(to: str, reference: str, lines: tuple[str, ...], root: str, *, corrects: bool) -> Content:
    first, *others = lines
    more = [_("This letter takes the place of the earlier one; the decision is the same.")] if corrects else []
    home = f"{current().base_url}/membership/application"
    facts = ((_("Reference"), reference),)
    message = Message(first, (*more, *others), facts, (Button(_("Open the application"), home),), (proof(root),))
    return Content(to=to, subject=_("About your application %(reference)s", reference=reference),
                   values={"message": message}, template="message")  # fmt: skip


def _example() -> Content:
    lines = (_("Dear %(name)s,", name="Dr Robin Vale"), _said(Outcome.APPROVED), _admitted())
    return _content(EXAMPLE_TO, EXAMPLE, lines, "0" * 64, corrects=False)


DECISION = register(queries.LETTER, _load, lambda _now: _example())


def _waits(to: str, reference: str) -> Content:
    lines = (_("A decision in round %(reference)s waits for a second signature.", reference=reference),)
    address = f"{current().base_url}/review/chair/{reference}/decision"
    return content(to, "", reference, _("A signature is asked for: round %(reference)s", reference=reference), lines,
                   address=address)  # fmt: skip


def _load_second(due: Due) -> Content | None:
    """To one of those who may sign; nothing once it is signed or taken back."""
    number, _sep, person = due.subject.partition(":")
    decision, found = queries.by_id(int(number)), people.by_id(int(person))
    if decision is None or decision.due is not None or decision.undone is not None or found is None:
        return None
    return _waits(found.email, queries.round_of(decision).reference)


SECOND = register("decision_second", _load_second, lambda _now: _waits("c@example.org", "R-7F3Q-9XWM"), REVIEW)
__all__ = ["DECISION", "SECOND", "draft", "proof", "template_reason"]
