"""The one way an application changes its state, and how one begins. Nobody else writes `Application.state`."""

from datetime import datetime

import sqlalchemy as sa

from directory.core import audit, vault
from directory.core.db import session
from directory.membership.actions.policy import ensure_first
from directory.membership.models.application import Application, ApplicationStep
from directory.membership.queries import application as queries
from directory.membership.queries import policy as policies
from directory.membership.queries import problems as missing
from directory.membership.rules.application import (
    DECIDES,
    MOVES,
    RETURNS,
    AlreadyApplying,
    Outcome,
    State,
    Step,
    new_reference,
)


def start(person_id: int, name: str, now: datetime) -> Application:
    """An empty draft. Raises AlreadyApplying; of two at once the unique index lets one through."""
    if queries.live_of(person_id) is not None:
        raise AlreadyApplying
    application = Application(
        reference=new_reference(),
        person_id=person_id,
        state=State.DRAFT,
        policy=ensure_first(now),
        vault_id=vault.create(now).id,
        cases_vault_id=vault.create(now).id,
        referees_vault_id=vault.create(now).id,
        created=now,
        touched=now,
        entered=now,
    )
    _name(application, name)
    session().add(application)
    session().flush()
    actor = f"person:{person_id}"
    _record("application.started", application, actor=actor, now=now, policy=application.policy)
    return application


def _name(application: Application, name: str) -> None:
    sealed_as = queries.sealed_as(application, "name")
    application.name = vault.seal(queries.own_vault(application), sealed_as, name.encode())


def rename(application: Application, name: str) -> None:
    _name(application, name)


def fire(
    application: Application,
    move: str,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    outcome: Outcome | None = None,
) -> ApplicationStep:
    """Lock the row, ask every guard again, set the state, append the step and the audit row.

    Raises the first reason against the move (WrongState where the row has moved on), KeyError for a move that is not
    in the table. Order of locks: physician, application, rounds by id, others; the audit head comes last by itself.
    """
    row = queries.locked(application.id)
    asked = _step(row, move, actor=actor, now=now, reason=reason, outcome=outcome)
    before, after = row.state, _target(row, move, asked)
    row.state, row.entered = after, now
    row.outcome = outcome or DECIDES.get(move) or row.outcome
    if move == "submit":
        row.submitted = now
    step = _append(row, move, before=before, asked=asked)
    codes = {"before": before.value, "after": after.value}
    if row.outcome is not None and after is State.DECIDED:
        codes["outcome"] = row.outcome.value
    _record(f"application.{move}", row, actor=actor, now=now, **codes)
    return step


def reasons_against(application: Application, move: str, *, actor: str, now: datetime, reason: str = "-") -> list[str]:
    """Why a button would not work, for pages; empty means it would."""
    asked = _step(application, move, actor=actor, now=now, reason=reason, outcome=Outcome.APPROVED)
    return [problem.message for problem in MOVES.problems(move, application.state, asked)]


def _step(row: Application, move: str, *, actor: str, now: datetime, reason: str, outcome: Outcome | None) -> Step:
    return Step(
        actor=actor,
        applicant=f"person:{row.person_id}",
        now=now,
        entered=row.entered,
        reason=reason,
        outcome=outcome,
        decided=row.outcome,
        problems=tuple(missing.problems(row, now)) if move == "submit" and row.state is State.DRAFT else (),
        undo_days=policies.of(row.policy).withdrawal_undo_days,
    )


def _target(row: Application, move: str, asked: Step) -> State:
    to = MOVES.target(move, row.state, asked)
    if move not in RETURNS:
        return to
    back = queries.came_from(row.id, RETURNS[move]) or to
    return State.SCREENING if back is State.IN_REVIEW and queries.panel_is_gone(row.id) else back


def _append(row: Application, move: str, *, before: State, asked: Step) -> ApplicationStep:
    query = sa.select(sa.func.coalesce(sa.func.max(ApplicationStep.number), 0))
    last = session().scalar(query.where(ApplicationStep.application_id == row.id)) or 0
    step = ApplicationStep(
        application_id=row.id,
        number=last + 1,
        move=move,
        before=before,
        after=row.state,
        actor=asked.actor,
        at=asked.now,
    )
    if asked.reason:
        sealed_as = queries.sealed_as(row, f"step/{step.number}")
        step.reason = vault.seal(queries.own_vault(row), sealed_as, asked.reason.encode())
    session().add(step)
    session().flush()
    return step


def _record(action: str, row: Application, *, actor: str, now: datetime, **codes: str | int | None) -> None:
    subject = f"application:{row.id}"
    audit.record(subject, action, actor=actor, subject=subject, now=now, **codes)
