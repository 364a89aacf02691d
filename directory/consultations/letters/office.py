"""E-mails to the office: a reference and a link, no name of a patient and nothing about anybody's health."""

from flask_babel import gettext as _

from directory.consultations.letters.facts import Facts
from directory.consultations.letters.message import Button, Message
from directory.core import formats
from directory.core.outbox import Content
from directory.core.settings import current


def nobody_came(facts: Facts) -> Content:
    lines = (
        _("The other side waits on the page of this call, and the physician has not come for ten minutes."),
        _("Please reach the physician, and see that a new time is offered."),
    )
    rows = [(_("Physician"), facts.physician), (_("Reference"), facts.reference)]
    if facts.starts is not None:
        rows.append((_("When"), formats.moment(facts.starts, facts.physician_zone)))
    address = f"{current().base_url}/office/consultations/{facts.reference}"
    message = Message(_("Hello,"), lines, tuple(rows), (Button(_("Open in the office"), address),))
    subject = _("Somebody is waiting: %(reference)s", reference=facts.reference)
    return Content(current().office_email, subject, {"message": message}, template="message")
