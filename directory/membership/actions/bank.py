"""The bank's list: read once, each line matched with an invoice or set aside."""

from datetime import datetime

import sqlalchemy as sa

from directory.core import audit
from directory.core.db import session, upsert
from directory.membership.actions import dues
from directory.membership.models import Invoice, PaymentLine
from directory.membership.queries import dues as queries
from directory.membership.rules.dues import Line, LineTaken, OtherCurrency


def import_lines(lines: list[Line], *, actor: str, now: datetime) -> int:
    """How many are new: a list that is given twice changes nothing."""
    rows = [
        {
            "digest": each.digest,
            "received": each.received,
            "cents": each.cents,
            "currency": each.currency,
            "payer": each.payer,
            "reference": each.reference,
            "imported": now,
            "imported_by": actor,
        }
        for each in lines
    ]
    if not rows:
        return 0
    statement = upsert(PaymentLine, rows, keys=["digest"], update=[]).returning(PaymentLine.id)
    new = len(session().execute(statement).all())
    audit.record("site", "dues.imported", actor=actor, subject="dues", now=now, lines=len(rows), new=new)
    return new


def match(line_id: int, number: int, *, actor: str, now: datetime) -> Invoice:
    """The line pays this invoice. Raises LineTaken, OtherCurrency, NotDue."""
    known = queries.or_404(number)
    dues.locked(number)
    line = _line(line_id)
    if line.currency != known.currency:
        raise OtherCurrency(currency=known.currency)
    line.matched = now
    session().flush()
    return dues.pay(number, line.cents, line.received, actor=actor, now=now, line_id=line_id)


def set_aside(line_id: int, *, actor: str, now: datetime) -> None:
    """The line belongs to no invoice."""
    _line(line_id).aside = now
    session().flush()
    audit.record("site", "dues.line_aside", actor=actor, subject=f"payment_line:{line_id}", now=now)


def _line(line_id: int) -> PaymentLine:
    query = sa.select(PaymentLine).where(PaymentLine.id == line_id).with_for_update()
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None or found.matched is not None or found.aside is not None:
        raise LineTaken
    return found
