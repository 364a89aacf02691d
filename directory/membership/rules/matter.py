"""Matters about members: who may be re-reviewed or proposed for removal, and how they are heard before a ballot."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal
from directory.membership.rules.appeal import Hearing
from directory.membership.rules.membership import MOVES
from directory.physicians.rules import LISTED, Standing

NOTICE_DAYS = 30  # to answer or to ask for a hearing
WORDS_MOST = 8000


class Ground(StrEnum):
    CRITERIA = "criteria"
    LICENCE = "licence"
    SAFETY = "safety"
    HONESTY = "honesty"
    INSPECTION = "inspection"
    COMPLAINTS = "complaints"
    CONDITIONS = "conditions"


GROUND_WORDS = {
    Ground.CRITERIA: N_("One or more of the eight criteria are not met any more"),
    Ground.LICENCE: N_("A licence was withdrawn or restricted, or a board has acted"),
    Ground.SAFETY: N_("Patients were in danger"),
    Ground.HONESTY: N_("The Coalition or patients were told what was not true"),
    Ground.INSPECTION: N_("An inspection was refused"),
    Ground.COMPLAINTS: N_("The complaint rule was not kept"),
    Ground.CONDITIONS: N_("Conditions of the membership were not met in time"),
}


class Asker(StrEnum):
    OFFICE = "office"
    CHAIR = "chair"
    MEMBERS = "members"
    COMPLAINT = "complaint"
    INSPECTION = "inspection"


ASKER_WORDS = {
    Asker.OFFICE: N_("The office"),
    Asker.CHAIR: N_("The chair"),
    Asker.MEMBERS: N_("Members of the Coalition"),
    Asker.COMPLAINT: N_("The finding of a complaint"),
    Asker.INSPECTION: N_("The finding of an inspection"),
}


class NobodyToRemove(Conflict):
    message = N_("This membership has ended already: there is nobody to remove.")


class NotListed(Conflict):
    message = N_("A re-review is for members who are listed. A suspended or former member has none.")


class OpensLater(Conflict):
    message = N_("The re-review opens on %(day)s.")


class UnderWay(Conflict):
    message = N_("A round about this member is under way. It must be decided, or voided, before another begins.")
    constraint = "uq_rounds_one_a_member"


class WordsMissing(Refusal):
    message = N_("Say what has happened. The member reads it, and answers it.")
    field = "words"


class EvidenceMissing(Refusal):
    message = N_("Say what shows it. The member and the panel read it.")
    field = "evidence"


class TooFewSeats(Refusal):
    message = N_(
        "This ballot counts with at least %(least)d votes: seat at least as many people; there are %(seated)d."
    )
    field = "members"


class AnswerMissing(Refusal):
    message = N_("Write your answer first.")
    field = "words"


class AnswerEnded(Conflict):
    message = N_("You have answered already, or the time to answer has passed.")


class NoHearing(Conflict):
    message = N_("No hearing was asked for, or its minutes are kept already.")


class MinutesMissing(Refusal):
    message = N_("Write the minutes first.")
    field = "minutes"


class NotHeard(Conflict):
    message = N_("The member has asked for a hearing. Ballots are cast when its minutes are kept.")


@dataclass(frozen=True, slots=True)
class RemovalAsked:
    ground: Ground
    asker: Asker
    words: str
    evidence: str


@dataclass(frozen=True, slots=True)
class AnswerAsked:
    words: str
    hearing: Hearing = Hearing.NONE
    companion: bool = False


def check_removal(state: Standing, *, under_way: bool) -> None:
    if state not in MOVES.moves["remove"].sources:
        raise NobodyToRemove
    if under_way:
        raise UnderWay


def check_re_review(state: Standing, opens: date, today: date, *, under_way: bool) -> None:
    if state not in LISTED:
        raise NotListed
    if today < opens:
        raise OpensLater(day=opens.isoformat())
    if under_way:
        raise UnderWay


def check_words(asked: RemovalAsked) -> None:
    if not asked.words.strip():
        raise WordsMissing
    if not asked.evidence.strip():
        raise EvidenceMissing


def check_seats(seated: int, least: int) -> None:
    """A panel that could never reach the quorum is not opened."""
    if seated < least:
        raise TooFewSeats(least=least, seated=seated)


def check_answer(asked: AnswerAsked, *, answered: datetime | None, due: datetime, now: datetime) -> None:
    if answered is not None or now > due:
        raise AnswerEnded
    if not asked.words.strip():
        raise AnswerMissing


def is_unheard(hearing: Hearing, minutes_at: datetime | None) -> bool:
    return hearing is not Hearing.NONE and minutes_at is None


def check_heard(hearing: Hearing, minutes_at: datetime | None) -> None:
    if is_unheard(hearing, minutes_at):
        raise NotHeard


def due_at(now: datetime) -> datetime:
    return now + timedelta(days=NOTICE_DAYS)
