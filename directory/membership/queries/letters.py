"""Which e-mails of the office's list are about a file that a coordinator may not know of.

The list holds kinds and numbers only. What a number counts differs by kind, so each kind of membership says it here;
one that says nothing fails a test. A subject may go on after a colon ("12:34" is round 12, person 34).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import sqlalchemy as sa

from directory.core.outbox import LetterRow
from directory.membership.models import (
    AdverseSummary,
    Appeal,
    Application,
    Assistant,
    Block,
    Comment,
    Decision,
    InformationRequest,
    Matter,
    Referee,
    Round,
)
from directory.membership.queries.desk import hidden_from


@dataclass(frozen=True, slots=True)
class _Files:
    applications: Collection[int]
    rounds: Collection[int]


Numbers = Callable[[_Files], sa.Select[int]]


def _files(files: _Files) -> sa.Select[int]:
    return sa.select(Application.id).where(Application.id.in_(files.applications))


def _of_file(table: type[Assistant | InformationRequest | Referee]) -> Numbers:
    return lambda files: sa.select(table.id).where(table.application_id.in_(files.applications))


def _appeals(files: _Files) -> sa.Select[int]:
    """Of a decision about an application, or of a removal."""
    removals = sa.select(Matter.id).where(Matter.round_id.in_(files.rounds))
    own = sa.or_(Appeal.application_id.in_(files.applications), Appeal.matter_id.in_(removals))
    return sa.select(Appeal.id).where(own)


def _of_round(table: type[AdverseSummary | Block | Comment | Decision | Matter]) -> Numbers:
    return lambda files: sa.select(table.id).where(table.round_id.in_(files.rounds))


def _rounds(files: _Files) -> sa.Select[int]:
    return sa.select(Round.id).where(Round.id.in_(files.rounds))


# What the number counts, and the kinds of e-mail that carry it.
ABOUT: tuple[tuple[Numbers, frozenset[str]], ...] = (
    (
        _files,
        frozenset(
            {
                "application_draft_reminder", "application_expired", "application_ineligible", "application_receipt",
                "application_started", "application_withdrawn",
            }
        ),
    ),
    (_appeals, frozenset({"appeal_hearing", "appeal_notice", "appeal_receipt"})),
    (_of_file(Assistant), frozenset({"case_assistant"})),
    (
        _of_file(InformationRequest),
        frozenset({"information_answered", "information_asked", "information_overdue", "information_reminder"}),
    ),
    (
        _of_file(Referee),
        frozenset({"referee_asked", "referee_card", "referee_copy", "referee_reminder", "referee_thanks"}),
    ),
    (_rounds, frozenset({"comment_notice", "round_closed", "round_due", "round_seat"})),
    (_of_round(AdverseSummary), frozenset({"adverse_reminder", "adverse_summary"})),
    (_of_round(Block), frozenset({"round_block"})),
    (_of_round(Comment), frozenset({"comment_proof", "comment_receipt"})),
    (_of_round(Decision), frozenset({"decision", "decision_second"})),
    (_of_round(Matter), frozenset({"member_answered", "member_hearing", "re_review_opened", "removal_notice"})),
)  # fmt: skip
# About a member whom everybody finds in the directory, or about nobody.
OPEN = frozenset(
    {"audit_root", "credential_expires", "invoice", "invoice_reminder", "member_step", "re_review_opens"}
)  # fmt: skip


def shown_to(person_id: int) -> sa.ColumnElement[bool]:
    """On rows of LetterRow: not about a file this coordinator may not know of."""
    hidden = _Files(*hidden_from(person_id))
    if not hidden.applications and not hidden.rounds:
        return sa.true()
    return ~_about_any(hidden)


def about(application_id: int, rounds: Collection[int]) -> sa.ColumnElement[bool]:
    """On rows of LetterRow: about this file or its rounds."""
    return _about_any(_Files((application_id,), rounds))


def _about_any(files: _Files) -> sa.ColumnElement[bool]:
    return sa.or_(*(_about(kinds, numbers(files)) for numbers, kinds in ABOUT))


def _about(kinds: Collection[str], numbers: sa.Select[int]) -> sa.ColumnElement[bool]:
    text = sa.cast(numbers.selected_columns[0], sa.String)
    same = sa.or_(LetterRow.subject == text, LetterRow.subject.like(text + ":%"))
    return sa.and_(LetterRow.kind.in_(kinds), sa.exists(numbers.where(same).correlate(LetterRow)))
