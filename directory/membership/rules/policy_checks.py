"""What makes a policy usable: each fault is a sentence, and all are named at once."""

from collections.abc import Iterable, Iterator

from directory.core.refusals import N_, Conflict, Refusal
from directory.membership.rules.criteria import SCALE, Criterion
from directory.membership.rules.policy import Policy, RoundRules
from directory.membership.rules.rounds import Kind

NUMBERS = tuple(range(1, 9))  # the eight published criteria; their words and weights may change
WEIGHTS_TOGETHER = 100
LONGEST = 2000  # characters of any text
CURRENCIES = ("USD", "EUR", "GBP", "CAD", "AUD", "CHF")


class Unusable(Refusal):
    message = N_("This policy cannot be used.")


class NothingChanged(Refusal):
    message = N_("Nothing was changed, so there is no new version to adopt.")


class WhyNeeded(Refusal):
    message = N_("Say why the policy changes, and who resolved it on which day.")
    field = "why"


class UnknownAssessor(Refusal):
    message = N_("An external assessor must have an account as a reviewer, and be no member.")
    field = "externals"


class AdoptedMeanwhile(Conflict):
    message = N_("Another version was adopted in the meantime. Start again from that one.")
    constraint = "pk_policy_versions"


def check(policy: Policy) -> None:
    """Raises the first fault."""
    for fault in problems(policy):
        raise fault


def problems(policy: Policy) -> list[Refusal]:
    """Empty: the policy may be adopted."""
    return [*_of_criteria(policy), *_of_rounds(policy), *_of_limits(policy), *_of_dues(policy)]


def _of_criteria(policy: Policy) -> Iterator[Refusal]:
    if policy.numbers != NUMBERS or len({each.key for each in policy.criteria}) != len(NUMBERS):
        yield Unusable(N_("There are eight published criteria, numbered 1 to 8."))
        return
    for criterion in policy.criteria:
        yield from _of_criterion(criterion)
    together = sum(each.weight for each in policy.criteria)
    if together != WEIGHTS_TOGETHER:
        yield Unusable(N_("The weights are %(sum)s together; they must be 100."), sum=together)
    if not {*policy.lay_criteria, *policy.blind_criteria} <= set(NUMBERS):
        yield Unusable(N_("Lay and blind criteria must be among the eight."))
    if not policy.standards.strip() or not policy.qualities or not policy.hard_stops:
        yield Unusable(N_("The standards, the qualities and the hard stops must be given."))


def _of_criterion(criterion: Criterion) -> Iterator[Refusal]:
    number = criterion.number
    words = (criterion.title, criterion.sentence, *criterion.anchors, *(each.words for each in criterion.evidence))
    if len(criterion.anchors) != len(SCALE) or not all(text.strip() and len(text) <= LONGEST for text in words):
        yield Unusable(
            N_("Criterion %(number)s: words are missing or too long."), number=number, field=f"criteria-{number - 1}"
        )
    if not 1 <= criterion.weight <= WEIGHTS_TOGETHER:
        yield Unusable(N_("Criterion %(number)s: the weight must be from 1 to 100."), number=number)
    kinds = [each.kind for each in criterion.evidence]
    if not kinds or len(set(kinds)) != len(kinds):
        yield Unusable(N_("Criterion %(number)s: evidence of each kind is asked once, at least one."), number=number)
    if not all(1 <= each.minimum <= 100 for each in criterion.evidence):
        yield Unusable(N_("Criterion %(number)s: the number of items must be from 1 to 100."), number=number)


def _of_rounds(policy: Policy) -> Iterator[Refusal]:
    if sorted(each.kind for each in policy.rounds) != sorted(Kind):
        yield Unusable(N_("Each kind of round needs its rules once."))
        return
    for rules in policy.rounds:
        yield from _of_round(rules, policy)


