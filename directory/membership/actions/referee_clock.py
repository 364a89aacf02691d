"""What the clock does with requests: invite, remind, note what came back, end. Each in a transaction of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core import files, links, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow, LetterState
from directory.membership.actions import referees as actions
from directory.membership.letters import referee as letters
from directory.membership.models.application import Application
from directory.membership.models.referee import Card, Referee, RefereeProof
from directory.membership.queries import policy as policies
from directory.membership.queries import referees as queries
from directory.membership.queries.retention import PROOFS
from directory.membership.rules.referees import INVITING, OPEN, WAITING, WRITING, State, due_reminder

ORPHANS_KEPT = timedelta(days=1)


def run_due(now: datetime) -> int:
    """Everything that is due; returns how many requests moved."""
    steps: tuple[tuple[Callable[[datetime], list[int]], Callable[[int, datetime], bool]], ...] = (
        (_named, actions.invite),
        (_bounced, bounce),
        (_over, expire),
        (_waiting, remind),
    )
    return sum(_each(find, act, now) for find, act in steps)


def _each(find: Callable[[datetime], list[int]], act: Callable[[int, datetime], bool], now: datetime) -> int:
    with transaction.reading():
        found = find(now)
    moved = 0
    for referee_id in found:
        with transaction.unit():
            moved += act(referee_id, now)
    return moved


def _ids(*where: sa.ColumnElement[bool]) -> list[int]:
    query = sa.select(Referee.id).join(Application, Application.id == Referee.application_id).where(*where)
    return list(session().scalars(query.order_by(Referee.id)))


def _named(_now: datetime) -> list[int]:
    return _ids(Referee.state == State.NAMED, Application.state.in_(INVITING))


def _over(now: datetime) -> list[int]:
    return _ids(Referee.state.in_(WAITING), Referee.expires <= now)


def _waiting(now: datetime) -> list[int]:
    """Only those a reminder is due for: the others need no lock."""
    query = sa.select(Referee, Application.policy).join(Application, Application.id == Referee.application_id)
    query = query.where(Referee.state.in_(WAITING), Referee.expires > now, Application.state.in_(OPEN))
    rows = session().execute(query.order_by(Referee.id)).all()
    lefts = {policy: policies.of(policy).referee_reminders for policy in {policy for _row, policy in rows}}
    return [row.id for row, policy in rows if _due(row, lefts[policy], now) is not None]


def _due(row: Referee, left: tuple[int, ...], now: datetime) -> int | None:
    """Days left at the reminder to send now; None while somebody is writing, and for one before the asking."""
    if row.expires is None or row.sent is None:
        return None
    if row.touched is not None and now - row.touched < WRITING:
        return None
    days = due_reminder(left, row.expires, now, row.reminded)
    return None if days is None or row.sent > row.expires - timedelta(days=days) else days


def _bounced(_now: datetime) -> list[int]:
    """The last letter with a link could not be delivered."""
    failed = (
        sa.select(LetterRow.id)
        .where(
            LetterRow.kind.in_(letters.LINKED),
            LetterRow.state == LetterState.FAILED,
            LetterRow.subject == sa.cast(Referee.id, sa.String),
            LetterRow.revision == Referee.letter,
        )
        .exists()
    )
    return _ids(Referee.state.in_(WAITING), failed)


def bounce(referee_id: int, now: datetime) -> bool:
    row, application = actions.locked(referee_id)
    if row.state not in WAITING:
        return False
    actions.move(row, application, "bounce", actor="system", now=now)
    return True


def expire(referee_id: int, now: datetime) -> bool:
    """The words written so far are kept: a resend opens the page again."""
    row, application = actions.locked(referee_id)
    if row.state not in WAITING or row.expires is None or row.expires > now:
        return False
    actions.move(row, application, "expire", actor="system", now=now)
    return True


def remind(referee_id: int, now: datetime) -> bool:
    """Once for each number of days left, with a fresh link; not while somebody is writing with the one they have."""
    row, application = actions.locked(referee_id)
    if row.state not in WAITING or application.state not in OPEN:
        return False
    days = _due(row, policies.of(application.policy).referee_reminders, now)
    if days is None:
        return False
    row.reminded = days
    actions.send(row, application, letters.REMINDER, now)
    actions.record(application, "reminded", actor="system", now=now, referee=row.id, days=days)
    return True


def end_links(now: datetime) -> int:
    """Of what is decided or withdrawn for good, and of corrections whose time has passed: the pages refuse them
    anyway, the rows go too."""
    over = sa.select(Referee.id).join(Application, Application.id == Referee.application_id)
    closed = over.where(Application.state.not_in(OPEN), Application.entered < now - timedelta(days=30))
    cards = sa.select(Card.id).where(Card.expires < now - timedelta(days=30))
    ended = 0
    for purpose, ids in ((queries.LINK, closed), (queries.CARD_LINK, cards)):
        names = [str(each) for each in session().scalars(ids)]
        gone = sa.delete(links.Link).where(links.Link.purpose == purpose, links.Link.subject.in_(names))
        ended += len(session().scalars(gone.returning(links.Link.generation), execution_options=_PLAIN).all())
    return ended


_PLAIN = {"synchronize_session": False}


def sweep_proofs(now: datetime) -> int:
    """Files whose page was refused after they were stored."""
    stored = [name for name in files.store().names(before=now - ORPHANS_KEPT) if name.startswith(f"{PROOFS}/")]
    with transaction.reading():
        known = set(session().scalars(sa.select(RefereeProof.id)))
    orphans = [name for name in stored if name.partition("/")[2] not in known]
    for name in orphans:
        files.store().delete(name)
    return len(orphans)
