"""E-mails to the patient once the time of a call has passed."""

from flask_babel import gettext as _

from directory.consultations.letters.facts import Facts
from directory.consultations.letters.message import Button, Message
from directory.consultations.letters.patient import content, hello, rows, to_page
from directory.core import formats
from directory.core.clock import zone
from directory.core.outbox import Content
from directory.core.settings import current


def follow_up(facts: Facts) -> Content:
    lines = (
        _thanks(facts),
        _("What you agreed, and the next step, will stand on your page."),
    )
    message = Message(hello(facts), lines, (), to_page(facts))
    return content(facts, _("After your call"), message)


def _thanks(facts: Facts) -> str:
    """With the date: a call may be marked long after it took place."""
    if facts.starts is None:
        return _("Thank you for your time.")
    day = formats.day(facts.starts.astimezone(zone(facts.zone)).date())
    return _("Thank you for your time on %(day)s.", day=day)


def missed(facts: Facts) -> Content:
    lines = (
        _("It seems that you could not attend. That happens; there is no charge."),
        _("If you still would like to speak, choose a new time."),
    )
    buttons = (Button(_("Choose a new time"), f"{current().base_url}/physicians/{facts.slug}/times"),)
    return content(facts, _("Choose a new time"), Message(hello(facts), lines, (), buttons))


def physician_absent(facts: Facts) -> Content:
    lines = (
        _("%(physician)s could not attend. We are sorry: it was not your fault.", physician=facts.physician),
        _("Choose a new time first."),
    )
    buttons = (Button(_("Choose a new time"), f"{current().base_url}/physicians/{facts.slug}/times"),)
    return content(facts, _("We are sorry: choose a new time"), Message(hello(facts), lines, (), buttons))


def took_place(facts: Facts) -> Content:
    lines = (_("Did it take place? One press on your page tells us."),)
    message = Message(hello(facts), lines, rows(facts), (Button(_("Answer on your page"), facts.link),))
    return content(facts, _("Did it take place?"), message)
