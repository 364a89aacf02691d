"""E-mails to the patient about what comes after booking: more is asked for, a colleague is suggested, it is closed."""

from collections.abc import Sequence

from flask_babel import gettext as _

from directory.consultations.letters.facts import Facts
from directory.consultations.letters.message import Button, Message
from directory.consultations.letters.patient import cancellation, content, hello, rows, to_page
from directory.consultations.rules.asking import SILENCE
from directory.core.outbox import Content
from directory.core.settings import current


def asked(facts: Facts) -> Content:
    lines = (
        _("%(physician)s asks for something more. What it is stands on your page.", physician=facts.physician),
        _("Send it when it suits you; the answer to you waits until then."),
    )
    buttons = (Button(_("See what is asked for"), f"{facts.link}/more"),)
    return content(facts, _("Something more is asked for"), Message(hello(facts), lines, rows(facts), buttons))


def declined(facts: Facts, others: Sequence[tuple[str, str]]) -> Content:
    """`others`: name and address of colleagues. The reason is on the page only."""
    lines = [_("%(physician)s suggests a colleague. The reason stands on your page.", physician=facts.physician)]
    if facts.starts is not None and facts.starts > facts.now:
        lines.append(_("Your time is cancelled; nothing more is needed from you."))
    if others:
        lines.append(_("These physicians take such requests, by their next available time:"))
    address = f"{current().base_url}/physicians"
    times = (Button(name, f"{address}/{slug}/times?kind={facts.visit}") for name, slug in others)
    buttons = (*times, Button(_("Find another physician"), address), *to_page(facts))
    message = Message(hello(facts), tuple(lines), rows(facts), buttons)
    return content(facts, _("Another physician is suggested"), message, cancellation(facts))


def closed(facts: Facts) -> Content:
    lines = (
        _("We have heard nothing from you for %(days)s days, so this is closed.", days=SILENCE.days),
        _("If you want to go on, press “Open it again” on your page. Otherwise nothing is needed from you."),
    )
    return content(facts, _("Closed for now"), Message(hello(facts), lines, rows(facts), to_page(facts)))


def unavailable(facts: Facts, others: Sequence[tuple[str, str]]) -> Content:
    """The physician is not listed any more. No reason is given, whatever it is."""
    lines = [
        _(
            "%(physician)s is not available through the Coalition any more. We are sorry: what you had agreed cannot "
            "take place. Nothing is needed from you.",
            physician=facts.physician,
        ),
        _("What you have written, and your photos, are not passed on to anybody unless you choose it."),
    ]
    if others:
        lines.append(_("These physicians take such requests, by their next available time:"))
    address = f"{current().base_url}/physicians"
    times = (Button(name, f"{address}/{slug}/times?kind={facts.visit}") for name, slug in others)
    buttons = (*times, Button(_("Find another physician"), address))
    message = Message(hello(facts), tuple(lines), rows(facts), buttons)
    return content(facts, _("Your time cannot take place"), message, cancellation(facts))


def paused(facts: Facts) -> Content:
    """Papers are being confirmed; the time stands for now."""
    lines = (
        _("Booking with %(physician)s is paused while we confirm the licence.", physician=facts.physician),
        _(
            "What you have agreed stands for now. If it cannot take place, we write to you at once and name other "
            "physicians. You can also change or cancel on your page."
        ),
    )
    return content(facts, _("About your time"), Message(hello(facts), lines, rows(facts), to_page(facts)))
