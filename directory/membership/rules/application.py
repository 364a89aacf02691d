"""What an application is at each stage, and how it moves. One table of moves; everybody fires them by name."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Conflict, NotThere, Refusal
from directory.core.workflow import Guard, Move, Workflow

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    INFORMATION_REQUESTED = "information_requested"
    IN_REVIEW = "in_review"
    DECISION_PENDING = "decision_pending"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    APPEALED = "appealed"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What was decided; only with State.DECIDED and what follows it."""

    APPROVED = "approved"
    APPROVED_CONDITIONAL = "approved_conditional"
    DEFERRED = "deferred"
    DECLINED = "declined"


LIVE = frozenset(
    {
        State.DRAFT,
        State.SUBMITTED,
        State.SCREENING,
        State.INFORMATION_REQUESTED,
        State.IN_REVIEW,
        State.DECISION_PENDING,
        State.APPEALED,
    }
)
UNDECIDED = LIVE - {State.APPEALED}


def new_reference(prefix: str = "A") -> str:
    """Like A-7F3Q-9XWM: no letter that is read for another."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{drawn[:4]}-{drawn[4:]}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps an application from being submitted, and where it is put right."""

    section: str  # rules.sections.Section
    message: str  # marked for translation; places are filled from `values`
    address: str  # a path on this site, with an anchor where there is one
    values: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A move as asked for, and the case as the guards see it."""

    actor: str  # "person:7", "system"
    applicant: str  # "person:7"
    now: datetime
    entered: datetime  # the present state
    reason: str = ""
    outcome: Outcome | None = None  # the one asked for by `decide`
    decided: Outcome | None = None  # the one there is
    problems: tuple[Problem, ...] = ()  # against submitting
    undo_days: int = 7


class AlreadyApplying(Conflict):
    message = N_("You have an application under way already. There is one at a time: please go on with that one.")
    constraint = "uq_applications_live_person"


class NotBefore(Refusal):
    status = 409
    message = N_("Your last application was declined as ineligible. You can apply again from %(day)s on.")


def check_again(reapply_from: date | None, today: date) -> None:
    """The day two coordinators named when they declined. Raises NotBefore."""
    if reapply_from is not None and today < reapply_from:
        raise NotBefore(day=f"{reapply_from:%Y-%m-%d}")


class LicenceInUse(Conflict):
    message = N_(
        "There is an application under way with this licence number already. Check the number; if it is yours, "
        "write to the office."
    )
    field = "licence_number"
    constraint = "uq_applications_live_licence"


class Incomplete(Refusal):
    message = N_("Your application is not complete yet: each thing that is missing is listed below.")


class ReasonMissing(Refusal):
    message = N_("Say why. The reason stays in the history of this application.")
    field = "reason"


class TooLateToUndo(Conflict):
    message = N_("A withdrawal can be taken back for %(days)d days. They have passed: you are welcome to apply again.")


class OutcomeMissing(Refusal):
    message = N_("Say what was decided.")
    field = "outcome"


class NothingToAppeal(Refusal):
    message = N_("There is nothing to appeal against in this decision.")


class OwnMatter(Refusal):
    status = 403
    message = N_("This is your own application: somebody else has to do this.")


def _complete(step: Step) -> Refusal | None:
    return Incomplete() if step.problems else None


def _reason(step: Step) -> Refusal | None:
    return None if step.reason.strip() else ReasonMissing()


def _outcome(step: Step) -> Refusal | None:
    return None if step.outcome else OutcomeMissing()


def _own(step: Step) -> Refusal | None:
    """Another person's application is not there."""
    return None if step.actor == step.applicant else NotThere()


def _not_own(step: Step) -> Refusal | None:
    return OwnMatter() if step.actor == step.applicant else None


def _in_time(step: Step) -> Refusal | None:
    in_time = step.now - step.entered <= timedelta(days=step.undo_days)
    return None if in_time else TooLateToUndo(days=step.undo_days)


def _adverse(step: Step) -> Refusal | None:
    return NothingToAppeal() if step.decided in {None, Outcome.APPROVED} else None


def _move(name: str, sources: set[State], to: State, *guards: Guard[Step]) -> Move[State, Step]:
    return Move(name, frozenset(sources), to, guards)


MOVES: Workflow[State, Step] = Workflow(
    [
        _move("submit", {State.DRAFT}, State.SUBMITTED, _own, _complete),
        _move("take", {State.SUBMITTED}, State.SCREENING, _not_own),
        _move("ask", {State.SCREENING, State.IN_REVIEW}, State.INFORMATION_REQUESTED, _not_own),
        _move("answered", {State.INFORMATION_REQUESTED}, State.SCREENING, _own),
        _move("overdue", {State.INFORMATION_REQUESTED}, State.SCREENING, _not_own),
        _move("decline_ineligible", {State.SCREENING}, State.DECIDED, _not_own, _reason),
        _move("open_round", {State.SCREENING}, State.IN_REVIEW, _not_own),
        _move("close_round", {State.IN_REVIEW}, State.DECISION_PENDING, _not_own),
        _move("decide", {State.DECISION_PENDING, State.APPEALED}, State.DECIDED, _not_own, _outcome),
        _move("defer", {State.DECISION_PENDING}, State.DECIDED, _not_own, _reason),
        _move("reopen", {State.DECISION_PENDING}, State.IN_REVIEW, _not_own, _reason),
        _move("void_round", {State.IN_REVIEW}, State.SCREENING, _not_own, _reason),
        _move("withdraw", set(UNDECIDED), State.WITHDRAWN, _own),
        _move("undo_withdraw", {State.WITHDRAWN}, State.DRAFT, _own, _in_time),
        _move("expire", {State.DRAFT}, State.EXPIRED, _not_own),
        _move("appeal", {State.DECIDED}, State.APPEALED, _own, _adverse),
        _move("close", {State.DECIDED, State.WITHDRAWN, State.EXPIRED}, State.CLOSED, _not_own),
    ]
)
# These lead back to where the application was before the move that is named: the table's state is only the first case.
RETURNS = {"answered": "ask", "overdue": "ask", "undo_withdraw": "withdraw"}
# What a move decides by itself.
DECIDES = {"decline_ineligible": Outcome.DECLINED, "defer": Outcome.DEFERRED}
