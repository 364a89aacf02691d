"""E-mails about legal holds: to the person it is about, unless a court forbids it; to the office, by number only."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from directory.consultations.letters.message import Button, Message
from directory.core import formats
from directory.core.outbox import Content, Due, Posted, post_all, register
from directory.core.settings import current
from directory.membership.letters.application import EXAMPLE, EXAMPLE_TO, content, reader
from directory.membership.letters.topics import OFFICE
from directory.membership.queries import application as applications
from directory.membership.queries import retention as endings
from directory.privacy.models import LegalHold
from directory.privacy.queries import holds as queries
from directory.privacy.rules.holds import REMINDERS, STANDING, State

Said = tuple[str, tuple[str, ...]]
EPOCH = date(2000, 1, 1)  # reviews are numbered by day, so that a new review date is a new letter


def _to_person(due: Due, say: Callable[[LegalHold], Said]) -> Content | None:
    hold = queries.by_id(int(due.subject))
    if hold is None or hold.told is None:
        return None
    application = applications.by_id(endings.id_of(hold.subject) or 0)
    to = reader(application) if application is not None else None
    return None if application is None or to is None else content(*to, application.reference, *say(hold))


def _told(due: Due) -> Content | None:
    return _to_person(due, lambda hold: _told_said(hold.review_on))


def _told_said(review_on: date) -> Said:
    return _("Your application is kept longer than usual"), (
        _(
            "For a legal reason we have to keep what belongs to your application. Until this ends, nothing of it is "
            "deleted, also where its usual time is over."
        ),
        _("This decides nothing about your application, and nobody sees more of it than before."),
        _("Two coordinators have signed this. It is looked at again by %(day)s.", day=formats.day(review_on)),
        _("If you have a question, or think that this is wrong, write to the office. We tell you when it ends."),
    )


def _ended(due: Due) -> Content | None:
    return _to_person(due, lambda _hold: _ended_said())


def _ended_said() -> Said:
    return _("Your application is kept for its usual time again"), (
        _("The legal reason for which we kept what belongs to your application longer than usual is over."),
        _("The usual times hold again. What is past its time is deleted in one of the next nights."),
    )


def _office(number: int, said: Said) -> Content:
    address = f"{current().base_url}/office/holds/{number}"
    facts = ((_("Legal hold"), str(number)),)
    message = Message(_("Hello,"), said[1], facts, (Button(_("Open the page"), address),))
    return Content(
        to=current().office_email, subject=said[0], values={"message": message}, template="message", link=address
    )


def _waiting(states: frozenset[State], say: Callable[[], Said]) -> Callable[[Due], Content | None]:
    def load(due: Due) -> Content | None:
        hold = queries.by_id(int(due.subject))
        return None if hold is None or hold.state not in states else _office(hold.id, say())

    return load


def _asked_said() -> Said:
    return _("A second signature is asked for"), (
        _("A colleague has asked for a legal hold. The case is frozen until a second coordinator signs or refuses."),
    )


def _end_asked_said() -> Said:
    return _("A second signature is asked for"), (
        _("A colleague says that a legal hold may end. It stays in force until a second coordinator signs."),
    )


def _review(due: Due) -> Content | None:
    """Not for a review date that was moved; held up until a later one is due as well, only that one goes out."""
    hold = queries.by_id(int(due.subject))
    if hold is None or hold.state not in STANDING:
        return None
    day, left = divmod(due.revision, 100)
    passed = [days for days in REMINDERS if days < left and _moment(hold.review_on, days) <= due.now]
    if EPOCH + timedelta(days=day) != hold.review_on or passed:
        return None
    return _office(hold.id, _review_said(hold.review_on))


def _review_said(review_on: date) -> Said:
    return _("A legal hold is to be looked at again"), (
        _(
            "Say by %(day)s whether it is still needed, and until when, or that it may end. Until then nothing "
            "changes.",
            day=formats.day(review_on),
        ),
    )


def post_reminders(hold: LegalHold, now: datetime) -> None:
    """One some days before the review date and one on it; those whose moment has passed are not written any more."""
    day = (hold.review_on - EPOCH).days
    moments = [(days, _moment(hold.review_on, days)) for days in REMINDERS]
    post_all([Posted(REVIEW, hold.id, at, day * 100 + days) for days, at in moments if at > now])


def _moment(review_on: date, days: int) -> datetime:
    return datetime.combine(review_on, time(7), ZoneInfo("UTC")) - timedelta(days=days)


def _example(said: Callable[[datetime], Said]) -> Callable[[datetime], Content]:
    return lambda now: content(EXAMPLE_TO, "Dr Robin Vale", EXAMPLE, *said(now))


def _in_half_a_year(now: datetime) -> date:
    return (now + timedelta(days=180)).date()


TOLD = register("hold_told", _told, _example(lambda now: _told_said(_in_half_a_year(now))))
ENDED = register("hold_ended", _ended, _example(lambda _now: _ended_said()))
ASKED = register(
    "hold_asked",
    _waiting(frozenset({State.REQUESTED}), _asked_said),
    lambda _now: _office(12, _asked_said()),
    OFFICE,
)
END_ASKED = register(
    "hold_end_asked",
    _waiting(frozenset({State.ENDING}), _end_asked_said),
    lambda _now: _office(12, _end_asked_said()),
    OFFICE,
)
REVIEW = register("hold_review", _review, lambda now: _office(12, _review_said(_in_half_a_year(now))), OFFICE)
