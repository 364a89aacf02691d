"""E-mails to referees. Neither subject nor words say that anybody is or was a patient: others read mailboxes too."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import gettext as _

from directory.consultations.letters.message import Button, Message
from directory.core import formats, links
from directory.core.outbox import Content, Due, register
from directory.core.settings import current
from directory.core.vault import Erased
from directory.membership.models.application import Application
from directory.membership.models.referee import Referee
from directory.membership.queries import application as applications
from directory.membership.queries import referees
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.referees import OPEN, WAITING, Group, Mode, State

EXAMPLE_TO = "someone@example.org"
Say = tuple[str, tuple[str, ...]]


def _found(due: Due) -> tuple[Referee, Application, Details] | None:
    """None once the application is decided or the words are erased, and for a letter that a newer one replaced."""
    row = referees.by_id(int(due.subject))
    application = applications.by_id(row.application_id) if row else None
    if row is None or application is None or application.state not in OPEN:
        return None
    try:
        details = referees.details_of(application, row)
    except Erased:
        return None
    return (row, application, details) if details.email else None


def _content(details: Details, said: Say, address: str = "", button: str = "") -> Content:
    greeting = _("Hello %(name)s,", name=details.name) if details.name else _("Hello,")
    buttons = (Button(button, address),) if address else ()
    message = Message(greeting, said[1], (), buttons)
    return Content(to=details.email, subject=said[0], values={"message": message}, template="message")


def _address(row: Referee) -> str:
    return f"{current().base_url}/referee/{links.token_for(referees.LINK, str(row.id)) or ''}"


def _linked(say: Callable[[Group, str, datetime], Say]) -> Callable[[Due], Content | None]:
    """A letter with the link: the last one that was posted only, while an answer is waited for."""

    def load(due: Due) -> Content | None:
        found = _found(due)
        if found is None or found[0].state not in WAITING or found[0].letter != due.revision:
            return None
        row, application, details = found
        if row.expires is None or row.expires <= due.now:
            return None
        said = say(row.group, applications.name_of(application), row.expires)
        return _content(details, said, _address(row), _("Open the page"))

    return load


def _asked(group: Group, name: str, expires: datetime) -> Say:
    day = formats.day(expires.date())
    link = _("The link is for you alone. It can be used until %(day)s, as often as you like.", day=day)
    if group is Group.PATIENT:
        return _("The page you asked for"), (
            _("You have used an invitation card. This link opens your page."),
            _("It takes about 15 minutes. You can stop and come back; no password is needed."),
            link,
            _("If you did not ask for this, you need not do anything."),
        )
    return _("A colleague has named you as a referee"), (
        _("%(name)s has applied for membership and has named you as a colleague who can judge their work.", name=name),
        _("We ask you at most ten questions. It takes about 15 minutes; you can stop and come back."),
        _("You see first who will read what you write. You can also decline, or say that you cannot answer now."),
        link,
    )


def _reminder(group: Group, name: str, expires: datetime) -> Say:
    day = formats.day(expires.date())
    first = (
        _("Your page is still open. What you have written so far is kept.")
        if group is Group.PATIENT
        else _("We have asked you about %(name)s. Your page is still open.", name=name)
    )
    return _("Your page is still open"), (
        first,
        _("It can be used until %(day)s. This link replaces the one we sent before.", day=day),
        _("If you would rather not answer, you can say so there, and we do not write again."),
    )


def _load_thanks(due: Due) -> Content | None:
    found = _found(due)
    if found is None or found[0].submitted is None:
        return None
    return _content(found[2], _thanks())


def _thanks() -> Say:
    return _("Thank you"), (
        _("Your answers have arrived, and the link has ended."),
        _(
            "We keep your words from the applicant as far as the law allows; a court may order otherwise; if they "
            "weigh against, the applicant learns a summary without your name."
        ),
        _("The office may write to you to make sure that the answers are yours."),
    )


def _load_copy(due: Due) -> Content | None:
    found = _found(due)
    if found is None or found[0].mode is not Mode.TELEPHONE or found[0].state is State.NOT_RELIED_ON:
        return None
    row = found[0]
    if row.corrected_until is None or row.corrected_until <= due.now or row.letter != due.revision:
        return None
    return _content(found[2], _copy(row.corrected_until), _address(row), _("Read your answers"))


def _copy(until: datetime) -> Say:
    day = formats.day(until.date())
    return _("What you told us on the telephone"), (
        _("Thank you for the call. The link below shows what we have written down for you."),
        _("If something is not as you said it, correct it there until %(day)s.", day=day),
        _("If all is right, you need not do anything."),
    )


def _example(say: Callable[[datetime], Say], button: str = "") -> Callable[[datetime], Content]:
    def shown(now: datetime) -> Content:
        address = f"{current().base_url}/referee/example" if button else ""
        return _content(Details("Dr Sam Colleague", EXAMPLE_TO), say(now + timedelta(days=42)), address, button)

    return shown


ASKED = register(
    "referee_asked",
    _linked(_asked),
    _example(lambda ends: _asked(Group.COLLEAGUE, "Dr Robin Vale", ends), "Open the page"),
)
CARD = register(
    "referee_card", _linked(_asked), _example(lambda ends: _asked(Group.PATIENT, "", ends), "Open the page")
)
REMINDER = register(
    "referee_reminder",
    _linked(_reminder),
    _example(lambda ends: _reminder(Group.COLLEAGUE, "Dr Robin Vale", ends), "Open the page"),
)
THANKS = register("referee_thanks", _load_thanks, _example(lambda _ends: _thanks()))
COPY = register("referee_copy", _load_copy, _example(_copy, "Read your answers"))
LINKED = (ASKED, CARD, REMINDER)
