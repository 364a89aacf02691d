"""Which letters a step sends, and when they are due. A new sequence makes the earlier reminders drop themselves."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.consultations import letters
from directory.consultations.models import Consultation
from directory.consultations.queries.access import LETTER, LINK
from directory.consultations.rules.booking import link_ends, prepare_due, reminders
from directory.core import links
from directory.core.db import session
from directory.core.outbox import LetterRow, LetterState, Posted, post, post_all
from directory.core.settings import current

AFTER = timedelta(hours=24)


def _issue(consultation: Consultation, now: datetime) -> str:
    """The link of the browser that books; the letters' own one is written when they are."""
    tokens = links.issue_all((LINK, LETTER), str(consultation.id), expires=link_ends(consultation.ends, now))
    return tokens[LINK]


def booked(consultation: Consultation, now: datetime) -> str:
    """Returns the link of the browser that booked."""
    token = _issue(consultation, now)
    at_once = [Posted(letters.CONFIRMATION, consultation.id, now, consultation.sequence)]
    if consultation.starts is not None:  # a written request is sent when it is complete
        at_once.append(Posted(letters.PHYSICIAN_BOOKED, consultation.id, now))
    post_all([*at_once, *_ahead(consultation, now)])
    return token


def ahead(consultation: Consultation, now: datetime) -> None:
    """Reminders, the call to prepare, and the question afterwards, for this sequence."""
    post_all(_ahead(consultation, now))


def _ahead(consultation: Consultation, now: datetime) -> Iterator[Posted]:
    number, sequence = consultation.id, consultation.sequence
    due = []
    if consultation.starts is not None and consultation.ends is not None:
        hours = current().reminder_hours
        due = reminders(consultation.starts, now, hours, fewer=consultation.fewer_reminders)
        after = consultation.ends + AFTER
        yield Posted(letters.TOOK_PLACE, number, after, sequence)
        yield Posted(letters.TOOK_PLACE_PHYSICIAN, number, after, sequence)
    for reminder in due:
        yield Posted(letters.REMINDER, f"{number}:{reminder.hours}", reminder.due, sequence)
    prepare = prepare_due(consultation.starts, now, due)
    if prepare is not None:
        yield Posted(letters.PREPARE, number, prepare)  # one for the life of a consultation


def changed(consultation: Consultation, now: datetime) -> None:
    _issue(consultation, now)
    kind = letters.CONFIRMATION if _unsent(consultation) else letters.CHANGED
    post(kind, consultation.id, due=now, revision=consultation.sequence)
    post(letters.PHYSICIAN_CHANGED, consultation.id, due=now, revision=consultation.sequence)
    ahead(consultation, now)


def cancelled(consultation: Consultation, now: datetime) -> None:
    post(letters.CANCELLED, consultation.id, due=now, revision=consultation.sequence)
    _physician_cancelled(consultation, now)


def released(consultation: Consultation, now: datetime) -> None:
    post(letters.RELEASED, consultation.id, due=now, revision=consultation.sequence)
    _physician_cancelled(consultation, now)


def _physician_cancelled(consultation: Consultation, now: datetime) -> None:
    if consultation.starts is not None or consultation.ready is not None:  # else nobody was told of it
        post(letters.PHYSICIAN_CANCELLED, consultation.id, due=now, revision=consultation.sequence)


def _unsent(consultation: Consultation) -> bool:
    """A confirmation that has not gone out yet is written for an older sequence: the new one takes its place."""
    waiting = sa.and_(
        LetterRow.kind == letters.CONFIRMATION,
        LetterRow.subject == str(consultation.id),
        LetterRow.state == LetterState.WAITING,
    )
    return session().scalar(sa.select(LetterRow.id).where(waiting).limit(1)) is not None


def proposed(consultation: Consultation, now: datetime) -> None:
    if _unsent(consultation):
        post(letters.CONFIRMATION, consultation.id, due=now, revision=consultation.sequence)
    post(letters.PROPOSED, consultation.id, due=now, revision=consultation.sequence)


def address_changed(consultation: Consultation, now: datetime) -> None:
    """The link in the e-mail to the wrong address ends; the new address gets a confirmation of its own."""
    for purpose in (LINK, LETTER):
        links.revoke(purpose, str(consultation.id))
    post(letters.CONFIRMATION, consultation.id, due=now, revision=consultation.sequence)
    ahead(consultation, now)


def outcome(consultation: Consultation, kind: str, due: datetime) -> None:
    post(kind, consultation.id, due=due, revision=consultation.sequence)


def requested(consultation: Consultation, now: datetime) -> None:
    """A written request is complete: the physician is told, and the clock has started."""
    post(letters.PHYSICIAN_REQUEST, consultation.id, due=now, revision=consultation.sequence)


def clock_runs(consultation: Consultation, reminder: datetime | None, office: datetime) -> None:
    """For this end of the clock: where it is stopped and set anew, these drop themselves."""
    subject = letters.clock(consultation)
    if reminder is not None:
        post(letters.PHYSICIAN_DUE, subject, due=reminder)
    post(letters.OFFICE_OVERDUE, subject, due=office)


def ran_over(consultation: Consultation, now: datetime) -> None:
    _keep_open(consultation, now)
    post(letters.LATE, letters.clock(consultation), due=now)
    post(letters.PHYSICIAN_OVERDUE, letters.clock(consultation), due=now)


def something_new(consultation: Consultation, version: int, now: datetime) -> None:
    """The way to the page stays open; the e-mail says nothing but that there is something to read."""
    _keep_open(consultation, now)
    post(letters.SOMETHING_NEW, f"{consultation.id}:{version}", due=now)


def more_asked(consultation: Consultation, number: int, now: datetime) -> None:
    """`number` counts what was asked. The way to the page stays open for the answer."""
    _keep_open(consultation, now)
    post(letters.MORE_ASKED, f"{consultation.id}:{number}", due=now)


def answered(consultation: Consultation, number: int, now: datetime) -> None:
    post(letters.PHYSICIAN_ANSWERED, f"{consultation.id}:{number}", due=now)


def declined(consultation: Consultation, now: datetime) -> None:
    _keep_open(consultation, now)
    post(letters.DECLINED, consultation.id, due=now, revision=consultation.sequence)


def closed(consultation: Consultation, now: datetime) -> None:
    _keep_open(consultation, now)
    post(letters.CLOSED, consultation.id, due=now, revision=consultation.sequence)


def _keep_open(consultation: Consultation, now: datetime) -> None:
    """Links end some time after the last thing that happened."""
    for purpose in (LINK, LETTER):
        links.issue(purpose, str(consultation.id), expires=link_ends(max(now, consultation.ends or now), now))


def resume(consultation: Consultation, now: datetime) -> None:
    """Each time somebody asks for it, though not twice within a minute."""
    post(letters.RESUME, consultation.id, due=now, revision=int(now.timestamp()) // 60)
