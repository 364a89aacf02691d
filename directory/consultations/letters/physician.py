"""E-mails to the physician: initials and a link, nothing about anybody's health."""

from flask_babel import gettext as _

from directory.consultations.letters import calendar
from directory.consultations.letters.facts import Facts
from directory.consultations.letters.message import Button, Message
from directory.consultations.letters.patient import entry, visit_words
from directory.core import formats
from directory.core.outbox import Attachment, Content


def to_physician(
    facts: Facts, subject: str, lines: tuple[str, ...], attachments: tuple[Attachment, ...] = ()
) -> Content:
    greeting = _("Hello %(name)s,", name=facts.physician)
    message = Message(greeting, lines, _facts(facts), (Button(_("Open in your inbox"), facts.practice),))
    return Content(facts.physician_to, subject, {"message": message}, attachments, template="message")


def _facts(facts: Facts) -> tuple[tuple[str, str], ...]:
    rows = [(_("What"), visit_words(facts)), (_("Who"), facts.initials)]
    if facts.starts is not None:
        rows.append((_("When"), formats.moment(facts.starts, facts.physician_zone)))
        if facts.zone != facts.physician_zone:
            rows.append((_("Where the patient is"), formats.moment(facts.starts, facts.zone)))
    return (*rows, (_("Reference"), facts.reference))


def _file(facts: Facts, method: str) -> tuple[Attachment, ...]:
    if facts.starts is None:
        return ()
    from dataclasses import replace

    summary = f"{visit_words(facts)} {facts.initials}"
    made = entry(replace(facts, link=facts.practice), facts.physician_to)
    return (calendar.attachment(replace(made, summary=summary), method),)


def booked(facts: Facts) -> Content:
    lines = (_("A new consultation was booked."),)
    return to_physician(facts, _("New: %(reference)s", reference=facts.reference), lines, _file(facts, "REQUEST"))


def changed(facts: Facts) -> Content:
    lines = (_("A consultation was moved to another time."),)
    return to_physician(facts, _("Moved: %(reference)s", reference=facts.reference), lines, _file(facts, "REQUEST"))


def cancelled(facts: Facts) -> Content:
    lines = (_("A consultation was cancelled. The time is available again."),)
    return to_physician(facts, _("Cancelled: %(reference)s", reference=facts.reference), lines, _file(facts, "CANCEL"))


def request(facts: Facts) -> Content:
    lines = (_("A written request is ready for you."),)
    return to_physician(facts, _("A request is ready: %(reference)s", reference=facts.reference), lines)


def answered(facts: Facts) -> Content:
    lines = (_("What you asked for was sent."),)
    return to_physician(facts, _("More was sent: %(reference)s", reference=facts.reference), lines)


def took_place(facts: Facts) -> Content:
    lines = (_("Did it take place? Please mark it in your inbox."),)
    return to_physician(facts, _("Did it take place? %(reference)s", reference=facts.reference), lines)


def patient_late(facts: Facts) -> Content:
    lines = (_("The other side is a little late and asks you to wait."),)
    return to_physician(facts, _("A little late: %(reference)s", reference=facts.reference), lines)
