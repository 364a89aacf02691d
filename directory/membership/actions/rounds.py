"""How a round begins and ends by hand: planned, opened (electorate and policy are frozen), put off, confirmed, voided.

Everything is recorded on the stream `round:<id>`, from which a round can be replayed.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.membership.actions import electorate
from directory.membership.actions import policy as policies
from directory.membership.actions.chain import record
from directory.membership.letters import rounds as letters
from directory.membership.models import Round
from directory.membership.queries import rounds as queries
from directory.membership.queries import standing
from directory.membership.rules.application import new_reference
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import MOVES, SECRECY, Kind, Seat, State


def plan(
    kind: Kind,
    *,
    actor: str,
    now: datetime,
    application_id: int | None = None,
    physician_id: int | None = None,
    earlier_id: int | None = None,
) -> Round:
    """About an application or a member. One at a time, says the index (OneAtATime)."""
    round_ = Round(
        reference=new_reference("R"),
        kind=kind,
        secrecy=SECRECY[kind],
        state=State.PLANNED,
        application_id=application_id,
        physician_id=physician_id,
        earlier_id=earlier_id,
        vault_id=vault.create(now).id,
        planned=now,
    )
    session().add(round_)
    session().flush()
    about = f"application:{application_id}" if application_id is not None else f"physician:{physician_id}"
    record(round_, "planned", actor=actor, now=now, kind=str(kind), about=about, second_of=earlier_id)
    return round_


def open_round(round_: Round, panel: Panel, *, actor: str, now: datetime) -> Round:
    """Freezes the electorate and the policy version. The caller has moved the application (`open_round`).

    Raises PanelTooSmall, NotEligible, LayMissing, WrongState.
    """
    row = queries.locked(round_.id)
    policies.ensure_first(now)
    row.policy = queries.current_policy()
    return open_with(row, electorate.chosen(row, panel), actor=actor, now=now)


def open_with(row: Round, seats: dict[int, Seat], *, actor: str, now: datetime) -> Round:
    """`row` is locked or new, its policy is pinned."""
    if row.state is State.PLANNED:
        electorate.seat(row, seats, now)
    to = MOVES.target("open", row.state, standing.case(row, now))
    _set_times(row, now)
    row.state = to
    session().flush()
    record(row, "opened", actor=actor, now=now, policy=row.policy, closes=f"{row.closes:%Y-%m-%dT%H:%M:%SZ}")
    electorate.record_seats(row, actor, now)
    for person_id in electorate.people(row):
        letters.post_seat(row, person_id, now)
    return row


def _set_times(row: Round, now: datetime) -> None:
    """An admission has a comment period; no ballot is cast before its end."""
    policy = queries.policy_of(row)
    first = now
    if row.kind is Kind.ADMISSION and row.earlier_id is None:
        row.comments_end = row.comments_until = first = now + timedelta(days=policy.comment_days)
    row.opened, row.closes = now, first + timedelta(days=policy.of_kind(row.kind).ballot_days)


def put_off(round_: Round, until: datetime, *, actor: str, now: datetime) -> Round:
    """No ballot before that moment: the applicant answers what weighs against them, or information is awaited.

    The time for ballots stays as long as it was.
    """
    row = queries.locked(round_.id)
    if row.state is not State.OPEN or row.closes is None:
        return row
    begins = max(row.comments_until or now, now)
    if until > begins:
        row.closes, row.comments_until = row.closes + (until - begins), until
        record(row, "put_off", actor=actor, now=now, until=f"{until:%Y-%m-%dT%H:%M:%SZ}")
        letters.post_reminders(row, electorate.people(row))
    return row


def give_time(round_: Round, *, actor: str, now: datetime) -> Round:
    """Ballots waited for a hearing: from now on there is the whole time for them."""
    row = queries.locked(round_.id)
    begins = max(row.comments_until or now, now)
    until = begins + timedelta(days=queries.policy_of(row).of_kind(row.kind).ballot_days)
    if row.state is State.OPEN and row.closes is not None and until > row.closes:
        row.closes = until
        record(row, "put_off", actor=actor, now=now, until=f"{begins:%Y-%m-%dT%H:%M:%SZ}")
        letters.post_reminders(row, electorate.people(row))
    return row


def restart_clock(application_id: int, stopped: datetime, now: datetime) -> None:
    """The applicant has answered, or the office goes on without: reviewers get back the time that stood still.

    Called with the application locked.
    """
    query = sa.select(Round.id).where(Round.application_id == application_id, Round.state == State.OPEN)
    for round_id in session().scalars(query).all():
        row = queries.locked(round_id)
        if row.closes is not None and now > stopped:
            row.closes += now - stopped
            record(row, "clock_restarted", actor="system", now=now, closes=f"{row.closes:%Y-%m-%dT%H:%M:%SZ}")
            letters.post_reminders(row, electorate.people(row))


def keep_open(round_: Round, kept: bool, *, actor: str, now: datetime) -> Round:
    """The chair lets reviewers go on talking until ballots are due, even when all are in."""
    row = queries.locked(round_.id)
    if row.state is State.OPEN and row.kept_open is not kept:
        row.kept_open = kept
        record(row, "kept_open" if kept else "not_kept_open", actor=actor, now=now)
    return row


def confirm(round_: Round, *, actor: str, now: datetime) -> Round:
    """The decision that follows from this round has been made."""
    row = queries.locked(round_.id)
    row.state = MOVES.target("confirm", row.state, standing.case(row, now))
    record(row, "confirmed", actor=actor, now=now)
    return row


def void(round_: Round, move: str, reason: str, *, actor: str, now: datetime) -> Round:
    """`void` an open round or `annul` a closed one. What was cast stays in the record and counts for nothing; what
    becomes of the application is the caller's."""
    row = queries.locked(round_.id)
    row.state = MOVES.target(move, row.state, standing.case(row, now, reason=reason))
    row.reason = seal_reason(row, reason)
    record(row, "voided", actor=actor, now=now)
    return row


def seal_reason(row: Round, reason: str) -> bytes:
    return vault.seal(queries.key(row), queries.sealed_as(row, "reason"), reason.encode())
