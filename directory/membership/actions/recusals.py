"""Conflicts of interest. A recusal takes the file away and lowers every denominator, both at once."""

from datetime import datetime, timedelta

from directory.accounts import queries as people
from directory.accounts.rules import Role
from directory.core import vault
from directory.core.db import session
from directory.membership.actions import closing, desk
from directory.membership.actions.chain import record
from directory.membership.models import Ballot, Elector, Round
from directory.membership.queries import ballots
from directory.membership.queries import decision as decisions
from directory.membership.queries import desk as office
from directory.membership.queries import rounds as queries
from directory.membership.queries.rounds import Seated
from directory.membership.rules.conflicts import DeclaredAlready, SecretBallotCast, SignedAlready
from directory.membership.rules.rounds import ClosedAlready, Seat, Secrecy, State


def declare_none(seat: Seated, now: datetime) -> None:
    """No conflict. `seat` is locked. Twice is the same as once."""
    _check_open(seat)
    if seat.elector.declared is None:
        seat.elector.declared = now
        session().flush()
        _record(seat, "declared", now)


def recuse(seat: Seated, reason: str, now: datetime) -> None:
    """Also after declaring none: conflicts come up. A ballot that was cast stays in the record and counts no more."""
    _check_open(seat)
    secret = seat.round.secrecy is Secrecy.SECRET
    if secret and ballots.has_cast(seat.round, seat.elector.person_id):
        raise SecretBallotCast
    elector = seat.elector
    elector.declared, elector.recused = elector.declared or now, now
    elector.reason = _sealed(seat.round, elector.person_id, reason)
    _forget_draft(seat)
    session().flush()
    _leave_office(seat.round, elector.person_id, reason, now)
    _record(seat, "recused", now)
    closing.close_if_complete(seat.round, now)


def stand_aside(round_: Round, person_id: int, reason: str, now: datetime) -> None:
    """A chair or deputy: from now on the round is not there for them. Who sits in the panel can once it has closed.

    Raises ClosedAlready once the decision is made, SignedAlready, DeclaredAlready.
    """
    row = queries.locked(round_.id)
    if row.state not in {State.PLANNED, State.OPEN, State.CLOSED}:
        raise ClosedAlready
    chosen = decisions.of_round(row.id)
    if chosen is not None and person_id in {chosen.signed_by, chosen.second}:
        raise SignedAlready
    _sit_aside(row, person_id, reason, now)
    _leave_office(row, person_id, reason, now)
    actor = f"person:{person_id}"
    record(row, "stood_aside", actor=actor, now=now, subject=actor)


def _sit_aside(row: Round, person_id: int, reason: str, now: datetime) -> None:
    at = now if row.closed is None else max(now, row.closed + timedelta(microseconds=1))  # after it: ballots count
    seat = queries.elector(row.id, person_id)
    if seat is None:
        seat = Elector(round_id=row.id, person_id=person_id, seat=Seat.MEMBER, seated=at)
        session().add(seat)
    elif row.closed is None:
        raise DeclaredAlready
    seat.declared, seat.recused = seat.declared or at, at
    seat.reason = _sealed(row, person_id, reason)
    session().flush()


def _leave_office(round_: Round, person_id: int, reason: str, now: datetime) -> None:
    """Somebody who works in the office as well loses the file there too."""
    application = queries.application_of(round_)
    if application is None or Role.COORDINATOR not in people.roles_of(person_id):
        return
    if office.standing_conflict(application.id, person_id) is None:
        desk.declare_conflict(application, person_id, reason.strip() or "-", now)


def _check_open(seat: Seated) -> None:
    if seat.round.state is not State.OPEN:
        raise ClosedAlready


def _sealed(round_: Round, person_id: int, reason: str) -> bytes:
    return vault.seal(queries.key(round_), queries.sealed_as(round_, f"recusal/{person_id}"), reason.encode())


def _forget_draft(seat: Seated) -> None:
    ballot = session().get(Ballot, (seat.round.id, seat.elector.person_id))
    if ballot is not None:
        ballot.draft = None


def _record(seat: Seated, action: str, now: datetime) -> None:
    actor = f"person:{seat.elector.person_id}"
    record(seat.round, action, actor=actor, now=now, subject=actor)
