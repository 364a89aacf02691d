"""A policy as lines a person reads, and the difference between two versions."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from directory.core.refusals import N_
from directory.membership.rules.criteria import Criterion
from directory.membership.rules.policy import Policy, RoundRules
from directory.membership.rules.rounds import Kind

KINDS = {
    Kind.ADMISSION: N_("Admission"),
    Kind.RE_REVIEW: N_("Re-review"),
    Kind.REMOVAL: N_("Removal"),
    Kind.APPEAL: N_("Appeal"),
}
LIMITS = {
    "floor": N_("Floor: the least lower median of each criterion"),
    "judges_minimum": N_("Judges a criterion needs"),
    "spread_wide": N_("Distance of scores that counts as wide"),
    "panel_minimum": N_("Least physicians on a panel"),
    "panel_wanted": N_("Wanted physicians on a panel"),
    "comment_days": N_("Comment period, days"),
    "answer_days": N_("Applicant’s time to answer comments, days"),
    "extension_days": N_("Extension of a round, days"),
    "block_days": N_("Time to rule on a block, days"),
    "appeal_days": N_("Time to appeal, days"),
    "undo_minutes": N_("Time to undo a decision, minutes"),
    "withdrawal_undo_days": N_("Time to undo a withdrawal, days"),
    "draft_days": N_("An untouched draft expires after days"),
    "draft_reminders": N_("Reminders of a draft, after days"),
    "information_days": N_("Time to answer a request for information, days"),
    "information_requests": N_("Most requests for information"),
    "information_reminders": N_("Reminders of a request for information, days left"),
    "referee_days": N_("Time of a referee, days"),
    "referee_reminders": N_("Reminders of a referee, days left"),
    "colleagues_answered": N_("Colleagues who must have answered"),
    "patients_answered": N_("Former patients who must have answered"),
    "patients_from_period": N_("of them from the drawn period"),
    "term_months": N_("Term of membership, months"),
    "re_review_days": N_("Re-review opens before the end of the term, days"),
    "credential_reminders": N_("Reminders of an expiring credential, days before"),
    "suspended_after_days": N_("Suspended after an unconfirmed credential, days"),
    "former_months": N_("A former member’s page is kept, months"),
    "public_conditions": N_("Conditions that are shown to the public"),
    "lay_criteria": N_("Criteria a lay reviewer scores"),
    "blind_criteria": N_("Criteria judged without names"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """`label` is a phrase to translate, with `values` in its places. `key` tells two versions' lines apart."""

    key: str
    label: str
    value: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """`before` empty: new; `after` empty: gone."""

    line: Line
    before: str
    after: str


def difference(before: Policy, after: Policy) -> tuple[Change, ...]:
    """Every line that is not the same, in the order of the newer policy."""
    old = {line.key: line for line in lines(before)}
    new = {line.key: line for line in lines(after)}
    changed = [_change(line, old) for key, line in new.items() if key not in old or old[key].value != line.value]
    gone = [Change(line, line.value, "") for key, line in old.items() if key not in new]
    return (*changed, *gone)


def _change(line: Line, old: dict[str, Line]) -> Change:
    return Change(line, old[line.key].value if line.key in old else "", line.value)


def lines(policy: Policy) -> Iterator[Line]:
    """All of a policy. A part that is missing here would change without anybody seeing it: a test counts them."""
    yield Line("standards", N_("Standards"), policy.standards)
    for quality in policy.qualities:
        text = f"{quality.title}: {quality.sentence}"
        yield Line(f"quality.{quality.key}", N_("Quality"), text)
    for criterion in policy.criteria:
        yield from _criterion(criterion)
    for number, stop in enumerate(policy.hard_stops, 1):
        yield Line(f"stop.{number}", N_("Hard stop %(number)s"), stop, (("number", str(number)),))
    for rules in policy.rounds:
        yield from _round(rules)
    for external in policy.externals:
        yield Line(f"external.{external.person}", N_("External assessor"), external.name)
    yield from _limits(policy)
    yield from _dues(policy)


def _criterion(criterion: Criterion) -> Iterator[Line]:
    of = (("number", str(criterion.number)),)
    key = f"criterion.{criterion.number}"
    yield Line(f"{key}.key", N_("Criterion %(number)s: short name"), criterion.key, of)
    yield Line(f"{key}.title", N_("Criterion %(number)s: short form"), criterion.title, of)
    yield Line(f"{key}.sentence", N_("Criterion %(number)s: sentence"), criterion.sentence, of)
    yield Line(f"{key}.weight", N_("Criterion %(number)s: weight"), str(criterion.weight), of)
    for each in criterion.evidence:
        words = f"{each.minimum} × {each.words}"
        yield Line(f"{key}.evidence.{each.kind}", N_("Criterion %(number)s: evidence"), words, of)
    for score, anchor in enumerate(criterion.anchors):
        label = N_("Criterion %(number)s: what %(score)s means")
        yield Line(f"{key}.anchor.{score}", label, anchor, (*of, ("score", str(score))))


def _round(rules: RoundRules) -> Iterator[Line]:
    of = (("kind", KINDS[rules.kind]),)
    key = f"round.{rules.kind}"
    quorum = f"{rules.quorum_percent} %, {rules.quorum_minimum}"
    share = f"{rules.carried.numerator}/{rules.carried.denominator}"
    yield Line(f"{key}.quorum", N_("%(kind)s: quorum, and least ballots"), quorum, of)
    yield Line(f"{key}.carried", N_("%(kind)s: carried at"), share, of)
    yield Line(f"{key}.scores", N_("%(kind)s: criteria are scored"), _yes(rules.scores), of)
    yield Line(f"{key}.competitors", N_("%(kind)s: economic competitors may sit"), _yes(rules.competitors), of)
    yield Line(f"{key}.days", N_("%(kind)s: days for ballots"), str(rules.ballot_days), of)


def _limits(policy: Policy) -> Iterator[Line]:
    present = {field.name for field in fields(policy)}
    for name, label in LIMITS.items():
        if name in present:
            yield Line(name, label, _words(getattr(policy, name)))


def _dues(policy: Policy) -> Iterator[Line]:
    dues = policy.dues
    yield Line("dues.amount", N_("Dues a year"), f"{dues.cents // 100}.{dues.cents % 100:02} {dues.currency}")
    for number, words in enumerate(dues.pay_for, 1):
        yield Line(f"dues.pay_for.{number}", N_("Dues pay for"), words)
    yield Line("dues.reminders", N_("Dues: reminders, days after they are due"), _words(dues.reminders))
    yield Line("dues.lapse", N_("Dues: membership lapses after days"), str(dues.lapse_days))
    yield Line("dues.restore", N_("Dues: restored by paying within days"), str(dues.restore_days))


def _words(value: object) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)


def _yes(value: bool) -> str:
    return N_("yes") if value else N_("no")
