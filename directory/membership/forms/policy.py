"""Editing a policy: its words and numbers. The eight criteria, the kinds of evidence and of rounds stay."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from directory.core.forms import Form, Words
from directory.membership.forms.policy_fields import cents, rows_of
from directory.membership.rules.criteria import SCALE, Criterion
from directory.membership.rules.policy import Dues, External, Fraction, Policy, RoundRules
from directory.membership.rules.policy_checks import LISTS, RANGES, WhyNeeded

WHY_MOST = 1000
_MOST_CENTS = 10_000_000


class PolicyForm(Form):
    """Made by `editing`, which adds the fields of a policy. `base` is the version it was made from."""

    base = HiddenField()
    policy: Policy
    assessors: tuple[External, ...]  # who may be named

    def asked(self) -> Policy:
        """Usable or not: that the rules say."""
        old = self.policy
        return replace(
            old,
            standards=self.words("standards"),
            criteria=tuple(self._criterion(each) for each in old.criteria),
            hard_stops=self.rows("hard_stops"),
            rounds=tuple(self._round(each) for each in old.rounds),
            externals=self._externals(),
            dues=self._dues(old.dues),
            public_conditions=tuple(
                part.strip() for part in self.words("public_conditions").split(",") if part.strip()
            ),
            **{name: self.given(name) for name in (*RANGES, *LISTS, "lay_criteria", "blind_criteria")},
        )

    def _criterion(self, old: Criterion) -> Criterion:
        own = f"c{old.number}"
        evidence = tuple(
            replace(
                each, minimum=self.given(f"{own}_{each.kind}_minimum"), words=self.words(f"{own}_{each.kind}_words")
            )
            for each in old.evidence
        )
        return replace(
            old,
            title=self.words(f"{own}_title"),
            sentence=self.words(f"{own}_sentence"),
            weight=self.given(f"{own}_weight"),
            evidence=evidence,
            anchors=tuple(self.words(f"{own}_anchor_{score}") for score in SCALE),
        )

    def _round(self, old: RoundRules) -> RoundRules:
        kind = old.kind
        return replace(
            old,
            quorum_percent=self.given(f"round_{kind}_percent"),
            quorum_minimum=self.given(f"round_{kind}_minimum"),
            carried=Fraction(self.given(f"round_{kind}_part"), self.given(f"round_{kind}_whole")),
            ballot_days=self.given(f"round_{kind}_days"),
            competitors=bool(self[f"round_{kind}_competitors"].data),
        )

    def _externals(self) -> tuple[External, ...]:
        chosen = set(self["externals"].data or ())
        return tuple(each for each in self.assessors if str(each.person) in chosen)

    def _dues(self, old: Dues) -> Dues:
        return replace(
            old,
            cents=cents(self.words("dues_amount")) or 0,
            currency=self.words("dues_currency"),
            pay_for=self.rows("dues_pay_for"),
            reminders=self.given("dues_reminders"),
            lapse_days=self.given("dues_lapse_days"),
            restore_days=self.given("dues_restore_days"),
        )

    def given(self, name: str) -> Any:
        """A number or several, from a field that is valid."""
        field: Any = self[name]
        return field.given

    def words(self, name: str) -> str:
        return self[name].data or ""

    def rows(self, name: str) -> tuple[str, ...]:
        """One a line."""
        return tuple(line.strip() for line in self.words(name).splitlines() if line.strip())


class AdoptForm(Form):
    """The policy travels through the page as JSON: the rules look at it again."""

    base = HiddenField()
    body = HiddenField()
    why = Words(_("Why, and who resolved it on which day"), high=WHY_MOST, needed=_(WhyNeeded.message))


def editing(policy: Policy, base: int, people: Sequence[External]) -> PolicyForm:
    """A form with a field for every word and number; `people` may be named as external assessors."""
    kind, data = _made(policy, people)
    return kind(data={**data, "base": base})


def editing_again(policy: Policy, base: int, people: Sequence[External]) -> PolicyForm:
    """The same, filled from the policy whatever this request sent."""
    kind, data = _made(policy, people)
    return kind(formdata=None, data={**data, "base": base})


def _made(policy: Policy, people: Sequence[External]) -> tuple[type[PolicyForm], dict[str, object]]:
    class Editing(PolicyForm):
        pass

    known = {each.person: each for each in (*people, *policy.externals)}
    Editing.policy, Editing.assessors = policy, tuple(known.values())
    data: dict[str, object] = {}
    for name, field, value in rows_of(policy, Editing.assessors):
        setattr(Editing, name, field)
        data[name] = value
    return Editing, data
