"""Rounds: what is judged, how secret the ballots are, who sits where, and how a round moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal
from directory.core.workflow import Guard, Move, Workflow


class Kind(StrEnum):
    ADMISSION = "admission"
    RE_REVIEW = "re_review"
    REMOVAL = "removal"
    APPEAL = "appeal"


class State(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    VOID = "void"


class Secrecy(StrEnum):
    CONFIDENTIAL = "confidential"  # known to the audit trail and the chair; changeable until closing
    SECRET = "secret"  # noqa: S105 (no password) attendance and ballot share no key and no time; final


SECRECY = {
    Kind.ADMISSION: Secrecy.CONFIDENTIAL,
    Kind.RE_REVIEW: Secrecy.CONFIDENTIAL,
    Kind.REMOVAL: Secrecy.SECRET,
    Kind.APPEAL: Secrecy.SECRET,
}


class Seat(StrEnum):
    MEMBER = "member"
    LAY = "lay"  # a former patient: criteria 5 and 6, and a vote
    EXTERNAL = "external"  # an assessor named in the policy


class Vote(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


KIND_WORDS = {
    Kind.ADMISSION: N_("Admission"),
    Kind.RE_REVIEW: N_("Re-review"),
    Kind.REMOVAL: N_("Removal"),
    Kind.APPEAL: N_("Appeal"),
}
STATE_WORDS = {
    State.PLANNED: N_("Planned"),
    State.OPEN: N_("Open"),
    State.CLOSED: N_("Closed"),
    State.CONFIRMED: N_("Confirmed"),
    State.VOID: N_("Void"),
}
SEAT_WORDS = {Seat.MEMBER: N_("Member"), Seat.LAY: N_("Lay reviewer"), Seat.EXTERNAL: N_("External assessor")}
VOTE_WORDS = {Vote.YES: N_("Yes"), Vote.NO: N_("No"), Vote.ABSTAIN: N_("Abstain")}
YES_MEANS = {
    Kind.ADMISSION: N_("Yes means: this applicant becomes a member."),
    Kind.RE_REVIEW: N_("Yes means: the membership is renewed."),
    Kind.REMOVAL: N_("Yes means: this member is removed."),
    Kind.APPEAL: N_("Yes means: the decision is changed in favour of who appeals."),
}
JUDGING = frozenset({Seat.MEMBER, Seat.EXTERNAL})
REMINDERS = (timedelta(days=7), timedelta(days=2))  # before ballots are due


class PanelTooSmall(Refusal):
    message = N_(
        "At least %(least)d members or assessors without a conflict must judge; there are %(seated)d. "
        "Seat replacements."
    )


class BallotsMissing(Refusal):
    message = N_("Not all ballots are in, and they are not due yet.")


class NoQuorum(Refusal):
    message = N_("Too few ballots are in: %(needed)d are needed. Seat replacements for those who have not voted.")


class BlockWaits(Refusal):
    message = N_(
        "A block waits for its ruling until %(until)s. The round closes when it is ruled on, or after that day."
    )


class ReasonNeeded(Refusal):
    message = N_("Say why. The reason stays in the record of this round.")
    field = "reason"


class ExtendedBefore(Conflict):
    message = N_("Ballots were extended once already. Seat replacements for those who have not voted.")


class NotDue(Conflict):
    message = N_("Ballots are extended only when they are due and too few are in.")


class NoSecondBallot(Conflict):
    message = N_("A second ballot is for a tie, a block nobody ruled on, or scores that lie far apart; and only once.")


class SecondBallotTaken(NoSecondBallot):
    constraint = "uq_rounds_earlier_id"


class OneAtATime(Conflict):
    message = N_("There is a round about this application already. It must end before another begins.")
    constraint = "uq_rounds_one_at_a_time"


class NotEligible(Refusal):
    """`name` is the person's."""

    message = N_("%(name)s cannot sit in this round.")
    field = "members"


class LayMissing(Refusal):
    message = N_("Choose one lay reviewer.")
    field = "lay"


class ClosedAlready(Conflict):
    message = N_("This round is closed. Your vote was not counted.")


class OwnBallotFirst(Conflict):
    message = N_("You sit in this round yourself: cast your own ballot first.")


class NotOpen(Conflict):
    message = N_("This round is not open for ballots.")


@dataclass(frozen=True, slots=True)
class Case:
    """A round as its guards see it. Recused and replaced seats are not in these numbers."""

    seated: int  # everybody who may vote
    judging: int  # members and assessors among them
    least: int  # the policy's minimum of those
    ballots: int
    needed: int  # ballots for the quorum
    due: bool
    extended: bool = False
    kept_open: bool = False  # the chair lets the discussion go on until ballots are due
    block_waits: datetime | None = None  # until when a ruling is waited for
    second_ballot: bool = False  # the result asks for one, and there was none
    early: bool = False  # the chair closes
    reason: str = ""

    @property
    def all_in(self) -> bool:
        return self.seated > 0 and self.ballots >= self.seated


def _panel(case: Case) -> Refusal | None:
    return None if case.judging >= case.least else PanelTooSmall(least=case.least, seated=case.judging)


def _in_or_due(case: Case) -> Refusal | None:
    if case.due or (case.all_in and (case.early or not case.kept_open)):
        return None
    return BallotsMissing()


def _quorum(case: Case) -> Refusal | None:
    return None if case.ballots >= case.needed else NoQuorum(needed=case.needed)


def _block(case: Case) -> Refusal | None:
    return None if case.block_waits is None else BlockWaits(until=f"{case.block_waits:%Y-%m-%d %H:%M} UTC")


def _once(case: Case) -> Refusal | None:
    return ExtendedBefore() if case.extended else None


def _short_of_ballots(case: Case) -> Refusal | None:
    return None if case.due and case.ballots < case.needed else NotDue()


def _reason(case: Case) -> Refusal | None:
    return None if case.reason.strip() else ReasonNeeded()


def _second(case: Case) -> Refusal | None:
    return None if case.second_ballot else NoSecondBallot()


def _move(name: str, sources: set[State], to: State, *guards: Guard[Case]) -> Move[State, Case]:
    return Move(name, frozenset(sources), to, guards)


MOVES: Workflow[State, Case] = Workflow(
    [
        _move("open", {State.PLANNED}, State.OPEN, _panel),
        _move("extend", {State.OPEN}, State.OPEN, _once, _short_of_ballots),
        _move("close", {State.OPEN}, State.CLOSED, _panel, _in_or_due, _quorum, _block),
        _move("second_ballot", {State.CLOSED}, State.CLOSED, _second, _reason),
        _move("confirm", {State.CLOSED}, State.CONFIRMED),
        _move("void", {State.PLANNED, State.OPEN}, State.VOID, _reason),
        _move("annul", {State.CLOSED}, State.VOID, _reason),  # by a decision of two, or the application is gone
    ]
)
