"""E-mails to the patient. Subjects, link texts and file names carry no health word."""

from flask_babel import gettext as _

from directory.consultations.letters import calendar
from directory.consultations.letters.facts import Facts
from directory.consultations.letters.message import Button, Message
from directory.consultations.queries.joining import number_words
from directory.consultations.rules.booking import CODE_MINUTES
from directory.consultations.rules.tasks import DISCREET
from directory.core import formats
from directory.core.outbox import Attachment, Content
from directory.core.settings import current
from directory.physicians.rules import VisitKind


def visit_words(facts: Facts) -> str:
    words = {
        VisitKind.VIDEO: _("Video call"),
        VisitKind.TELEPHONE: _("Telephone call"),
        VisitKind.WRITTEN: _("Written request"),
    }
    return words[facts.visit]


def called(facts: Facts) -> str:
    """Video call with Dr X; without the name where the patient keeps it private."""
    kind = visit_words(facts)
    return kind if facts.private else _("%(kind)s with %(physician)s", kind=kind, physician=facts.physician)


def content(facts: Facts, subject: str, message: Message, attachments: tuple[Attachment, ...] = ()) -> Content:
    return Content(facts.to, subject, {"message": message}, attachments, locale=facts.locale, template="message")


def hello(facts: Facts) -> str:
    return _("Hello %(name)s,", name=facts.name)


def rows(facts: Facts) -> tuple[tuple[str, str], ...]:
    rows = [(_("What"), visit_words(facts)), (_("With"), facts.physician)]
    if facts.starts is not None:
        rows.append((_("When"), formats.moment(facts.starts, facts.zone)))
        if facts.zone != facts.physician_zone:
            rows.append((_("Where the physician is"), formats.moment(facts.starts, facts.physician_zone)))
    return (*rows, (_("Reference"), facts.reference))


def _how_to_join(facts: Facts) -> tuple[str, ...]:
    if facts.visit is VisitKind.VIDEO:
        return (_("To join, open your page; the way in appears there 15 minutes before the start."),)
    if facts.visit is VisitKind.TELEPHONE:
        return (f"{_('You will be called at the number you gave.')} {number_words(facts.showing)}",)
    return ()


def _what_to_prepare(facts: Facts) -> tuple[str, ...]:
    if not facts.missing:
        return (_("Everything is prepared. Nothing more is needed from you."),)
    left = ", ".join(_(DISCREET[task]) for task in facts.missing)
    return (_("Still to prepare on your page (about five minutes): %(left)s.", left=left),)


def to_page(facts: Facts) -> tuple[Button, ...]:
    return (Button(_("Open your page"), facts.link),)


def entry(facts: Facts, attendee: str) -> calendar.Entry:
    if facts.starts is None or facts.ends is None:
        raise ValueError("a written request has no calendar entry")
    text = _("Reference %(reference)s. Your page: %(link)s", reference=facts.reference, link=facts.link)
    return calendar.Entry(
        uid=facts.uid,
        sequence=facts.sequence,
        starts=facts.starts,
        ends=facts.ends,
        summary=called(facts),
        description=text,
        address=facts.link,
        organizer=current().mail_sender,
        attendee=attendee,
        stamp=facts.now,
    )


def _file(facts: Facts, method: str) -> tuple[Attachment, ...]:
    return () if facts.starts is None else (calendar.attachment(entry(facts, facts.to), method),)


def cancellation(facts: Facts) -> tuple[Attachment, ...]:
    """Takes a call that is still ahead out of the calendar."""
    return _file(facts, "CANCEL") if facts.starts is not None and facts.starts > facts.now else ()


def confirmation(facts: Facts) -> Content:
    if facts.visit is VisitKind.WRITTEN:
        return _confirmation_written(facts)
    lines = [_("Your time is booked. It is free of charge, and you owe nothing afterwards.")]
    if not facts.confirmed:
        until = formats.moment(facts.confirm_by, facts.zone)
        lines.append(_("Open this e-mail within %(hours)s hours to keep your time: press the button by %(until)s.",
                       hours=_hours_left(facts), until=until))  # fmt: skip
    button = Button(_("Open your page") if facts.confirmed else _("Keep my time"), facts.link)
    after = (*_how_to_join(facts), *_what_to_prepare(facts), _("You can change or cancel on the same page."))
    message = Message(hello(facts), tuple(lines), rows(facts), (button,), after)
    return content(facts, _("Booked: %(what)s", what=called(facts)), message, _file(facts, "REQUEST"))


def _hours_left(facts: Facts) -> int:
    return round((facts.confirm_by - facts.now).total_seconds() / 3600)


def _confirmation_written(facts: Facts) -> Content:
    lines = [
        _("We have your request. It is free of charge, and you owe nothing afterwards."),
        _("It is sent to %(physician)s when you have prepared your page.", physician=facts.physician),
    ]
    if not facts.confirmed:
        until = formats.moment(facts.confirm_by, facts.zone)
        lines.append(_("Open this e-mail within %(hours)s hours to keep your request: press the button by %(until)s.",
                       hours=_hours_left(facts), until=until))  # fmt: skip
    button = Button(_("Open your page") if facts.confirmed else _("Keep my request"), facts.link)
    message = Message(hello(facts), tuple(lines), rows(facts), (button,), _what_to_prepare(facts))
    return content(facts, _("Your request %(reference)s", reference=facts.reference), message)


