"""The table of retention: what is kept, how long, from when, and the sentence of the privacy rules it comes from."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from directory.core.refusals import N_
from directory.membership.rules.retention import UNSENT_DAYS, Ended, Ending, Part

D = TypeVar("D", bound=date)
AHEAD = timedelta(days=30)  # what the office sees coming


class Name(StrEnum):
    DRAFT = "application_draft"
    WITHDRAWN_PHOTOS = "withdrawn_photos"
    CASE_PHOTOS = "case_photos"
    DOCUMENTS = "documents"
    FOR_LIFE = "for_life"


@dataclass(frozen=True, slots=True)
class Keep:
    """Months are of the calendar: a year that ends on a leap day ends on 28 February."""

    months: int = 0
    days: int = 0

    def until(self, begins: D) -> D:
        year, month = divmod(begins.year * 12 + begins.month - 1 + self.months, 12)
        day = min(begins.day, calendar.monthrange(year, month + 1)[1])
        return begins.replace(year=year, month=month + 1, day=day) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line. `keep` None: for the life of the coalition. `source`: the words this line carries out."""

    name: Name
    what: str
    since: str
    keep: Keep | None
    source: str
    endings: frozenset[Ending] = frozenset()
    parts: frozenset[Part] = frozenset()


EVERY = frozenset(Part)
TABLE = (
    Rule(
        Name.DRAFT,
        N_("Applications that were never submitted: everything that was written, photos and documents"),
        N_("the day the draft expired or was withdrawn"),
        Keep(days=UNSENT_DAYS),
        "drafts without an address 24 hours, with one 30 days",
        frozenset({Ending.UNSENT}),
        EVERY,
    ),
    Rule(
        Name.WITHDRAWN_PHOTOS,
        N_("Withdrawn applications: case sheets and photos"),
        N_("the day of the withdrawal"),
        Keep(days=90),
        "unanswered or withdrawn 90 days",
        frozenset({Ending.WITHDRAWN}),
        frozenset({Part.CASES}),
    ),
    Rule(
        Name.CASE_PHOTOS,
        N_("Decided applications: case sheets and photos"),
        N_("the last day on which an appeal could be lodged"),
        Keep(months=12),
        "applications: case photos 12 months after the last appeal date",
        frozenset({Ending.DECIDED}),
        frozenset({Part.CASES}),
    ),
    Rule(
        Name.DOCUMENTS,
        N_("Submitted applications: statements, documents, what referees and commenters said, the office’s notes"),
        N_("the last day on which an appeal could be lodged, or the day of the withdrawal"),
        Keep(months=72),
        "documents and referee statements 6 years",
        frozenset({Ending.WITHDRAWN, Ending.DECIDED}),
        EVERY,
    ),
    Rule(
        Name.FOR_LIFE,
        N_("Ballots with their notes, decisions and their letters, the audit chain; without photos"),
        N_("the decision"),
        None,
        "ballots, decision and chain for the life of the coalition without photos",
    ),
)
# No time can be over sooner than this: what ended later need not be looked at.
SHORTEST = min(timedelta(days=28 * rule.keep.months + rule.keep.days) for rule in TABLE if rule.keep)


NIGHT = time(2, tzinfo=UTC)


def night_of(now: datetime) -> datetime:
    """When the present night's work became due: after days without a worker it is done at once, and once."""
    tonight = datetime.combine(now.astimezone(UTC).date(), NIGHT)
    return tonight if now >= tonight else tonight - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """One case under one rule, and when its time is over."""

    rule: Rule
    case: Ended
    at: datetime


def dues(case: Ended) -> list[Due]:
    """Every rule that has still something to erase of this case, the earliest first."""
    found = [
        Due(rule, case, rule.keep.until(case.counted_from))
        for rule in TABLE
        if rule.keep is not None and case.ending in rule.endings and rule.parts & case.parts
    ]
    return sorted(found, key=lambda due: due.at)


def due(case: Ended, now: datetime) -> list[Due]:
    return [each for each in dues(case) if each.at <= now]
