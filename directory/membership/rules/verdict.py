"""What a decided round about a member means, and what its letter must say."""

from datetime import date
from enum import StrEnum

from directory.core.refusals import N_
from directory.membership.rules.decision import (
    ConditionIncomplete,
    CriterionReasonMissing,
    DecisionAsked,
    Kind,
    NoConditions,
    NothingToConfirm,
    OverallMissing,
    ReasonMissing,
    needs_second,
    unmet,
)
from directory.membership.rules.result import Result, Verdict
from directory.membership.rules.rounds import Kind as RoundKind


class MemberOutcome(StrEnum):
    RENEWED = "renewed"
    RENEWED_CONDITIONAL = "renewed_conditional"
    NOT_RENEWED = "not_renewed"
    DEFERRED = "deferred"
    REMOVED = "removed"
    KEPT = "kept"
    REINSTATED = "reinstated"
    STANDS = "stands"


OUTCOME_WORDS = {
    MemberOutcome.RENEWED: N_("Renewed for another term"),
    MemberOutcome.RENEWED_CONDITIONAL: N_("Renewed with conditions"),
    MemberOutcome.NOT_RENEWED: N_("Not renewed: under review"),
    MemberOutcome.DEFERRED: N_("Deferred: nothing changes"),
    MemberOutcome.REMOVED: N_("Removed"),
    MemberOutcome.KEPT: N_("Not removed: as it was before"),
    MemberOutcome.REINSTATED: N_("The removal is taken back"),
    MemberOutcome.STANDS: N_("The removal stands"),
}
FOLLOWS = {
    (RoundKind.RE_REVIEW, Verdict.CARRIED): MemberOutcome.RENEWED,
    (RoundKind.RE_REVIEW, Verdict.NOT_CARRIED): MemberOutcome.NOT_RENEWED,
    (RoundKind.RE_REVIEW, Verdict.DEFERRED): MemberOutcome.DEFERRED,
    (RoundKind.REMOVAL, Verdict.CARRIED): MemberOutcome.REMOVED,
    (RoundKind.REMOVAL, Verdict.NOT_CARRIED): MemberOutcome.KEPT,
    (RoundKind.REMOVAL, Verdict.DEFERRED): MemberOutcome.DEFERRED,
    (RoundKind.APPEAL, Verdict.CARRIED): MemberOutcome.REINSTATED,
    (RoundKind.APPEAL, Verdict.NOT_CARRIED): MemberOutcome.STANDS,
    (RoundKind.APPEAL, Verdict.DEFERRED): MemberOutcome.STANDS,
}
BY_CRITERION = frozenset({MemberOutcome.NOT_RENEWED})
UNREASONED = frozenset({MemberOutcome.RENEWED, MemberOutcome.RENEWED_CONDITIONAL})


def follows(kind: RoundKind, verdict: Verdict) -> MemberOutcome | None:
    """None: a result that is no decision by itself."""
    return FOLLOWS.get((kind, verdict))


def outcome_of(asked: DecisionAsked, kind: RoundKind, verdict: Verdict) -> MemberOutcome | None:
    """None for a new round. Raises NothingToConfirm."""
    if asked.kind is Kind.NEW_ROUND:
        return None
    if asked.kind is Kind.DEFER:
        return MemberOutcome.DEFERRED
    found = follows(kind, verdict)
    if found is None:
        raise NothingToConfirm
    return MemberOutcome.RENEWED_CONDITIONAL if asked.conditions else found


def check(asked: DecisionAsked, kind: RoundKind, result: Result, today: date) -> MemberOutcome | None:
    """Raises the first thing that is missing. Whatever is not simply a renewal says what it rests on."""
    outcome = outcome_of(asked, kind, result.verdict)
    if needs_second(asked) and not asked.reason:
        raise ReasonMissing
    if asked.conditions and (asked.kind is not Kind.CONFIRM or follows(kind, result.verdict) != MemberOutcome.RENEWED):
        raise NoConditions
    if any(not each.words or each.due <= today for each in asked.conditions):
        raise ConditionIncomplete
    _check_reasons(asked, unmet(result) if outcome in BY_CRITERION else (), outcome)
    return outcome


def _check_reasons(asked: DecisionAsked, numbers: tuple[int, ...], outcome: MemberOutcome | None) -> None:
    for number in numbers:
        if not asked.reasons.get(number):
            raise CriterionReasonMissing(field=f"reason_{number}", number=number)
    if not numbers and outcome not in {None, *UNREASONED} and not asked.overall:
        raise OverallMissing
