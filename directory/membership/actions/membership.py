"""The one way a membership changes its state. Standing, listing, search and booking change in the same commit.

Order of locks: physician, membership, then consultations by id; the audit head comes last by itself.
"""

from datetime import date, datetime

import sqlalchemy as sa

from directory.consultations.actions import unavailable
from directory.core import audit
from directory.core.db import session
from directory.membership.actions.policy import ensure_first
from directory.membership.letters import member as letters
from directory.membership.models import Membership, MembershipStep
from directory.membership.queries import decision as decisions
from directory.membership.queries import dues
from directory.membership.queries import membership as queries
from directory.membership.queries import policy as policies
from directory.membership.rules.membership import (
    MOVES,
    REASONS,
    RETURNS,
    Case,
    NothingToUndo,
    ResignationRunning,
    days_since,
    ends_consultations,
    undo_until,
)
from directory.membership.rules.policy import Policy
from directory.membership.rules.terms import re_review_from, term_ends
from directory.physicians import actions as physicians
from directory.physicians import queries as directory
from directory.physicians.actions.standing import locked as lock_physician
from directory.physicians.rules import LISTED, Standing, StandingReason

RETURN_FIRST = frozenset({Standing.REMOVED, Standing.RESIGNED})


def admit(
    physician_id: int, *, application_id: int, policy: int, conditional: bool, actor: str, now: datetime
) -> Membership:
    """A new membership, or one that begins anew. An approval after conditions were appealed ends the probation."""
    physician = lock_physician(physician_id)
    row = queries.of(physician_id)
    if row is None:
        row = _new(physician_id, physician.standing, policy, now.date(), now)
    if physician.standing in LISTED:
        move = "end_probation" if physician.standing is Standing.PROBATION and not conditional else ""
    else:
        move = "admit_on_probation" if conditional else "admit"
    _term(row, policies.of(policy), policy, now.date())
    row.application_id = application_id
    if move:
        fire(physician_id, move, actor=actor, now=now)
    return row


def _new(physician_id: int, state: Standing, policy: int, since: date, now: datetime) -> Membership:
    rules = policies.of(policy)
    row = Membership(
        physician_id=physician_id,
        state=state if state is not Standing.DRAFT else Standing.ACTIVE,
        policy=policy,
        since=since,
        term_ends=term_ends(since, rules),
        re_review_opens=re_review_from(since, rules),
        entered=now,
    )
    session().add(row)
    session().flush()
    return row


def _term(row: Membership, rules: Policy, number: int, since: date) -> None:
    row.policy, row.since = number, since
    row.term_ends, row.re_review_opens = term_ends(since, rules), re_review_from(since, rules)


def adopt(physician_id: int, *, actor: str, now: datetime, policy: int | None = None, reason: str = "") -> Membership:
    """Who was listed before there were memberships gets one as it stands, under the present policy unless another is
    given. Running it twice is harmless."""
    physician = lock_physician(physician_id)
    row = queries.of(physician_id)
    if row is not None or physician.standing is Standing.DRAFT:
        return row or queries.or_404(physician_id)
    since = physician.member_since or now.date()
    row = _new(physician_id, physician.standing, policy or ensure_first(now), since, now)
    while row.term_ends <= now.date():  # terms that have passed unreviewed: the present one counts
        _term(row, policies.of(row.policy), row.policy, row.term_ends)
    row.since = since
    _step(row, "adopted", physician.standing, actor=actor, reason=reason, now=now)
    return row


def case(row: Membership, *, actor: str, now: datetime, reason: str = "", carried: bool = False) -> Case:
    """What the guards look at; the row is locked by whoever moves it."""
    rules, physician = policies.of(row.policy), directory.by_id(row.physician_id)
    lapsed = row.entered.date() if row.state is Standing.LAPSED else None
    return Case(
        actor=actor,
        member=f"person:{physician.person_id}" if physician.person_id is not None else "",
        now=now,
        reason=reason,
        confirmed=queries.is_confirmed(row.physician_id, now),
        unconfirmed_days=days_since(row.unconfirmed_since, now),
        patience_days=rules.suspended_after_days,
        conditions_open=sum(each.met is None for each in decisions.conditions_of(row.physician_id)),
        overdue_days=days_since(dues.oldest_due(row.physician_id), now),
        lapse_days=rules.dues.lapse_days,
        lapsed_days=days_since(lapsed, now),
        restore_days=rules.dues.restore_days,
        carried=carried,
    )


