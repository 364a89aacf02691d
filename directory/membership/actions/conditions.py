"""Conditions of an approval that are met."""

from datetime import datetime

import sqlalchemy as sa

from directory.core import audit
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import Condition
from directory.physicians.actions.standing import locked as lock_physician


def met(physician_id: int, condition_id: int, *, actor: str, now: datetime) -> Condition:
    """Twice is as once. The probation itself is ended by hand, when all are met."""
    lock_physician(physician_id)
    own = (Condition.id == condition_id, Condition.physician_id == physician_id, Condition.lifted.is_(None))
    row = session().scalar(sa.select(Condition).where(*own))
    if row is None:
        raise NotThere
    if row.met is None:
        row.met, row.met_by = now, actor
        stream = f"member:{physician_id}"
        audit.record(stream, "condition.met", actor=actor, subject=f"condition:{condition_id}", now=now)
    session().flush()
    return row
