"""E-mails about an opinion and its clock. None of them names it: "something new to read", "an answer"."""

from collections.abc import Sequence

from flask_babel import gettext as _

from directory.consultations.letters.facts import Facts
from directory.consultations.letters.message import Button, Message
from directory.consultations.letters.patient import content, hello, rows
from directory.consultations.letters.physician import to_physician
from directory.core.outbox import Content
from directory.core.settings import current


def something_new(facts: Facts) -> Content:
    lines = (
        _("%(physician)s has written to you. It stands on your page.", physician=facts.physician),
        _("Take your time. We send a code to this address before it opens on a new device."),
    )
    buttons = (Button(_("Open your page"), f"{facts.link}/opinion"),)
    return content(facts, _("You have something new to read"), Message(hello(facts), lines, rows(facts), buttons))


def late(facts: Facts, others: Sequence[tuple[str, str]]) -> Content:
    """`others`: name and address of colleagues."""
    lines = [
        _("%(physician)s has not written to you in time. We are sorry, and have sent a reminder.",
          physician=facts.physician),
        _("You can wait, or choose another physician; nothing you entered is passed on unless you do."),
    ]  # fmt: skip
    if others:
        lines.append(_("These physicians take such requests, by their next available time:"))
    address = f"{current().base_url}/physicians"
    times = (Button(name, f"{address}/{slug}/times?kind={facts.visit}") for name, slug in others)
    buttons = (*times, Button(_("See your page"), f"{facts.link}/colleagues"))
    return content(facts, _("This takes longer"), Message(hello(facts), tuple(lines), rows(facts), buttons))


def due(facts: Facts) -> Content:
    lines = (_("An answer of yours is due on the next day of your clinic, or today. The patient has been told when."),)
    return to_physician(facts, _("Due soon: %(reference)s", reference=facts.reference), lines)


def overdue(facts: Facts) -> Content:
    lines = (
        _("An answer of yours is late. The patient has been told so, and was shown colleagues."),
        _("If you cannot write it, suggest a colleague: it takes a minute."),
    )
    return to_physician(facts, _("Late: %(reference)s", reference=facts.reference), lines)


def office(facts: Facts) -> Content:
    lines = (_("An answer to a patient is two clinic days late. Please reach the physician."),)
    found = ((_("Physician"), facts.physician), (_("Reference"), facts.reference))
    address = f"{current().base_url}/office/consultations/{facts.reference}"
    message = Message(_("Hello,"), lines, found, (Button(_("Open in the office"), address),))
    subject = _("An answer is late: %(reference)s", reference=facts.reference)
    return Content(current().office_email, subject, {"message": message}, template="message")
