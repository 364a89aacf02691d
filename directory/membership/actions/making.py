"""The one commit of a decision: everything that follows from it, or nothing. By beat, ten minutes after it was chosen.

Two workers at once, or one killed in the middle, leave exactly one: the rows are locked in the order of everybody,
and all of it is one transaction.
"""

from datetime import datetime

import structlog

from directory.core import audit, transaction, vault
from directory.core.db import session
from directory.core.outbox import post
from directory.membership.actions import admitting, after_round
from directory.membership.actions import application as applications
from directory.membership.actions import rounds as round_actions
from directory.membership.actions.chain import record
from directory.membership.actions.decision import is_open, take_back
from directory.membership.actions.opening import tell_members
from directory.membership.letters import decision as letters
from directory.membership.models import Application, Decision, DecisionLetter, Round
from directory.membership.queries import decision as queries
from directory.membership.queries import rounds
from directory.membership.rules.application import Outcome
from directory.membership.rules.decision import DecisionAsked, Kind
from directory.membership.rules.verdict import outcome_of
from directory.physicians.actions.standing import locked as lock_physician

log = structlog.get_logger(__name__)
SYSTEM = "system"
ADMITS = frozenset({Outcome.APPROVED, Outcome.APPROVED_CONDITIONAL})


def make_due(now: datetime) -> int:
    """For beat: each in a transaction of its own. One that fails does not stop the others."""
    with transaction.reading():
        due = queries.due_ids(now)
    return sum(_made(decision_id, now) for decision_id in due)


def _made(decision_id: int, now: datetime) -> bool:
    try:
        with transaction.unit():
            return make(decision_id, now)
    except Exception:  # nothing of it was kept; the next sweep tries again, and the log says why
        log.exception("decision_not_made", decision=decision_id)
        return False


def make(decision_id: int, now: datetime) -> bool:
    """False where another worker was first, it was taken back, or the round was overtaken by something else."""
    known = queries.by_id(decision_id)
    if known is None:
        return False
    _lock_physician(known)
    row = rounds.locked(known.round_id)
    decision = queries.locked(decision_id)
    if decision.made is not None or decision.undone is not None or decision.due is None or decision.due > now:
        return False
    if not is_open(row):
        take_back(row, decision, actor=SYSTEM, now=now)
        return False
    _make(row, decision, now)
    return True


def _lock_physician(decision: Decision) -> None:
    """First in the order of locks, where there is one already: who returns, or has appealed."""
    row = queries.round_of(decision)
    physician_id = row.physician_id or admitting.physician_of(rounds.subject_person(row))
    if physician_id is not None:
        lock_physician(physician_id)


def _make(row: Round, decision: Decision, now: datetime) -> None:
    asked = queries.asked_of(decision)
    decision.made, decision.root = now, audit.root().digest
    session().flush()
    application = rounds.application_of(row)
    if decision.kind is Kind.NEW_ROUND:
        _new_round(row, decision, asked, now)
        return
    actor = f"person:{decision.signed_by}"
    round_actions.confirm(row, actor=actor, now=now)
    if application is not None:
        _decide(application, row, decision, asked, now)
    else:
        _decide_member(row, decision, asked, now)
    codes = {"outcome": str(decision.outcome or ""), "root": decision.root}
    record(row, "decision_made", actor=actor, now=now, **codes)


def _decide(application: Application, row: Round, decision: Decision, asked: DecisionAsked, now: datetime) -> None:
    actor = f"person:{decision.signed_by}"
    # A deferral by the chair has its reason in the history; in an appeal the table knows `decide` only.
    deferred = decision.kind is Kind.DEFER and decision.earlier is None
    move, outcome = ("defer", None) if deferred else ("decide", decision.outcome)
    applications.fire(application, move, actor=actor, now=now, reason=asked.reason, outcome=outcome)
    if decision.outcome in ADMITS and decision.outcome is not decision.earlier:
        admitting.admit(application, row, decision, asked, now)
    _write_letter(row, decision, queries.draft_lines(decision), person_id=decision.signed_by, now=now)


def _decide_member(row: Round, decision: Decision, asked: DecisionAsked, now: datetime) -> None:
    outcome = outcome_of(asked, row.kind, decision.computed)
    if outcome is not None:
        after_round.follow(row, decision, outcome, asked, actor=f"person:{decision.signed_by}", now=now)
    lines = queries.draft_lines(decision)
    if lines:
        _write_letter(row, decision, lines, person_id=decision.signed_by, now=now)


def _write_letter(
    row: Round, decision: Decision, lines: tuple[str, ...], *, person_id: int, now: datetime
) -> DecisionLetter:
    number = queries.last_number(decision.id) + 1
    sealed_as = rounds.sealed_as(row, f"letter/{number}")
    letter = DecisionLetter(
        decision_id=decision.id,
        number=number,
        words=vault.seal_json(rounds.key(row), sealed_as, list(lines)),
        root=decision.root,
        written_by=person_id,
        at=now,
    )
    session().add(letter)
    session().flush()
    post(letters.DECISION, decision.id, due=now, revision=number)
    return letter


def supersede(decision: Decision, lines: tuple[str, ...], *, person_id: int, now: datetime) -> DecisionLetter:
    """A corrected letter. The words change; outcome, reasons on record and root stay."""
    row = rounds.locked(decision.round_id)
    kept = queries.locked(decision.id)
    letter = _write_letter(row, kept, lines, person_id=person_id, now=now)
    record(row, "letter_superseded", actor=f"person:{person_id}", now=now, number=letter.number)
    return letter


def _new_round(row: Round, decision: Decision, asked: DecisionAsked, now: datetime) -> None:
    """What was cast counts for nothing any more. The same seats, the same policy; seats can be changed as always."""
    actor = f"person:{decision.signed_by}"
    seats = {
        each.person_id: each.seat for each in rounds.electors(row.id) if each.recused is None and not each.replaced
    }
    round_actions.void(row, "annul", asked.reason, actor=actor, now=now)
    record(row, "decision_made", actor=actor, now=now, kind=str(decision.kind), root=decision.root)
    application = rounds.application_of(row)
    if application is not None and decision.earlier is None:
        applications.fire(application, "reopen", actor=actor, now=now, reason=asked.reason)
    again = round_actions.plan(
        row.kind, actor=actor, now=now, application_id=row.application_id, physician_id=row.physician_id
    )
    again.policy = row.policy
    opened = round_actions.open_with(again, seats, actor=actor, now=now)
    if application is not None and opened.comments_end is not None:
        tell_members(opened, application, now)
