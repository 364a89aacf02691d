"""The queue of e-mails as the office sees it: kinds, states and reasons, never a body or an address."""

from dataclasses import dataclass

import sqlalchemy as sa

from directory.core.db import session
from directory.core.outbox import LetterRow, LetterState
from directory.core.refusals import NotThere
from directory.pages.rules import kinds_about
from directory.privacy.queries.letters import shown_to

PAGE = 50


@dataclass(frozen=True, slots=True)
class LetterPage:
    rows: list[LetterRow]
    total: int
    pages: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Which letters are asked for; an empty one is no limit. A subject stands for its parts too (12 for 12:24).

    `of` is one of `rules.SUBJECTS`: what the subject's number counts.
    """

    state: LetterState | None = None
    kind: str = ""
    subject: str = ""
    of: str = ""


def _about(subject: str) -> sa.ColumnElement[bool]:
    return sa.or_(LetterRow.subject == subject, LetterRow.subject.startswith(f"{subject}:", autoescape=True))


def letter_page(asked: Shown, number: int, person_id: int) -> LetterPage:
    """Newest first; what waits is ordered by when it is due."""
    state, kind = asked.state, asked.kind
    chosen = sa.and_(
        sa.true() if state is None else LetterRow.state == state,
        sa.true() if not kind else LetterRow.kind == kind,
        sa.true() if not asked.subject else _about(asked.subject),
        sa.true() if not asked.of else LetterRow.kind.in_(sorted(kinds_about(asked.of))),
        shown_to(person_id),
    )
    waiting = state is LetterState.WAITING
    done = sa.func.coalesce(LetterRow.ended, LetterRow.try_at)
    order = (LetterRow.try_at, LetterRow.id) if waiting else (done.desc(), LetterRow.id.desc())
    total = session().scalar(sa.select(sa.func.count()).select_from(LetterRow).where(chosen)) or 0
    query = sa.select(LetterRow).where(chosen).order_by(*order).limit(PAGE).offset((number - 1) * PAGE)
    return LetterPage(list(session().scalars(query)), total, max(1, -(-total // PAGE)))


def again_or_404(letter_id: int, person_id: int) -> LetterRow:
    """One this coordinator may send again."""
    found = session().scalar(sa.select(LetterRow).where(LetterRow.id == letter_id, shown_to(person_id)))
    if found is None:
        raise NotThere
    return found
