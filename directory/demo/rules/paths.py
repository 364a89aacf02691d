"""How demo consultations go, and how many of three hundred go each way: every state of both tables is among them."""

from enum import StrEnum
from random import Random

from directory.physicians.rules import VisitKind


class Path(StrEnum):
    """Calls first; those that begin with `written_` have no time."""

    HELD = "held"
    UNCONFIRMED = "unconfirmed"
    BOOKED = "booked"
    READY = "ready"
    MOVED = "moved"
    PROPOSED = "proposed"
    CANCELLED_BY_PATIENT = "cancelled_by_patient"
    CANCELLED_BY_PHYSICIAN = "cancelled_by_physician"
    CANCELLED_BY_OFFICE = "cancelled_by_office"
    RELEASED = "released"
    UNMARKED = "unmarked"
    OPINION_DUE = "opinion_due"
    OVERDUE = "overdue"
    MORE_ASKED = "more_asked"
    SIGNED = "signed"
    DECLINED = "declined"
    QUIET = "quiet"
    MISSED = "missed"
    ABSENT = "absent"
    WRITTEN_DRAFT = "written_draft"
    WRITTEN_WAITING = "written_waiting"
    WRITTEN_DUE = "written_due"
    WRITTEN_OVERDUE = "written_overdue"
    WRITTEN_MORE = "written_more"
    WRITTEN_SIGNED = "written_signed"
    WRITTEN_DECLINED = "written_declined"
    WRITTEN_WITHDRAWN = "written_withdrawn"
    WRITTEN_QUIET = "written_quiet"

    @property
    def written(self) -> bool:
        return self.value.startswith("written_")


SHARES = {
    Path.HELD: 4, Path.UNCONFIRMED: 8, Path.BOOKED: 40, Path.READY: 38, Path.MOVED: 10, Path.PROPOSED: 8,
    Path.CANCELLED_BY_PATIENT: 15, Path.CANCELLED_BY_PHYSICIAN: 5, Path.CANCELLED_BY_OFFICE: 3, Path.RELEASED: 6,
    Path.UNMARKED: 8, Path.OPINION_DUE: 14, Path.OVERDUE: 7, Path.MORE_ASKED: 6, Path.SIGNED: 50, Path.DECLINED: 6,
    Path.QUIET: 4, Path.MISSED: 9, Path.ABSENT: 4, Path.WRITTEN_DRAFT: 3, Path.WRITTEN_WAITING: 10,
    Path.WRITTEN_DUE: 10, Path.WRITTEN_OVERDUE: 4, Path.WRITTEN_MORE: 4,
    Path.WRITTEN_SIGNED: 14, Path.WRITTEN_DECLINED: 3, Path.WRITTEN_WITHDRAWN: 4, Path.WRITTEN_QUIET: 3,
}  # fmt: skip
CONSULTATIONS = sum(SHARES.values())
PER_PHYSICIAN = 5


def paths(count: int, *, seed: int) -> list[Path]:
    """One of each first, so that a small demo has them all as well."""
    rest = [path for path, share in SHARES.items() for _ in range(share - 1)]
    Random(f"{seed}/paths").shuffle(rest)
    return [*Path, *rest][:count]


def visit(rng: Random, path: Path) -> VisitKind:
    if path.written:
        return VisitKind.WRITTEN
    return VisitKind.TELEPHONE if rng.random() < 0.25 else VisitKind.VIDEO
