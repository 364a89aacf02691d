"""Policies and the public side of membership, through the real actions. Call them inside `transaction.unit()`."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from directory.core import clock, vault
from directory.core.db import session
from directory.membership.actions import panel
from directory.membership.actions import policy as actions
from directory.membership.models import Application, PolicyVersion, Round
from directory.membership.rules.policy import FIRST, Policy
from directory.membership.rules.rounds import Kind, Secrecy, State
from tests.factories import accounts


def adopted(policy: Policy, now: datetime, why: str = "Resolved by the committee.") -> PolicyVersion:
    """The next version."""
    return actions.adopt(policy, base=actions.ensure_first(now), why=why, person_id=1, now=now)


def standards_met(physician_id: int, on: date, now: datetime) -> None:
    """All eight criteria, each by all the kinds of evidence that version 1 asks."""
    number = actions.ensure_first(now)
    met = {each.number: [evidence.kind for evidence in each.evidence] for each in FIRST.criteria}
    panel.write(physician_id, met, on=on, policy=number)


def comment_period(
    name: str,
    *,
    named: bool,
    until: timedelta = timedelta(days=3),
    state: State = State.OPEN,
    kind: Kind = Kind.ADMISSION,
) -> None:
    """An application with its round, as it is when the office has opened it."""
    now = clock.now()
    version = actions.ensure_first(now)
    made = [vault.create(now) for _ in range(4)]
    number = session().scalar(sa.select(sa.func.count()).select_from(Application)) or 0
    row = Application(
        reference=f"A-TEST-{number:04}",
        person_id=accounts.person(email=f"applicant{number}@example.org").id,
        policy=version,
        vault_id=made[0].id,
        cases_vault_id=made[1].id,
        referees_vault_id=made[2].id,
        name=vault.seal(made[0], f"application/A-TEST-{number:04}/name", name.encode()),
        name_shown=named,
        created=now,
        touched=now,
        entered=now,
    )
    session().add(row)
    session().flush()
    session().add(
        Round(
            reference=f"R-TEST-{number:04}",
            kind=kind,
            secrecy=Secrecy.CONFIDENTIAL,
            state=state,
            application_id=row.id,
            policy=version,
            vault_id=made[3].id,
            planned=now,
            opened=now,
            comments_until=now + until,
            comments_end=now + until,
            closes=now + until + timedelta(days=9),
            closed=now if state is State.CLOSED else None,
        )
    )
    session().flush()
