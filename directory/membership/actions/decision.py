"""What the chair chooses, who signs with them, and how it is taken back. What follows is made later: see `making`.

Order of locks: application, round, decision. Until it is made a decision exists on the chair's page only.
"""

from datetime import datetime

from directory.accounts import queries as people
from directory.core import vault
from directory.core.db import session
from directory.core.outbox import Posted, post_all
from directory.membership.actions.chain import record
from directory.membership.letters import decision as letters
from directory.membership.letters import verdict as member_letters
from directory.membership.models import Decision, Round
from directory.membership.queries import decision as queries
from directory.membership.queries import matter as matters
from directory.membership.queries import replay, rounds, talk
from directory.membership.rules import verdict
from directory.membership.rules.application import Outcome
from directory.membership.rules.decision import (
    ChainDiffers,
    DecisionAsked,
    Kind,
    MadeAlready,
    NothingToSign,
    NotThisRound,
    SecondMustDiffer,
    check,
    due_at,
    is_due_for,
    needs_second,
    outcome_of,
)
from directory.membership.rules.result import Result
from directory.membership.rules.rounds import Kind as RoundKind


def is_open(row: Round) -> bool:
    """A decision of this round can be chosen, or made."""
    application = rounds.application_of(row)
    state = application.state if application is not None else None
    return is_due_for(row.kind, row.state, state) and not queries.is_followed(row)


def choose(round_: Round, asked: DecisionAsked, *, person_id: int, now: datetime) -> Decision:
    """Raises NotThisRound, ChainDiffers, NothingToConfirm, and what is missing. Of two at once one is let in."""
    row = rounds.locked(round_.id)
    if not is_open(row):
        raise NotThisRound
    if replay.replay(row).problems:
        raise ChainDiffers
    decision = _written(row, asked, checked(row, asked, now), person_id=person_id, now=now)
    codes = {"kind": str(asked.kind), "outcome": str(decision.outcome or "")}
    record(row, "decision_chosen", actor=f"person:{person_id}", now=now, **codes)
    if decision.due is None:
        _ask_second(row, decision, now)
    return decision


def checked(row: Round, asked: DecisionAsked, now: datetime) -> Outcome | None:
    """What it leads to; about a member the verdict says it. Raises the first thing that is missing."""
    result = Result.from_json(row.result or {})
    if row.application_id is None:
        verdict.check(asked, row.kind, result, now.date())
        return Outcome.DEFERRED if asked.kind is Kind.DEFER else None
    found = queries.computed(row)
    check(asked, result, found, now.date())
    return outcome_of(asked, found)


def _written(row: Round, asked: DecisionAsked, outcome: Outcome | None, *, person_id: int, now: datetime) -> Decision:
    application = rounds.application_of(row)
    key = rounds.key(row)
    lines = preview(row, asked, outcome)
    decision = Decision(
        round_id=row.id,
        computed=row.verdict,
        application_id=row.application_id,
        kind=asked.kind,
        outcome=outcome,
        earlier=queries.earlier_outcome(row, application),
        reasons=vault.seal_json(key, rounds.sealed_as(row, "decision"), asked.as_json()),
        letter=vault.seal_json(key, rounds.sealed_as(row, "letter"), list(lines)) if lines else None,
        signed_by=person_id,
        chosen=now,
        due=None if needs_second(asked) else due_at(now, rounds.policy_of(row).undo_minutes),
    )
    session().add(decision)
    session().flush()
    return decision


def preview(row: Round, asked: DecisionAsked, outcome: Outcome | None) -> tuple[str, ...]:
    """The letter as it will be sent, whatever language the chair reads in."""
    application = rounds.application_of(row)
    name, policy = rounds.subject_name(row), rounds.policy_of(row)
    if application is None and row.verdict is not None:
        about = verdict.outcome_of(asked, row.kind, row.verdict)
        return member_letters.draft(asked, about, matters.of_round(row), policy, name)
    if outcome is None:
        return ()
    appeal = row.kind is RoundKind.APPEAL
    upheld = appeal and outcome is queries.earlier_outcome(row, application)
    return letters.draft(asked, outcome, policy, appeal=appeal, upheld=upheld, name=name)


def _ask_second(row: Round, decision: Decision, now: datetime) -> None:
    others = (person for person in talk.deciders(row) if person != decision.signed_by)
    post_all([Posted(letters.SECOND, f"{decision.id}:{person}", now) for person in others])


def sign(round_: Round, *, person_id: int, now: datetime) -> Decision:
    """The second signature. From now on ten minutes. Raises NothingToSign, SecondMustDiffer."""
    row = rounds.locked(round_.id)
    decision = _standing(row)
    if decision.due is not None or not is_open(row):
        raise NothingToSign
    if decision.signed_by == person_id:
        raise SecondMustDiffer
    decision.second, decision.second_at = person_id, now
    decision.due = due_at(now, rounds.policy_of(row).undo_minutes)
    session().flush()
    record(row, "decision_signed", actor=f"person:{person_id}", now=now)
    return decision


def undo(round_: Round, *, actor: str, now: datetime) -> Decision:
    """Either of the two who signed, or anybody who may decide, until it is made. Raises MadeAlready."""
    row = rounds.locked(round_.id)
    decision = _standing(row)
    take_back(row, decision, actor=actor, now=now)
    return decision


def take_back(row: Round, decision: Decision, *, actor: str, now: datetime) -> None:
    """`row` and `decision` are locked."""
    if decision.made is not None:
        raise MadeAlready
    decision.undone, decision.undone_by = now, actor
    session().flush()
    record(row, "decision_undone", actor=actor, now=now)


def _standing(row: Round) -> Decision:
    found = queries.of_round(row.id)
    if found is None:
        raise NothingToSign
    return queries.locked(found.id)


def name_of(person_id: int | None) -> str:
    person = people.by_id(person_id) if person_id is not None else None
    return person.name if person is not None else ""
