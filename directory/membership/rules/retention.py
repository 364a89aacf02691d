"""When the work on an application is over, and which parts of it can be erased apart from one another. Pure.

How long each part is kept then, the `privacy` feature's table says.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Conflict
from directory.membership.rules.application import State


class Part(StrEnum):
    """Each has a vault of its own."""

    CASES = "cases"  # case sheets and photos
    REFEREES = "referees"  # what referees and commenters said, and their proofs
    OWN = "own"  # the applicant's words, documents, and what the office noted


class Ending(StrEnum):
    """How an application ended."""

    UNSENT = "unsent"  # a draft that expired or was withdrawn before it was submitted
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"


UNSENT_DAYS = 30  # a draft that ended is kept this long; the letter about it says so
OVER = frozenset({State.DECIDED, State.WITHDRAWN, State.EXPIRED, State.CLOSED})


class Frozen(Conflict):
    """Says no more than this: the person may not have been told why."""

    message = N_("Nothing of this application can be removed at the moment. Please write to the office.")


@dataclass(frozen=True, slots=True)
class Ended:
    """An application that is over. `appeal_days`: the longest that any policy it was judged under allows."""

    id: int
    reference: str
    person_id: int
    at: datetime
    submitted: bool
    decided: bool
    appeal_days: int
    parts: frozenset[Part]  # those not erased yet
    frozen: bool

    @property
    def ending(self) -> Ending:
        if self.decided:
            return Ending.DECIDED
        return Ending.WITHDRAWN if self.submitted else Ending.UNSENT

    @property
    def counted_from(self) -> datetime:
        """After a decision, the last day on which an appeal against it could be lodged."""
        return self.at + timedelta(days=self.appeal_days) if self.decided else self.at
