"""Typed evidence of a criterion: what each piece is for, how it is given, and how much of it there may be. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from directory.core.refusals import N_, Conflict, Refusal
from directory.membership.rules.criteria import FORMS, Criterion, Evidence, EvidenceKind, Form

PIECES_MOST = 60
WORDS_MOST = 4000


class Shape(StrEnum):
    DOCUMENT = "document"  # a PDF
    WORDS = "words"  # figures or a list, typed in
    PUBLICATION = "publication"  # a reference
    LINK = "link"
    NONE = "none"  # there is none, with the reason


SHAPE_WORDS = {
    Shape.DOCUMENT: N_("A document (PDF)"),
    Shape.WORDS: N_("Text, figures or a list"),
    Shape.PUBLICATION: N_("A publication, lecture or book"),
    Shape.LINK: N_("A link"),
    Shape.NONE: N_("There is none"),
}
# Asked on other pages: cases in the case log, the photo of the incisions among a case's photos, referees, disclosures.
_ELSEWHERE = frozenset({EvidenceKind.SLIT_PHOTO, EvidenceKind.DISCLOSURE})


class PieceIncomplete(Refusal):
    message = N_("Write what this is, or why there is none.")
    field = "words"


class LinkWrong(Refusal):
    message = N_("Give the whole address of the page, beginning with https://")
    field = "address"


class DocumentMissing(Refusal):
    message = N_("Choose the PDF.")
    field = "file"


class NotAskedHere(Refusal):
    message = N_("Choose what this is evidence of.")
    field = "kind"


class TooManyPieces(Refusal):
    message = N_("An application can hold 60 pieces of evidence. Remove one first.")


class ChangedPiece(Conflict):
    message = N_("This piece of evidence was replaced or removed in another window. Please look again.")
    constraint = "uq_evidence_replaces"


@dataclass(frozen=True, slots=True)
class Piece:
    """What is sealed. `words` are the text, the reference, the title of a document or the reason."""

    kind: EvidenceKind
    shape: Shape
    words: str
    address: str = ""
    issuer: str = ""
    expires: str = ""  # ISO date of a credential


def given_here(criterion: Criterion) -> tuple[Evidence, ...]:
    """The kinds of evidence that are added on the criterion's own page."""
    return tuple(
        each
        for each in criterion.evidence
        if each.kind not in _ELSEWHERE and FORMS[each.kind] not in {Form.CASE, Form.REFEREE}
    )


def check(piece: Piece, criterion: Criterion, *, document: bool) -> None:
    """Raises the sentence that says what is wrong."""
    if piece.kind not in {each.kind for each in given_here(criterion)}:
        raise NotAskedHere
    if piece.shape is Shape.DOCUMENT and not document:
        raise DocumentMissing
    if piece.shape is Shape.LINK and not _is_address(piece.address):
        raise LinkWrong
    if not piece.words:
        raise PieceIncomplete


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and text.isprintable() and " " not in text


def lacking(criterion: Criterion, there: Iterable[EvidenceKind]) -> list[Evidence]:
    """What was asked for on this page and has neither a piece nor a declared "none"."""
    have = set(there)
    return [each for each in given_here(criterion) if each.kind not in have]
