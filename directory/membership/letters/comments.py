"""E-mails about comments: to members, to who sent one, and to the applicant about what weighs against. None of them
holds a word of a comment, and no subject a name."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.accounts import queries as people
from directory.consultations.letters.message import Button, Message
from directory.core import formats, links
from directory.core.outbox import Content, Due, post, register
from directory.core.settings import current
from directory.core.vault import Erased
from directory.membership.letters.application import EXAMPLE, EXAMPLE_TO, content, reader
from directory.membership.letters.topics import APPLICATION, COMMENTS
from directory.membership.models import AdverseSummary, Comment, Round
from directory.membership.queries import adverse, rounds
from directory.membership.queries import comments as queries
from directory.membership.rules.comments import LINK_DAYS, reminders
from directory.membership.rules.rounds import State

LINK = "comment"
Said = tuple[str, tuple[str, ...]]
Say = Callable[[datetime], Said]


def _message(to: str, name: str, said: Said, button: tuple[str, str], reference: str = "") -> Content:
    greeting = _("Hello %(name)s,", name=name) if name else _("Hello,")
    facts = ((_("Reference"), reference),) if reference else ()
    link = f"{current().base_url}{button[1]}"
    message = Message(greeting, said[1], facts, (Button(button[0], link),))
    return Content(to=to, subject=said[0], values={"message": message}, template="message", link=link)


def _notice(due: Due) -> Content | None:
    """To a member. Not to the applicant, nor to a reviewer who takes no part, nor after the period."""
    number, _sep, person = due.subject.partition(":")
    round_, found = rounds.by_id(int(number)), people.by_id(int(person))
    if round_ is None or found is None or found.closed is not None or round_.state is not State.OPEN:
        return None
    application = rounds.application_of(round_)
    ended = round_.comments_end is None or round_.comments_end <= due.now
    if application is None or ended or not queries.is_member(found.id) or queries.recused(round_.id, found.id):
        return None
    button = (_("Read and comment"), f"/membership/comments/{application.reference}")
    return _message(found.email, found.name, _notice_said(round_.comments_end), button)


def _notice_said(until: datetime | None) -> Said:
    return _("An application is open for comments"), (
        _("A physician has applied for membership, and a panel is about to judge the application."),
        _(
            "If you know something that we should know, for or against, tell us until %(until)s. Comments are not "
            "published, and the applicant does not learn who wrote.",
            until=_moment(until),
        ),
        _("Who has applied stands on the page, once you have signed in."),
    )


def _proof(due: Due) -> Content | None:
    """To an address that somebody typed: says nothing of what was written."""
    comment = queries.by_id(int(due.subject))
    if comment is None or comment.received is not None:
        return None
    token, told = links.token_for(LINK, comment.submission), _told(comment)
    if token is None or told is None:
        return None
    return _message(
        told[0], told[1], _proof_said(), (_("Look at it and send it"), f"/membership/comments/send/{token}")
    )


def _proof_said() -> Said:
    return _("Please confirm what you wrote to us"), (
        _("Somebody has written a comment to the Coalition with this address. It counts once you press the button."),
        ngettext(
            "Without it, nothing is sent, and we delete it after %(num)s day.",
            "Without it, nothing is sent, and we delete it after %(num)s days.",
            LINK_DAYS,
        ),
        _("If it was not you, you need not do anything."),
    )


def _receipt(due: Due) -> Content | None:
    comment = queries.by_id(int(due.subject))
    told = _told(comment) if comment is not None and comment.received is not None else None
    return None if told is None else _message(*told, _receipt_said(), (_("How members are chosen"), "/membership"))


def _receipt_said() -> Said:
    return _("We have received your comment"), (
        _("Thank you. A coordinator of the Coalition reads it. It is not published."),
        _(
            "If it weighs against the applicant, the office writes a summary without your name, and the applicant "
            "answers it before anybody votes."
        ),
        _("To add something, or to take it back, write to the office."),
    )


def _told(comment: Comment) -> tuple[str, str] | None:
    """(address, name) of who wrote it."""
    if comment.person_id is not None:
        person = people.by_id(comment.person_id)
        return None if person is None or person.closed is not None else (person.email, person.name)
    try:
        told = queries.told(queries.about(comment)[0], comment)
    except Erased:
        return None
    return (told.email, told.name) if told.email else None


def _summary(due: Due) -> Content | None:
    row = adverse.by_id(int(due.subject))
    return None if row is None or row.answered is not None or row.due <= due.now else _to_applicant(row, _summary_said)


def _reminder(due: Due) -> Content | None:
    """Revision: days left. Held up until a later one is due as well, only that one goes out."""
    row = adverse.by_id(int(due.subject))
    if row is None or row.answered is not None or row.due <= due.now:
        return None
    later = [when for days, when in reminders(row.sent, row.due) if days < due.revision]
    if any(when <= due.now for when in later):
        return None
    return _to_applicant(row, _reminder_said)


def _to_applicant(row: AdverseSummary, say: Say) -> Content | None:
    application = adverse.application_of(row)
    to = reader(application)
    address = f"{current().base_url}{answer_path(row.number)}"
    return None if to is None else content(*to, application.reference, *say(row.due), address=address)


def answer_path(number: int) -> str:
    return f"/membership/application/summaries/{number}"


def _summary_said(due: datetime) -> Said:
    return _("Something we ask you to answer"), (
        _("We have received statements about your application that weigh against it. A summary stands on your page."),
        _("Please answer until %(until)s. Nobody votes before.", until=_moment(due)),
        _("Your answer stands beside the summary when the panel reads it. Who wrote to us we do not tell."),
    )


def _reminder_said(due: datetime) -> Said:
    return _("Your answer is still missing"), (
        _("A summary of what weighs against your application stands on your page, and is not answered yet."),
        _("Please answer until %(until)s. Afterwards the panel reads it without your answer.", until=_moment(due)),
    )


def _moment(at: datetime | None) -> str:
    return "" if at is None else formats.moment(at, "UTC")


def post_notices(round_: Round, people_ids: list[int], now: datetime) -> None:
    for person_id in people_ids:
        post(NOTICE, f"{round_.id}:{person_id}", due=now)


def post_summary(row: AdverseSummary, now: datetime) -> None:
    post(SUMMARY, row.id, due=now)
    for days, when in reminders(row.sent, row.due):
        post(SUMMARY_REMINDER, row.id, due=when, revision=days)


def _example(said: Said, path: str) -> Content:
    return _message(EXAMPLE_TO, "Sam Someone", said, (_("Open the page"), path))


def _example_summary(now: datetime) -> Content:
    said = _summary_said(now + timedelta(days=14))
    return content(EXAMPLE_TO, "Dr Robin Vale", EXAMPLE, *said, address=f"{current().base_url}{answer_path(1)}")


def _example_reminder(now: datetime) -> Content:
    said = _reminder_said(now + timedelta(days=7))
    return content(EXAMPLE_TO, "Dr Robin Vale", EXAMPLE, *said, address=f"{current().base_url}{answer_path(1)}")


NOTICE = register(
    "comment_notice",
    _notice,
    lambda now: _example(_notice_said(now + timedelta(days=21)), f"/membership/comments/{EXAMPLE}"),
    COMMENTS,
)
PROOF = register("comment_proof", _proof, lambda _now: _example(_proof_said(), "/membership/comments/send/example"))
RECEIPT = register("comment_receipt", _receipt, lambda _now: _example(_receipt_said(), "/membership"))
SUMMARY = register("adverse_summary", _summary, _example_summary, APPLICATION)
SUMMARY_REMINDER = register("adverse_reminder", _reminder, _example_reminder, APPLICATION)