def fire(
    physician_id: int, move: str, *, actor: str, now: datetime, reason: str = "", carried: bool = False
) -> MembershipStep:
    """Raises the first reason against it, WrongState, KeyError for a move that is not in the table."""
    physician = lock_physician(physician_id)
    row = queries.locked(physician_id)
    asked = case(row, actor=actor, now=now, reason=reason, carried=carried)
    before = physician.standing  # a draft's membership has no state of its own yet
    after = _target(physician_id, move, MOVES.target(move, before, asked))
    _stand(physician_id, before, after, move, actor=actor, reason=reason, now=now)
    row.state, row.entered = after, now
    row.administrative = move == "suspend_unconfirmed"
    row.resigning = None if after not in LISTED else row.resigning
    step = _step(row, move, before, actor=actor, reason=reason, now=now)
    if ends_consultations(before, after):
        unavailable.call_off(physician_id, actor, now)
    letters.post_step(step)
    return step


def _target(physician_id: int, move: str, to: Standing) -> Standing:
    """Some moves lead back to where the membership was."""
    if move not in RETURNS:
        return to
    found = queries.came_from(physician_id, RETURNS[move])
    return found if found in LISTED else to


def _stand(
    physician_id: int, before: Standing, after: Standing, move: str, *, actor: str, reason: str, now: datetime
) -> None:
    """The directory's own table knows one step more for who had left."""
    why = REASONS.get(move, StandingReason.OTHER)
    path = [Standing.DRAFT] if before in RETURN_FIRST else []
    if before in RETURN_FIRST and after is Standing.UNDER_REVIEW:
        path.append(Standing.ACTIVE)
    if before is Standing.LAPSED and after is not Standing.ACTIVE and after in LISTED:
        path.append(Standing.ACTIVE)
    for standing in [*path, after]:
        physicians.set_standing(physician_id, standing, actor, now, reason=why, note=reason)


def _step(row: Membership, move: str, before: Standing, *, actor: str, reason: str, now: datetime) -> MembershipStep:
    query = sa.select(sa.func.coalesce(sa.func.max(MembershipStep.number), 0))
    last = session().scalar(query.where(MembershipStep.physician_id == row.physician_id)) or 0
    step = MembershipStep(
        physician_id=row.physician_id,
        number=last + 1,
        move=move,
        before=before,
        after=row.state,
        actor=actor,
        reason=reason,
        at=now,
    )
    session().add(step)
    session().flush()
    stream = f"member:{row.physician_id}"
    codes = {"before": before.value, "after": row.state.value}
    audit.record(stream, f"membership.{move}", actor=actor, subject=stream, now=now, **codes)
    return step


def renew(physician_id: int, *, actor: str, now: datetime) -> Membership:
    """The next term begins where this one ends, under the policy of today."""
    lock_physician(physician_id)
    row = queries.locked(physician_id)
    number, rules = policies.current()
    began = max(row.term_ends, now.date())
    row.policy, row.term_ends, row.re_review_opens = number, term_ends(began, rules), re_review_from(began, rules)
    _step(row, "renewed", row.state, actor=actor, reason="", now=now)
    return row


def ask_to_resign(physician_id: int, *, actor: str, now: datetime) -> Membership:
    """It takes effect after the minutes in which it can be taken back. Raises what stands against it."""
    lock_physician(physician_id)
    row = queries.locked(physician_id)
    MOVES.target("resign", row.state, case(row, actor=actor, now=now))
    if row.resigning is not None:
        raise ResignationRunning
    row.resigning = undo_until(now, policies.of(row.policy).undo_minutes)
    session().flush()
    _note(row, "resignation_asked", actor, now)
    return row


def take_back_resignation(physician_id: int, *, actor: str, now: datetime) -> Membership:
    lock_physician(physician_id)
    row = queries.locked(physician_id)
    if row.resigning is None:
        raise NothingToUndo
    row.resigning = None
    session().flush()
    _note(row, "resignation_taken_back", actor, now)
    return row


def _note(row: Membership, action: str, actor: str, now: datetime) -> None:
    stream = f"member:{row.physician_id}"
    audit.record(stream, f"membership.{action}", actor=actor, subject=stream, now=now)
