"""What the chair sends about a decision. Reasons are read by criterion, conditions by line."""

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import RadioField

from directory.core.forms import Form, Needed, Words, clean
from directory.membership.rules.decision import (
    CONDITIONS_MOST,
    KIND_WORDS,
    REASON_MOST,
    ConditionAsked,
    ConditionKind,
    DecisionAsked,
    Kind,
)


class DecisionForm(Form):
    kind = RadioField(
        _("What is decided"),
        choices=[(each.value, _(words)) for each, words in KIND_WORDS.items()],
        validators=[Needed(_("Say what is decided."))],
    )
    overall = Words(_("What the decision rests on (for the letter)"), high=REASON_MOST)
    reason = Words(_("Reason, for the record"), high=REASON_MOST)

    def asked(self, sent: Mapping[str, str], numbers: tuple[int, ...]) -> DecisionAsked:
        return DecisionAsked(
            Kind(self.kind.data),
            reasons_from(sent, numbers),
            self.overall.data or "",
            self.reason.data or "",
            conditions_from(sent),
        )


class LetterForm(Form):
    """A corrected letter: paragraphs with an empty line between them."""

    words = Words(_("The letter"), high=20_000, needed=_("Write the letter."))

    def lines(self) -> tuple[str, ...]:
        parts = (self.words.data or "").split("\n\n")
        return tuple(part.strip() for part in parts if part.strip())


def reasons_from(sent: Mapping[str, str], numbers: tuple[int, ...]) -> dict[int, str]:
    """`reason_3` is what the letter says of criterion 3."""
    found = {number: clean(sent.get(f"reason_{number}", ""))[:REASON_MOST] for number in numbers}
    return {number: words for number, words in found.items() if words}


def conditions_from(sent: Mapping[str, str]) -> tuple[ConditionAsked, ...]:
    """`condition_kind_1`, `condition_words_1`, `condition_due_1`; lines without words and day are no conditions."""
    rows = (_condition(sent, number) for number in range(1, CONDITIONS_MOST + 1))
    return tuple(each for each in rows if each is not None)


def _condition(sent: Mapping[str, str], number: int) -> ConditionAsked | None:
    words = clean(sent.get(f"condition_words_{number}", ""))[:1000]
    due, kind = sent.get(f"condition_due_{number}", ""), sent.get(f"condition_kind_{number}", "")
    if not words and not due:
        return None
    return ConditionAsked(ConditionKind(kind) if kind in set(ConditionKind) else ConditionKind.OTHER, words, _day(due))


def _day(text: str) -> date:
    """What is no day lies in the past, and is refused with the sentence for that."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min
