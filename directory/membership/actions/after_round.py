"""What a decided round about a member changes: part of the one commit of its decision. The physician's row is locked.

Who has left the Coalition before the decision is made stays as they are; the decision is on record.
"""

from datetime import datetime

from directory.core.db import session
from directory.membership.actions import membership, panel
from directory.membership.models import Condition, Decision, Membership, Round
from directory.membership.queries import membership as queries
from directory.membership.queries import panel as panels
from directory.membership.queries import rounds
from directory.membership.rules.decision import DecisionAsked
from directory.membership.rules.membership import MOVES, REASON_MOST
from directory.membership.rules.result import Result
from directory.membership.rules.verdict import MemberOutcome
from directory.physicians import actions as physicians
from directory.physicians.rules import LISTED, Standing

DECIDED = "Decided by a round."


def follow(
    row: Round, decision: Decision, outcome: MemberOutcome, asked: DecisionAsked, *, actor: str, now: datetime
) -> None:
    if row.physician_id is None:
        return
    member = queries.locked(row.physician_id)
    if outcome in {MemberOutcome.RENEWED, MemberOutcome.RENEWED_CONDITIONAL}:
        _renew(member, row, decision, asked, actor=actor, now=now)
    elif outcome is MemberOutcome.NOT_RENEWED:
        _fire(member, "review", asked.overall, actor=actor, now=now)
    elif outcome is MemberOutcome.REMOVED:
        _fire(member, "remove", asked.overall, actor=actor, now=now)
    elif outcome is MemberOutcome.KEPT:
        _as_before(member, actor=actor, now=now)
    elif outcome is MemberOutcome.REINSTATED and _fire(member, "reinstate", asked.overall, actor=actor, now=now):
        physicians.set_member_since(row.physician_id, member.since, actor, now)  # it goes on, and does not begin anew


def _fire(member: Membership, move: str, words: str, *, actor: str, now: datetime) -> bool:
    """Not where the membership has moved on: a round does not bring back who has resigned, nor remove them again."""
    reason = (words or DECIDED)[:REASON_MOST]
    case = membership.case(member, actor=actor, now=now, reason=reason, carried=True)
    if not MOVES.allows(move, member.state, case):
        return False
    membership.fire(member.physician_id, move, actor=actor, now=now, reason=reason, carried=True)
    return True


def _renew(
    member: Membership, row: Round, decision: Decision, asked: DecisionAsked, *, actor: str, now: datetime
) -> None:
    """A new term, the standards panel of today; with conditions on probation."""
    if member.state not in LISTED:
        return
    physician_id = member.physician_id
    membership.renew(physician_id, actor=actor, now=now)
    _met(row, physician_id, now)
    if asked.conditions:
        _conditions(decision, physician_id, asked, rounds.policy_of(row).public_conditions)
        _fire(member, "put_on_probation", asked.reason, actor=actor, now=now)
    else:
        _end_review(member, actor=actor, now=now)


def _met(row: Round, physician_id: int, now: datetime) -> None:
    """The criteria met today, by what was shown before: a re-review asks for no evidence of its own."""
    before = panels.panel(physician_id)
    shown = {each.number: each.kinds for each in before.criteria} if before is not None else {}
    met = [each.number for each in Result.from_json(row.result or {}).criteria if each.met]
    if row.policy is not None:
        kinds = {number: shown.get(number, ()) for number in met}
        panel.write(physician_id, kinds, on=now.date(), policy=row.policy)


def _conditions(decision: Decision, physician_id: int, asked: DecisionAsked, public: tuple[str, ...]) -> None:
    for each in asked.conditions:
        shown = each.kind.value in public
        session().add(
            Condition(
                decision_id=decision.id,
                physician_id=physician_id,
                kind=each.kind,
                words=each.words,
                public=shown,
                due=each.due,
            )
        )
    session().flush()


def _as_before(member: Membership, *, actor: str, now: datetime) -> None:
    """Nobody is removed: a suspension or review by hand ends with it. One for want of papers goes on."""
    if member.state is Standing.SUSPENDED and not member.administrative:
        _fire(member, "restore", "", actor=actor, now=now)
    _end_review(member, actor=actor, now=now)


def _end_review(member: Membership, *, actor: str, now: datetime) -> None:
    by_hand = queries.last_move(member.physician_id, ("unconfirmed", "review")) == "review"
    if member.state is Standing.UNDER_REVIEW and by_hand:
        _fire(member, "clear", "", actor=actor, now=now)
