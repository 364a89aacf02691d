"""Comments on an application: who may send one, what of it the applicant learns, and when ballots may begin. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Gone, Refusal

WORDS_MOST = 6000
SUMMARY_MOST = 8000
LINK_DAYS = 7
REMINDERS = (7, 2)  # days left to answer what weighs against


class Sender(StrEnum):
    MEMBER = "member"
    PATIENT = "patient"


class Proof(StrEnum):
    """How we know that the sender may comment."""

    NONE = "none"  # a patient who has not shown anything yet
    MEMBER = "member"
    CONSULTATION = "consultation"  # the proved address has a consultation here
    TREATMENT = "treatment"  # the office has seen a proof


class Weight(StrEnum):
    """As the office reads a comment."""

    AGAINST = "against"
    OTHER = "other"


SENDER_WORDS = {Sender.MEMBER: N_("Member"), Sender.PATIENT: N_("Patient")}
PROOF_WORDS = {
    Proof.NONE: N_("Not shown yet"),
    Proof.MEMBER: N_("A member, signed in"),
    Proof.CONSULTATION: N_("The address has a consultation here"),
    Proof.TREATMENT: N_("Proof of treatment, seen by the office"),
}
WEIGHT_WORDS = {
    Weight.AGAINST: N_("Weighs against the applicant"),
    Weight.OTHER: N_("Does not weigh against the applicant"),
}


class NotOpen(Gone):
    message = N_("Comments on this application are not open.")


class WordsMissing(Refusal):
    message = N_("Write what we should know.")
    field = "words"


class SentBefore(Conflict):
    message = N_("We have a comment of yours on this application. To add something, write to the office.")
    constraint = "uq_comments_one_a_member"


class SentFromAddress(SentBefore):
    constraint = "uq_comments_one_an_address"


class SentTwice(Conflict):
    message = N_("We have received this already.")
    constraint = "uq_comments_submission"


class OwnApplication(Refusal):
    status = 403
    message = N_("This is your own application.")


class SitsInPanel(Refusal):
    message = N_("You sit in this panel: what you know belongs into its discussion.")


class NotVerified(Refusal):
    message = N_("Verify the sender first, or say that the sender could not be verified.")


class VerifiedAlready(Conflict):
    message = N_("Somebody of the office has looked at the sender already.")


class ReadAlready(Conflict):
    message = N_("The applicant was told of this comment already.")


class WeightMissing(Refusal):
    message = N_("Choose one.")
    field = "weight"


class SummaryMissing(Refusal):
    message = N_("Write the summary in words of the office.")
    field = "words"


class SourcesMissing(Refusal):
    message = N_("Tick what this summary is made of.")
    field = "sources"


class NamesAuthor(Refusal):
    message = N_("The summary names somebody who wrote to us in confidence (%(name)s). Write it without names.")
    field = "words"


class TooLateToTell(Conflict):
    message = N_("This round is no longer open.")


class AnswerMissing(Refusal):
    message = N_("Write your answer.")
    field = "answer"


class AnswerEnded(Conflict):
    message = N_("The time to answer has passed, or this was answered already.")


class BallotsWait(Refusal):
    """What weighs against an applicant is answered before anybody votes."""

    message = N_("No ballot can be cast yet: the office is still reading comments. Your draft is kept.")


class AnswerWaits(Refusal):
    message = N_(
        "No ballot can be cast yet: the applicant answers what weighs against, until %(day)s. Your draft is kept."
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A comment, opened from its seal. `when` and `clinic` are a patient's proof in words."""

    words: str
    name: str = ""
    email: str = ""
    when: str = ""
    clinic: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What keeps ballots from being cast, in numbers."""

    unread: int = 0  # received, and not read or its sender not verified
    unsent: int = 0  # weighs against; the applicant was not told
    answer_due: datetime | None = None  # the latest summary that waits for its answer

    @property
    def waits(self) -> bool:
        return bool(self.unread or self.unsent or self.answer_due)


def check_ballots(standing: Standing) -> None:
    """Raises BallotsWait, AnswerWaits."""
    if standing.unread or standing.unsent:
        raise BallotsWait
    if standing.answer_due:
        raise AnswerWaits(day=f"{standing.answer_due:%Y-%m-%d %H:%M} UTC")


def named_in(words: str, authors: Iterable[str]) -> str | None:
    """The first author whose name, family name or address stands in a summary."""
    text = words.casefold()
    for author in authors:
        for part in parts(author):
            if re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text):
                return part
    return None


def parts(author: str) -> list[str]:
    """The whole, and a family name of three letters or more: shorter ones are words of their own."""
    whole = author.casefold().strip()
    last = whole.split()[-1] if whole.split() else ""
    return [part for part in (whole, last) if len(part) > 2]


def reminders(sent: datetime, due: datetime) -> list[tuple[int, datetime]]:
    """(days left, when), those after the sending."""
    found = [(days, due - timedelta(days=days)) for days in REMINDERS]
    return [(days, when) for days, when in found if when > sent]
