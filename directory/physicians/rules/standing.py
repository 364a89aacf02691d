"""Who is shown, who can be booked, and which change of standing is possible."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Gone, NotThere


class Standing(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    PROBATION = "probation"
    UNDER_REVIEW = "under_review"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    REMOVED = "removed"
    RESIGNED = "resigned"


class StandingReason(StrEnum):
    """A code, because the audit log keeps no free text; the words are kept beside the change."""

    ADMITTED = "admitted"
    REVIEW = "review"
    CREDENTIAL = "credential"
    CONCERN = "concern"
    OWN_WISH = "own_wish"
    TERM_ENDED = "term_ended"
    CORRECTION = "correction"
    OTHER = "other"


LISTED = frozenset({Standing.ACTIVE, Standing.PROBATION, Standing.UNDER_REVIEW})
FORMER = frozenset({Standing.LAPSED, Standing.REMOVED, Standing.RESIGNED})
# A former member's address answers "no longer a member" for so long, then as if it had never been.
FORMER_MONTHS = 36

_LEAVING = frozenset({Standing.SUSPENDED, *FORMER})
MOVES: dict[Standing, frozenset[Standing]] = {
    Standing.DRAFT: frozenset({Standing.ACTIVE, Standing.PROBATION, Standing.RESIGNED}),
    Standing.ACTIVE: frozenset({Standing.PROBATION, Standing.UNDER_REVIEW}) | _LEAVING,
    Standing.PROBATION: frozenset({Standing.ACTIVE, Standing.UNDER_REVIEW}) | _LEAVING,
    Standing.UNDER_REVIEW: frozenset({Standing.ACTIVE, Standing.PROBATION}) | _LEAVING,
    Standing.SUSPENDED: LISTED | FORMER,
    Standing.LAPSED: frozenset({Standing.ACTIVE, Standing.REMOVED, Standing.RESIGNED}),
    Standing.REMOVED: frozenset({Standing.DRAFT}),
    Standing.RESIGNED: frozenset({Standing.DRAFT}),
}


class NotPossible(Conflict):
    message = N_("A physician of this standing cannot be given that one. Please look at the page again.")
    field = "standing"


class FormerMember(Gone):
    """Resigned, lapsed and removed read the same: no reasons are given."""

    message = N_("This physician is no longer a member.")

    def __init__(self, name: str, left_on: date) -> None:
        super().__init__()
        self.name = name
        self.left_on = left_on


class NotAtPresent(NotThere):
    """Suspended: no reason, no date."""

    message = N_("This profile is not available at present.")


class CredentialKind(StrEnum):
    LICENCE = "licence"
    MALPRACTICE = "malpractice"
    BOARD = "board"
    TRAINING = "training"
    HONOUR = "honour"


REQUIRED = frozenset({CredentialKind.LICENCE, CredentialKind.MALPRACTICE})


@dataclass(frozen=True, slots=True)
class CredentialState:
    """What decides whether a credential counts."""

    kind: CredentialKind
    expires: date | None
    verified: bool


def check_move(before: Standing, after: Standing) -> None:
    if after not in MOVES[before]:
        raise NotPossible


def is_current(credential: CredentialState, now: datetime) -> bool:
    """Verified, and not past its last day (a day of UTC, so that the database decides alike)."""
    return credential.verified and (credential.expires is None or credential.expires >= now.date())


def searchable_until(standing: Standing, credentials: Iterable[CredentialState]) -> date | None:
    """The last day (of UTC) of being found: listed, with a verified credential of each required kind. None: not at all.

    A second licence that has ended does not stop the first: it only covers its place no longer (`licences`).
    """
    if standing not in LISTED:
        return None
    ends: dict[CredentialKind, date] = {}
    for each in credentials:
        if each.verified and each.kind in REQUIRED:
            ends[each.kind] = max(each.expires or date.max, ends.get(each.kind, date.min))
    return min(ends.values()) if ends.keys() == REQUIRED else None


def is_shown_in_search(until: date | None, now: datetime) -> bool:
    return until is not None and until >= now.date()


def is_bookable(until: date | None, now: datetime, *, paused: bool, accepts_new: bool) -> bool:
    """A consultation is how one becomes a patient: who takes no new patients cannot be booked."""
    return accepts_new and not paused and is_shown_in_search(until, now)


def check_shown(standing: Standing, name: str, left_on: date | None, now: datetime) -> None:
    """Raises what a visitor is told of a profile that is not listed."""
    if standing in LISTED:
        return
    if standing is Standing.SUSPENDED:
        raise NotAtPresent
    if standing in FORMER and left_on is not None and months_between(left_on, now.date()) < FORMER_MONTHS:
        raise FormerMember(name, left_on)
    raise NotThere


def months_between(earlier: date, later: date) -> int:
    """Whole months that have passed."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)
