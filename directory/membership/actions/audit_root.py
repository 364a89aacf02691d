"""The daily root: written once a day, sent to chair and deputy and to one address outside."""

from datetime import datetime

import sqlalchemy as sa

from directory.accounts.models import Person, PersonRole
from directory.accounts.rules import Role
from directory.core import audit
from directory.core.db import session, upsert
from directory.core.outbox import Posted, post_all
from directory.core.settings import current
from directory.membership.letters import audit_root as letters
from directory.membership.models import AuditRoot


def send(now: datetime) -> bool:
    """False where today's has gone out already; of two workers at once the primary key lets one write."""
    if session().get(AuditRoot, now.date()) is not None:
        return False
    found = audit.root()
    row = {"day": now.date(), "digest": found.digest, "streams": found.streams, "rows": found.rows, "at": now}
    written = upsert(AuditRoot, [row], keys=["day"], update=[]).returning(AuditRoot.day)
    if session().scalar(written) is None:
        return False
    query = sa.select(Person.id).join(PersonRole, PersonRole.person_id == Person.id)
    chairs = query.where(PersonRole.role == Role.CHAIR, Person.closed.is_(None)).order_by(Person.id)
    whom = [str(person) for person in session().scalars(chairs)]
    whom += [letters.OUTSIDE] if current().audit_root_email else []
    post_all([Posted(letters.ROOT, f"{now.date().isoformat()}:{each}", now) for each in whom])
    return True
