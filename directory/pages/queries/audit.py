"""The audit log, newest first."""

from dataclasses import dataclass

import sqlalchemy as sa

from directory.core.audit import AuditRow
from directory.core.db import session
from directory.membership.queries.desk import hidden_from
from directory.privacy.queries.letters import hidden_subjects

PAGE = 100


@dataclass(frozen=True, slots=True)
class AuditPage:
    rows: list[AuditRow]
    total: int
    pages: int


def audit_page(stream: str, subject: str, number: int, person_id: int) -> AuditPage:
    """One stream by its sequence, or all that was recorded about one subject; without either, stream `site`."""
    if subject:
        chosen = sa.and_(AuditRow.subject == subject, sa.true() if not stream else AuditRow.stream == stream)
        query = sa.select(AuditRow).order_by(AuditRow.at.desc(), AuditRow.stream, AuditRow.seq.desc())
    else:
        chosen = AuditRow.stream == (stream or "site")
        query = sa.select(AuditRow).order_by(AuditRow.seq.desc())
    chosen = sa.and_(chosen, _shown_to(person_id))
    total = session().scalar(sa.select(sa.func.count()).select_from(AuditRow).where(chosen)) or 0
    rows = session().scalars(query.where(chosen).limit(PAGE).offset((number - 1) * PAGE))
    return AuditPage(list(rows), total, max(1, -(-total // PAGE)))


def _shown_to(person_id: int) -> sa.ColumnElement[bool]:
    """A coordinator in conflict finds no row about an application either, nor about its e-mails."""
    applications, rounds = hidden_from(person_id)
    names = [f"application:{each}" for each in applications] + [f"round:{each}" for each in rounds]
    if not names:
        return sa.true()
    letters = AuditRow.subject.not_in(hidden_subjects(person_id))
    return sa.and_(AuditRow.stream.not_in(names), AuditRow.subject.not_in(names), letters)
