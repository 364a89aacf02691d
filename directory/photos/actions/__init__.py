"""What can be done with photos. `accept` comes before the first statement of a request, `keep` after it."""

from directory.photos.actions.accepting import Accepted, accept, accept_bytes, discard
from directory.photos.actions.keeping import delete, delete_all, keep, keep_all, keep_cleaned, move
from directory.photos.actions.marking import marked
from directory.photos.actions.opening import close_openings, open_for, open_sheet
from directory.photos.actions.pixels import Cleaned, clean
from directory.photos.actions.processing import next_due, process, remove_deleted, tidy

__all__ = [
    "Accepted",
    "Cleaned",
    "accept",
    "accept_bytes",
    "clean",
    "close_openings",
    "delete",
    "delete_all",
    "discard",
    "keep",
    "keep_all",
    "keep_cleaned",
    "marked",
    "move",
    "next_due",
    "open_for",
    "open_sheet",
    "process",
    "remove_deleted",
    "tidy",
]
