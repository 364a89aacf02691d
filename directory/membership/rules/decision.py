"""What follows from a closed round, and what little the chair may choose instead. Nobody turns a result around."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import cast

from directory.core.refusals import N_, Conflict, NotAllowed, Refusal
from directory.membership.rules.application import Outcome, State
from directory.membership.rules.result import Result, Verdict
from directory.membership.rules.rounds import Kind as RoundKind
from directory.membership.rules.rounds import State as RoundState

REASON_MOST = 4000
CONDITIONS_MOST = 8


class Kind(StrEnum):
    CONFIRM = "confirm"  # what was computed
    DEFER = "defer"
    NEW_ROUND = "new_round"


KIND_WORDS = {
    Kind.CONFIRM: N_("Confirm the computed outcome"),
    Kind.DEFER: N_("Defer (a rule was broken, or there is a new fact)"),
    Kind.NEW_ROUND: N_("Order a new round (a rule was broken, or there is a new fact)"),
}


class ConditionKind(StrEnum):
    """The policy names those that are shown to the public, because they protect patients."""

    SUPERVISION = "supervision"
    TECHNIQUE = "technique"
    CONSENT = "consent"
    TRAINING = "training"
    DOCUMENTS = "documents"
    OTHER = "other"


CONDITION_WORDS = {
    ConditionKind.SUPERVISION: N_("Operates under the supervision of another member"),
    ConditionKind.TECHNIQUE: N_("Does not use one technique for the time being"),
    ConditionKind.CONSENT: N_("Uses the Coalition’s form for the consent of patients"),
    ConditionKind.TRAINING: N_("Further training"),
    ConditionKind.DOCUMENTS: N_("Documents to be sent"),
    ConditionKind.OTHER: N_("Another condition"),
}

COMPUTED = {
    Verdict.CARRIED: Outcome.APPROVED,
    Verdict.NOT_CARRIED: Outcome.DECLINED,
    Verdict.DEFERRED: Outcome.DEFERRED,
}


class NothingToConfirm(Conflict):
    message = N_(
        "This result is no decision by itself. Order a second ballot where there was none, or defer, or order a new "
        "round."
    )


class NotThisRound(Conflict):
    message = N_("Nothing is to be decided in this round: it is open, decided, or another one has followed it.")


class ChainDiffers(Conflict):
    message = N_(
        "The record of this round does not agree with its stored result. Nothing can be decided until that is clear."
    )


class ChosenAlready(Conflict):
    message = N_("A decision was chosen already. It can be taken back until it is made.")
    constraint = "uq_decisions_round_id"


class ReasonMissing(Refusal):
    message = N_("Say why: which rule was broken, or what is new.")
    field = "reason"


class CriterionReasonMissing(Refusal):
    message = N_("Write for criterion %(number)d what was missing. The letter carries it.")


class OverallMissing(Refusal):
    message = N_("Write what the decision rests on. The letter carries it.")
    field = "overall"


class ConditionIncomplete(Refusal):
    message = N_("A condition needs its words and a day that lies ahead.")
    field = "conditions"


class NoConditions(Refusal):
    message = N_("Conditions go with an approval only.")
    field = "conditions"


class SecondMustDiffer(NotAllowed):
    message = N_("The second signature is another person’s.")


class NothingToSign(Conflict):
    message = N_("There is nothing to sign here any more.")


class MadeAlready(Conflict):
    message = N_("The decision has been made. It is changed by an appeal only.")


@dataclass(frozen=True, slots=True)
class ConditionAsked:
    kind: ConditionKind
    words: str
    due: date


@dataclass(frozen=True, slots=True)
class DecisionAsked:
    """The form, read. `reasons` by criterion and `overall` go into the letter; `reason` stays in the record."""

    kind: Kind
    reasons: Mapping[int, str]
    overall: str = ""
    reason: str = ""
    conditions: tuple[ConditionAsked, ...] = ()

    def as_json(self) -> dict[str, object]:
        """What is sealed."""
        return {
            "reasons": {str(number): words for number, words in self.reasons.items() if words},
            "overall": self.overall,
            "reason": self.reason,
            "conditions": [
                {"kind": str(each.kind), "words": each.words, "due": each.due.isoformat()} for each in self.conditions
            ],
        }


def from_json(kind: Kind, body: Mapping[str, object]) -> DecisionAsked:
    reasons = cast("dict[str, str]", body["reasons"])
    conditions = cast("list[dict[str, str]]", body["conditions"])
    return DecisionAsked(
        kind,
        {int(number): words for number, words in reasons.items()},
        str(body["overall"]),
        str(body["reason"]),
        tuple(
            ConditionAsked(ConditionKind(each["kind"]), each["words"], date.fromisoformat(each["due"]))
            for each in conditions
        ),
    )


def computed(verdict: Verdict, earlier: Outcome | None) -> Outcome | None:
    """`earlier` is the outcome appealed against: it stands unless the appeal finds better. None: no decision yet."""
    if earlier is None or verdict not in COMPUTED:
        return COMPUTED.get(verdict)
    if verdict is Verdict.CARRIED:
        return Outcome.APPROVED
    better = verdict is Verdict.DEFERRED and earlier is Outcome.DECLINED
    return Outcome.DEFERRED if better else earlier


def outcome_of(asked: DecisionAsked, found: Outcome | None) -> Outcome | None:
    """None for a new round. Raises NothingToConfirm."""
    if asked.kind is Kind.NEW_ROUND:
        return None
    if asked.kind is Kind.DEFER:
        return Outcome.DEFERRED
    if found is None:
        raise NothingToConfirm
    return Outcome.APPROVED_CONDITIONAL if asked.conditions else found


def needs_second(asked: DecisionAsked) -> bool:
    """Whatever is not simply what the ballots say."""
    return asked.kind is not Kind.CONFIRM or bool(asked.conditions)


def unmet(result: Result) -> tuple[int, ...]:
    """Criteria under the floor, named by a deferral, or judged by too few."""
    return tuple(each.number for each in result.criteria if not each.met or each.number in result.named)


def check(asked: DecisionAsked, result: Result, found: Outcome | None, today: date) -> None:
    """Raises the first thing that is missing."""
    outcome = outcome_of(asked, found)
    if needs_second(asked) and not asked.reason:
        raise ReasonMissing
    _check_conditions(asked, found, today)
    if outcome is Outcome.DECLINED or (outcome is Outcome.DEFERRED and asked.kind is Kind.CONFIRM):
        _check_reasons(asked, unmet(result))


def _check_conditions(asked: DecisionAsked, found: Outcome | None, today: date) -> None:
    if asked.conditions and (asked.kind is not Kind.CONFIRM or found is not Outcome.APPROVED):
        raise NoConditions
    if any(not each.words or each.due <= today for each in asked.conditions):
        raise ConditionIncomplete


def _check_reasons(asked: DecisionAsked, numbers: tuple[int, ...]) -> None:
    for number in numbers:
        if not asked.reasons.get(number):
            raise CriterionReasonMissing(field=f"reason_{number}", number=number)
    if not numbers and not asked.overall:
        raise OverallMissing


def is_due_for(kind: RoundKind, round_state: RoundState, application: State | None) -> bool:
    """A closed round whose application waits for its decision."""
    waits = {RoundKind.ADMISSION: State.DECISION_PENDING, RoundKind.APPEAL: State.APPEALED}
    if round_state is not RoundState.CLOSED:
        return False
    return application is None or application is waits.get(kind)


def due_at(chosen: datetime, undo_minutes: int) -> datetime:
    return chosen + timedelta(minutes=undo_minutes)
