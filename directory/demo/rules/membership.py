"""How demo applications go, and how many of forty go each way: every state of an application is among them."""

from enum import StrEnum

from directory.membership.rules.application import State


class Path(StrEnum):
    """In the order in which they are told. The first is the one whose applicant signs in."""

    HALF = "half"
    STARTED = "started"
    COMPLETE = "complete"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    READY = "ready"
    DECLINE_PROPOSED = "decline_proposed"
    ANSWERED = "answered"
    ASKED = "asked"
    COMMENTS = "comments"
    ADVERSE = "adverse"
    VOTING = "voting"
    EXTENDED = "extended"
    BLOCKED = "blocked"
    SECOND_BALLOT = "second_ballot"
    CARRIED = "carried"
    TIE = "tie"
    TO_SIGN = "to_sign"
    APPROVED = "approved"
    CONDITIONAL = "conditional"
    DEFERRED = "deferred"
    DECLINED = "declined"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    APPEALED = "appealed"
    CLOSED = "closed"


SHARES = {
    Path.HALF: 2, Path.STARTED: 2, Path.COMPLETE: 1, Path.SUBMITTED: 2, Path.SCREENING: 2, Path.READY: 1,
    Path.DECLINE_PROPOSED: 1, Path.ANSWERED: 1, Path.ASKED: 2, Path.COMMENTS: 2, Path.ADVERSE: 1, Path.VOTING: 3,
    Path.EXTENDED: 1, Path.BLOCKED: 1, Path.SECOND_BALLOT: 1, Path.CARRIED: 1, Path.TIE: 1, Path.TO_SIGN: 1,
    Path.APPROVED: 3, Path.CONDITIONAL: 1, Path.DEFERRED: 1, Path.DECLINED: 2, Path.INELIGIBLE: 1, Path.WITHDRAWN: 2,
    Path.EXPIRED: 2, Path.APPEALED: 1, Path.CLOSED: 1,
}  # fmt: skip
APPLICATIONS = sum(SHARES.values())

# Where each ends, and how many days before today it began: long enough for all that happens in it.
ENDS = {
    Path.HALF: (State.DRAFT, 24), Path.STARTED: (State.DRAFT, 2), Path.COMPLETE: (State.DRAFT, 30),
    Path.SUBMITTED: (State.SUBMITTED, 14), Path.SCREENING: (State.SCREENING, 20), Path.READY: (State.SCREENING, 36),
    Path.DECLINE_PROPOSED: (State.SCREENING, 24), Path.ANSWERED: (State.SCREENING, 46),
    Path.ASKED: (State.INFORMATION_REQUESTED, 34), Path.COMMENTS: (State.IN_REVIEW, 27),
    Path.ADVERSE: (State.IN_REVIEW, 31), Path.VOTING: (State.IN_REVIEW, 46), Path.EXTENDED: (State.IN_REVIEW, 62),
    Path.BLOCKED: (State.IN_REVIEW, 42), Path.SECOND_BALLOT: (State.IN_REVIEW, 51),
    Path.CARRIED: (State.DECISION_PENDING, 54), Path.TIE: (State.DECISION_PENDING, 56),
    Path.TO_SIGN: (State.DECISION_PENDING, 57), Path.APPROVED: (State.DECIDED, 160),
    Path.CONDITIONAL: (State.DECIDED, 150), Path.DEFERRED: (State.DECIDED, 130), Path.DECLINED: (State.DECIDED, 126),
    Path.INELIGIBLE: (State.DECIDED, 90), Path.WITHDRAWN: (State.WITHDRAWN, 45), Path.EXPIRED: (State.EXPIRED, 120),
    Path.APPEALED: (State.APPEALED, 60), Path.CLOSED: (State.CLOSED, 330),
}  # fmt: skip
# Those whose case log holds pictures: one of each kind that a reviewer or the office looks at longest.
PICTURED = frozenset({Path.COMPLETE, Path.READY, Path.VOTING, Path.CARRIED})


def paths(count: int) -> list[Path]:
    """One of each first, so that a small demo has them all as well."""
    return [*Path, *(path for path, share in SHARES.items() for _ in range(share - 1))][:count]
