"""An opinion in the reader's words: the same lines for its page, its preview and its paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from babel.numbers import format_currency, get_currency_precision
from flask_babel import gettext as _
from flask_babel import ngettext

from directory.consultations.queries.opinion import Signed
from directory.consultations.rules.opinion import words
from directory.consultations.rules.opinion.plan import Cost, NextStep, Opinion, Step
from directory.core import formats
from directory.photos.rules import VIEWS


@dataclass(frozen=True, slots=True)
class Row:
    """`label` may be empty: then the text stands by itself."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    rows: tuple[Row, ...]


def sections(signed: Signed, zone: str) -> list[Section]:
    """What was given, in the order in which it is read; what was not is not there."""
    opinion = signed.opinion
    found = [
        Section("answer", _("The answer"), tuple(_answer(opinion))),
        Section("next", _("Next step"), tuple(_next(opinion))),
        Section("seen", _("As seen in the photos"), tuple(_seen(opinion))),
        Section("plan", _("The plan, in this order"), tuple(_plan(opinion))),
        Section("cost", _("Cost"), tuple(_cost(opinion.cost))),
        Section("medicines", _(words.DISCUSS), tuple(_medicines(opinion))),
        Section("warnings", _("Before taking them"), tuple(_warnings(opinion))),
        Section("limits", _("Risks, and what to expect"), tuple(_limits(opinion))),
        Section("later", _("Master plan"), tuple(_later(opinion))),
        Section("questions", _("Your questions"), tuple(_questions(signed))),
    ]
    return [each for each in [*found, *_addenda(signed, zone)] if each.rows]


def money(amount: int, currency: str) -> str:
    digits = get_currency_precision(currency)
    whole = amount % 10**digits == 0
    pattern = "¤#,##0" if whole else None
    value = amount / 10**digits
    return format_currency(value, currency, format=pattern, locale=formats.locale(), currency_digits=not whole)


def _answer(opinion: Opinion) -> Iterator[Row]:
    if opinion.suitability is not None:
        yield Row("", _(words.SUITABILITY[opinion.suitability]))
    if opinion.words:
        yield Row("", opinion.words)


def _next(opinion: Opinion) -> Iterator[Row]:
    if opinion.next_step is not None and opinion.next_step is not NextStep.OTHER:
        yield Row("", _(words.NEXT[opinion.next_step]))
    if opinion.next_words:
        yield Row("", opinion.next_words)
    if opinion.retake:
        yield Row(_("To take again"), "\n".join(_(VIEWS[key].label) for key in opinion.retake if key in VIEWS))


def _seen(opinion: Opinion) -> Iterator[Row]:
    if opinion.scale is not None or opinion.stage:
        scale = _(words.SCALES[opinion.scale]) if opinion.scale else ""
        yield Row(_("Pattern"), f"{scale} {opinion.stage}".strip())
    if opinion.donor is not None:
        yield Row(_("Donor reserve"), _(words.DONOR[opinion.donor]))


def _plan(opinion: Opinion) -> Iterator[Row]:
    for number, step in enumerate(opinion.steps, start=1):
        zone = f", {_(words.ZONES[step.zone])}" if step.zone else ""
        yield Row(f"{number}. {_(words.STEPS[step.kind])}{zone}", "\n".join(_step(step)))
    if opinion.grafts:
        low = sum(step.grafts_low or 0 for step in opinion.steps)
        yield Row(_("Grafts in all"), _range(low, opinion.grafts))
    for hands, who in opinion.performers:
        if hands in opinion.hands:
            yield Row(_("Who performs it: %(what)s", what=_(words.HANDS[hands])), who)


def _step(step: Step) -> Iterator[str]:
    if step.when:
        yield step.when
    if step.grafts_high is not None and step.grafts_low is not None:
        yield _("Grafts: %(number)s", number=_range(step.grafts_low, step.grafts_high))
    if step.sessions is not None:
        yield ngettext("%(num)s session", "%(num)s sessions", step.sessions)
    if step.months is not None:
        yield ngettext("%(num)s month between sessions", "%(num)s months between sessions", step.months)


def _range(low: int, high: int) -> str:
    return formats.number(low) if low == high else f"{formats.number(low)}–{formats.number(high)}"


def _cost(cost: Cost) -> Iterator[Row]:
    if cost.low is not None and cost.high is not None and cost.currency:
        low, high = money(cost.low, cost.currency), money(cost.high, cost.currency)
        yield Row(_("Estimate"), low if cost.low == cost.high else f"{low} – {high}")
    if cost.included:
        yield Row(_("Included"), cost.included)
    if cost.until is not None:
        yield Row(_("Holds until"), formats.day(cost.until))


def _medicines(opinion: Opinion) -> Iterator[Row]:
    for medicine in opinion.medicines:
        said = words.not_approved(medicine)
        yield Row("", f"{_(words.MEDICINES[medicine])} ({_(said)})" if said else _(words.MEDICINES[medicine]))


def _warnings(opinion: Opinion) -> Iterator[Row]:
    return (Row("", _(sentence)) for sentence in words.warnings(opinion.medicines))


def _limits(opinion: Opinion) -> Iterator[Row]:
    given = (
        (_("Risks and limits"), opinion.risks),
        (_("What it will do"), opinion.will),
        (_("What it will not do"), opinion.will_not),
    )
    return (Row(label, text) for label, text in given if text)


def _later(opinion: Opinion) -> Iterator[Row]:
    given = ((_("Assumed progression"), opinion.progression), (_("What would come later"), opinion.later))
    return (Row(label, text) for label, text in given if text)


def _questions(signed: Signed) -> Iterator[Row]:
    for place, question in enumerate(signed.questions):
        yield Row(question, _("Answered") if place in signed.opinion.answered else _("Not answered here"))


def _addenda(signed: Signed, zone: str) -> Iterator[Section]:
    for each in signed.addenda:
        when = formats.moment(each.signed, zone)
        title = _("Addendum of %(when)s, by %(name)s", when=when, name=each.signer)
        yield Section(f"addendum-{each.version}", title, (Row("", each.words),))
