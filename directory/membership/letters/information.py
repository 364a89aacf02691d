"""E-mails about what the office asks an applicant. The items themselves stand on the page only."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from directory.core import formats
from directory.core.outbox import Content, Due, register
from directory.core.settings import current
from directory.membership.letters.application import EXAMPLE, EXAMPLE_TO, content, reader
from directory.membership.letters.topics import APPLICATION, OFFICE
from directory.membership.models.application import Application
from directory.membership.models.information import InformationRequest
from directory.membership.queries import application as applications
from directory.membership.queries import information as queries
from directory.membership.queries import policy as policies

DAY = timedelta(days=1)
Found = tuple[InformationRequest, Application]


def _found(due: Due) -> Found | None:
    row = queries.by_id(int(due.subject))
    application = applications.by_id(row.application_id) if row else None
    return None if row is None or application is None else (row, application)


def _to_applicant(application: Application, subject: str, lines: tuple[str, ...]) -> Content | None:
    to = reader(application)
    return None if to is None else content(*to, application.reference, subject, lines)


def _load_asked(due: Due) -> Content | None:
    found = _found(due)
    if found is None or found[0].ended is not None:
        return None
    return _to_applicant(found[1], *_asked(found[0].due))


def _asked(due: datetime) -> tuple[str, tuple[str, ...]]:
    return _("We need something more from you"), (
        _("The office has a few questions about your application. They stand on your page."),
        _("Please answer until %(day)s. Only the parts they are about are open.", day=formats.day(due.date())),
        _("Until then nobody waits in vain: the clock stands still."),
    )


def _load_reminder(due: Due) -> Content | None:
    """The revision is the number of days that are left. After days without a worker only the last one is sent."""
    found = _found(due)
    if found is None or found[0].ended is not None or found[0].due <= due.now:
        return None
    left = -((due.now - found[0].due) // DAY)
    nearer = [days for days in policies.of(found[1].policy).information_reminders if days < due.revision]
    if left > due.revision or any(left <= days for days in nearer):
        return None
    return _to_applicant(found[1], *_reminder(found[0].due))


def _reminder(due: datetime) -> tuple[str, tuple[str, ...]]:
    return _("Your answer is still open"), (
        _("The office has asked you something about your application. It stands on your page."),
        _("Please answer until %(day)s. After that it goes back to the office as it is.", day=formats.day(due.date())),
    )


def _load_overdue(due: Due) -> Content | None:
    found = _found(due)
    return None if found is None or found[0].overdue is None else _to_applicant(found[1], *_overdue())


def _overdue() -> tuple[str, tuple[str, ...]]:
    return _("Your application goes on without an answer"), (
        _("The time to answer the office’s questions has passed. Your application has gone back to the office."),
        _("If you still have something to add, write to the office."),
    )


def _load_answered(due: Due) -> Content | None:
    found = _found(due)
    return None if found is None or found[0].answered is None else _to_office(found[1].reference)


def _to_office(reference: str) -> Content:
    lines = (_("An applicant has answered a request for information."),)
    subject = _("Information has arrived, reference %(reference)s", reference=reference)
    desk = f"{current().base_url}/office/membership/{reference}"
    return content(current().office_email, "", reference, subject, lines, address=desk)


def _example(subject: str, lines: tuple[str, ...]) -> Content:
    return content(EXAMPLE_TO, "Dr Robin Vale", EXAMPLE, subject, lines)


ASKED = register("information_asked", _load_asked, lambda now: _example(*_asked(now)), APPLICATION)
REMINDER = register("information_reminder", _load_reminder, lambda now: _example(*_reminder(now)), APPLICATION)
OVERDUE = register("information_overdue", _load_overdue, lambda _now: _example(*_overdue()), APPLICATION)
ANSWERED = register("information_answered", _load_answered, lambda _now: _to_office(EXAMPLE), OFFICE)
