"""The fields of the policy form: one for every word and number of a policy."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, SelectField, ValidationError

from directory.core.forms import Line, Ticks, Words
from directory.membership.forms.numbers import Numbers, Whole
from directory.membership.rules.criteria import SCALE, Criterion
from directory.membership.rules.policy import Dues, External, Policy, RoundRules
from directory.membership.rules.policy_checks import CURRENCIES, LISTS, RANGES
from directory.membership.rules.policy_lines import LIMITS

_AMOUNT = re.compile(r"[0-9]{1,6}([.][0-9]{1,2})?")

_AMOUNT_NEEDED = _("Give an amount, such as 1200.00.")


def cents(text: str) -> int | None:
    """ "1200.50" is 120050; None for what is no amount."""
    plain = text.replace(",", "").replace(" ", "")
    return int(Decimal(plain).scaleb(2)) if _AMOUNT.fullmatch(plain) else None


def _check_amount(_form: object, field: Field) -> None:
    if cents(field.data or "") is None:
        raise ValidationError(_AMOUNT_NEEDED)


_Row = tuple[str, Any, object]  # a field's name, the field, what it holds at first


def rows_of(policy: Policy, people: Sequence[External]) -> list[_Row]:
    return [
        ("standards", _text(_("Standards: why"), 1000), policy.standards),
        *(row for criterion in policy.criteria for row in _of_criterion(criterion)),
        ("hard_stops", _text(_("Hard stops, one a line"), 2000), "\n".join(policy.hard_stops)),
        *(row for rules in policy.rounds for row in _of_round(rules)),
        *_of_limits(policy),
        *_of_people(policy, people),
        *_of_dues(policy.dues),
    ]


def _of_criterion(criterion: Criterion) -> list[_Row]:
    own = f"c{criterion.number}"
    rows: list[_Row] = [
        (f"{own}_title", Line(_("Short form"), high=120, needed=_NEEDED), criterion.title),
        (f"{own}_sentence", _text(_("Sentence"), 1000), criterion.sentence),
        (f"{own}_weight", Whole(_("Weight"), 1, 100), criterion.weight),
    ]
    for each in criterion.evidence:
        rows.append((f"{own}_{each.kind}_minimum", Whole(_("At least"), 1, 100), each.minimum))
        rows.append((f"{own}_{each.kind}_words", _text(_("Evidence"), 500), each.words))
    for score in SCALE:
        label = _("What %(score)s means", score=score)
        rows.append((f"{own}_anchor_{score}", _text(label, 500), criterion.anchors[score]))
    return rows


_NEEDED = _("Fill this in: no part of a policy may be empty.")


def _text(label: str, high: int) -> Field:
    return Words(label, high=high, needed=_NEEDED)


def _of_round(rules: RoundRules) -> list[_Row]:
    kind = rules.kind
    return [
        (f"round_{kind}_percent", Whole(_("Quorum: share of those who may vote"), 1, 100), rules.quorum_percent),
        (f"round_{kind}_minimum", Whole(_("Quorum: least ballots"), 2, 50), rules.quorum_minimum),
        (f"round_{kind}_part", Whole(_("Carried by: parts"), 1, 100), rules.carried.numerator),
        (f"round_{kind}_whole", Whole(_("of"), 1, 100), rules.carried.denominator),
        (f"round_{kind}_days", Whole(_("Days for ballots"), 1, 365), rules.ballot_days),
        (f"round_{kind}_competitors", BooleanField(_("Economic competitors may sit")), rules.competitors),
    ]


def _of_limits(policy: Policy) -> list[_Row]:
    rows: list[_Row] = [
        (name, Whole(_(LIMITS[name]), low, high), getattr(policy, name)) for name, (low, high) in RANGES.items()
    ]
    lists = [*((name, 1, high) for name, high in LISTS.items()), ("lay_criteria", 1, 8), ("blind_criteria", 1, 8)]
    rows += [(name, Numbers(_(LIMITS[name]), low, high), _commas(getattr(policy, name))) for name, low, high in lists]
    conditions = ", ".join(policy.public_conditions)
    return [*rows, ("public_conditions", Line(_(LIMITS["public_conditions"]), high=200), conditions)]


def _of_people(policy: Policy, people: Sequence[External]) -> list[_Row]:
    field = Ticks(_("External assessors"), choices=[(str(each.person), each.name) for each in people])
    return [("externals", field, [str(each.person) for each in policy.externals])]


def _of_dues(dues: Dues) -> list[_Row]:
    amount = str(Decimal(dues.cents).scaleb(-2))
    return [
        ("dues_amount", Line(_("Dues a year"), high=16, needed=_AMOUNT_NEEDED, validators=[_check_amount]), amount),
        ("dues_currency", SelectField(_("Currency"), choices=[(each, each) for each in CURRENCIES]), dues.currency),
        ("dues_pay_for", _text(_("What they pay for, one a line"), 2000), "\n".join(dues.pay_for)),
        ("dues_reminders", Numbers(_("Reminders, days after they are due"), -180, 180), _commas(dues.reminders)),
        ("dues_lapse_days", Whole(_("Membership lapses after days"), 1, 365), dues.lapse_days),
        ("dues_restore_days", Whole(_("Restored by paying within days"), 1, 365), dues.restore_days),
    ]


def _commas(numbers: Sequence[int]) -> str:
    return ", ".join(str(each) for each in numbers)
