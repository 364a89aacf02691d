"""What the clock does to members: papers that expire, terms, resignations. Each member in a transaction of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.consultations.actions import unavailable
from directory.core import audit, transaction
from directory.core.db import session
from directory.core.outbox import Posted, post_all, post_dropped
from directory.membership.actions import membership
from directory.membership.letters import member as letters
from directory.membership.models import Membership
from directory.membership.queries import membership as queries
from directory.membership.queries import policy as policies
from directory.membership.rules.membership import MOVES, SYSTEM, reminder_today
from directory.physicians.actions.standing import locked as lock_physician
from directory.physicians.models import Credential, Physician
from directory.physicians.rules import FORMER, LISTED, Standing

PAPERS_WAIT = "Licence and cover are confirmed."


def sweep(now: datetime) -> int:
    """Running it twice is harmless; after days without a worker it does what is due now."""
    steps: tuple[tuple[Callable[[datetime], list[int]], Callable[[int, datetime], bool]], ...] = (
        (_resigning, _resign),
        (_unconfirmed, _pause),
        (_waiting, _resume_or_suspend),
    )
    changed = 0
    for find, act in steps:
        with transaction.reading():
            due = find(now)
        for physician_id in due:
            with transaction.unit():
                changed += act(physician_id, now)
    return changed


def _resigning(now: datetime) -> list[int]:
    return _ids(Membership.resigning <= now)


def _resign(physician_id: int, now: datetime) -> bool:
    lock_physician(physician_id)
    row = queries.locked(physician_id)
    if row.resigning is None or row.resigning > now:
        return False
    row.resigning = None
    membership.fire(physician_id, "resign", actor=SYSTEM, now=now)
    return True


def _unconfirmed(now: datetime) -> list[int]:
    """Listed members without a current licence and cover. Booking and search have stopped by themselves already."""
    gone = sa.or_(Physician.searchable_until.is_(None), Physician.searchable_until < now.date())
    own = sa.exists().where(Physician.id == Membership.physician_id, Physician.standing.in_(sorted(LISTED)), gone)
    return _ids(Membership.unconfirmed_since.is_(None), own)


def _pause(physician_id: int, now: datetime) -> bool:
    """Under review; who has a time with this physician is told that it stands for now."""
    lock_physician(physician_id)
    row = queries.locked(physician_id)
    if row.unconfirmed_since is not None or row.state not in LISTED or queries.is_confirmed(physician_id, now):
        return False
    row.unconfirmed_since = now.date()
    session().flush()
    if MOVES.allows("unconfirmed", row.state, membership.case(row, actor=SYSTEM, now=now)):
        membership.fire(physician_id, "unconfirmed", actor=SYSTEM, now=now)
    unavailable.tell_paused(physician_id, now)
    return True


def _waiting(_now: datetime) -> list[int]:
    return _ids(Membership.unconfirmed_since.is_not(None))


def _resume_or_suspend(physician_id: int, now: datetime) -> bool:
    lock_physician(physician_id)
    row = queries.locked(physician_id)
    if row.unconfirmed_since is None:
        return False
    if row.state in FORMER:
        row.unconfirmed_since = None
        return True
    if queries.is_confirmed(physician_id, now):
        _resume(row, now)
        return True
    if MOVES.allows("suspend_unconfirmed", row.state, membership.case(row, actor=SYSTEM, now=now)):
        membership.fire(physician_id, "suspend_unconfirmed", actor=SYSTEM, now=now)
        return True
    return False


def _resume(row: Membership, now: datetime) -> None:
    """Back to where it was before the papers ran out; a suspension or review for another reason stays."""
    row.unconfirmed_since = None
    session().flush()
    if row.administrative:
        membership.fire(row.physician_id, "restore", actor=SYSTEM, now=now, reason=PAPERS_WAIT)
    paused = queries.last_move(row.physician_id, ("unconfirmed", "review")) == "unconfirmed"
    if row.state is Standing.UNDER_REVIEW and paused:
        membership.fire(row.physician_id, "confirmed", actor=SYSTEM, now=now)
    stream = f"member:{row.physician_id}"
    audit.record(stream, "membership.papers_confirmed", actor=SYSTEM, subject=stream, now=now)


def _ids(*where: sa.ColumnElement[bool]) -> list[int]:
    return list(session().scalars(sa.select(Membership.physician_id).where(*where).order_by(Membership.physician_id)))


def remind(now: datetime) -> int:
    """Letters about papers that expire and re-reviews that open; posted once for each day they are about."""
    with transaction.unit():
        reviews = _re_reviews(now)
        found = [*_expiring(now), *reviews]
        post_all(found)
        post_dropped(reviews, now)  # dropped while the member was suspended
    return len(found)


def _expiring(now: datetime) -> list[Posted]:
    today = now.date()
    query = (
        sa.select(Credential, Membership.policy)
        .join(Membership, Membership.physician_id == Credential.physician_id)
        .where(Membership.state.not_in(sorted(FORMER)), Credential.expires >= today)
        .where(Credential.expires <= today + timedelta(days=366), Credential.verified_on.is_not(None))
    )
    found = []
    for row, policy in session().execute(query):
        if row.expires is None:
            continue
        days = reminder_today(row.expires, today, policies.of(policy).credential_reminders)
        if days is not None:
            found.append(Posted(letters.EXPIRES, row.id, now, letters.DAYS * row.expires.toordinal() + days))
    return found


def _re_reviews(now: datetime) -> list[Posted]:
    open_ = (Membership.re_review_opens <= now.date(), Membership.state.in_(sorted(LISTED)))
    rows = session().scalars(sa.select(Membership).where(*open_))
    return [Posted(letters.RE_REVIEW, row.physician_id, now, row.term_ends.toordinal()) for row in rows]