def prepare(facts: Facts) -> Content:
    lines = (_("A few things would help before your consultation."), *_what_to_prepare(facts))
    message = Message(hello(facts), lines, rows(facts), to_page(facts), _fewer(facts))
    return content(facts, _("A few things to prepare"), message)


def reminder(facts: Facts) -> Content:
    when = formats.moment(facts.starts, facts.zone) if facts.starts else ""
    lines = (_("This is a reminder: %(what)s, %(when)s.", what=called(facts), when=when),)
    after = (*_how_to_join(facts), *(_what_to_prepare(facts) if facts.missing else ()), _change(facts), *_fewer(facts))
    message = Message(hello(facts), lines, rows(facts), to_page(facts), after)
    return content(facts, _("Reminder: %(what)s", what=called(facts)), message)


def _fewer(facts: Facts) -> tuple[str, ...]:
    """A written request has no reminders."""
    if facts.fewer or facts.starts is None:
        return ()
    return (_("Too many e-mails? Press “Send me fewer reminders” on your page, and only one more reminder may come."),)


def _change(facts: Facts) -> str:
    hours = current().change_closes_hours
    if facts.hours > hours:
        return _("You can change or cancel on your page until %(hours)s hours before the start.", hours=hours)
    phone = facts.clinic_phone or current().office_email
    return _("If you cannot come, please tell the clinic: %(phone)s.", phone=phone)


def changed(facts: Facts) -> Content:
    message = Message(
        hello(facts),
        (_("Your time has been changed. This is the new one:"),),
        rows(facts),
        to_page(facts),
        _how_to_join(facts),
    )
    return content(facts, _("Changed: %(what)s", what=called(facts)), message, _file(facts, "REQUEST"))


def cancelled(facts: Facts) -> Content:
    lines = (_("This has been cancelled. Nothing more is needed from you."),)
    buttons = (Button(_("Choose another time"), f"{current().base_url}/physicians/{facts.slug}/times"),)
    message = Message(hello(facts), lines, rows(facts), buttons)
    return content(facts, _("Cancelled: %(what)s", what=called(facts)), message, _file(facts, "CANCEL"))


def released(facts: Facts) -> Content:
    if facts.visit is VisitKind.WRITTEN:
        return _released_written(facts)
    lines = (
        _("The time we kept for you was given back, because the e-mail about it was not opened."),
        _("If you still want to come, choose a time again; it takes about two minutes."),
    )
    buttons = (Button(_("Choose another time"), f"{current().base_url}/physicians/{facts.slug}/times"),)
    message = Message(hello(facts), lines, rows(facts), buttons)
    return content(facts, _("Your time was given back"), message, _file(facts, "CANCEL"))


def _released_written(facts: Facts) -> Content:
    lines = (
        _("Your request has ended, because the e-mail about it was not opened. It was not sent to anybody."),
        _("If you still want an answer, begin again; it takes about two minutes."),
    )
    buttons = (Button(_("Begin again"), f"{current().base_url}/physicians/{facts.slug}/times?kind=written"),)
    message = Message(hello(facts), lines, rows(facts), buttons)
    return content(facts, _("Your request has ended"), message)


def proposed(facts: Facts) -> Content:
    new = formats.moment(facts.proposed, facts.zone) if facts.proposed else ""
    lines = (
        _("%(physician)s suggests another time: %(new)s.", physician=facts.physician, new=new),
        _("Your present time stands until you answer."),
    )
    buttons = (Button(_("Answer on your page"), facts.link),)
    message = Message(hello(facts), lines, (*_suggested(facts), *rows(facts)), buttons)
    return content(facts, _("Another time is suggested"), message)


def _suggested(facts: Facts) -> tuple[tuple[str, str], ...]:
    """The new time on both clocks, as the booked one."""
    if facts.proposed is None or facts.zone == facts.physician_zone:
        return ()
    here, there = (formats.moment(facts.proposed, each) for each in (facts.zone, facts.physician_zone))
    return ((_("Suggested"), here), (_("Suggested, where the physician is"), there))


def code(facts: Facts) -> Content:
    lines = (
        _("This is the code you asked for. It works for %(minutes)s minutes.", minutes=CODE_MINUTES),
        _("If you did not ask for it, ignore this e-mail: nobody can read your page without the code."),
    )
    return content(facts, _("Your code"), Message(hello(facts), lines, large=facts.code))


def resume(facts: Facts) -> Content:
    lines = (_("You can go on here. Everything you entered is kept."),)
    message = Message(hello(facts), lines, (), (Button(_("Go on"), facts.link),))
    return content(facts, _("Your link to go on"), message)


def running_late(facts: Facts) -> Content:
    lines = (
        _("%(physician)s is running about %(minutes)s minutes late. We are sorry. Please wait on the page.",
          physician=facts.physician, minutes=facts.minutes),
    )  # fmt: skip
    message = Message(hello(facts), lines, rows(facts), (Button(_("Open your page"), f"{facts.link}/join"),))
    return content(facts, _("A few minutes later"), message)
