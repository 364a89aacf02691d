"""Beginning an application, also once more after an earlier one; and drafts nobody touches."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.accounts import actions as accounts
from directory.accounts import queries as people
from directory.accounts.rules import Role
from directory.core import audit
from directory.core.db import session
from directory.core.outbox import post
from directory.membership.actions.again import take_over_colleagues
from directory.membership.actions.application import fire, start
from directory.membership.actions.sections import save
from directory.membership.letters import application as letters
from directory.membership.models.application import Application
from directory.membership.queries import application as queries
from directory.membership.queries import policy as policies
from directory.membership.queries import sections
from directory.membership.rules.application import State, check_again
from directory.membership.rules.sections import WRITTEN, Section

NOT_AGAIN = frozenset({"inspection", "complaint_rule", "dues", "photo_consent", "truth"})


def apply(person_id: int, name: str, now: datetime) -> Application:
    """The role, the draft (prefilled from the last one that ended), and a letter with the way back to it.

    Raises AlreadyApplying, NotBefore.
    """
    actor = f"person:{person_id}"
    earlier = queries.latest_of(person_id)
    if earlier is not None:
        check_again(earlier.reapply_from, now.date())
    accounts.give_role(person_id, Role.APPLICANT, actor=actor, now=now)
    if name and people.roles_of(person_id) == {Role.APPLICANT}:  # others are called as the office wrote them
        accounts.rename(person_id, name, actor=actor, now=now)
    application = start(person_id, name, now)
    if earlier is not None and not queries.is_erased(earlier):
        _prefill(application, earlier, now)
    elif name:
        save(application.id, Section.YOU, {"name": name}, revision=0, now=now)
    post(letters.STARTED, application.id, due=now)
    return application


def _prefill(application: Application, earlier: Application, now: datetime) -> None:
    """What was written. Declarations are made anew; documents and cases are given anew, so that they are of today."""
    application.earlier_id = earlier.id
    for section, text in sections.texts_of(earlier).items():
        body = {key: value for key, value in text.body.items() if key not in NOT_AGAIN}
        if section in WRITTEN and body:
            save(application.id, section, body, revision=0, now=now)
    take_over_colleagues(application, earlier, now)
    audit.record(
        f"application:{application.id}",
        "application.prefilled",
        actor=f"person:{application.person_id}",
        subject=f"application:{application.id}",
        now=now,
        earlier=earlier.id,
    )


def untouched(now: datetime) -> list[int]:
    """Drafts that are due for a reminder or have expired; the sweep asks each again under its lock."""
    drafts = sa.select(Application.id).where(Application.state == State.DRAFT).order_by(Application.id)
    numbers = session().scalars(sa.select(Application.policy).where(Application.state == State.DRAFT).distinct()).all()
    found: list[int] = []
    for number in sorted(numbers):
        policy = policies.of(number)
        first = timedelta(days=min(policy.draft_days, *policy.draft_reminders))
        due = drafts.where(Application.policy == number, Application.touched <= now - first)
        found += session().scalars(due)
    return found


def remind_or_expire(application_id: int, now: datetime) -> bool:
    """True if it expired. A reminder is posted once for each time the draft was left; running twice is harmless."""
    application = queries.locked(application_id)
    if application.state is not State.DRAFT:
        return False
    policy, age = policies.of(application.policy), now - application.touched
    if age >= timedelta(days=policy.draft_days):
        step = fire(application, "expire", actor="system", now=now)
        post(letters.EXPIRED, application.id, due=now, revision=step.number)
        return True
    passed = [days for days in policy.draft_reminders if age >= timedelta(days=days)]
    if passed:  # after days without a worker only the last one is sent
        left = int(application.touched.timestamp()) // 86400
        post(letters.DRAFT_REMINDER, application.id, due=now, revision=left * letters.DAYS + max(passed))
    return False
