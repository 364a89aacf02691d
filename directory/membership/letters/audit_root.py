"""The daily root of the audit, to the committee and to one address outside. It tells nothing but a number."""

from datetime import date

from flask_babel import gettext as _

from directory.accounts import queries as people
from directory.consultations.letters.message import Message
from directory.core.db import session
from directory.core.outbox import Content, Due, register
from directory.core.settings import current
from directory.membership.letters.topics import RECORD
from directory.membership.models import AuditRoot

OUTSIDE = "outside"


def _content(to: str, day: date, digest: str, streams: int, rows: int) -> Content:
    lines = (
        _("Please keep this letter. It proves later that nothing in our record before this moment was changed."),
        _("It covers %(rows)s rows in %(streams)s chains.", rows=rows, streams=streams),
    )
    facts = ((_("Day"), day.isoformat()), (_("Root (SHA-256)"), digest))
    subject = _("Audit root of %(day)s", day=day.isoformat())
    return Content(to, subject, {"message": Message(_("Hello,"), lines, facts)}, template="message")


def _load(due: Due) -> Content | None:
    """The subject is the day and whom it goes to."""
    text, _sep, whom = due.subject.partition(":")
    row, to = session().get(AuditRoot, date.fromisoformat(text)), _address(whom)
    return None if row is None or not to else _content(to, row.day, row.digest, row.streams, row.rows)


def _address(whom: str) -> str:
    if whom == OUTSIDE:
        return current().audit_root_email
    person = people.by_id(int(whom))
    return "" if person is None or person.closed is not None else person.email


ROOT = register("audit_root", _load, lambda now: _content("notary@example.org", now.date(), "0" * 64, 12, 3400), RECORD)
