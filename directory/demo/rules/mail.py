"""The e-mails of one demo consultation: which were posted, and what became of each by now."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from directory.core.outbox import LetterState


class Post(StrEnum):
    """The kinds that demo consultations use; a test holds them to `consultations.letters`."""

    CONFIRMATION = "confirmation"
    PHYSICIAN_BOOKED = "physician_booked"
    PHYSICIAN_CHANGED = "physician_changed"
    PHYSICIAN_CANCELLED = "physician_cancelled"
    PHYSICIAN_REQUEST = "physician_request"
    PHYSICIAN_ABSENT = "physician_absent"
    REMINDER = "reminder"
    PREPARE = "prepare"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    RELEASED = "released"
    PROPOSED = "proposed"
    FOLLOW_UP = "follow_up"
    MISSED = "missed"
    MORE_ASKED = "more_asked"
    DECLINED = "declined"
    CLOSED = "closed"
    SOMETHING_NEW = "something_new"
    LATE = "late"
    PHYSICIAN_DUE = "physician_due"
    PHYSICIAN_OVERDUE = "physician_overdue"
    OFFICE_OVERDUE = "office_overdue"
    TOOK_PLACE = "took_place"
    TOOK_PLACE_PHYSICIAN = "took_place_physician"


# These tell of an ending, so that the end of a consultation does not drop them.
_OF_THE_END = frozenset(
    {
        Post.CANCELLED,
        Post.PHYSICIAN_CANCELLED,
        Post.RELEASED,
        Post.MISSED,
        Post.PHYSICIAN_ABSENT,
        Post.FOLLOW_UP,
        Post.DECLINED,
        Post.CLOSED,
        Post.SOMETHING_NEW,
    }
)
_OF_THE_CLOCK = frozenset({Post.PHYSICIAN_DUE, Post.OFFICE_OVERDUE, Post.LATE, Post.PHYSICIAN_OVERDUE})
_WHATEVER_CHANGES = _OF_THE_CLOCK | {Post.PREPARE, Post.PHYSICIAN_REQUEST, Post.MORE_ASKED, Post.SOMETHING_NEW}
_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Mailed:
    """A row of the outbox without its consultation's id. `part` follows the id in the letter's subject."""

    kind: Post
    posted: datetime
    due: datetime
    revision: int
    part: str = ""


@dataclass(slots=True)
class Mail:
    posted: dict[tuple[Post, str, int], Mailed] = field(default_factory=dict)
    bumps: list[tuple[int, datetime]] = field(default_factory=list)  # a new sequence, and when it began
    prepared: datetime | None = None
    shut: datetime | None = None
    stopped: datetime | None = None  # the clock of the opinion

    def post(self, kind: Post, at: datetime, due: datetime, revision: int, *, part: str = "") -> None:
        """Posted twice it is one, as in the outbox."""
        self.posted.setdefault((kind, part, revision), Mailed(kind, at, due, revision, part))

    def fate(self, letter: Mailed, now: datetime) -> LetterState:
        if letter.due > now:
            return LetterState.WAITING
        return LetterState.DROPPED if self._dropped(letter) else LetterState.SENT

    def ended(self, letter: Mailed, now: datetime) -> datetime | None:
        return None if letter.due > now else min(now, letter.due + _MOMENT)

    def _dropped(self, letter: Mailed) -> bool:
        """Was it overtaken before it was due? The same questions as each kind asks when it is rendered."""
        changed = any(revision > letter.revision and at < letter.due for revision, at in self.bumps)
        if changed and letter.kind not in _WHATEVER_CHANGES:
            return True
        if letter.kind in _OF_THE_CLOCK and self.stopped is not None and self.stopped < letter.due:
            return True
        if letter.kind is Post.PREPARE and self.prepared is not None and self.prepared < letter.due:
            return True
        return letter.kind not in _OF_THE_END and self.shut is not None and self.shut < letter.due
