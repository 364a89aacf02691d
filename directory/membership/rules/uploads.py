"""What a case log can hold, said before the first file is sent, and what became of each file."""

from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal
from directory.membership.rules.caselog import BYTES_MOST, FILES_MOST

GIGABYTE = 1024**3


class TooManyFiles(Refusal):
    message = N_("The case log holds at most %(most)d photos; %(there)d are there already. Choose fewer.")


class TooMuch(Refusal):
    message = N_("The photos of a case log may have 6 GB together. Choose fewer, or smaller copies.")


class ZipUnreadable(Refusal):
    message = N_("This ZIP file cannot be opened: it is damaged, locked with a password, or no ZIP file.")


class ZipTooLarge(Refusal):
    message = N_("This ZIP file holds more than can be unpacked at once. Make several smaller ones.")


class NotLooked(Conflict):
    message = N_("This photo is still being checked. Please wait a moment, then look at it large.")


class Outcome(StrEnum):
    SORTED = "sorted"
    TRAY = "tray"
    KNOWN = "known"
    CASE_FULL = "case_full"
    NO_ROOM = "no_room"

    @property
    def kept(self) -> bool:
        return self in {Outcome.SORTED, Outcome.TRAY, Outcome.CASE_FULL}


OUTCOME_WORDS = {
    Outcome.SORTED: N_("Sorted by its name."),
    Outcome.TRAY: N_("Received; please say which case, view and time it shows."),
    Outcome.KNOWN: N_("This file is here already."),
    Outcome.CASE_FULL: N_("Received, but its case has 16 photos already: it waits among the unsorted ones."),
    Outcome.NO_ROOM: N_("Not taken: the case log is full (600 photos, 6 GB)."),
}


def check_announced(files: int, size: int, *, files_there: int, size_there: int) -> None:
    """Raises TooManyFiles, TooMuch."""
    if files < 1 or files + files_there > FILES_MOST:
        raise TooManyFiles(most=FILES_MOST, there=files_there)
    if size < 0 or size + size_there > BYTES_MOST:
        raise TooMuch
