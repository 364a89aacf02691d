"""The office's e-mails as one coordinator may find them: none about a file in conflict, nor about a hold of one."""

import sqlalchemy as sa

from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.membership.queries import letters as membership
from directory.membership.queries.desk import hidden_from
from directory.membership.queries.retention import SUBJECT
from directory.privacy.models import LegalHold

HOLDS = frozenset({"hold_asked", "hold_end_asked", "hold_ended", "hold_review", "hold_told"})  # they count holds


def shown_to(person_id: int) -> sa.ColumnElement[bool]:
    """On rows of LetterRow: not about a file this coordinator may not know of."""
    return sa.and_(membership.shown_to(person_id), ~_of_hidden_holds(person_id))


def hidden_subjects(person_id: int) -> sa.Select[str]:
    """The hidden e-mails as the audit log names them."""
    return sa.select(sa.literal("letter:") + sa.cast(LetterRow.id, sa.String)).where(~shown_to(person_id))


def _of_hidden_holds(person_id: int) -> sa.ColumnElement[bool]:
    names = [f"{SUBJECT}:{each}" for each in hidden_from(person_id)[0]]
    numbers = session().scalars(sa.select(LegalHold.id).where(LegalHold.subject.in_(names))) if names else ()
    return sa.and_(LetterRow.kind.in_(sorted(HOLDS)), LetterRow.subject.in_([str(each) for each in numbers]))