def _of_round(rules: RoundRules, policy: Policy) -> Iterator[Refusal]:
    kind = str(rules.kind)
    if not (1 <= rules.quorum_percent <= 100 and 2 <= rules.quorum_minimum <= 50):
        yield Unusable(
            N_("Quorum (%(kind)s): the share must be from 1 to 100 %%, the minimum from 2 to 50 ballots."), kind=kind
        )
    share = rules.carried
    if not (1 <= share.denominator <= 100 and share.denominator <= 2 * share.numerator <= 2 * share.denominator):
        yield Unusable(N_("Majority (%(kind)s): it must be between one half and all."), kind=kind)
    if not 1 <= rules.ballot_days <= 365:
        yield Unusable(N_("Ballots (%(kind)s): the days must be from 1 to 365."), kind=kind)
    if rules.scores and policy.judges_minimum > rules.quorum_minimum:
        yield Unusable(
            N_("Quorum (%(kind)s): it must be at least the number of judges each criterion needs."), kind=kind
        )


RANGES = {
    "floor": (1, 5),
    "judges_minimum": (2, 20),
    "spread_wide": (1, 5),
    "panel_minimum": (3, 50),
    "panel_wanted": (3, 50),
    "comment_days": (1, 365),
    "answer_days": (1, 365),
    "extension_days": (1, 90),
    "block_days": (1, 90),
    "appeal_days": (7, 365),
    "undo_minutes": (1, 1440),
    "withdrawal_undo_days": (0, 90),
    "draft_days": (30, 730),
    "information_requests": (1, 10),
    "referee_days": (7, 365),
    "colleagues_answered": (1, 10),
    "patients_answered": (1, 10),
    "patients_from_period": (0, 10),
    "term_months": (1, 240),
    "re_review_days": (1, 730),
    "suspended_after_days": (1, 90),
    "former_months": (1, 240),
}
LISTS = {
    "draft_reminders": 730,
    "information_days": 365,
    "information_reminders": 365,
    "referee_reminders": 365,
    "credential_reminders": 365,
}


def _of_limits(policy: Policy) -> Iterator[Refusal]:
    for name, (low, high) in RANGES.items():
        if not low <= getattr(policy, name) <= high:
            yield Unusable(
                N_("%(name)s must be from %(low)s to %(high)s."), field=name, name=plain(name), low=low, high=high
            )
    for name, high in LISTS.items():
        if not getattr(policy, name) or not _within(getattr(policy, name), 1, high):
            yield Unusable(N_("%(name)s: give days from 1 to %(high)s."), field=name, name=plain(name), high=high)
    if policy.panel_wanted < policy.panel_minimum:
        yield Unusable(N_("The wanted panel must not be smaller than the least."), field="panel_wanted")
    if policy.patients_from_period > policy.patients_answered:
        yield Unusable(N_("More patients of the drawn period than patients are asked."), field="patients_from_period")
    if any(each.person < 1 or not 1 <= len(each.name) <= 120 for each in policy.externals):
        yield UnknownAssessor()
    if len({each.person for each in policy.externals}) != len(policy.externals):
        yield Unusable(N_("An external assessor is named twice."), field="externals")


def _of_dues(policy: Policy) -> Iterator[Refusal]:
    dues = policy.dues
    if dues.currency not in CURRENCIES or not 0 <= dues.cents <= 10_000_000:
        yield Unusable(N_("Dues: the amount or the currency is not possible."), field="dues_amount")
    if not dues.pay_for or not all(words.strip() for words in dues.pay_for):
        yield Unusable(N_("Dues: say what they pay for."), field="dues_pay_for")
    if not _within(dues.reminders, -180, 180) or not _within((dues.lapse_days, dues.restore_days), 1, 365):
        yield Unusable(N_("Dues: the days are not possible."), field="dues_reminders")


def _within(values: Iterable[int], low: int, high: int) -> bool:
    return all(low <= value <= high for value in values)


def plain(name: str) -> str:
    """A field's name in plain words."""
    return name.replace("_", " ").capitalize()
