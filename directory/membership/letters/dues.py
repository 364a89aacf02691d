"""E-mails about dues: the invoice as PDF, and reminders. Subjects name the number only."""

from datetime import date, timedelta

from flask_babel import gettext as _

from directory.consultations.letters.message import Button, Message
from directory.core import formats
from directory.core.db import session
from directory.core.outbox import Attachment, Content, Due, register
from directory.core.settings import current
from directory.membership.letters.invoice import pdf
from directory.membership.letters.member import EXAMPLE_TO, reader
from directory.membership.letters.topics import DUES
from directory.membership.models import Invoice
from directory.membership.queries import policy as policies
from directory.membership.rules.dues import State, latest_reminder, number_words, payment_address


def _content(
    to: str, name: str, subject: str, lines: tuple[str, ...], files: tuple[Attachment, ...], pay: str = ""
) -> Content:
    home = f"{current().base_url}/practice/membership"
    paying = (Button(_("Pay this invoice"), pay),) if pay else ()
    message = Message(_("Hello %(name)s,", name=name), lines, (), (*paying, Button(_("Open your membership"), home)))
    return Content(to, subject, {"message": message}, files, template="message", link=home)


def _file(invoice: Invoice) -> tuple[Attachment, ...]:
    return (Attachment(f"{number_words(invoice.number)}.pdf", "application/pdf", pdf(invoice)),)


def _pay(invoice: Invoice) -> str:
    return payment_address(current().dues_payment_url, invoice.number, invoice.state)


def _issued(due: date) -> tuple[str, ...]:
    return (
        _("Your invoice for the next year of membership is attached. It is due on %(day)s.", day=formats.day(due)),
        _("Your listing does not wait for it, and search does not know of it."),
    )


def _load_issued(due: Due) -> Content | None:
    invoice = session().get(Invoice, int(due.subject))
    if invoice is None or invoice.state is State.WAIVED:
        return None
    to = reader(invoice.physician_id)
    subject = _("Invoice %(number)s", number=number_words(invoice.number))
    return None if to is None else _content(*to, subject, _issued(invoice.due), _file(invoice), _pay(invoice))


def _reminder(due: date, today: date, lapse: int) -> tuple[str, ...]:
    """By the day on which it is sent, which may be later than it was due."""
    day = formats.day(due)
    first = _("Your dues were due on %(day)s.", day=day)
    if today <= due:
        first = _("Your dues are due today.") if today == due else _("Your dues are due on %(day)s.", day=day)
    ends = formats.day(due + timedelta(days=lapse))
    return first, _("Without payment or a word to the office your membership lapses on %(day)s.", day=ends)


def _load_reminder(due: Due) -> Content | None:
    """Not once it is settled; of several held up the last is sent."""
    invoice = session().get(Invoice, int(due.subject))
    if invoice is None or invoice.state is not State.DUE:
        return None
    plan = policies.of(invoice.policy).dues
    to = reader(invoice.physician_id)
    today = due.now.date()
    if to is None or latest_reminder(invoice.issued.date(), invoice.due, today, plan.reminders) != due.revision:
        return None
    subject = _("A reminder: invoice %(number)s", number=number_words(invoice.number))
    lines = _reminder(invoice.due, today, plan.lapse_days)
    return _content(*to, subject, lines, _file(invoice), _pay(invoice))


ISSUED = register(
    "invoice", _load_issued,
    lambda now: _content(EXAMPLE_TO, "Dr Robin Vale", _("Invoice %(number)s", number=number_words(12)),
                         _issued(now.date() + timedelta(days=30)), ()),
    DUES,
)  # fmt: skip
REMINDER = register(
    "invoice_reminder", _load_reminder,
    lambda now: _content(EXAMPLE_TO, "Dr Robin Vale", _("A reminder: invoice %(number)s", number=number_words(12)),
                         _reminder(now.date() - timedelta(days=15), now.date(), 60), ()),
    DUES,
)  # fmt: skip
