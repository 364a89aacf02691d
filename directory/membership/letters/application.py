"""E-mails to an applicant. Subjects say nothing of a decision, and no letter names a reviewer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.accounts import queries as people
from directory.consultations.letters.message import Button, Message
from directory.core.outbox import Content, Due, Topic, register
from directory.core.settings import current
from directory.core.vault import Erased
from directory.membership.letters.topics import APPLICATION, DRAFTS
from directory.membership.models.application import Application
from directory.membership.queries import application as queries
from directory.membership.queries import policy as policies
from directory.membership.queries import status
from directory.membership.rules.application import State
from directory.membership.rules.retention import UNSENT_DAYS

DAYS = 1000  # a draft's reminder: the day it was left, times this, plus the days it had lain
EXAMPLE = "A-7F3Q-9XWM"
EXAMPLE_TO = "someone@example.org"
Say = Callable[[Application, Due], tuple[str, tuple[str, ...]] | None]


def content(to: str, name: str, reference: str, subject: str, lines: tuple[str, ...], *, address: str = "") -> Content:
    greeting = _("Hello %(name)s,", name=name) if name else _("Hello,")
    home = address or f"{current().base_url}/membership/application"
    buttons = (Button(_("Open the application"), home),)
    message = Message(greeting, lines, ((_("Reference"), reference),), buttons)
    return Content(to=to, subject=subject, values={"message": message}, template="message", link=home)


def reader(application: Application) -> tuple[str, str] | None:
    """(address, name); None for a closed account or an erased application."""
    person = people.by_id(application.person_id)
    if person is None or person.closed is not None:
        return None
    try:
        return person.email, queries.name_of(application)
    except Erased:
        return None


def _loader(say: Say) -> Callable[[Due], Content | None]:
    def load(due: Due) -> Content | None:
        application = queries.by_id(int(due.subject))
        said = None if application is None else say(application, due)
        to = None if application is None or said is None else reader(application)
        if application is None or said is None or to is None:
            return None
        return content(*to, application.reference, *said)

    return load


def _kind(name: str, say: Say, example: Callable[[], tuple[str, tuple[str, ...]]], topic: Topic | None = None) -> str:
    def shown(_now: datetime) -> Content:
        return content(EXAMPLE_TO, "Dr Robin Vale", EXAMPLE, *example())

    return register(name, _loader(say), shown, topic)


def _started(application: Application, _due: Due) -> tuple[str, tuple[str, ...]] | None:
    days = policies.of(application.policy).draft_days
    return _started_words(days) if application.state is State.DRAFT else None


def _started_words(days: int) -> tuple[str, tuple[str, ...]]:
    return _("Your application has begun"), (
        _("Everything you write is saved. Come back whenever it suits you: the address below leads to your draft."),
        _("You sign in by a link that we send to this address, or with your password if you have one."),
        _("A draft that nobody touches for %(days)d days expires; we remind you before.", days=days),
    )


def _receipt(application: Application, _due: Due) -> tuple[str, tuple[str, ...]] | None:
    return _receipt_words(status.days_to_decision()) if application.submitted else None


def _receipt_words(days: int | None) -> tuple[str, tuple[str, ...]]:
    duration = (
        _("From submission to decision it has taken %(days)d days in the middle.", days=days)
        if days is not None
        else _("How long it takes: there are no figures yet.")
    )
    return _("We have received your application"), (
        _("Thank you. What you submitted is kept as it was: later changes are new versions beside it."),
        _(
            "Next, the office checks licence, cover and credentials at their source and waits for your referees. Then "
            "a panel of members without a conflict of interest judges the eight criteria."
        ),
        duration,
        _("If we need more from you, we write to this address. Your page always shows who acts next."),
    )


def _withdrawn(application: Application, _due: Due) -> tuple[str, tuple[str, ...]] | None:
    days = policies.of(application.policy).withdrawal_undo_days
    return _withdrawn_words(days) if application.state is State.WITHDRAWN else None


def _withdrawn_words(days: int) -> tuple[str, tuple[str, ...]]:
    return _("Your application is withdrawn"), (
        _("You have withdrawn your application. Nobody works on it any more."),
        _("You can take this back for %(days)d days on your page; afterwards you can apply again.", days=days),
    )


def _draft_reminder(application: Application, due: Due) -> tuple[str, tuple[str, ...]] | None:
    """Dropped when the draft was touched since: the revision says when it had been left."""
    left = int(application.touched.timestamp()) // 86400
    ends = policies.of(application.policy).draft_days - (due.now - application.touched) // timedelta(days=1)
    if application.state is not State.DRAFT or due.revision // DAYS != left or ends <= 0:
        return None
    return _draft_reminder_words(ends)


def _draft_reminder_words(days: int) -> tuple[str, tuple[str, ...]]:
    return _("Your draft is waiting"), (
        _("You have begun an application and have not opened it for a while. Everything is saved."),
        ngettext(
            "Without a change it expires in %(num)d day. You could then apply again with what you wrote.",
            "Without a change it expires in %(num)d days. You could then apply again with what you wrote.",
            days,
        ),
    )


def _expired(application: Application, _due: Due) -> tuple[str, tuple[str, ...]] | None:
    return _expired_words() if application.state is State.EXPIRED else None


def _expired_words() -> tuple[str, tuple[str, ...]]:
    return _("Your draft has expired"), (
        _("Your application was not submitted, and nobody has changed it for a long time, so it has ended."),
        _(
            "You are welcome to apply again. For %(days)d days the new draft begins with what you wrote; then it is "
            "deleted.",
            days=UNSENT_DAYS,
        ),
    )


STARTED = _kind("application_started", _started, lambda: _started_words(90))
RECEIPT = _kind("application_receipt", _receipt, lambda: _receipt_words(84))
WITHDRAWN = _kind("application_withdrawn", _withdrawn, lambda: _withdrawn_words(7))
DRAFT_REMINDER = _kind("application_draft_reminder", _draft_reminder, lambda: _draft_reminder_words(30), DRAFTS)
EXPIRED = _kind("application_expired", _expired, _expired_words, APPLICATION)
