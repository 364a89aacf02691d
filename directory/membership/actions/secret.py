"""Secret ballots. Attendance says who voted; the pool says what was voted; nothing says which belongs to whom.

What this cannot hide is said in docs/review-integrity.md.
"""

from datetime import datetime

from directory.core.db import session
from directory.membership.actions import ballots, closing, pool
from directory.membership.models import Attendance
from directory.membership.queries.rounds import Seated
from directory.membership.rules.ballots import BallotAsked, Final


def cast_secret(seat: Seated, asked: BallotAsked, now: datetime) -> None:
    """Final. `seat` is locked. The last ballot closes the round. No audit row is written now: its time would tell."""
    if session().get(Attendance, (seat.round.id, seat.elector.person_id)) is not None:
        raise Final
    ballots.check_open(seat)
    ballots.check_begun(seat.round, now)
    for problem in ballots.reasons_against(seat, asked):
        raise problem
    session().add(Attendance(round_id=seat.round.id, person_id=seat.elector.person_id))
    session().flush()
    pool.put(seat.round, asked)
    closing.close_if_complete(seat.round, now)
