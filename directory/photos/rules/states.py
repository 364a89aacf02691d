"""What a photo can be, what may be said about it, and why somebody may open it."""

from datetime import timedelta
from enum import StrEnum

from directory.core.refusals import N_


class State(StrEnum):
    WAITING = "waiting"  # sealed in quarantine until the worker has looked at it
    READY = "ready"
    FAILED = "failed"


class Size(StrEnum):
    FULL = "full"
    THUMB = "thumb"


class Problem(StrEnum):
    """Why the worker could not use a photo."""

    DAMAGED = "damaged"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    GAVE_UP = "gave_up"


PROBLEMS = {
    Problem.DAMAGED: N_("This photo is damaged or not complete. Choose it again, or take a new one."),
    Problem.TOO_SMALL: N_("This photo is too small. Send the original rather than a screenshot or a copy from a chat."),
    Problem.TOO_LARGE: N_("This photo has more pixels than we can read. Send a smaller copy of it."),
    Problem.GAVE_UP: N_("We could not read this photo. Save it as a JPEG, or take a new one, and send that."),
}


class Advice(StrEnum):
    """Never a refusal: the patient decides."""

    BLURRED = "blurred"
    DARK = "dark"
    DUPLICATE = "duplicate"


ADVICE = {
    Advice.BLURRED: N_(
        "This photo looks blurred. If you can, hold still, tap the head on the screen, and take it again."
    ),
    Advice.DARK: N_("This photo is rather dark. If you can, take it again near a window."),
    Advice.DUPLICATE: N_("This looks like a photo you already sent. If you can, take one of this view too."),
}


class Why(StrEnum):
    """Why somebody opens photos: the physician to give care, the office only for one of the three after it, and those
    who judge an application its case photos."""

    CARE = "care"
    HELP = "help"
    SAFETY = "safety"
    LEGAL = "legal"
    REVIEW = "review"


WHY = {
    Why.CARE: N_("To prepare or give the consultation"),
    Why.HELP: N_("The patient asked for help"),
    Why.SAFETY: N_("A safety duty requires it"),
    Why.LEGAL: N_("A legal duty requires it"),
    Why.REVIEW: N_("To judge an application for membership"),
}
OFFICE_REASONS = (Why.HELP, Why.SAFETY, Why.LEGAL)

REVIEWER = "reviewer"  # the role whose openings are marked with initials

OPEN_FOR = timedelta(minutes=10)
LEASE = timedelta(minutes=2)
ATTEMPTS = 3
ORPHAN_AFTER = timedelta(hours=1)
ALIKE = 5  # of the 256 bits of a likeness


def looks_alike(one: bytes, other: bytes) -> bool:
    """Two likenesses (see `actions.looks`) of what is probably the same picture."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count() <= ALIKE
