"""Publications, lectures and results."""

from enum import StrEnum


class PublicationKind(StrEnum):
    PAPER = "paper"
    CHAPTER = "chapter"
    BOOK = "book"
    LECTURE = "lecture"


class ResultView(StrEnum):
    """Before and after are taken from the same side."""

    FRONT = "front"
    TOP = "top"
    CROWN = "crown"
    LEFT = "left"
    RIGHT = "right"
    DONOR = "donor"


class PictureKeeper(StrEnum):
    """Where a result's pictures lie: among the static files, or in the store of uploaded files."""

    STATIC = "static"
    FILES = "files"
